-- Why nobody is rated: for each issuer the rule that keeps it out, in words.
select
    u.issuer_id,
    u.rating_date,
    r.description
from core.rating_universe as u
inner join reference.universe_rule as r on u.rule_id = r.rule_id
where not u.in_scope
order by u.issuer_id, u.rating_date
