-- One line per issuer and rating date: grade, score, pillars, coverage. A rating outlives its issuer's registry entry.
with pillar as (
    select
        issuer_id,
        rating_date,
        max(score) filter (where pillar_id = 'E') as e_score,
        max(score) filter (where pillar_id = 'S') as s_score,
        max(score) filter (where pillar_id = 'G') as g_score
    from score.pillar_score
    group by issuer_id, rating_date
)

select
    r.issuer_id,
    coalesce(i.name, r.issuer_id) as issuer_name,
    r.rating_date,
    u.industry_code,
    coalesce(n.name, u.industry_code) as industry_name,
    u.issuer_class,
    r.grade,
    g.probability as grade_probability,
    r.model_grade,
    r.rule_grade,
    r.score,
    d.score_low,
    d.score_high,
    r.score_reported_only,
    p.e_score,
    p.s_score,
    p.g_score,
    d.rank,
    d.rank_low,
    d.rank_high,
    d.peers,
    r.coverage,
    s.reported_share,
    s.carried_share,
    s.imputed_share,
    s.not_applicable_share,
    r.cap_rule_id,
    r.decision_id,
    r.not_rated_reason,
    a.action,
    a.previous_grade,
    v.version,
    v.recorded_date,
    v.cause as version_cause,
    v.detail as version_detail,
    r.methodology_version,
    r.methodology_hash,
    r.is_simulated
from rating.rating as r
inner join score.esg_score as s on r.issuer_id = s.issuer_id and r.rating_date = s.rating_date
inner join pillar as p on r.issuer_id = p.issuer_id and r.rating_date = p.rating_date
inner join core.rating_universe as u on r.issuer_id = u.issuer_id and r.rating_date = u.rating_date
left join raw.issuer as i on r.issuer_id = i.issuer_id
left join reference.industry as n on u.industry_code = n.industry_code
left join rating.score_interval as d on r.issuer_id = d.issuer_id and r.rating_date = d.rating_date
left join rating.grade_probability as g
    on r.issuer_id = g.issuer_id and r.rating_date = g.rating_date and r.grade = g.grade
left join rating.rating_version as v on r.issuer_id = v.issuer_id and r.rating_date = v.rating_date and v.is_current
left join rating.rating_action as a on r.issuer_id = a.issuer_id and r.rating_date = a.rating_date
