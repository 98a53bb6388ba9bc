-- How graded issuers of an industry score at each node; a null industry, level or node asks for all.
select
    p.industry_code,
    p.industry_name,
    p.node_level,
    p.node_id,
    p.peers,
    p.lower_quartile,
    p.median_score,
    p.upper_quartile,
    p.mean_coverage
from mart.peer_summary as p
where
    p.rating_date = $rating_date
    and p.is_simulated = $is_simulated
    and p.node_level = coalesce($node_level, p.node_level)
    and p.industry_code = coalesce($industry_code, p.industry_code)
    and p.node_id = coalesce($node_id, p.node_id)
order by p.industry_name, p.node_level, p.node_id
