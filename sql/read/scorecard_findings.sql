-- What does not fit within one issuer's own reports that were known on one date, the most serious first.
select
    f.rule_id,
    f.severity,
    f.is_blocking,
    f.message,
    f.document_title,
    f.fiscal_year,
    f.published_date
from mart.finding as f
where f.issuer_id = $issuer_id and f.published_date <= $rating_date
order by
    case f.severity when 'serious' then 1 when 'warning' then 2 else 3 end,
    f.rule_id,
    f.finding_id
