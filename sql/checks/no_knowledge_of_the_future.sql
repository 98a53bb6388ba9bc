-- A rating rests only on what was published by its date.
with used as (
    select
        issuer_id,
        rating_date,
        data_point_id,
        observation_id
    from core.known_value_input
    union all
    select
        issuer_id,
        rating_date,
        data_point_id,
        observation_id
    from core.interpolated_value_input
)

select
    u.issuer_id,
    u.rating_date,
    u.data_point_id,
    o.published_date
from used as u
inner join core.observation as o on u.observation_id = o.observation_id
where o.published_date > u.rating_date
