-- What moved one issuer's score between rating dates up to one date, by cause, the strongest first.
select
    c.rating_date,
    c.cause,
    c.points
from rating.change_attribution as c
where c.issuer_id = $issuer_id and c.rating_date <= $rating_date
order by c.rating_date, abs(c.points) desc, c.cause
