-- Outstanding bonds of rated issuers with the grade of their issuer; rates bonds never appear.
select
    b.bond_id,
    b.name as bond_name,
    b.security_type,
    b.issuer_id,
    i.name as issuer_name,
    r.rating_date,
    r.grade,
    r.score,
    b.maturity_date,
    r.is_simulated
from rating.rating as r
inner join raw.issuer as i on r.issuer_id = i.issuer_id
inner join raw.bond as b on r.issuer_id = b.issuer_id
inner join reference.security_type as t on b.security_type = t.security_type
where
    r.rating_date = $rating_date
    and not t.is_rates
    and b.issue_date <= r.rating_date
    and b.maturity_date > r.rating_date
    and (b.offering = 'public' or b.is_lgfv)
