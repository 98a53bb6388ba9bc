-- The pillars, themes and key issues that make up one issuer's score on one date, in the order of Table 1.
select
    t.node_level,
    t.node_id,
    nullif(t.parent_id, 'total') as parent_id,
    t.node_name,
    t.weight,
    t.score,
    t.score_reported_only,
    t.coverage,
    t.reported_share,
    t.carried_share,
    t.imputed_share,
    t.not_applicable_share
from mart.score_tree as t
where t.issuer_id = $issuer_id and t.rating_date = $rating_date and t.node_level <> 'total'
order by t.sort_order, t.node_level, t.node_id
