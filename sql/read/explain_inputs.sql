-- The observations that one issuer's values rest on, with quote, line and file, and what a person decided about each.
with latest as (
    select
        d.observation_id,
        d.data_point_id,
        d.dimension,
        d.period,
        d.decision,
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
    e.data_point_id,
    e.input_number,
    e.observation_id,
    e.input_data_point_id,
    e.input_dimension,
    e.input_value,
    e.input_unit,
    e.published_date,
    e.fact_id,
    e.document_id,
    e.source,
    e.citation,
    e.page,
    e.line,
    e.char_start,
    e.char_end,
    e.quote,
    coalesce(r.decision, l.decision) as decision,
    coalesce(r.decided_by, l.decided_by) as decided_by,
    coalesce(r.decided_at, l.decided_at) as decided_at,
    coalesce(r.comment, l.comment) as decision_comment,
    nullif(trim(concat_ws(' ', o.raw_value, o.raw_unit)), '') as delivered
from mart.evidence as e
left join core.observation as o on e.observation_id = o.observation_id
left join core.review_item as r on e.fact_id = r.fact_id
left join latest as l
    on
        e.fact_id is null and e.observation_id = l.observation_id and e.input_data_point_id = l.data_point_id
        and e.input_dimension = l.dimension and o.fiscal_year = l.period
where e.issuer_id = $issuer_id and e.rating_date = $rating_date and e.observation_id is not null
order by e.data_point_id, e.input_number
