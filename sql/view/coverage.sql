-- How many issuers of an industry disclose each data point that is asked of them; the shares of a row sum to 1.
select
    u.industry_code,
    s.rating_date,
    s.is_simulated,
    p.key_issue_id,
    s.data_point_id,
    p.name as data_point_name,
    count(*) as issuers,
    cast(count(*) filter (where s.origin = 'reported') as double) / count(*) as reported_share,
    cast(count(*) filter (where s.origin = 'carried') as double) / count(*) as carried_share,
    cast(count(*) filter (where s.origin = 'imputed') as double) / count(*) as imputed_share,
    avg(s.score) filter (where s.origin <> 'imputed') as mean_score_known
from score.data_point_score as s
inner join core.rating_universe as u on s.issuer_id = u.issuer_id and s.rating_date = u.rating_date
inner join reference.data_point as p on s.data_point_id = p.data_point_id
group by u.industry_code, s.rating_date, s.is_simulated, p.key_issue_id, s.data_point_id, p.name
