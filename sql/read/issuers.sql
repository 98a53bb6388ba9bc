-- Every issuer that was ever considered: id, name (the id where it was never rated), dates of its ratings.
select
    u.issuer_id,
    coalesce(max(i.issuer_name), u.issuer_id) as issuer_name,
    list(i.rating_date order by i.rating_date) filter (where i.rating_date is not null) as rating_dates
from core.rating_universe as u
left join mart.issuer_rating as i on u.issuer_id = i.issuer_id and u.rating_date = i.rating_date
group by u.issuer_id
order by u.issuer_id
