-- What people decided about facts in one issuer's papers and about its delivered values, oldest first.
select
    r.document_id,
    r.char_start,
    r.char_end,
    r.observation_id,
    r.data_point_id,
    r.dimension,
    r.period,
    r.decision,
    r.value,
    r.decided_by,
    r.decided_at,
    r.comment
from raw.review_decision as r
left join raw.document as d on r.document_id = d.document_id
left join core.observation as o on r.observation_id = o.observation_id
where coalesce(d.issuer_id, o.issuer_id) = $issuer_id
order by r.decided_at, r.source, r.row_number
