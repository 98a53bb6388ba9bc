-- What each key issue weighs in one industry, and why.
select
    key_issue_id,
    influence,
    impact_time,
    weight,
    reason
from reference.key_issue_weight
where industry_code = $industry_code
order by key_issue_id
