-- Events known by a day that count on the rating date, each with the points that are left after fading in the window.
with faded as (
    select
        e.issuer_id,
        t.data_point_id,
        e.event_id,
        e.event_date,
        s.points * greatest(0, 1 - date_diff('day', e.event_date, $rating_date) / (365.25 * w.value)) as points,
        e.is_simulated
    from core.event as e
    inner join reference.event_type as t on e.event_type = t.event_type
    inner join reference.event_severity as s on e.severity = s.severity
    inner join reference.parameter as w on w.name = 'event_window_years'
    where
        e.published_date <= $known_at and (e.replaced_date is null or e.replaced_date > $known_at)
        and e.event_date <= $rating_date
)

select
    issuer_id,
    cast($rating_date as date) as rating_date,
    data_point_id,
    event_id,
    event_date,
    points,
    is_simulated
from faded
where points > 0
