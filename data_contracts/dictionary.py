"""The data dictionary, generated from the contracts: `python -m data_contracts.dictionary docs/data_dictionary.md`."""

import sys
from pathlib import Path

import polars as pl

from data_contracts.catalogue import PUBLISHED_TABLES, STORED_QUERIES, TABLES
from data_contracts.mart import DATA_DICTIONARY
from data_contracts.table import Column, Table
from data_contracts.views import MACRO_PARAMETER, MACROS

HEADER = """# Data dictionary

Generated from the contracts in `data_contracts/`; change those, then run `make docs`.
Every table of the warehouse, in the order of the layers. Types are DuckDB's. Scores run from 0 to 100, weights and
shares from 0 to 1. [data_dictionary.html](data_dictionary.html) is the same for a browser.

![Entity diagram](entity_diagram.svg)
"""
STORED = """
# Views and macros

The published file adds these to its tables; they are stored as queries and made when they are asked for.
"""


def dictionary() -> str:
    """The whole dictionary as Markdown."""
    tables, stored = ("".join(section(table) for table in group.values()) for group in (TABLES, STORED_QUERIES))
    return f"{HEADER}{tables}{STORED}{stored}"


def remarks(table: Table) -> str:
    """What its columns do not say: the grain, when it is written, how a macro is asked."""
    key = ", ".join(f"`{name}`" for name in table.key)
    partition = " Written per rating date." if table.partitioned else ""
    asked = f" Asked for as `from {table.name}(date '{MACRO_PARAMETER.example}')`." if table in MACROS else ""
    return f"{table.description} One row per {key}.{partition}{asked}"


def section(table: Table) -> str:
    """One table: what it holds, its grain, its columns."""
    rows = "\n".join(row(column) for column in table.columns)
    return (
        f"\n## {table.name}\n\n{remarks(table)}\n\n"
        f"| column | type | meaning | rules | example |\n|---|---|---|---|---|\n{rows}\n"
    )


def row(column: Column) -> str:
    """One column as a row of the table."""
    name, kind, meaning, rules, example = cells(column)
    marked = (f"`{name}`", kind, meaning, rules, f"`{example}`" if example else "")
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in marked) + " |"


def cells(column: Column) -> tuple[str, str, str, str, str]:
    """What the dictionary says of a column: name, type, meaning, rules, example."""
    rules = [rule.name for rule in column.rules] + ([] if column.nullable else ["not null"])
    example = "" if column.example is None else str(column.example)
    return column.name, column.sql_type, column.description, "; ".join(rules), example


def dictionary_rows() -> pl.DataFrame:
    """The dictionary of the published file as rows of `mart.data_dictionary`."""
    tables = [(table, "table") for table in PUBLISHED_TABLES]
    stored = [(table, "macro" if table in MACROS else "view") for table in STORED_QUERIES.values()]
    rows = [
        {
            "table_name": table.name,
            "kind": kind,
            "table_description": table.description,
            "position": position,
            "column_name": column.name,
            "data_type": column.sql_type,
            "description": column.description,
            "is_key": column.name in table.key,
            "is_nullable": column.nullable,
            "rules": "; ".join(rule.name for rule in column.rules),
            "example": None if column.example is None else str(column.example),
        }
        for table, kind in (*tables, *stored)
        for position, column in enumerate(table.columns, 1)
    ]
    return DATA_DICTIONARY.conform(pl.DataFrame(rows))


def main(arguments: list[str]) -> None:
    """Writes the dictionary to the file named first."""
    file = Path(arguments[0])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dictionary(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
