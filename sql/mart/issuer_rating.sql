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
    r.model_grade,
    r.score,
    r.score_reported_only,
    p.e_score,
    p.s_score,
    p.g_score,
    r.coverage,
    round(1 - r.coverage, 10) as imputed_share,
    r.cap_rule_id,
    r.not_rated_reason,
    a.action,
    a.previous_grade,
    r.methodology_version,
    r.methodology_hash,
    r.is_simulated
from rating.rating as r
left join raw.issuer as i on r.issuer_id = i.issuer_id
inner join core.rating_universe as u on r.issuer_id = u.issuer_id and r.rating_date = u.rating_date
left join reference.industry as n on u.industry_code = n.industry_code
inner join pillar as p on r.issuer_id = p.issuer_id and r.rating_date = p.rating_date
left join rating.rating_action as a on r.issuer_id = a.issuer_id and r.rating_date = a.rating_date
