-- Data points whose hiding would raise some issuer's total score, with how many issuers know each and would gain.
with knowing as (
    select
        rating_date,
        is_simulated,
        data_point_id,
        count(*) as issuers_knowing
    from score.data_point_score
    where rating_date = $rating_date and origin <> 'imputed'
    group by rating_date, is_simulated, data_point_id
)

select
    g.rating_date,
    g.is_simulated,
    g.data_point_id,
    p.name,
    k.issuers_knowing,
    count(*) as issuers_gaining,
    round(avg(g.gain), 10) as mean_gain,
    max(g.gain) as largest_gain
from score.silence_gain as g
inner join reference.data_point as p on g.data_point_id = p.data_point_id
inner join knowing as k
    on g.rating_date = k.rating_date and g.is_simulated = k.is_simulated and g.data_point_id = k.data_point_id
where g.rating_date = $rating_date
group by g.rating_date, g.is_simulated, g.data_point_id, p.name, k.issuers_knowing
