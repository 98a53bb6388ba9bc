-- An observation that states a value has one, and one that states none has none.
select
    observation_id,
    data_point_id,
    state,
    value,
    raw_value
from core.observation
where (state in ('reported', 'reported_zero')) <> (value is not null)
