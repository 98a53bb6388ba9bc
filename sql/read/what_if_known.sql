-- What is known on one date of some data points (null: of all), or of one issuer, as the engine takes it.
select
    issuer_id,
    rating_date,
    data_point_id,
    fiscal_year,
    age_years,
    value,
    state,
    published_date,
    observation_id,
    confidence,
    scored_value,
    earlier_value,
    earlier_age_years,
    is_simulated
from core.known_value
where
    rating_date = $rating_date and is_simulated = $is_simulated
    and ($data_points is null or list_contains($data_points, data_point_id))
    and ($issuer_id is null or issuer_id = $issuer_id)
order by issuer_id, data_point_id
