-- Every node of an issuer's score, from the total to key issues, with its weight and points in the total.
with node as (
    select
        'total' as node_level,
        'total' as node_id,
        null as parent_id,
        'Total' as node_name,
        0 as sort_order
    union all
    select
        'pillar' as node_level,
        pillar_id as node_id,
        'total' as parent_id,
        pillar_name as node_name,
        min(sort_order) as sort_order
    from reference.key_issue
    group by pillar_id, pillar_name
    union all
    select
        'theme' as node_level,
        theme_id as node_id,
        pillar_id as parent_id,
        theme_name as node_name,
        min(sort_order) as sort_order
    from reference.key_issue
    group by theme_id, pillar_id, theme_name
    union all
    select
        'key_issue' as node_level,
        key_issue_id as node_id,
        theme_id as parent_id,
        key_issue_name as node_name,
        sort_order
    from reference.key_issue
),

scored as (
    select
        'total' as node_level,
        'total' as node_id,
        *
    from score.esg_score
    union all by name
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
    s.issuer_id,
    i.issuer_name,
    s.rating_date,
    i.industry_code,
    s.node_level,
    s.node_id,
    n.parent_id,
    n.node_name,
    cast(n.sort_order as bigint) as sort_order,
    s.score,
    s.score_reported_only,
    s.weight,
    s.weight * s.score as contribution,
    s.coverage,
    s.reported_share,
    s.carried_share,
    s.imputed_share,
    s.not_applicable_share,
    s.is_simulated
from scored as s
inner join node as n on s.node_level = n.node_level and s.node_id = n.node_id
inner join mart.issuer_rating as i on s.issuer_id = i.issuer_id and s.rating_date = i.rating_date
