-- Points that each event counts on two rating dates, of one issuer or of all (null).
select
    w.issuer_id,
    w.data_point_id,
    w.event_id,
    w.event_date,
    coalesce(sum(w.points) filter (where w.rating_date = $earlier_date), 0) as earlier_points,
    coalesce(sum(w.points) filter (where w.rating_date = $later_date), 0) as later_points
from core.event_in_window as w
where
    w.rating_date in ($earlier_date, $later_date)
    and ($issuer_id is null or w.issuer_id = $issuer_id)
group by w.issuer_id, w.data_point_id, w.event_id, w.event_date
