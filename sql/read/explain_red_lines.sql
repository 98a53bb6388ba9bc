-- The red lines that one issuer has crossed and that still bind on one date, with what crossed them, hardest cap first.
select
    h.rule_id,
    h.cap_grade,
    h.evidence_id,
    h.since_date,
    r.trigger_kind,
    r.trigger,
    r.threshold,
    r.source,
    e.severity as evidence_severity,
    e.description as evidence_description,
    coalesce(e.citation, o.citation) as evidence_citation,
    coalesce(e.source, o.source) as evidence_source
from rating.red_line_hit as h
inner join reference.red_line as r on h.rule_id = r.rule_id
left join core.event as e on r.trigger_kind = 'event' and h.evidence_id = e.event_id
left join core.observation as o on r.trigger_kind = 'data_point' and h.evidence_id = o.observation_id
left join reference.grade_scale as g on h.cap_grade = g.grade
where h.issuer_id = $issuer_id and h.rating_date = $rating_date
order by g.notch desc nulls last, h.rule_id
