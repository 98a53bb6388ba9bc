-- How probable each grade is for each graded issuer, with the grade that was published.
select
    p.issuer_id,
    i.issuer_name,
    p.rating_date,
    p.grade,
    g.notch,
    p.probability,
    p.grade = i.grade as is_published_grade,
    p.is_simulated
from rating.grade_probability as p
inner join mart.issuer_rating as i on p.issuer_id = i.issuer_id and p.rating_date = i.rating_date
inner join reference.grade_scale as g on p.grade = g.grade
