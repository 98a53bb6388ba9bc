-- Where a fact stands: its document, and the text around it; line and characters are counted as in the fact.
select
    f.document_id,
    f.quote,
    f.line,
    f.page,
    f.char_start,
    f.char_end,
    f.method,
    f.confidence,
    f.status,
    p.name as data_point_name,
    d.issuer_id,
    d.title,
    d.fiscal_year,
    d.published_date,
    d.source_path,
    d.citation,
    d.is_simulated,
    greatest(f.char_start - $around, 0) as text_start,
    substring(
        t.text, greatest(f.char_start - $around, 0) + 1, f.char_end + $around - greatest(f.char_start - $around, 0)
    ) as around
from core.extracted_fact as f
inner join core.document_text as t on f.document_id = t.document_id
inner join raw.document as d on f.document_id = d.document_id
left join reference.data_point as p on f.data_point_id = p.data_point_id
where f.fact_id = $fact_id
