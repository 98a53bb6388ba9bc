"""The only DuckDB connection code: reads tables and models, writes tables. No SQL of the method."""

import re
import threading
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeAlias, cast

import duckdb
import polars as pl

from esg_pipeline.waiting import tries, wait_seconds

PARTITION_COLUMN = "rating_date"
# Readable by DuckDB 1.5, the line for which extension wheels exist.
STORAGE_FORMAT = "v1.5.0"
WAIT = "ESG_LOCK_WAIT_SECONDS"
DEFAULT_WAIT = 600.0
HELD = re.compile(
    r"could not set lock on file(?:.*?lock is held in (?P<by>.+?\(PID \d+\)))?", re.IGNORECASE | re.DOTALL
)
# Kinds of statement that only ask, in the engine's words; a PIVOT is a MULTI.
QUESTIONS = frozenset({"SELECT", "EXPLAIN", "CALL", "PRAGMA", "MULTI"})
ROWS_AT_ONCE = 10_000
Connection: TypeAlias = duckdb.DuckDBPyConnection
Config = dict[str, str | bool | int | float | list[str]]


class WarehouseError(RuntimeError):
    """The warehouse cannot be opened or does not hold what was asked for."""


class WarehouseBusyError(WarehouseError):
    """Another process held the file for longer than one may wait."""


class NotWrittenError(WarehouseError):
    """The disk did not take what was to be written; the file holds what it held before."""


# What the engine, or what we make of it, raises when the disk does not take or give what it should.
DISK_ERRORS = (duckdb.IOException, NotWrittenError)


class Kept(threading.local):
    """The connections that this thread keeps open, by file; those of `writable` files also to write by."""

    def __init__(self) -> None:
        self.connections: dict[Path, Connection] = {}
        self.writable: set[Path] = set()


KEPT = Kept()


def quoted(table: str) -> str:
    """`score.esg_score` as a quoted identifier. Raises WarehouseError for anything else than schema.name."""
    parts = table.split(".")
    if len(parts) != 2 or not all(part.isidentifier() for part in parts):
        raise WarehouseError(f"{table!r} is not a table name of the form schema.name")
    return ".".join(f'"{part}"' for part in parts)


@contextmanager
def connect(path: Path, *, read_only: bool = False, wait: float | None = None) -> Generator[Connection]:
    """A connection that is closed whatever happens; waits while another process holds the file.

    Raises WarehouseError that says what to do, WarehouseBusyError after `wait` or ESG_LOCK_WAIT_SECONDS (default 600).
    """
    if path in KEPT.connections and (read_only or path in KEPT.writable):
        yield KEPT.connections[path]
        return
    if read_only and not path.exists():
        raise WarehouseError(f"{path} does not exist yet: run the pipeline first (`esg run`)")
    config: Config = {} if read_only else {"storage_compatibility_version": STORAGE_FORMAT}
    connection = opened(path, config, read_only=read_only, wait=wait)
    try:
        settle(connection)
        yield connection
    finally:
        connection.close()


def settle(connection: Connection) -> None:
    """Neither the time zone nor the number of cores of a host may show in an answer's last digits."""
    connection.execute("set timezone = 'UTC'")
    connection.execute("set threads = 1")


def opened(path: Path, config: Config, *, read_only: bool, wait: float | None = None) -> Connection:
    """A new connection, tried again for as long as one may wait; nobody waits for a file that is broken."""
    limit, holder = wait_seconds(WAIT, DEFAULT_WAIT) if wait is None else wait, ""
    for _ in tries(limit):
        try:
            connection = duckdb.connect(str(path), read_only=read_only, config=config)
        except duckdb.IOException as error:
            held = HELD.search(str(error))
            if not held:
                raise WarehouseError(
                    f"{path} cannot be opened; another run may hold it, or it is no DuckDB file: {error}"
                ) from error
            holder = held["by"] or "another process"
        else:
            # A bar of progress would be drawn into what a command writes for machines.
            connection.execute("set enable_progress_bar = false")
            return connection
    raise WarehouseBusyError(f"{holder} has held {path} for {limit:g} seconds; {WAIT} sets how long to wait")


