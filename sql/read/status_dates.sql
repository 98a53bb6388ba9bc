-- The rating dates that are published, oldest first: how many issuers are rated or not, and by which method.
select
    rating_date,
    methodology_version,
    methodology_hash,
    count(*) filter (where grade != 'NR') as rated,
    count(*) filter (where grade = 'NR') as not_rated
from rating.rating
group by rating_date, methodology_version, methodology_hash
order by rating_date, methodology_hash
