-- The value known of every cell on one rating date, of one issuer or of all (null).
select
    issuer_id,
    data_point_id,
    value,
    scored_value,
    fiscal_year,
    age_years,
    method as value_method,
    observation_id
from core.known_value
where rating_date = $rating_date and ($issuer_id is null or issuer_id = $issuer_id)
