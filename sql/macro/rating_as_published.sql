-- Every rating as it stood on a day: of each rating date the newest version that was recorded.
select v.*
from rating.rating_version as v
where
    v.recorded_date <= $as_of
    and v.version = (
        select max(o.version)
        from rating.rating_version as o
        where o.issuer_id = v.issuer_id and o.rating_date = v.rating_date and o.recorded_date <= $as_of
    )
