-- An interpolated value is of no year that is known and of none before; a trial is of the very year that is known.
select
    i.issuer_id,
    i.rating_date,
    i.data_point_id,
    i.fiscal_year,
    k.fiscal_year as known_fiscal_year,
    i.is_trial,
    k.state
from core.interpolated_value as i
inner join core.known_value as k
    on i.issuer_id = k.issuer_id and i.rating_date = k.rating_date and i.data_point_id = k.data_point_id
where
    k.state = 'not_applicable'
    or (k.fiscal_year >= i.fiscal_year and not i.is_trial)
    or (k.fiscal_year != i.fiscal_year and i.is_trial)
