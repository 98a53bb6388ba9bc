-- A grade is the rule grade, or what the one decision in force says; and every decision in force shows in its rating.
with in_force as (
    select
        issuer_id,
        rating_date,
        decision_id,
        decided_grade
    from rating.committee_decision
    where status = 'in_force' and kind <> 'adoption'
)

select
    coalesce(r.issuer_id, d.issuer_id) as issuer_id,
    coalesce(r.rating_date, d.rating_date) as rating_date,
    r.rule_grade,
    r.grade,
    r.decision_id,
    d.decision_id as decision_in_force,
    d.decided_grade
from rating.rating as r
full outer join in_force as d on r.issuer_id = d.issuer_id and r.rating_date = d.rating_date
where
    r.decision_id is distinct from d.decision_id
    or r.grade is distinct from coalesce(d.decided_grade, r.rule_grade, r.grade)
