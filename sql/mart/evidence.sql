-- From each data point's share of the score to the observation, quote, line and document, or the event, behind it.
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
    c.contribution,
    d.origin,
    d.method,
    d.donors,
    d.value,
    p.unit,
    k.method as value_method,
    k.fiscal_year,
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
left join core.known_value as k
    on
        c.issuer_id = k.issuer_id and c.rating_date = k.rating_date and c.data_point_id = k.data_point_id
        and d.origin <> 'imputed'
left join core.value_source as x
    on k.issuer_id = x.issuer_id and k.rating_date = x.rating_date and k.data_point_id = x.data_point_id
where c.rating_date = $rating_date
