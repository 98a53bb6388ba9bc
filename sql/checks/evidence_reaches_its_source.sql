-- Every score that is not imputed leads to an observation and its file; points of a register, to an event and its file.
select
    issuer_id,
    rating_date,
    data_point_id,
    origin,
    value_method
from mart.evidence
where
    origin <> 'imputed'
    and case
        when value_method = 'event_register' then value > 0 and (event_id is null or source is null)
        else observation_id is null or source is null
    end
