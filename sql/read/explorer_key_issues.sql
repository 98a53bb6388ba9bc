-- The key issues in the order of the method with their themes and pillars.
select
    key_issue_id,
    key_issue_name,
    theme_id,
    theme_name,
    pillar_id,
    pillar_name
from reference.key_issue
order by sort_order
