-- What the committee decided about one issuer and about the method, as far as it bears on one date, with its evidence.
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
    d.reason,
    d.proposer,
    d.approver,
    d.second_approver,
    f.proposed_date,
    d.decided_date,
    d.expires_date,
    f.evidence,
    f.supersedes,
    f.methodology_version,
    d.methodology_hash,
    f.attachment_path,
    f.attachment_sha256,
    d.source,
    f.source_sha256
from rating.committee_decision as d
left join raw.committee_decision as f on d.decision_id = f.decision_id
where (d.issuer_id = $issuer_id or d.kind = 'adoption') and d.rating_date = $rating_date
order by d.from_date, d.decision_id
