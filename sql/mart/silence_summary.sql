-- How many issuers would score higher had they hidden everything whose hiding pays, and by how much.
with gain as (
    select
        issuer_id,
        rating_date,
        sum(gain) as gain
    from score.silence_gain
    where rating_date = $rating_date
    group by issuer_id, rating_date
)

select
    s.rating_date,
    s.is_simulated,
    count(*) as issuers,
    count(g.gain) as issuers_gaining,
    cast(count(g.gain) as double) / count(*) as share_gaining,
    round(sum(coalesce(g.gain, 0)) / count(*), 10) as mean_gain,
    round(max(coalesce(g.gain, 0)), 10) as largest_gain
from score.esg_score as s
left join gain as g on s.issuer_id = g.issuer_id and s.rating_date = g.rating_date
where s.rating_date = $rating_date
group by s.rating_date, s.is_simulated
