-- Score of each relevant key issue: weighted mean of its data points, with and without the imputed ones.
with node as (
    select
        d.issuer_id,
        d.rating_date,
        p.key_issue_id,
        d.is_simulated,
        sum(p.weight * d.score) / sum(p.weight) as score,
        sum(p.weight * d.score) filter (where d.origin <> 'imputed')
        / sum(p.weight) filter (where d.origin <> 'imputed') as score_reported_only,
        coalesce(sum(p.weight) filter (where d.origin <> 'imputed'), 0) / sum(p.weight) as coverage
    from score.data_point_score as d
    inner join reference.data_point as p on d.data_point_id = p.data_point_id
    where d.rating_date = $rating_date
    group by d.issuer_id, d.rating_date, p.key_issue_id, d.is_simulated
)

select
    n.issuer_id,
    n.rating_date,
    n.key_issue_id,
    round(n.score, 10) as score,
    round(n.score_reported_only, 10) as score_reported_only,
    w.weight / sum(w.weight) over (
        partition by n.issuer_id, n.rating_date
        order by n.key_issue_id rows between unbounded preceding and unbounded following
    ) as weight,
    round(n.coverage, 10) as coverage,
    r.reported_share,
    r.carried_share,
    r.imputed_share,
    r.not_applicable_share,
    n.is_simulated
from node as n
inner join core.rating_universe as u on n.issuer_id = u.issuer_id and n.rating_date = u.rating_date
inner join reference.key_issue_weight as w on u.industry_code = w.industry_code and n.key_issue_id = w.key_issue_id
inner join score.node_share as r
    on
        n.issuer_id = r.issuer_id and n.rating_date = r.rating_date
        and r.node_level = 'key_issue' and n.key_issue_id = r.node_id
where w.weight > 0
