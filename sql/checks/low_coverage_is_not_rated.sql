-- NR, with a reason, is who falls below a minimum of coverage or declares too much not applicable, and nobody else.
with short as (
    select
        r.issuer_id,
        r.rating_date
    from rating.rating as r
    inner join reference.parameter as t on t.name = 'minimum_coverage' and r.coverage < t.value
    union
    select
        p.issuer_id,
        p.rating_date
    from score.pillar_score as p
    inner join reference.pillar_limit as l on p.pillar_id = l.pillar_id and p.coverage < l.minimum_coverage
    union
    select
        n.issuer_id,
        n.rating_date
    from score.node_share as n
    inner join reference.parameter as m on m.name = 'maximum_not_applicable' and n.not_applicable_share > m.value
    where n.node_level in ('total', 'pillar')
)

select
    r.issuer_id,
    r.rating_date,
    r.grade,
    r.not_rated_reason
from rating.rating as r
left join short as s on r.issuer_id = s.issuer_id and r.rating_date = s.rating_date
where
    (
        (coalesce(r.rule_grade, r.grade) = 'NR') <> (s.issuer_id is not null)
        or (r.grade = 'NR') <> (r.not_rated_reason is not null)
    )
    and not exists (
        select 1
        from reference.methodology as v
        where v.methodology_hash <> r.methodology_hash
    )
