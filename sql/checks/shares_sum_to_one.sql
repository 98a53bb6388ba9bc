-- At each level of the tree the shares of weight that is reported, carried, imputed and not applicable sum to 1.
select
    issuer_id,
    rating_date,
    node_level,
    node_id
from score.node_share
where abs(reported_share + carried_share + imputed_share + not_applicable_share - 1) > 1e-9
