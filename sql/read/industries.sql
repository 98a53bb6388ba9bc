-- The industries of the method.
select
    industry_code,
    name
from reference.industry
order by industry_code
