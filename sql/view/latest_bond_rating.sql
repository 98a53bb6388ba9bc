-- The rating of every bond that was outstanding on the newest rating date of the file.
select t.*
from mart.bond_rating as t
where t.rating_date = (select max(r.rating_date) from rating.rating as r)
