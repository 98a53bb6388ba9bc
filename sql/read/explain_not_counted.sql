-- What is known about one issuer but has no part in its score: context, not applicable, or no weight in its industry.
-- What counts is cut down to the issuer first: an anti join would read every contribution there is.
with counted as (
    select data_point_id
    from rating.contribution
    where issuer_id = $issuer_id and rating_date = $rating_date
)

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
anti join counted as c on k.data_point_id = c.data_point_id
where k.issuer_id = $issuer_id and k.rating_date = $rating_date
order by k.data_point_id
