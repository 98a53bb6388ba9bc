-- Every report of the cells that were published again after one day and by another, and not always with one value.
with again as ( -- a hash of the cell is read several times faster than its names; the end compares the names
    select hash(issuer_id, data_point_id, dimension, fiscal_year) as cell
    from core.observation
    where published_date <= $rating_date
    group by cell
    having count(*) > 1 and max(published_date) > $since_date and min(value) <> max(value)
)

select
    o.issuer_id,
    o.data_point_id,
    o.dimension,
    o.fiscal_year,
    o.published_date,
    o.is_date_assumed,
    o.state,
    o.value,
    o.unit,
    o.observation_id,
    o.fact_id,
    o.stands_from_date,
    o.stands_until_date,
    o.confidence,
    o.is_simulated
from core.observation as o
semi join again as a on hash(o.issuer_id, o.data_point_id, o.dimension, o.fiscal_year) = a.cell
where o.published_date <= $rating_date
qualify
    count(*) over (partition by o.issuer_id, o.data_point_id, o.dimension, o.fiscal_year) > 1
    and min(o.value) over (partition by o.issuer_id, o.data_point_id, o.dimension, o.fiscal_year)
    <> max(o.value) over (partition by o.issuer_id, o.data_point_id, o.dimension, o.fiscal_year)
