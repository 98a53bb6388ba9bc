-- The industry of every rated issuer on one rating date, of one issuer or of all (null).
select
    issuer_id,
    industry_code
from core.rating_universe
where rating_date = $rating_date and in_scope and ($issuer_id is null or issuer_id = $issuer_id)
