-- How many issuers hold each grade on one rating date, real and simulated apart; grades that nobody holds count 0.
with scale as (
    select
        grade,
        notch
    from reference.grade_scale
    union all
    select
        'NR' as grade,
        null as notch
)

select
    s.grade,
    count(i.issuer_id) filter (where not i.is_simulated) as real_issuers,
    count(i.issuer_id) filter (where i.is_simulated) as simulated_issuers
from scale as s
left join mart.issuer_rating as i on s.grade = i.grade and i.rating_date = $rating_date
group by s.grade, s.notch
order by s.notch nulls last
