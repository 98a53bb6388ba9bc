-- The weights of an industry's key issues sum to 1.
select
    industry_code,
    sum(weight) as total
from reference.key_issue_weight
group by industry_code
having abs(sum(weight) - 1) > 1e-9
