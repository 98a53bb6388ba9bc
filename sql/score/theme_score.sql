-- Score of each theme: weighted mean of its key issues, with and without what was imputed.
with mean as ( -- before the shares are joined: a join may change the order in which weights are summed
    select
        s.issuer_id,
        s.rating_date,
        c.theme_id,
        round(sum(s.weight * s.score) / sum(s.weight), 10) as score,
        round(
            sum(s.weight * s.score_reported_only) / sum(s.weight) filter (where s.score_reported_only is not null), 10
        ) as score_reported_only,
        sum(s.weight) as weight,
        round(sum(s.weight * s.coverage) / sum(s.weight), 10) as coverage,
        s.is_simulated
    from score.key_issue_score as s
    inner join reference.key_issue as c on s.key_issue_id = c.key_issue_id
    where s.rating_date = $rating_date
    group by s.issuer_id, s.rating_date, c.theme_id, s.is_simulated
)

select
    m.issuer_id,
    m.rating_date,
    m.theme_id,
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
        and n.node_level = 'theme' and m.theme_id = n.node_id
