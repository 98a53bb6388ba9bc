-- The pillars, themes and key issues that make up one issuer's score on one date, in the order of Table 1.
with tree as (
    select
        'pillar' as node_level,
        pillar_id as node_id,
        null as parent_id,
        pillar_name as node_name,
        min(sort_order) as sort_order
    from reference.key_issue
    group by all
    union all
    select
        'theme' as node_level,
        theme_id as node_id,
        pillar_id as parent_id,
        theme_name as node_name,
        min(sort_order) as sort_order
    from reference.key_issue
    group by all
    union all
    select
        'key_issue' as node_level,
        key_issue_id as node_id,
        theme_id as parent_id,
        key_issue_name as node_name,
        sort_order
    from reference.key_issue
),

scores as (
    select
        'pillar' as node_level,
        * rename (pillar_id as node_id)
    from score.pillar_score
    union all by name
    select
        'theme' as node_level,
        * rename (theme_id as node_id)
    from score.theme_score
    union all by name
    select
        'key_issue' as node_level,
        * rename (key_issue_id as node_id)
    from score.key_issue_score
)

select
    t.node_level,
    t.node_id,
    t.parent_id,
    t.node_name,
    s.weight,
    s.score,
    s.score_reported_only,
    s.coverage,
    s.reported_share,
    s.carried_share,
    s.imputed_share,
    s.not_applicable_share
from tree as t
inner join scores as s on t.node_level = s.node_level and t.node_id = s.node_id
where s.issuer_id = $issuer_id and s.rating_date = $rating_date
order by t.sort_order, t.node_level, t.node_id
