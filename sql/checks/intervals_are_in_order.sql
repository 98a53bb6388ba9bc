-- Low, middle and high ends of scores and places are in order, and no place is behind the last of the peers.
select
    issuer_id,
    rating_date,
    score_low,
    score_median,
    score_high,
    rank,
    rank_low,
    rank_high,
    peers
from rating.score_interval
where
    score_low > score_median or score_median > score_high
    or rank_low > rank_high or rank_high > peers or rank > peers
    or (narrowing_data_point_id is null) <> (width_if_disclosed is null)
