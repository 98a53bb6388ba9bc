-- The facts that wait for a person or were decided about, each with its quote and document.
select
    r.review_id,
    r.issuer_id,
    r.data_point_id,
    p.name as data_point_name,
    p.kind,
    p.unit as canonical_unit,
    r.dimension,
    r.period,
    f.value,
    f.unit,
    f.raw_value,
    f.raw_unit,
    f.qualifier,
    f.state,
    f.method,
    f.confidence,
    f.status,
    r.band,
    r.reason,
    r.suggestion,
    r.decision,
    r.decided_value,
    r.decided_by,
    r.decided_at,
    r.comment,
    r.document_id,
    d.source_path,
    f.page,
    f.line,
    f.char_start,
    f.char_end,
    f.quote,
    cast(null as varchar) as observation_id
from core.review_item as r
inner join core.extracted_fact as f on r.fact_id = f.fact_id
inner join raw.document as d on r.document_id = d.document_id
inner join reference.data_point as p on r.data_point_id = p.data_point_id
where $issuer_id is null or r.issuer_id = $issuer_id
order by r.review_id
