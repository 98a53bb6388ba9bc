-- Nobody outside the universe is rated, and everybody in scope is, but for whom nothing that is asked applies.
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
left join score.node_share as n
    on
        u.issuer_id = n.issuer_id and u.rating_date = n.rating_date
        and n.node_level = 'total' and n.not_applicable_share = 1
where u.issuer_id is null or (r.issuer_id is null and n.issuer_id is null)
