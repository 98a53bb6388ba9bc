-- Values of the newest rating date that are held because they look wrong by a power of ten: facts and delivered values.
with newest as (select max(rating_date) as rating_date from core.rating_universe)

select
    case
        when f.fact_id is null then o.observation_id
        else substring(sha256(concat_ws(
            chr(31), f.document_id, f.char_start, f.char_end, f.data_point_id, f.dimension, f.period
        )), 1, 32)
    end as review_id,
    s.issuer_id,
    s.data_point_id,
    p.name as data_point_name,
    p.kind,
    p.unit as canonical_unit,
    s.dimension,
    s.fiscal_year as period,
    o.value,
    o.unit,
    o.raw_value,
    o.raw_unit,
    coalesce(f.qualifier, 'exact') as qualifier,
    o.state,
    coalesce(f.method, o.source_type) as method, -- noqa: RF04
    o.confidence,
    'held' as status,
    'review' as band,
    s.reason,
    format(
        '{:.4g} {} would fit: is it in another unit than {}?', s.value / s.factor, o.unit, coalesce(o.raw_unit, o.unit)
    ) as suggestion,
    cast(null as varchar) as decision,
    cast(null as double) as decided_value,
    cast(null as varchar) as decided_by,
    cast(null as timestamp) as decided_at,
    cast(null as varchar) as comment, -- noqa: RF04
    f.document_id,
    o.source as source_path,
    f.page,
    f.line,
    f.char_start,
    f.char_end,
    coalesce(f.quote, o.citation, '') as quote, -- noqa: RF04
    case when f.fact_id is null then o.observation_id end as observation_id
from core.outlier as s
inner join newest as n on s.rating_date = n.rating_date
inner join core.observation as o on s.observation_id = o.observation_id
inner join reference.data_point as p on s.data_point_id = p.data_point_id
left join core.extracted_fact as f on o.fact_id = f.fact_id
where s.treatment = 'held_unit_slip' and ($issuer_id is null or s.issuer_id = $issuer_id)
order by review_id
