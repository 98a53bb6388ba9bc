-- Causes add up to the change of score and grade, data points to each cause, and every change has its causes.
with dated as (
    select
        r.issuer_id,
        r.rating_date,
        r.score - lag(r.score) over (partition by r.issuer_id order by r.rating_date) as points,
        lag(g.notch) over (partition by r.issuer_id order by r.rating_date) - g.notch as notches
    from rating.rating as r
    left join reference.grade_scale as g on r.grade = g.grade
),

detail as (
    select
        issuer_id,
        rating_date,
        cause,
        sum(points) as points
    from rating.change_detail
    group by issuer_id, rating_date, cause
),

change as (
    select
        c.issuer_id,
        c.rating_date,
        sum(c.points) as points,
        max(c.model_notches) + sum(c.notches) as notches,
        max(abs(c.points - coalesce(d.points, 0))) as gap
    from rating.change_attribution as c
    left join detail as d on c.issuer_id = d.issuer_id and c.rating_date = d.rating_date and c.cause = d.cause
    group by c.issuer_id, c.rating_date
)

select
    coalesce(r.issuer_id, c.issuer_id) as issuer_id,
    coalesce(r.rating_date, c.rating_date) as rating_date,
    r.points as score_change,
    c.points,
    c.gap,
    r.notches as grade_change,
    c.notches
from dated as r
full outer join change as c on r.issuer_id = c.issuer_id and r.rating_date = c.rating_date
where
    coalesce(abs(r.points - c.points) > 1e-9, r.points is not null or c.points is not null)
    or r.notches <> c.notches
    or c.gap > 1e-9
