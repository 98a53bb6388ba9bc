-- The grades of the method with the lowest score of each, best first.
select
    g.grade,
    g.lower_bound
from reference.grade_scale as g
order by g.notch
