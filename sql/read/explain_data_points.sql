-- Score, weight and value of each data point that applies to one issuer on one date, heaviest first.
-- The state and the fiscal year are those of the newest known value, also where it was not used.
select
    s.data_point_id,
    d.key_issue_id,
    d.name,
    d.kind,
    d.unit,
    d.framework_code,
    c.weight_in_total as weight,
    s.score,
    s.score_low,
    s.score_high,
    c.contribution,
    s.origin,
    s.method,
    s.donors,
    s.value,
    k.state,
    k.fiscal_year,
    case when s.origin <> 'imputed' then k.method end as value_method
from score.data_point_score as s
inner join reference.data_point as d on s.data_point_id = d.data_point_id
inner join rating.contribution as c
    on s.issuer_id = c.issuer_id and s.rating_date = c.rating_date and s.data_point_id = c.data_point_id
left join core.known_value as k
    on s.issuer_id = k.issuer_id and s.rating_date = k.rating_date and s.data_point_id = k.data_point_id
where s.issuer_id = $issuer_id and s.rating_date = $rating_date
order by c.weight_in_total desc, s.data_point_id
