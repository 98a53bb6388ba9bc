-- By which method, inputs and code a date was rated.
select distinct
    methodology_hash,
    inputs_hash,
    code_hash
from rating.rating
where rating_date = $rating_date
order by methodology_hash, inputs_hash nulls first, code_hash nulls first
