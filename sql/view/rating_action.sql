-- What happened to each issuer's grade since the rating date before, in names and scores; affirmed grades too.
select
    a.issuer_id,
    coalesce(i.issuer_name, b.issuer_name, a.issuer_id) as issuer_name,
    a.rating_date,
    coalesce(i.industry_code, b.industry_code) as industry_code,
    a.action,
    a.previous_rating_date,
    a.previous_grade,
    a.grade,
    a.notches,
    b.score as previous_score,
    i.score,
    i.score - b.score as score_change,
    i.version_cause,
    i.version_detail,
    i.decision_id,
    a.is_simulated
from rating.rating_action as a
left join mart.issuer_rating as i on a.issuer_id = i.issuer_id and a.rating_date = i.rating_date
left join mart.issuer_rating as b on a.issuer_id = b.issuer_id and a.previous_rating_date = b.rating_date
