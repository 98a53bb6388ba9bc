-- Why an issuer is or is not rated on one date: the rule that decided, in words.
select
    u.in_scope,
    u.rule_id,
    r.description
from core.rating_universe as u
left join reference.universe_rule as r on u.rule_id = r.rule_id
where u.issuer_id = $issuer_id and u.rating_date = $rating_date
