-- What happened to each grade since the rating date before; NR on both sides is no action.
with calendar as (
    select
        rating_date,
        lag(rating_date) over (order by rating_date) as previous_rating_date
    from (select distinct rating_date from rating.rating) as dates
),

present as (
    select
        c.rating_date,
        r.issuer_id,
        r.grade,
        r.is_simulated
    from calendar as c
    inner join rating.rating as r on c.rating_date = r.rating_date and r.grade <> 'NR'
),

past as (
    select
        c.rating_date,
        c.previous_rating_date,
        r.issuer_id,
        r.grade,
        r.is_simulated
    from calendar as c
    inner join rating.rating as r on c.previous_rating_date = r.rating_date and r.grade <> 'NR'
)

select
    coalesce(now_.issuer_id, past.issuer_id) as issuer_id,
    coalesce(now_.rating_date, past.rating_date) as rating_date,
    case
        when past.grade is null then 'new'
        when now_.grade is null then 'withdrawn'
        when g.notch < b.notch then 'upgrade'
        when g.notch > b.notch then 'downgrade'
        else 'affirm'
    end as action,
    past.previous_rating_date,
    past.grade as previous_grade,
    now_.grade,
    b.notch - g.notch as notches,
    coalesce(now_.is_simulated, past.is_simulated) as is_simulated
from present as now_
full outer join past on now_.issuer_id = past.issuer_id and now_.rating_date = past.rating_date
left join reference.grade_scale as g on now_.grade = g.grade
left join reference.grade_scale as b on past.grade = b.grade
