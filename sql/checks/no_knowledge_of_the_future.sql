-- A rating rests only on what was published by its date: values, documents behind them, events and red lines.
with used as (
    select
        issuer_id,
        rating_date,
        data_point_id as used_by,
        observation_id as evidence_id
    from core.known_value_input
    union all
    select
        issuer_id,
        rating_date,
        data_point_id,
        observation_id
    from core.interpolated_value_input
    union all
    select
        issuer_id,
        rating_date,
        data_point_id,
        event_id
    from core.event_in_window
    union all
    select
        issuer_id,
        rating_date,
        rule_id,
        evidence_id
    from rating.red_line_hit
),

known as (
    select
        o.observation_id as evidence_id,
        greatest(o.published_date, o.stands_from_date, p.published_date) as from_date,
        o.stands_until_date as until_date
    from core.observation as o
    left join core.extracted_fact as f on o.fact_id = f.fact_id
    left join raw.document as p on f.document_id = p.document_id
    union all
    select
        e.event_id,
        greatest(e.published_date, p.published_date) as from_date,
        e.replaced_date as until_date
    from core.event as e
    left join raw.document as p on e.document_id = p.document_id
)

select
    u.issuer_id,
    u.rating_date,
    u.used_by,
    u.evidence_id,
    k.from_date,
    k.until_date
from used as u
inner join known as k on u.evidence_id = k.evidence_id
where k.from_date > u.rating_date or k.until_date <= u.rating_date
