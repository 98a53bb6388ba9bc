-- One page of the ratings of a date, real issuers first, and how many there are in all; a null filter asks for all.
select
    i.issuer_id,
    i.issuer_name,
    i.industry_name,
    i.grade,
    i.score,
    i.grade_probability,
    i.coverage,
    i.action,
    i.previous_grade,
    i.is_simulated,
    count(*) over () as found
from mart.issuer_rating as i
left join reference.grade_scale as g on i.grade = g.grade
where
    i.rating_date = $rating_date
    and i.industry_code = coalesce($industry_code, i.industry_code)
    and i.grade = coalesce($grade, i.grade)
    and i.is_simulated = coalesce($is_simulated, i.is_simulated)
    and (
        $search = '' or contains(lower(i.issuer_name), lower($search)) or contains(lower(i.issuer_id), lower($search))
    )
order by
    i.is_simulated,
    case when $sorted_by = 'name' then lower(i.issuer_name) end,
    case $sorted_by when 'coverage' then i.coverage when 'probability' then i.grade_probability end desc nulls last,
    g.notch nulls last,
    i.score desc nulls last,
    i.issuer_id
limit $rows offset $skipped
