-- The published rating of one issuer on one date and what holds its grade; one row, or none.
select
    r.issuer_id,
    r.score,
    r.model_grade,
    r.rule_grade,
    r.grade,
    r.cap_rule_id,
    r.decision_id,
    r.not_rated_reason,
    s.coverage,
    s.imputed_share,
    r.is_simulated
from rating.rating as r
inner join score.esg_score as s on r.issuer_id = s.issuer_id and r.rating_date = s.rating_date
where r.issuer_id = $issuer_id and r.rating_date = $rating_date
