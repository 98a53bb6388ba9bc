-- The events of one issuer, as a red line looks at them.
select
    event_id,
    issuer_id,
    event_type,
    severity,
    event_date,
    published_date,
    replaced_date
from core.event
where issuer_id = $issuer_id
order by event_id
