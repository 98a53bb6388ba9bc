-- Other words for an industry: plain ones and the codes of Shenwan 2021.
select
    code,
    industry_code
from reference.industry_code
where classification in ('common', 'sw2021')
order by code, industry_code
