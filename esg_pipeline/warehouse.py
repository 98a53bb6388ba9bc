"""The only DuckDB connection code: reads tables and models, writes and copies tables. No SQL of the method."""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import cast

import duckdb
import polars as pl

PARTITION_COLUMN = "rating_date"
# Readable by DuckDB 1.5, the line for which extension wheels exist.
STORAGE_FORMAT = "v1.5.0"


class WarehouseError(RuntimeError):
    """The warehouse cannot be opened or does not hold what was asked for."""


def quoted(table: str) -> str:
    """`score.esg_score` as a quoted identifier. Raises WarehouseError for anything else than schema.name."""
    parts = table.split(".")
    if len(parts) != 2 or not all(part.isidentifier() for part in parts):
        raise WarehouseError(f"{table!r} is not a table name of the form schema.name")
    return ".".join(f'"{part}"' for part in parts)


@contextmanager
def connect(path: Path, *, read_only: bool = False) -> Generator[duckdb.DuckDBPyConnection]:
    """A connection that is closed whatever happens. Raises WarehouseError with what to do when the file is held."""
    if read_only and not path.exists():
        raise WarehouseError(f"{path} does not exist yet: run the pipeline first (`esg run`)")
    config: dict[str, str | bool | int | float | list[str]] = (
        {} if read_only else {"storage_compatibility_version": STORAGE_FORMAT}
    )
    try:
        connection = duckdb.connect(str(path), read_only=read_only, config=config)
    except duckdb.IOException as error:
        raise WarehouseError(
            f"{path} cannot be opened; another run may hold it, or it is no DuckDB file: {error}"
        ) from error
    try:
        # Neither the time zone nor the number of cores of a host may show in a sum's last digits.
        connection.execute("set timezone = 'UTC'")
        connection.execute("set threads = 1")
        yield connection
    finally:
        connection.close()


@dataclass(frozen=True)
class Warehouse:
    """One DuckDB file with a schema per layer; every call opens and closes its own connection."""

    path: Path

    def read(self, table: str, rating_date: date | None = None) -> pl.DataFrame:
        """A whole table, or one rating date of it. Raises WarehouseError when the table does not exist."""
        where = f" where {PARTITION_COLUMN} = $rating_date" if rating_date else ""
        return self.select(f"from {quoted(table)}{where}", {"rating_date": rating_date} if rating_date else {})

    def select(self, query: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The result of one SELECT. Raises WarehouseError when a table that it reads does not exist."""
        with connect(self.path, read_only=True) as connection:
            return fetch(connection, query, parameters)

    def tables(self) -> list[str]:
        """`schema.name` of every table there is, sorted."""
        with connect(self.path, read_only=True) as connection:
            rows = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        return sorted(row[0] for row in rows)

    def replace(self, tables: Mapping[str, pl.DataFrame], rating_dates: Sequence[date] | None = None) -> None:
        """Replaces whole tables, or the given rating dates of them, in one transaction: all or nothing."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with connect(self.path) as connection:
            connection.execute("begin")
            try:
                for table, frame in tables.items():
                    write_table(connection, table, frame, rating_dates)
                connection.execute("commit")
            except BaseException:
                connection.execute("rollback")
                raise


def fetch(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """A SELECT's result as an eager frame."""
    try:
        return connection.sql(query, params=dict(parameters) if parameters else None).pl()
    except duckdb.CatalogException as error:
        raise WarehouseError(
            f"a table is missing, the file is empty or of another version: run `esg run`: {error}"
        ) from error
    except duckdb.BinderException as error:
        raise WarehouseError(f"a column is missing, the file is of another version: run `esg run`: {error}") from error
    except duckdb.Error as error:
        # A lost end is an IOException, a block that fails its checksum is no more than an Error.
        if type(error) not in (duckdb.IOException, duckdb.Error):
            raise
        raise WarehouseError(f"a table cannot be read, the file is damaged: {error}") from error


def write_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    frame: pl.DataFrame,
    rating_dates: Sequence[date] | None,
) -> None:
    """Delete and insert by name inside the caller's transaction; a whole replacement also takes the new columns."""
    name = quoted(table)
    if rating_dates is not None:
        require_dates(table, frame, rating_dates)
    connection.execute(f'create schema if not exists "{table.partition(".")[0]}"')
    connection.register("incoming", cast("object", frame.to_arrow()))
    if rating_dates is None:
        connection.execute(f"create or replace table {name} as from incoming")
    else:
        connection.execute(f"create table if not exists {name} as from incoming limit 0")
        add_new_columns(connection, table)
        connection.execute(
            f"delete from {name} where {PARTITION_COLUMN} in (select unnest(?::date[]))", [list(rating_dates)]
        )
        connection.execute(f"insert into {name} by name from incoming")
    # Not in a `finally`: in a transaction that failed it fails too and hides why.
    connection.unregister("incoming")


def require_dates(table: str, frame: pl.DataFrame, rating_dates: Sequence[date]) -> None:
    """Raises WarehouseError when a frame holds rows of other rating dates: they would be added, not replaced."""
    if PARTITION_COLUMN not in frame.columns:
        raise WarehouseError(f"{table} has no {PARTITION_COLUMN} to be written by")
    strangers = set(frame[PARTITION_COLUMN]) - set(rating_dates)
    if strangers:
        raise WarehouseError(f"{table}: rows of other rating dates: {', '.join(sorted(map(str, strangers)))}")


def add_new_columns(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Additive evolution: columns that only the incoming frame has are added, older rows keep null there."""
    have = {row[0] for row in connection.execute(f"describe {quoted(table)}").fetchall()}
    for column, data_type, *_ in connection.execute("describe incoming").fetchall():
        if column not in have:
            connection.execute(f'alter table {quoted(table)} add column "{column}" {data_type}')


def count_rows(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Rows of a table."""
    return int(connection.execute(f"select count(*) from {quoted(table)}").fetchall()[0][0])


@dataclass(frozen=True)
class CopiedTable:
    """How a table is copied into another file: its rows' order and its comments."""

    name: str
    order: Sequence[str]
    description: str
    column_descriptions: Mapping[str, str]


def copy_tables(source: Path, target: Path, tables: Sequence[CopiedTable]) -> dict[str, int]:
    """Copies tables from one file into another with their comments; returns the number of rows of each."""
    with connect(target) as connection:
        connection.execute(f"attach '{literal(str(source))}' as work (read_only)")
        for table in tables:
            copy_table(connection, table)
        connection.execute("detach work")
        return {table.name: count_rows(connection, table.name) for table in tables}


def copy_table(connection: duckdb.DuckDBPyConnection, table: CopiedTable) -> None:
    """One table of the attached file `work`, in its order, with its comments."""
    name = quoted(table.name)
    columns = ", ".join(f'"{column}"' for column in table.column_descriptions)
    order = ", ".join(f'"{column}" nulls last' for column in table.order)
    connection.execute(f'create schema if not exists "{table.name.partition(".")[0]}"')
    connection.execute(f"create table {name} as select {columns} from work.{name} order by {order}")
    connection.execute(f"comment on table {name} is '{literal(table.description)}'")
    for column, text in table.column_descriptions.items():
        connection.execute(f"comment on column {name}.\"{column}\" is '{literal(text)}'")


def literal(text: str) -> str:
    """Text for a quoted SQL literal; DDL takes no parameters."""
    return text.replace("'", "''")
