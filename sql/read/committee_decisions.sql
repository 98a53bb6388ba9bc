-- What the committee's decisions do on one rating date: those in force first, then what fell away, then drafts.
select
    d.decision_id,
    d.kind,
    d.issuer_id,
    d.from_date,
    d.status,
    d.detail,
    d.model_grade,
    d.rule_grade,
    d.decided_grade,
    d.notches,
    d.reason_code,
    d.proposer,
    d.approver,
    d.second_approver,
    d.decided_date,
    d.expires_date,
    d.is_simulated,
    d.source
from rating.committee_decision as d
where d.rating_date = $rating_date
order by d.status = 'in_force' desc, d.status = 'draft', d.status, d.decision_id
