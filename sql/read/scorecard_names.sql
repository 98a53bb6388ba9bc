-- The Chinese names that the method has, of data points and industries.
select
    'data_point' as kind,
    p.data_point_id as id,
    p.name_zh
from reference.data_point as p
where p.name_zh is not null
union all by name
select
    'industry' as kind,
    i.industry_code as id,
    i.name_zh
from reference.industry as i
where i.name_zh is not null
order by kind, id
