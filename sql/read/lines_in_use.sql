-- The values between known years that may fill cells on one rating date, of one issuer or of all (null).
select
    issuer_id,
    data_point_id,
    value as line_value,
    fiscal_year as line_year,
    age_years as line_age
from core.interpolated_value
where rating_date = $rating_date and not is_trial and ($issuer_id is null or issuer_id = $issuer_id)
