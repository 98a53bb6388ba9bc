-- One page of the issuers that went from one grade to another between two dates; a null grade stands for no rating.
with earlier as (
    select
        issuer_id,
        issuer_name,
        grade,
        score
    from mart.issuer_rating
    where rating_date = $before and is_simulated = $is_simulated
),

later as (
    select
        issuer_id,
        issuer_name,
        grade,
        score
    from mart.issuer_rating
    where rating_date = $rating_date and is_simulated = $is_simulated
)

select
    coalesce(l.issuer_id, e.issuer_id) as issuer_id,
    coalesce(l.issuer_name, e.issuer_name) as issuer_name,
    e.score as previous_score,
    l.score,
    l.score - e.score as points,
    count(*) over () as found
from earlier as e
full outer join later as l on e.issuer_id = l.issuer_id
where e.grade is not distinct from $previous_grade and l.grade is not distinct from $grade
order by abs(l.score - e.score) desc nulls last, coalesce(l.issuer_id, e.issuer_id)
limit $rows offset $skipped
