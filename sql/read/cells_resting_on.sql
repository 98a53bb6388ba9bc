-- The cells whose known value rests on some observations on one rating date, with score and weight where they have any.
select
    i.observation_id,
    i.issuer_id,
    i.data_point_id,
    u.industry_code,
    k.value,
    k.scored_value,
    k.fiscal_year,
    k.age_years,
    k.method as value_method,
    s.score,
    c.weight_in_total as weight,
    i.is_simulated
from core.known_value_input as i
inner join core.known_value as k
    on i.issuer_id = k.issuer_id and i.rating_date = k.rating_date and i.data_point_id = k.data_point_id
inner join core.rating_universe as u on i.issuer_id = u.issuer_id and i.rating_date = u.rating_date
inner join score.data_point_score as s
    on i.issuer_id = s.issuer_id and i.rating_date = s.rating_date and i.data_point_id = s.data_point_id
inner join rating.contribution as c
    on i.issuer_id = c.issuer_id and i.rating_date = c.rating_date and i.data_point_id = c.data_point_id
where
    i.rating_date = $rating_date
    and s.method in ('value_function', 'carry_forward')
    and i.observation_id in (select unnest($observation_ids))
