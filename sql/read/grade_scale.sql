-- The scale of grades, best first.
select
    grade,
    lower_bound
from reference.grade_scale
order by notch
