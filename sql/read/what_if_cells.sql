-- The scored data points of one issuer on one date, as they are published.
select
    data_point_id,
    score,
    origin,
    method
from score.data_point_score
where issuer_id = $issuer_id and rating_date = $rating_date
order by data_point_id
