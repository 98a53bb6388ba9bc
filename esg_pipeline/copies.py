"""Fills a file with copies of another file's tables, and with views and macros on them, all explained by comments."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from esg_pipeline.warehouse import Connection, connect, count_rows, into_file, literal, quoted, transaction


@dataclass(frozen=True)
class CopiedTable:
    """How a table is copied into another file: its rows' order and its comments."""

    name: str
    order: Sequence[str]
    description: str
    column_descriptions: Mapping[str, str]


@dataclass(frozen=True)
class StoredQuery:
    """A SELECT that a file keeps under a name, with its comments: a view, or a macro when it has a parameter."""

    name: str
    query: str
    description: str
    column_descriptions: Mapping[str, str]
    parameter: str = ""


def copy_tables(
    source: Path, target: Path, tables: Sequence[CopiedTable], queries: Sequence[StoredQuery] = ()
) -> dict[str, int]:
    """Copies tables from one file into another with their comments; returns the number of rows of each.

    `queries` are stored beside them, each after those that it reads. The target is whole without DuckDB's log beside
    it. Raises NotWrittenError when the disk does not take it.
    """
    with connect(target) as connection:
        connection.execute(f"attach '{literal(str(source))}' as work (read_only)")
        with transaction(connection):  # one for all: each of a thousand comments would wait for the disk
            for table in tables:
                copy_table(connection, table)
            for query in queries:
                store_query(connection, query)
        connection.execute("detach work")
        rows = {table.name: count_rows(connection, table.name) for table in tables}
        into_file(connection, target)
        return rows


def copy_table(connection: Connection, table: CopiedTable) -> None:
    """One table of the attached file `work`, in its order, with its comments."""
    name = quoted(table.name)
    columns = ", ".join(f'"{column}"' for column in table.column_descriptions)
    order = ", ".join(f'"{column}" nulls last' for column in table.order)
    connection.execute(f'create schema if not exists "{table.name.partition(".")[0]}"')
    connection.execute(f"create table {name} as select {columns} from work.{name} order by {order}")
    connection.execute(f"comment on table {name} is '{literal(table.description)}'")
    comment_on_columns(connection, name, table.column_descriptions)


def store_query(connection: Connection, stored: StoredQuery) -> None:
    """One view or macro with its comments. The engine has no comments for the columns of what a macro makes."""
    name = quoted(stored.name)
    if stored.parameter:
        body = stored.query.replace(f"${stored.parameter}", stored.parameter)
        connection.execute(f"create macro {name}({stored.parameter}) as table {body}")
        connection.execute(f"comment on macro table {name} is '{literal(stored.description)}'")
        return
    connection.execute(f"create view {name} as {stored.query}")
    connection.execute(f"comment on view {name} is '{literal(stored.description)}'")
    comment_on_columns(connection, name, stored.column_descriptions)


def comment_on_columns(connection: Connection, name: str, texts: Mapping[str, str]) -> None:
    """What each column means; `name` is quoted."""
    for column, text in texts.items():
        connection.execute(f"comment on column {name}.\"{column}\" is '{literal(text)}'")
