-- Each graded issuer beside its peers (same industry and date, real with real) at each node; rank 1 is the best.
select
    t.issuer_id,
    t.issuer_name,
    t.rating_date,
    t.industry_code,
    t.node_level,
    t.node_id,
    t.node_name,
    t.score,
    count(*) over peers as peers,
    rank() over (
        partition by t.industry_code, t.rating_date, t.is_simulated, t.node_level, t.node_id order by t.score desc
    ) as rank,
    median(t.score) over peers as median_score,
    t.score - median(t.score) over peers as above_median,
    t.is_simulated
from mart.score_tree as t
inner join mart.issuer_rating as i on t.issuer_id = i.issuer_id and t.rating_date = i.rating_date
where i.grade <> 'NR'
window peers as (partition by t.industry_code, t.rating_date, t.is_simulated, t.node_level, t.node_id)
