-- The rating dates that are published, oldest first.
select distinct rating_date
from mart.issuer_rating
order by rating_date
