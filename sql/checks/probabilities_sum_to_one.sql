-- The nine probabilities of an issuer sum to 1, and who has them has an interval, and the other way round.
with issuer as (
    select
        issuer_id,
        rating_date,
        count(*) as grades,
        sum(probability) as total
    from rating.grade_probability
    group by issuer_id, rating_date
)

select
    coalesce(p.issuer_id, i.issuer_id) as issuer_id,
    coalesce(p.rating_date, i.rating_date) as rating_date,
    p.grades,
    p.total
from issuer as p
full outer join rating.score_interval as i on p.issuer_id = i.issuer_id and p.rating_date = i.rating_date
where p.grades is null or i.issuer_id is null or p.grades <> 9 or abs(p.total - 1) > 1e-12
