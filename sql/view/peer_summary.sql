-- How the graded issuers of an industry score at each node of the tree; simulated and real issuers are never mixed.
select
    t.industry_code,
    i.industry_name,
    t.rating_date,
    t.is_simulated,
    t.node_level,
    t.node_id,
    t.node_name,
    count(*) as peers,
    min(t.score) as lowest_score,
    quantile_cont(t.score, 0.25) as lower_quartile,
    median(t.score) as median_score,
    quantile_cont(t.score, 0.75) as upper_quartile,
    max(t.score) as highest_score,
    avg(t.coverage) as mean_coverage
from mart.score_tree as t
inner join mart.issuer_rating as i on t.issuer_id = i.issuer_id and t.rating_date = i.rating_date
where i.grade <> 'NR'
group by
    t.industry_code, i.industry_name, t.rating_date, t.is_simulated, t.node_level, t.node_id, t.node_name
