-- Where each input of a known value comes from: an observation with its quote, or an event of a register.
with input as (
    select
        issuer_id,
        rating_date,
        data_point_id,
        input_number,
        observation_id,
        null as event_id,
        null as points,
        is_simulated
    from core.known_value_input
    where rating_date = $rating_date
    union all
    select
        w.issuer_id,
        w.rating_date,
        w.data_point_id,
        row_number() over (
            partition by w.issuer_id, w.data_point_id order by w.event_date desc, w.event_id
        ) as input_number,
        null as observation_id,
        w.event_id,
        w.points,
        w.is_simulated
    from core.event_in_window as w
    inner join core.known_value as k
        on w.issuer_id = k.issuer_id and w.rating_date = k.rating_date and w.data_point_id = k.data_point_id
    where w.rating_date = $rating_date and k.method = 'event_register'
)

select
    x.issuer_id,
    x.rating_date,
    x.data_point_id,
    x.input_number,
    x.observation_id,
    x.event_id,
    coalesce(o.data_point_id, x.data_point_id) as input_data_point_id,
    coalesce(o.dimension, '') as input_dimension,
    coalesce(o.value, x.points) as input_value,
    coalesce(o.unit, 'points') as input_unit,
    coalesce(o.published_date, e.published_date) as published_date,
    o.fact_id,
    f.document_id,
    coalesce(o.source, e.source) as source,
    coalesce(o.citation, e.citation, e.description) as citation,
    f.page,
    f.line,
    f.char_start,
    f.char_end,
    f.quote,
    x.is_simulated
from input as x
left join core.observation as o on x.observation_id = o.observation_id
left join core.extracted_fact as f on o.fact_id = f.fact_id
left join core.event as e on x.event_id = e.event_id
