-- The current version of a rating says what the rating says: nothing is published that its history does not know.
select
    v.issuer_id,
    v.rating_date,
    v.version,
    v.grade as recorded_grade,
    r.grade,
    v.score as recorded_score,
    r.score
from rating.rating_version as v
inner join rating.rating as r on v.issuer_id = r.issuer_id and v.rating_date = r.rating_date
where
    v.is_current
    and (
        v.grade is distinct from r.grade
        or (v.score is null) <> (r.score is null)
        or abs(v.score - r.score) > 1e-9
    )
