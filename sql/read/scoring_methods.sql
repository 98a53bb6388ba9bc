-- How every cell was scored on one rating date, of one issuer or of all (null).
select
    issuer_id,
    data_point_id,
    method
from score.data_point_score
where rating_date = $rating_date and ($issuer_id is null or issuer_id = $issuer_id)
