-- Every rating with its rating date before; of one issuer or of all (null).
select
    r.issuer_id,
    r.rating_date,
    lag(r.rating_date) over (partition by r.issuer_id order by r.rating_date) as previous_rating_date,
    r.score,
    r.model_grade,
    r.rule_grade,
    r.grade,
    r.cap_rule_id,
    r.decision_id,
    r.methodology_version,
    r.methodology_hash,
    r.is_simulated
from rating.rating as r
where $issuer_id is null or r.issuer_id = $issuer_id
order by r.issuer_id, r.rating_date
