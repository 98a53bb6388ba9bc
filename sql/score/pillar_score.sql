-- Score of each pillar: weighted mean of its themes, with and without what was imputed.
with child as (
    select distinct
        theme_id,
        pillar_id
    from reference.key_issue
)

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
    round(sum(s.weight * s.imputed_share) / sum(s.weight), 10) as imputed_share,
    s.is_simulated
from score.theme_score as s
inner join child as c on s.theme_id = c.theme_id
where s.rating_date = $rating_date
group by s.issuer_id, s.rating_date, c.pillar_id, s.is_simulated
