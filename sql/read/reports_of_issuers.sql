-- What was reported by some issuers and published by one rating date, without what is held as a slip of units on it.
select
    o.issuer_id,
    o.data_point_id,
    o.dimension,
    o.fiscal_year,
    o.published_date,
    o.is_date_assumed,
    o.state,
    o.value,
    o.observation_id,
    o.fact_id,
    o.stands_from_date,
    o.stands_until_date,
    o.confidence
from core.observation as o
anti join core.outlier as h
    on o.observation_id = h.observation_id and h.rating_date = $rating_date and h.treatment = 'held_unit_slip'
where o.published_date <= $rating_date and o.issuer_id in (select unnest($issuer_ids))
