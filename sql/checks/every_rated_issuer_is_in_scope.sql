-- Nobody outside the universe is rated, and everybody in scope is.
select
    coalesce(r.issuer_id, u.issuer_id) as issuer_id,
    coalesce(r.rating_date, u.rating_date) as rating_date
from (
    select
        issuer_id,
        rating_date
    from core.rating_universe
    where in_scope
) as u
full outer join rating.rating as r on u.issuer_id = r.issuer_id and u.rating_date = r.rating_date
where u.issuer_id is null or r.issuer_id is null
