-- A first query for whoever opens the published file: the real issuers on the newest rating date, best first.
select
    issuer_name,
    grade,
    score,
    coverage
from mart.latest_issuer_rating
where not is_simulated
order by score desc, issuer_id
