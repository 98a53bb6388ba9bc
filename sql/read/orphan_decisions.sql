-- Decisions that the last run found no fact or value for: the document, its reading, the file or the method changed.
with decided as (
    select
        f.document_id,
        f.data_point_id,
        f.dimension,
        f.period,
        f.char_start,
        f.char_end
    from core.review_item as r
    inner join core.extracted_fact as f on r.fact_id = f.fact_id
),

orphans as (
    select d.*
    from raw.review_decision as d
    anti join decided as r
        on
            d.document_id = r.document_id and d.data_point_id = r.data_point_id and d.dimension = r.dimension
            and d.period = r.period and d.char_start = r.char_start and d.char_end = r.char_end
    where d.observation_id is null
    union all
    select d.*
    from raw.review_decision as d
    anti join core.observation as o
        on
            d.observation_id = o.observation_id and d.data_point_id = o.data_point_id and d.dimension = o.dimension
            and d.period = o.fiscal_year and o.fact_id is null
    where d.observation_id is not null
)

select
    d.document_id,
    d.data_point_id,
    d.dimension,
    d.period,
    d.char_start,
    d.char_end,
    d.decision,
    d.decided_by,
    d.decided_at,
    d.source,
    d.row_number,
    d.observation_id
from orphans as d
order by d.decided_at, d.source, d.row_number
