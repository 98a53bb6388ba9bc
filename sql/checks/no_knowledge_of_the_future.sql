-- A rating rests only on what was published by its date.
select
    k.issuer_id,
    k.rating_date,
    k.data_point_id,
    o.published_date
from core.known_value_input as k
inner join core.observation as o on k.observation_id = o.observation_id
where o.published_date > k.rating_date
