-- The known figures of one rating date in every group where a value was drawn in on one of two rating dates.
with fenced as (
    select distinct
        o.data_point_id,
        u.industry_code,
        o.is_simulated
    from core.outlier as o
    inner join core.rating_universe as u on o.issuer_id = u.issuer_id and o.rating_date = u.rating_date
    where
        o.treatment = 'winsorised' and o.rating_date in ($rating_date, $other_date)
        and ($issuer_id is null or o.issuer_id = $issuer_id)
)

select
    k.issuer_id,
    k.data_point_id,
    u.industry_code,
    k.value,
    k.is_simulated
from core.known_value as k
inner join core.rating_universe as u on k.issuer_id = u.issuer_id and k.rating_date = u.rating_date and u.in_scope
semi join fenced as f
    on k.data_point_id = f.data_point_id and u.industry_code = f.industry_code and k.is_simulated = f.is_simulated
where
    k.rating_date = $rating_date and k.state in ('reported', 'reported_zero') and isfinite(k.value)
    and k.data_point_id in (select data_point_id from fenced) -- they are few: most rows are not joined at all
