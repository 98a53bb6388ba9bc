-- Points that events count against an issuer on a rating date; a register that was searched without a find counts zero.
with cell as (
    select
        i.issuer_id,
        t.data_point_id
    from raw.issuer as i
    inner join reference.parameter as w on w.name = 'event_window_years'
    cross join reference.event_type as t
    where date_diff('day', i.event_coverage_start_date, least($rating_date, $known_at)) >= 365.25 * w.value
    union
    select
        issuer_id,
        data_point_id
    from core.event_in_window
    where rating_date = $rating_date
)

select
    c.issuer_id,
    cast($rating_date as date) as rating_date,
    c.data_point_id,
    count(e.event_id) as events,
    coalesce(round(sum(e.points), 10), 0) as points,
    max(e.event_date) as last_event_date,
    i.is_simulated
from cell as c
inner join raw.issuer as i on c.issuer_id = i.issuer_id
left join core.event_in_window as e
    on c.issuer_id = e.issuer_id and c.data_point_id = e.data_point_id and e.rating_date = $rating_date
group by c.issuer_id, c.data_point_id, i.is_simulated
