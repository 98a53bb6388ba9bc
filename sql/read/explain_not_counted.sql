-- What is known about one issuer but has no part in its score: context, not applicable, or no weight in its industry.
select
    k.data_point_id,
    d.name,
    d.key_issue_id,
    k.state,
    k.value,
    k.unit,
    k.fiscal_year,
    k.method as value_method
from core.known_value as k
inner join reference.data_point as d on k.data_point_id = d.data_point_id
anti join rating.contribution as c
    on k.issuer_id = c.issuer_id and k.rating_date = c.rating_date and k.data_point_id = c.data_point_id
where k.issuer_id = $issuer_id and k.rating_date = $rating_date
order by k.data_point_id
