-- Red lines that an issuer has crossed and that still bind on the rating date; the latest trigger of each rule stands.
with hit as (
    select
        e.issuer_id,
        r.rule_id,
        r.cap_grade,
        r.duration_months,
        e.event_id as evidence_id,
        e.event_date as since_date
    from core.event as e
    inner join reference.red_line as r on r.trigger_kind = 'event' and e.event_type = r.trigger
    inner join reference.event_severity as own on e.severity = own.severity
    inner join reference.event_severity as least_severity on r.threshold = least_severity.severity
    where
        own.points >= least_severity.points and e.published_date <= $known_at
        and (e.replaced_date is null or e.replaced_date > $known_at)
    union all
    select
        k.issuer_id,
        r.rule_id,
        r.cap_grade,
        r.duration_months,
        k.observation_id,
        least(k.published_date, $rating_date) as since_date
    from core.known_value as k
    inner join reference.red_line as r on r.trigger_kind = 'data_point' and k.data_point_id = r.trigger
    where
        k.rating_date = $rating_date and k.observation_id is not null
        and k.value <= try_cast(r.threshold as double)
)

select
    h.issuer_id,
    cast($rating_date as date) as rating_date,
    h.rule_id,
    h.cap_grade,
    h.evidence_id,
    h.since_date,
    u.is_simulated
from hit as h
inner join core.rating_universe as u on h.issuer_id = u.issuer_id and u.rating_date = $rating_date and u.in_scope
where
    h.since_date <= $rating_date
    and date_diff('day', h.since_date, $rating_date) <= h.duration_months * 365.25 / 12
qualify row_number() over (partition by h.issuer_id, h.rule_id order by h.since_date desc, h.evidence_id) = 1
