-- From each data point's share of the score to the observation, quote, line and document, or the event, behind it.
with backed as (
    select
        k.issuer_id,
        k.rating_date,
        k.data_point_id,
        k.method as value_method,
        k.fiscal_year,
        v.input_number,
        v.observation_id,
        v.event_id,
        v.input_data_point_id,
        v.input_dimension,
        v.input_value,
        v.input_unit,
        v.published_date,
        v.fact_id,
        v.document_id,
        v.source,
        v.citation,
        v.page,
        v.line,
        v.char_start,
        v.char_end,
        v.quote
    from score.data_point_score as s
    inner join core.known_value as k
        on s.issuer_id = k.issuer_id and s.rating_date = k.rating_date and s.data_point_id = k.data_point_id
    left join core.value_source as v
        on k.issuer_id = v.issuer_id and k.rating_date = v.rating_date and k.data_point_id = v.data_point_id
    where s.rating_date = $rating_date and s.origin <> 'imputed'
)

select
    c.issuer_id,
    i.name as issuer_name,
    c.rating_date,
    c.pillar_id,
    n.theme_id,
    c.key_issue_id,
    c.data_point_id,
    p.name as data_point_name,
    c.weight_in_total,
    c.score,
    d.score_low,
    d.score_high,
    c.contribution,
    d.origin,
    d.method,
    d.donors,
    d.value,
    p.unit,
    x.value_method,
    x.fiscal_year,
    coalesce(x.input_number, 1) as input_number,
    x.observation_id,
    x.event_id,
    x.input_data_point_id,
    x.input_dimension,
    x.input_value,
    x.input_unit,
    x.published_date,
    x.fact_id,
    x.document_id,
    x.source,
    x.citation,
    x.page,
    x.line,
    x.char_start,
    x.char_end,
    x.quote,
    c.is_simulated
from rating.contribution as c
inner join raw.issuer as i on c.issuer_id = i.issuer_id
inner join reference.data_point as p on c.data_point_id = p.data_point_id
inner join reference.key_issue as n on c.key_issue_id = n.key_issue_id
inner join score.data_point_score as d
    on c.issuer_id = d.issuer_id and c.rating_date = d.rating_date and c.data_point_id = d.data_point_id
left join backed as x
    on c.issuer_id = x.issuer_id and c.rating_date = x.rating_date and c.data_point_id = x.data_point_id
where c.rating_date = $rating_date
