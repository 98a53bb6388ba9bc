-- One page of the graded issuers at one key issue, best first, and how many there are; a null industry asks for all.
select
    p.issuer_id,
    p.issuer_name,
    i.industry_name,
    i.grade,
    p.score,
    p.rank,
    p.peers,
    count(*) over () as found
from mart.peer as p
inner join mart.issuer_rating as i on p.issuer_id = i.issuer_id and p.rating_date = i.rating_date
where
    p.rating_date = $rating_date
    and p.is_simulated = $is_simulated
    and p.node_level = 'key_issue'
    and p.node_id = $key_issue_id
    and p.industry_code = coalesce($industry_code, p.industry_code)
order by p.score desc, p.issuer_id
limit $rows offset $skipped
