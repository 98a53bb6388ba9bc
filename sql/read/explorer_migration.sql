-- Every issuer of a kind with its grade on one date and on a later one; null where it had no rating.
with rated as (
    select
        rating_date,
        issuer_id,
        issuer_name,
        grade,
        score
    from mart.issuer_rating
    where is_simulated = $is_simulated
),

earlier as (
    select * from rated
    where rating_date = $before
),

later as (
    select * from rated
    where rating_date = $rating_date
)

select
    coalesce(l.issuer_id, e.issuer_id) as issuer_id,
    coalesce(l.issuer_name, e.issuer_name) as issuer_name,
    e.grade as previous_grade,
    l.grade,
    e.score as previous_score,
    l.score,
    l.score - e.score as points
from earlier as e
full outer join later as l on e.issuer_id = l.issuer_id
order by abs(l.score - e.score) desc nulls last, coalesce(l.issuer_id, e.issuer_id)
