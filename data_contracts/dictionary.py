"""The data dictionary, generated from the contracts: `python -m data_contracts.dictionary docs/data_dictionary.md`."""

import sys
from pathlib import Path

from data_contracts.catalogue import TABLES
from data_contracts.table import Column, Table

HEADER = """# Data dictionary

Generated from the contracts in `data_contracts/`; change those, then run `make docs`.
Every table of the warehouse, in the order of the layers. Types are DuckDB's. Scores run from 0 to 100, weights and
shares from 0 to 1.
"""


def dictionary() -> str:
    """The whole dictionary as Markdown."""
    return HEADER + "".join(section(table) for table in TABLES.values())


def section(table: Table) -> str:
    """One table: what it holds, its grain, its columns."""
    partition = " Written per rating date." if table.partitioned else ""
    key = ", ".join(f"`{name}`" for name in table.key)
    rows = "\n".join(row(column) for column in table.columns)
    return (
        f"\n## {table.name}\n\n{table.description} One row per {key}.{partition}\n\n"
        f"| column | type | meaning | rules | example |\n|---|---|---|---|---|\n{rows}\n"
    )


def row(column: Column) -> str:
    """One column as a row of the table."""
    rules = [rule.name for rule in column.rules] + ([] if column.nullable else ["not null"])
    example = "" if column.example is None else f"`{column.example}`"
    cells = (f"`{column.name}`", column.sql_type, column.description, "; ".join(rules), example)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main(arguments: list[str]) -> None:
    """Writes the dictionary to the file named first."""
    file = Path(arguments[0])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dictionary(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