@dataclass(frozen=True)
class Warehouse:
    """One DuckDB file with a schema per layer; every call opens and closes its own connection."""

    path: Path
    wait: float | None = None  # seconds that a reader waits for its turn, by default ESG_LOCK_WAIT_SECONDS

    def read(self, table: str, rating_date: date | None = None) -> pl.DataFrame:
        """A whole table, or one rating date of it. Raises WarehouseError when the table does not exist."""
        where = f" where {PARTITION_COLUMN} = $rating_date" if rating_date else ""
        return self.select(f"from {quoted(table)}{where}", {"rating_date": rating_date} if rating_date else {})

    def select(self, query: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
        """The result of one SELECT. Raises WarehouseError when a table that it reads does not exist."""
        with connect(self.path, read_only=True, wait=self.wait) as connection:
            return fetch(connection, query, parameters)

    @contextmanager
    def reading(self) -> Generator[None]:
        """One connection for all that this thread reads in the block, in which it must not write.

        To open a file takes longer than to read most of its tables.
        """
        if self.path in KEPT.connections or not self.path.exists():
            yield
            return
        with connect(self.path, read_only=True, wait=self.wait) as connection:
            KEPT.connections[self.path] = connection
            try:
                yield
            finally:
                del KEPT.connections[self.path]

    @contextmanager
    def working(self) -> Generator[None]:
        """One connection for all that this thread reads and writes in the block: for a file that nobody else sees."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with connect(self.path) as connection:
            KEPT.connections[self.path] = connection
            KEPT.writable.add(self.path)
            try:
                yield
            finally:
                del KEPT.connections[self.path]
                KEPT.writable.remove(self.path)

    def select_all(self, queries: Sequence[tuple[str, Mapping[str, object]]]) -> list[pl.DataFrame]:
        """The results of several SELECTs with their parameters, over one connection. Raises as `select`."""
        with connect(self.path, read_only=True) as connection:
            return [fetch(connection, query, parameters) for query, parameters in queries]

    def tables(self) -> list[str]:
        """`schema.name` of every table there is, sorted."""
        with connect(self.path, read_only=True, wait=self.wait) as connection:
            return table_names(connection)

    def read_or_empty(self, table: str, empty: pl.DataFrame) -> pl.DataFrame:
        """A whole table, or the empty frame while the file or the table does not exist yet."""
        if not self.path.exists():
            return empty
        with connect(self.path, read_only=True, wait=self.wait) as connection:
            found = read_within(connection, table)
            return empty if found is None else found

    def replace(
        self,
        tables: Mapping[str, pl.DataFrame],
        rating_dates: Sequence[date] | None = None,
        beside: "Beside | None" = None,
    ) -> None:
        """Replaces whole tables, or the given rating dates of them, in one transaction: all or nothing.

        `beside` makes rows of other tables, from what they hold, that take the place of the rows of the same keys.
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with connect(self.path) as connection, transaction(connection):
            for table, frame in tables.items():
                write_table(connection, table, frame, rating_dates)
            others = beside(partial(read_within, connection)) if beside else dict[str, KeyedRows]()
            for table, rows in others.items():
                write_rows(connection, table, rows)


@dataclass(frozen=True)
class KeyedRows:
    """Rows of a table, and the keys whose earlier rows they replace: a frame of some of the table's columns."""

    frame: pl.DataFrame
    keys: pl.DataFrame


# Makes rows to write beside tables; it is given a way to read a table within the transaction, None while there is none.
Beside: TypeAlias = Callable[[Callable[[str], pl.DataFrame | None]], Mapping[str, KeyedRows]]


@contextmanager
def transaction(connection: Connection) -> Generator[None]:
    """All that the block writes, or nothing. Raises NotWrittenError when the disk does not take it."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        # After some errors the engine has ended the transaction itself; what went wrong must still be told.
        with suppress(duckdb.Error):
            connection.execute("rollback")
        raise
    try:
        connection.execute("commit")
    except duckdb.Error as error:
        raise NotWrittenError(f"nothing was written: {error}") from error


def read_within(connection: Connection, table: str) -> pl.DataFrame | None:
    """A whole table as the caller's transaction sees it; None while it does not exist."""
    return fetch(connection, f"from {quoted(table)}") if table in table_names(connection) else None


def table_names(connection: Connection) -> list[str]:
    """`schema.name` of every table, sorted."""
    rows = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
    return sorted(row[0] for row in rows)


def fetch(connection: Connection, query: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
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


def ask(file: Path, statement: str) -> pl.DataFrame:
    """The whole answer of a file to one question of a stranger. Raises WarehouseError as `ask_in_parts`."""
    heads, *parts = ask_in_parts(file, statement)
    return pl.concat(parts) if parts else heads


def ask_in_parts(file: Path, statement: str) -> Generator[pl.DataFrame]:
    """The answer of a file to one question of a stranger, who sees its tables and nothing else of this machine.

    It comes in parts, so that an answer of any length fits into memory; the first has its columns and no row.
    Raises WarehouseError when it is no single question, cannot be answered, or would write or look elsewhere.
    """
    with connect(file, read_only=True) as connection:
        # A question too large for the memory fails; otherwise it would fill the disk beside the file.
        connection.execute("set temp_directory = ''")
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        try:
            require_question(connection.extract_statements(statement))
            # The engine has no answer to some commands, whatever its types say.
            answer = cast("duckdb.DuckDBPyRelation | None", connection.sql(statement))
            if answer and any("INTERVAL" in str(kind) for kind in answer.types):
                raise WarehouseError("a column is an INTERVAL, which has no form here; ask for cast(... as varchar)")
            empty = pl.DataFrame() if answer is None else answer.limit(0).pl()
            yield empty
            for batch in answer.to_arrow_reader(ROWS_AT_ONCE) if answer else ():
                yield cast("pl.DataFrame", pl.from_arrow(batch.rename_columns(empty.columns)))
        except duckdb.InterruptException as error:
            raise KeyboardInterrupt from error
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            # The engine's hints stand on lines of their own, before the text of the statement.
            reason = " ".join(str(error).partition("\n\nLINE ")[0].split())
            raise WarehouseError(f"the file cannot answer that: {reason}") from error


def require_question(statements: Sequence[duckdb.Statement]) -> None:
    """Raises WarehouseError unless there is one statement and it only asks."""
    count = len(statements)
    if count != 1:
        raise WarehouseError(f"{count or 'no'} statement{'s' if count else ''}; ask one at a time")
    kind = statements[0].type.name
    if kind not in QUESTIONS:
        raise WarehouseError(
            f"the published file is read-only and {kind.replace('_', ' ')} is no question; "
            "ask with SELECT, FROM, PIVOT, SUMMARIZE, DESCRIBE or SHOW"
        )


def attached(file: Path) -> Connection:
    """A connection of one's own that reads a file's tables by their names and can write nothing in them.

    For notebooks; it is closed by who asked for it. Raises WarehouseError when the file is missing or no DuckDB file.
    """
    if not file.exists():
        raise WarehouseError(f"{file} does not exist yet: run the pipeline first (`esg run`)")
    connection = duckdb.connect()
    try:
        connection.execute(f"attach '{literal(str(file))}' as published (read_only)")
    except duckdb.Error as error:
        connection.close()
        raise WarehouseError(f"{file} cannot be opened: {error}") from error
    connection.execute("use published")
    settle(connection)
    return connection


def write_table(
    connection: Connection,
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


def write_rows(connection: Connection, table: str, rows: KeyedRows) -> None:
    """Delete by key and insert by name inside the caller's transaction."""
    name = quoted(table)
    same = " and ".join(f'{name}."{column}" = replaced."{column}"' for column in rows.keys.columns)
    connection.execute(f'create schema if not exists "{table.partition(".")[0]}"')
    connection.register("incoming", cast("object", rows.frame.to_arrow()))
    connection.register("replaced", cast("object", rows.keys.to_arrow()))
    connection.execute(f"create table if not exists {name} as from incoming limit 0")
    add_new_columns(connection, table)
    connection.execute(f"delete from {name} using replaced where {same}")
    connection.execute(f"insert into {name} by name from incoming")
    connection.unregister("incoming")
    connection.unregister("replaced")


def require_dates(table: str, frame: pl.DataFrame, rating_dates: Sequence[date]) -> None:
    """Raises WarehouseError when a frame holds rows of other rating dates: they would be added, not replaced."""
    if PARTITION_COLUMN not in frame.columns:
        raise WarehouseError(f"{table} has no {PARTITION_COLUMN} to be written by")
    strangers = set(frame[PARTITION_COLUMN]) - set(rating_dates)
    if strangers:
        raise WarehouseError(f"{table}: rows of other rating dates: {', '.join(sorted(map(str, strangers)))}")


def add_new_columns(connection: Connection, table: str) -> None:
    """Additive evolution: columns that only the incoming frame has are added, older rows keep null there."""
    have = {row[0] for row in connection.execute(f"describe {quoted(table)}").fetchall()}
    for column, data_type, *_ in connection.execute("describe incoming").fetchall():
        if column not in have:
            connection.execute(f'alter table {quoted(table)} add column "{column}" {data_type}')


def count_rows(connection: Connection, table: str) -> int:
    """Rows of a table."""
    return int(connection.execute(f"select count(*) from {quoted(table)}").fetchall()[0][0])


def into_file(connection: Connection, file: Path) -> None:
    """Brings what was committed from the log into the file. Raises NotWrittenError when the disk does not take it.

    Closing the connection does so too, but says nothing when it fails, and the file without its log would be empty.
    """
    try:
        connection.execute("checkpoint")
    except duckdb.Error as error:
        raise NotWrittenError(f"{file} could not be written: {error}") from error


def literal(text: str) -> str:
    """Text for a quoted SQL literal; DDL takes no parameters."""
    return text.replace("'", "''")
