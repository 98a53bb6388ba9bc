-- Score of each pillar: weighted mean of its themes, with and without what was imputed.
with child as (
    select distinct
        theme_id,
        pillar_id
    from reference.key_issue
),

mean as ( -- before the shares are joined: a join may change the order in which weights are summed
    select
        s.issuer_id,
        s.rating_date,
        c.pillar_id,
        round(sum(s.weight * s.score) / sum(s.weight), 10) as score,
        round(
            sum(s.weight * s.score_reported_only) / sum(s.weight) filter (where s.score_reported_only is not null), 10
        ) as score_reported_only,
        sum(s.weight) as weight,
        round(sum(s.weight * s.coverage) / sum(s.weight), 10) as coverage,
        s.is_simulated
    from score.theme_score as s
    inner join child as c on s.theme_id = c.theme_id
    where s.rating_date = $rating_date
    group by s.issuer_id, s.rating_date, c.pillar_id, s.is_simulated
)

select
    m.issuer_id,
    m.rating_date,
    m.pillar_id,
    m.score,
    m.score_reported_only,
    m.weight,
    m.coverage,
    n.reported_share,
    n.carried_share,
    n.imputed_share,
    n.not_applicable_share,
    m.is_simulated
from mean as m
inner join score.node_share as n
    on
        m.issuer_id = n.issuer_id and m.rating_date = n.rating_date
        and n.node_level = 'pillar' and m.pillar_id = n.node_id
