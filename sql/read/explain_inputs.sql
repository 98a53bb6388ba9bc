-- The observations that one issuer's values rest on, with quote, line and file.
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
    e.quote
from mart.evidence as e
where e.issuer_id = $issuer_id and e.rating_date = $rating_date and e.observation_id is not null
order by e.data_point_id, e.input_number
