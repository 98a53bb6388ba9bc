-- What the weight of each node of the tree rests on, before what does not apply leaves its weight to the rest.
with cell as (
    select
        issuer_id,
        data_point_id,
        origin
    from score.data_point_score
    where rating_date = $rating_date
    union all
    select
        issuer_id,
        data_point_id,
        state as origin
    from core.known_value
    where rating_date = $rating_date and state = 'not_applicable'
),

leaf as (
    select
        c.issuer_id,
        k.key_issue_id,
        k.theme_id,
        k.pillar_id,
        c.origin,
        w.weight * p.weight
        / sum(p.weight) over (
            partition by c.issuer_id, k.key_issue_id
            order by c.data_point_id rows between unbounded preceding and unbounded following
        ) as weight,
        u.is_simulated
    from cell as c
    inner join core.rating_universe as u
        on c.issuer_id = u.issuer_id and u.rating_date = $rating_date and u.in_scope
    inner join reference.data_point as p on c.data_point_id = p.data_point_id and p.weight > 0
    inner join reference.key_issue as k on p.key_issue_id = k.key_issue_id
    inner join reference.key_issue_weight as w
        on u.industry_code = w.industry_code and p.key_issue_id = w.key_issue_id and w.weight > 0
    where
        -- What an issuer calls not applicable counts only where it is asked for; `|` separates tags on both sides.
        c.origin <> 'not_applicable'
        or p.applies_to = 'all'
        or regexp_matches(concat('|', u.tags, '|'), concat('[|](', p.applies_to, ')[|]'))
)

select
    issuer_id,
    cast($rating_date as date) as rating_date,
    case
        when key_issue_id is not null then 'key_issue'
        when theme_id is not null then 'theme'
        when pillar_id is not null then 'pillar'
        else 'total'
    end as node_level,
    coalesce(key_issue_id, theme_id, pillar_id, 'total') as node_id,
    sum(weight) as nominal_weight,
    round(sum(case when origin = 'reported' then weight else 0 end) / sum(weight), 10) as reported_share,
    round(sum(case when origin = 'carried' then weight else 0 end) / sum(weight), 10) as carried_share,
    round(sum(case when origin = 'imputed' then weight else 0 end) / sum(weight), 10) as imputed_share,
    round(sum(case when origin = 'not_applicable' then weight else 0 end) / sum(weight), 10) as not_applicable_share,
    is_simulated
from leaf
group by grouping sets (
    (issuer_id, is_simulated, key_issue_id),
    (issuer_id, is_simulated, theme_id),
    (issuer_id, is_simulated, pillar_id),
    (issuer_id, is_simulated)
)
