-- Events of the registers, and those that documents told of first, with the day on which a register replaced them.
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

registered as (
    select
        issuer_id,
        event_type,
        event_date,
        min(published_date) as replaced_date
    from raw.event
    group by issuer_id, event_type, event_date
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
        e.is_simulated,
        null as replaced_date
    from raw.event as e
    union all
    select
        o.*,
        r.replaced_date
    from once as o
    left join registered as r
        on o.issuer_id = r.issuer_id and o.event_type = r.event_type and o.event_date = r.event_date
    where r.replaced_date is null or r.replaced_date > o.published_date
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
    e.replaced_date,
    e.is_simulated
from either as e
