-- The fiscal year and the state of the value known of each cell of some issuers on one rating date.
select
    issuer_id,
    data_point_id,
    fiscal_year as known_year,
    state as known_state
from core.known_value
where rating_date = $rating_date and issuer_id in (select unnest($issuer_ids))
