-- What every score rests on on the newest rating date of the file.
select t.*
from mart.evidence as t
where t.rating_date = (select max(r.rating_date) from rating.rating as r)
