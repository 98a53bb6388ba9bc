-- The model grade is that of Table 3, and the rule grade never better; by the method in force only.
select
    r.issuer_id,
    r.rating_date,
    r.score,
    r.model_grade,
    r.rule_grade
from rating.rating as r
left join reference.grade_scale as m on r.model_grade = m.grade
left join reference.grade_scale as g on coalesce(r.rule_grade, r.grade) = g.grade
left join reference.grade_scale as above_ on m.notch = above_.notch + 1
where
    (m.grade is null or r.score < m.lower_bound or r.score >= above_.lower_bound or g.notch < m.notch)
    and not exists (
        select 1
        from reference.methodology as v
        where v.methodology_hash <> r.methodology_hash
    )
