-- What was published of one issuer up to one rating date, and what happened to its grade; a withdrawn one stands too.
select
    coalesce(i.rating_date, a.rating_date) as rating_date,
    i.grade,
    i.score,
    i.coverage,
    i.model_grade,
    i.rule_grade,
    i.cap_rule_id,
    i.decision_id,
    i.not_rated_reason,
    a.action,
    a.previous_grade,
    i.methodology_version
from mart.issuer_rating as i
full outer join mart.rating_action as a on i.issuer_id = a.issuer_id and i.rating_date = a.rating_date
where
    coalesce(i.issuer_id, a.issuer_id) = $issuer_id
    and coalesce(i.rating_date, a.rating_date) <= $rating_date
order by coalesce(i.rating_date, a.rating_date)
