-- The rating of every issuer on the newest rating date that is not after a day.
select t.*
from mart.issuer_rating as t
where t.rating_date = (
    select max(r.rating_date)
    from rating.rating as r
    where r.rating_date <= $as_of
)
