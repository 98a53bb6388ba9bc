-- How the graded issuers of one industry score at each node on one date; simulated and real issuers are never mixed.
select
    p.node_level,
    p.node_id,
    p.peers,
    p.lower_quartile,
    p.median_score,
    p.upper_quartile
from mart.peer_summary as p
where
    p.industry_code = $industry_code
    and p.rating_date = $rating_date
    and p.is_simulated = $is_simulated
order by p.node_level, p.node_id
