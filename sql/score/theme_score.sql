-- Score of each theme: weighted mean of its key issues, with and without what was imputed.
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
    round(sum(s.weight * s.imputed_share) / sum(s.weight), 10) as imputed_share,
    s.is_simulated
from score.key_issue_score as s
inner join reference.key_issue as c on s.key_issue_id = c.key_issue_id
where s.rating_date = $rating_date
group by s.issuer_id, s.rating_date, c.theme_id, s.is_simulated
