-- The rating of one issuer on one date, with what moved it away from the model grade.
select
    i.issuer_id,
    i.issuer_name,
    i.rating_date,
    i.industry_code,
    i.industry_name,
    i.issuer_class,
    i.grade,
    i.model_grade,
    i.score,
    i.score_reported_only,
    i.coverage,
    i.imputed_share,
    i.cap_rule_id,
    r.decision_id,
    i.not_rated_reason,
    i.action,
    i.previous_grade,
    i.methodology_version,
    i.methodology_hash,
    i.is_simulated
from mart.issuer_rating as i
left join rating.rating as r on i.issuer_id = r.issuer_id and i.rating_date = r.rating_date
where i.issuer_id = $issuer_id and i.rating_date = $rating_date
