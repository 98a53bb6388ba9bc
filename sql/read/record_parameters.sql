-- The parameters of the method in the file, when it is the one that made a rating; nothing when another made it.
select
    p.name,
    p.value
from reference.parameter as p
inner join reference.methodology as m on m.methodology_hash = $methodology_hash
order by p.name
