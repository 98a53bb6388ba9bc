-- The data points that have a weight for anybody on any rating date.
select distinct data_point_id
from rating.contribution
order by data_point_id
