-- The rating of one issuer on one date: how sure it is, and what moved it away from the model grade.
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
    i.grade_probability,
    i.score_low,
    d.score_median,
    i.score_high,
    i.rank,
    i.rank_low,
    i.rank_high,
    i.peers,
    d.narrowing_data_point_id,
    p.name as narrowing_name,
    d.width_if_disclosed,
    i.score_reported_only,
    i.coverage,
    i.reported_share,
    i.carried_share,
    i.imputed_share,
    i.not_applicable_share,
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
left join rating.score_interval as d on i.issuer_id = d.issuer_id and i.rating_date = d.rating_date
left join reference.data_point as p on d.narrowing_data_point_id = p.data_point_id
where i.issuer_id = $issuer_id and i.rating_date = $rating_date
