-- The failed consistency checks over the papers about one issuer that were known on one date.
select
    f.finding_id,
    f.rule_id,
    f.severity,
    f.is_blocking,
    f.document_id,
    f.data_point_id,
    f.period,
    f.message,
    f.expected,
    f.found
from core.finding as f
inner join raw.document as d on f.document_id = d.document_id
where f.issuer_id = $issuer_id and d.published_date <= $rating_date
order by f.rule_id, f.finding_id
