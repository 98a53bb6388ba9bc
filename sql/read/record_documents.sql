-- The papers about one issuer that were known on one date, oldest first.
select
    document_id,
    title,
    fiscal_year,
    published_date,
    is_date_assumed,
    language,
    media_type,
    size_bytes,
    source_path,
    citation
from raw.document
where issuer_id = $issuer_id and published_date <= $rating_date
order by published_date, document_id
