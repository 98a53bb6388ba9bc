-- What each data point adds to the total score; the rows of an issuer sum to its score.
with weighed as (
    select
        d.issuer_id,
        d.rating_date,
        d.data_point_id,
        p.key_issue_id,
        n.pillar_id,
        k.weight * p.weight
        / sum(p.weight) over (
            partition by d.issuer_id, d.rating_date, p.key_issue_id
            order by d.data_point_id rows between unbounded preceding and unbounded following
        ) as weight_in_total,
        d.score,
        d.is_simulated
    from score.data_point_score as d
    inner join reference.data_point as p on d.data_point_id = p.data_point_id
    inner join reference.key_issue as n on p.key_issue_id = n.key_issue_id
    inner join score.key_issue_score as k
        on d.issuer_id = k.issuer_id and d.rating_date = k.rating_date and p.key_issue_id = k.key_issue_id
    where d.rating_date = $rating_date
)

select
    issuer_id,
    rating_date,
    data_point_id,
    key_issue_id,
    pillar_id,
    weight_in_total,
    score,
    weight_in_total * score as contribution,
    is_simulated
from weighed
