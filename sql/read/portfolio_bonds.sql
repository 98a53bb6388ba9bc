-- Every bond that any rating date knows, and whether it was outstanding on the one asked for.
with bond as (
    select
        bond_id,
        max(bond_name) as bond_name,
        max(issuer_id) as issuer_id,
        min(rating_date) as first_date,
        max(maturity_date) as maturity_date
    from mart.bond_rating
    group by bond_id
)

select
    b.bond_id,
    b.bond_name,
    b.issuer_id,
    b.first_date,
    b.maturity_date,
    r.bond_id is not null as is_outstanding
from bond as b
left join mart.bond_rating as r on b.bond_id = r.bond_id and r.rating_date = $rating_date
order by b.bond_id
