-- Events of the registers, and those that documents tell of and no register has; each one once.
with told as (
    select
        d.event_id,
        d.issuer_id,
        d.event_type,
        d.severity,
        coalesce(d.event_date, d.decision_date) as event_date,
        p.published_date,
        coalesce(d.fine_cny, d.amount_cny) as amount_cny,
        d.quote as description,
        p.title as citation,
        p.source_path as source,
        d.document_id,
        d.line,
        d.is_simulated
    from core.document_event as d
    inner join raw.document as p on d.document_id = p.document_id
    where d.is_counted
),

once as (
    select *
    from told
    qualify row_number() over (
        partition by issuer_id, event_type, event_date, amount_cny order by published_date, event_id
    ) = 1
),

either as (
    select
        e.event_id,
        e.issuer_id,
        e.event_type,
        e.severity,
        e.event_date,
        e.published_date,
        e.amount_cny,
        e.description,
        e.citation,
        e.source,
        null as document_id,
        null as line, -- noqa: RF04
        e.is_simulated
    from raw.event as e
    union all
    select o.*
    from once as o
    anti join raw.event as e
        on o.issuer_id = e.issuer_id and o.event_type = e.event_type and o.event_date = e.event_date
)

select
    e.event_id,
    e.issuer_id,
    e.event_type,
    e.severity,
    e.event_date,
    e.published_date,
    e.amount_cny,
    e.description,
    e.citation,
    e.source,
    e.document_id,
    e.line,
    e.is_simulated
from either as e
