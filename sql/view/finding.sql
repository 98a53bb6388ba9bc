-- What does not fit within an issuer's own reports, with the report, the data point's name and the lines in words.
with issuer as (
    select
        issuer_id,
        max(issuer_name) as issuer_name
    from mart.issuer_rating
    group by issuer_id
)

select
    f.finding_id,
    f.issuer_id,
    coalesce(i.issuer_name, f.issuer_id) as issuer_name,
    f.document_id,
    coalesce(d.title, d.source_path) as document_title,
    d.fiscal_year,
    d.published_date,
    f.rule_id,
    f.severity,
    f.is_blocking,
    f.data_point_id,
    p.name as data_point_name,
    f.period,
    f.message,
    f.expected,
    f.found,
    f.tolerance,
    f.is_simulated
from core.finding as f
inner join raw.document as d on f.document_id = d.document_id
left join issuer as i on f.issuer_id = i.issuer_id
left join reference.data_point as p on f.data_point_id = p.data_point_id
