-- All that was ever reported of some data points by real or by simulated issuers, as far as it was published by a day.
select
    observation_id,
    issuer_id,
    data_point_id,
    dimension,
    fiscal_year,
    published_date,
    is_date_assumed,
    value,
    unit,
    state,
    source_type,
    confidence,
    is_confirmed,
    fact_id,
    stands_from_date,
    stands_until_date,
    is_simulated
from core.observation
where
    is_simulated = $is_simulated and published_date <= $rating_date
    and list_contains($data_points, data_point_id)
order by observation_id
