-- Issuers by their grade on one date and on a later one, by the kind asked for; null where there was no rating.
with earlier as (
    select
        issuer_id,
        grade,
        score
    from mart.issuer_rating
    where rating_date = $before and is_simulated = $is_simulated
),

later as (
    select
        issuer_id,
        grade,
        score
    from mart.issuer_rating
    where rating_date = $rating_date and is_simulated = $is_simulated
)

select
    e.grade as previous_grade,
    l.grade,
    count(*) as issuers,
    sum(l.score - e.score) as points
from earlier as e
full outer join later as l on e.issuer_id = l.issuer_id
group by e.grade, l.grade
order by e.grade nulls last, l.grade nulls last
