-- The ratings of one date, best grade first; parameters that are not null narrow it to an industry or a kind of issuer.
select
    i.issuer_id,
    i.issuer_name,
    i.rating_date,
    i.industry_code,
    i.industry_name,
    i.issuer_class,
    i.grade,
    i.model_grade,
    i.rule_grade,
    i.score,
    i.grade_probability,
    i.score_low,
    i.score_high,
    i.score_reported_only,
    i.e_score,
    i.s_score,
    i.g_score,
    i.rank,
    i.rank_low,
    i.rank_high,
    i.peers,
    i.coverage,
    i.reported_share,
    i.carried_share,
    i.imputed_share,
    i.not_applicable_share,
    i.cap_rule_id,
    i.decision_id,
    i.not_rated_reason,
    i.action,
    i.previous_grade,
    i.version,
    i.recorded_date,
    i.version_cause,
    i.version_detail,
    i.methodology_version,
    i.methodology_hash,
    i.is_simulated
from mart.issuer_rating as i
left join reference.grade_scale as g on i.grade = g.grade
where
    i.rating_date = $rating_date
    and i.industry_code = coalesce($industry_code, i.industry_code)
    and i.is_simulated = coalesce($is_simulated, i.is_simulated)
order by g.notch nulls last, i.score desc nulls last, i.issuer_id
