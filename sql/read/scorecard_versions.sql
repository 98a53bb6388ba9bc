-- Every version of one issuer's ratings up to one date, with what made each of them.
select
    v.rating_date,
    v.version,
    v.is_current,
    v.recorded_date,
    v.cause,
    v.detail,
    v.grade,
    v.score
from rating.rating_version as v
where v.issuer_id = $issuer_id and v.rating_date <= $rating_date
order by v.rating_date, v.version
