-- The events that one issuer's values rest on, latest first, each beside how many there are and their faded points.
select
    v.data_point_id,
    f.events,
    f.points,
    f.last_event_date,
    v.event_id,
    e.event_type,
    e.severity,
    e.event_date,
    v.published_date,
    v.input_value as faded_points,
    e.amount_cny,
    e.description,
    e.citation,
    v.source
from mart.evidence as v
inner join core.event as e on v.event_id = e.event_id
inner join core.event_effect as f
    on v.issuer_id = f.issuer_id and v.rating_date = f.rating_date and v.data_point_id = f.data_point_id
where v.issuer_id = $issuer_id and v.rating_date = $rating_date
order by v.data_point_id, v.input_number
