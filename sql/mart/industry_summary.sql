-- Scores of rated issuers and coverage of all in scope per industry; simulated and real issuers are never mixed.
select
    industry_code,
    industry_name,
    rating_date,
    is_simulated,
    count(*) as issuers,
    count(*) filter (where grade <> 'NR') as rated_issuers,
    round(avg(score) filter (where grade <> 'NR'), 10) as mean_score,
    median(score) filter (where grade <> 'NR') as median_score,
    min(score) filter (where grade <> 'NR') as lowest_score,
    max(score) filter (where grade <> 'NR') as highest_score,
    cast(count(*) filter (where grade <> 'NR' and grade not in ('CCC', 'CC', 'C')) as double)
    / nullif(count(*) filter (where grade <> 'NR'), 0) as share_b_or_better,
    round(avg(coverage), 10) as mean_coverage
from mart.issuer_rating
where rating_date = $rating_date
group by industry_code, industry_name, rating_date, is_simulated
