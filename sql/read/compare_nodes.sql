-- The score trees of some issuers on one date, in the order of Table 1, each node before what is below it.
select
    t.issuer_id,
    t.node_level,
    t.node_id,
    t.node_name,
    t.score,
    t.weight,
    t.coverage
from mart.score_tree as t
where list_contains($issuer_ids, t.issuer_id) and t.rating_date = $rating_date
order by
    t.sort_order,
    case t.node_level when 'total' then 0 when 'pillar' then 1 when 'theme' then 2 else 3 end,
    t.node_id,
    t.issuer_id
