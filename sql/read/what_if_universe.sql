-- Who is rated on one date, real or simulated issuers, as the engine takes them.
select
    issuer_id,
    rating_date,
    in_scope,
    rule_id,
    issuer_class,
    industry_code,
    tags,
    size_assets_cny_million,
    is_simulated
from core.rating_universe
where rating_date = $rating_date and is_simulated = $is_simulated and in_scope
order by issuer_id
