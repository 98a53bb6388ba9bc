-- How many grades the committee moved on a rating date, by approver, kind and direction, and how far from the rules.
with rated as (
    select
        rating_date,
        is_simulated,
        count(*) as rated_issuers
    from rating.rating
    where rating_date = $rating_date and rule_grade <> 'NR'
    group by rating_date, is_simulated
)

select
    d.rating_date,
    d.is_simulated,
    lower(d.approver) as approver_id,
    min(d.approver) as approver,
    d.kind,
    case when d.notches > 0 then 'up' when d.notches < 0 then 'down' else 'none' end as direction,
    count(*) as decisions,
    avg(abs(d.notches)) as mean_notches,
    max(abs(d.notches)) as largest_notches,
    r.rated_issuers,
    count(*) / cast(r.rated_issuers as double) as share_of_rated
from rating.committee_decision as d
inner join rated as r on d.rating_date = r.rating_date and d.is_simulated = r.is_simulated
where d.rating_date = $rating_date and d.status = 'in_force' and d.rule_grade <> 'NR'
group by d.rating_date, d.is_simulated, lower(d.approver), d.kind, direction, r.rated_issuers
