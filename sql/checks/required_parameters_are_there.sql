-- The method states every parameter that a query needs: without its row the query would return nothing and no error.
select n.name
from (values ('min_donors'), ('event_window_years')) as n (name)
left join reference.parameter as p on n.name = p.name
where p.name is null
