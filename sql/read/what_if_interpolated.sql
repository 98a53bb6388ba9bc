-- Values between known years on one date of some data points (null: of all), as the engine takes them.
select
    issuer_id,
    data_point_id,
    value,
    age_years,
    is_trial
from core.interpolated_value
where
    rating_date = $rating_date and is_simulated = $is_simulated
    and ($data_points is null or list_contains($data_points, data_point_id))
order by issuer_id, data_point_id, is_trial
