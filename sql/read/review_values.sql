-- Delivered values that a person decided about, with the latest decision; facts of documents are in review_items.
with latest as (
    select
        d.observation_id,
        d.data_point_id,
        d.dimension,
        d.period,
        d.decision,
        d.value,
        d.decided_by,
        d.decided_at,
        d.comment
    from raw.review_decision as d
    where d.observation_id is not null
    qualify row_number() over (
        partition by d.observation_id, d.data_point_id, d.dimension, d.period
        order by d.decided_at desc, d.decided_by desc, d.decision desc
    ) = 1
)

select
    o.observation_id as review_id,
    o.issuer_id,
    o.data_point_id,
    p.name as data_point_name,
    p.kind,
    p.unit as canonical_unit,
    o.dimension,
    o.fiscal_year as period,
    o.value,
    o.unit,
    o.raw_value,
    o.raw_unit,
    'exact' as qualifier,
    o.state,
    o.source_type as method, -- noqa: RF04
    o.confidence,
    case l.decision when 'accept' then 'confirmed' when 'correct' then 'corrected' else 'rejected' end as status,
    'review' as band,
    'a person decided' as reason,
    cast(null as varchar) as suggestion,
    l.decision,
    l.value as decided_value,
    l.decided_by,
    l.decided_at,
    l.comment,
    cast(null as varchar) as document_id,
    o.source as source_path,
    cast(null as bigint) as page,
    cast(null as bigint) as line, -- noqa: RF04
    cast(null as bigint) as char_start,
    cast(null as bigint) as char_end,
    coalesce(o.citation, '') as quote, -- noqa: RF04
    o.observation_id
from latest as l
inner join core.observation as o
    on
        l.observation_id = o.observation_id and l.data_point_id = o.data_point_id and l.dimension = o.dimension
        and l.period = o.fiscal_year and o.fact_id is null
inner join reference.data_point as p on o.data_point_id = p.data_point_id
where $issuer_id is null or o.issuer_id = $issuer_id
order by review_id
