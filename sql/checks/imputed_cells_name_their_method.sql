-- An imputed cell names its method, and a median names at least the minimum of donors in force.
select
    s.issuer_id,
    s.rating_date,
    s.data_point_id,
    s.method,
    s.donors
from score.data_point_score as s
inner join reference.parameter as p on p.name = 'min_donors'
where
    (s.origin = 'imputed') <> (s.method not in ('value_function', 'carry_forward'))
    or (
        s.method like 'median%' and coalesce(s.donors, 0) < p.value
        and not exists (
            select 1
            from rating.rating as r
            inner join reference.methodology as v on r.methodology_hash <> v.methodology_hash
            where r.issuer_id = s.issuer_id and r.rating_date = s.rating_date
        )
    )
