-- The score trees of some issuers on one date, the total first, each level in the order of Table 1.
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
order by t.sort_order, t.node_level, t.node_id, t.issuer_id
