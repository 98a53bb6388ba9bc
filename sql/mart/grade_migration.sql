-- How many issuers moved from one grade to another between two rating dates.
select
    rating_date,
    previous_rating_date,
    previous_grade,
    grade,
    is_simulated,
    count(*) as issuers
from rating.rating_action
where previous_grade is not null and grade is not null
group by rating_date, previous_rating_date, previous_grade, grade, is_simulated
