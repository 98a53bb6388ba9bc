-- Points that events count on one date against some data points of real or of simulated issuers.
select
    issuer_id,
    data_point_id,
    points,
    is_simulated
from core.event_effect
where
    rating_date = $rating_date and is_simulated = $is_simulated
    and list_contains($data_points, data_point_id)
order by issuer_id, data_point_id
