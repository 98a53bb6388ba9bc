-- The contributions of an issuer's data points add up to its total score within 1e-9.
select
    r.issuer_id,
    r.rating_date,
    r.score,
    sum(c.contribution) as contributions
from rating.rating as r
left join rating.contribution as c on r.issuer_id = c.issuer_id and r.rating_date = c.rating_date
group by r.issuer_id, r.rating_date, r.score
having abs(r.score - coalesce(sum(c.contribution), 0)) > 1e-9
