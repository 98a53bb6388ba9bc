-- How probable each grade is for one issuer on one date, best grade first; no row for who is not rated.
select
    p.grade,
    p.probability
from rating.grade_probability as p
inner join reference.grade_scale as g on p.grade = g.grade
where p.issuer_id = $issuer_id and p.rating_date = $rating_date
order by g.notch
