-- Rates bonds carry no rating.
select
    b.bond_id,
    b.rating_date,
    b.security_type
from mart.bond_rating as b
inner join reference.security_type as t on b.security_type = t.security_type
where t.is_rates
