-- Total score: weighted mean of the three pillars, with and without what was imputed.
select
    issuer_id,
    rating_date,
    round(sum(weight * score) / sum(weight), 10) as score,
    round(
        sum(weight * score_reported_only) / sum(weight) filter (where score_reported_only is not null), 10
    ) as score_reported_only,
    sum(weight) as weight,
    round(sum(weight * coverage) / sum(weight), 10) as coverage,
    round(sum(weight * imputed_share) / sum(weight), 10) as imputed_share,
    is_simulated
from score.pillar_score
where rating_date = $rating_date
group by issuer_id, rating_date, is_simulated
