-- What the published file holds: every table, view and macro with its columns, in the order of the contracts.
select
    table_name,
    kind,
    table_description,
    position,
    column_name,
    data_type,
    description,
    is_key,
    is_nullable,
    rules,
    example
from mart.data_dictionary
order by table_name, position
