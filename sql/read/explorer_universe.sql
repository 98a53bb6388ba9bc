-- One page of the ratings of a date, best grade first, and how many rows there are in all; a null filter asks for all.
select
    i.issuer_id,
    i.issuer_name,
    i.industry_name,
    i.grade,
    i.score,
    i.coverage,
    i.is_simulated,
    count(*) over () as found
from mart.issuer_rating as i
left join reference.grade_scale as g on i.grade = g.grade
where
    i.rating_date = $rating_date
    and i.industry_code = coalesce($industry_code, i.industry_code)
    and i.grade = coalesce($grade, i.grade)
    and (
        $search = '' or contains(lower(i.issuer_name), lower($search)) or contains(lower(i.issuer_id), lower($search))
    )
order by g.notch nulls last, i.score desc nulls last, i.issuer_id
limit $rows offset $skipped
