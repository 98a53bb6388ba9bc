"""Loads the SQL models: their text, their description, and what they read, taken from the query itself."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import duckdb
import sqlglot
from sqlglot import expressions as exp
from sqlglot.errors import SqlglotError
from sqlglot.lineage import Node, lineage  # pyright: ignore[reportUnknownVariableType]

from esg_pipeline import paths

LAYERS = ("core", "score", "rating", "mart")


@dataclass(frozen=True)
class SqlModel:
    """One SELECT that makes one table, `sql/<layer>/<name>.sql`."""

    name: str
    query: str
    description: str
    sources: tuple[str, ...]

    @property
    def is_partitioned(self) -> bool:
        """True when the query is asked for one rating date at a time."""
        return "$rating_date" in self.query

    def parameters(self, rating_date: date | None, known_at: date | None = None) -> dict[str, date]:
        """What the query asks for: the rating date, and the day whose knowledge counts, by default the same."""
        days = {"rating_date": rating_date, "known_at": known_at or rating_date}
        return {name: day for name, day in days.items() if day and f"${name}" in self.query}


def description_of(query: str) -> str:
    """The text of the comment on the first line."""
    first = query.splitlines()[0] if query else ""
    return first.removeprefix("--").strip() if first.startswith("--") else ""


def base_tables(node: object) -> Iterator[str]:
    """`schema.table` of every base table in a query tree of DuckDB."""
    if isinstance(node, dict):
        tree = cast("dict[str, object]", node)
        if tree.get("type") == "BASE_TABLE" and tree.get("schema_name"):
            yield f"{tree['schema_name']}.{tree['table_name']}"
        for child in tree.values():
            yield from base_tables(child)
    elif isinstance(node, list):
        for child in cast("list[object]", node):
            yield from base_tables(child)


def sources_of(query: str) -> tuple[str, ...]:
    """The tables that a SELECT reads, sorted. Raises ValueError when it is not one SELECT."""
    with duckdb.connect() as connection:
        answer = connection.execute("select json_serialize_sql(?::varchar)", [query]).fetchall()[0][0]
    tree = json.loads(str(answer))
    if tree["error"]:
        raise ValueError(tree["error_message"])
    if len(tree["statements"]) != 1:
        raise ValueError(f"{len(tree['statements'])} statements where one SELECT is expected")
    return tuple(sorted(set(base_tables(tree["statements"]))))


@cache
def load_model(name: str) -> SqlModel:
    """The model of `schema.table`. Raises FileNotFoundError when there is none and ValueError when it is no SELECT."""
    layer, table = name.split(".")
    file = paths.sql_dir() / layer / f"{table}.sql"
    query = file.read_text(encoding="utf-8")
    try:
        return SqlModel(name, query, description_of(query), sources_of(query))
    except ValueError as error:
        raise ValueError(f"{file}: {error}") from error


def model_names() -> list[str]:
    """`schema.table` of every SQL model, sorted within the order of the layers."""
    return [f"{layer}.{file.stem}" for layer in LAYERS for file in sorted((paths.sql_dir() / layer).glob("*.sql"))]


def read_query(name: str) -> str:
    """The text of `sql/read/<name>.sql`, a parameterised query on the published tables."""
    return query_file("read", name).read_text(encoding="utf-8")


def stored_query(name: str) -> str:
    """The SELECT of a view or macro of the published file, `mart.name`. Raises FileNotFoundError if there is none."""
    files = [query_file(folder, name.split(".")[1]) for folder in ("view", "macro")]
    return next((file for file in files if file.is_file()), files[0]).read_text(encoding="utf-8")


def query_file(folder: str, name: str) -> Path:
    """The file of a query. Raises FileNotFoundError when there is none."""
    return paths.sql_dir() / folder / f"{name}.sql"


def checks() -> dict[str, str]:
    """Rule name -> SELECT that returns the rows which break it, from `sql/checks/`."""
    return {file.stem: file.read_text(encoding="utf-8") for file in sorted((paths.sql_dir() / "checks").glob("*.sql"))}


def column_lineage(query: str, schema: dict[str, dict[str, dict[str, str]]], column: str) -> list[tuple[str, str]]:
    """(`schema.table`, column) pairs that an output column is made of; empty when sqlglot cannot follow it."""
    try:
        root = lineage(column, query, schema=schema, dialect="duckdb")
    except SqlglotError:
        return []
    return sorted({pair for node in root.walk() for pair in leaf_column(node)})


def leaf_column(node: Node) -> Iterator[tuple[str, str]]:
    """The base table column at a leaf of a lineage tree."""
    source = node.expression
    if isinstance(source, exp.Table) and source.db:
        yield f"{source.db}.{source.name}", node.name.split(".")[-1].strip('"')


def output_columns(query: str) -> list[str]:
    """Names of the columns that a SELECT returns, in order."""
    return list(cast("exp.Query", sqlglot.parse_one(query, dialect="duckdb")).named_selects)
