-- Weight and score of every cell on one rating date, of one issuer or of all (null).
select
    issuer_id,
    data_point_id,
    weight_in_total as weight,
    score,
    is_simulated
from rating.contribution
where rating_date = $rating_date and ($issuer_id is null or issuer_id = $issuer_id)
