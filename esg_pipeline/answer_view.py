"""Shows the answer to any SQL question: as a table for people, as plain rows for machines. Knows no table's meaning."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

from esg_pipeline.display import NOTHING, clean, counted, shortened, table
from esg_pipeline.machine_output import plain

LONGEST = 60  # characters of a cell on a terminal


def show_answer(out: Console, parts: Iterator[pl.DataFrame], limit: int) -> None:
    """The first rows of an answer that comes in parts, and how many there are."""
    shown, rows = next(parts), 0
    for part in parts:
        if rows < limit:
            shown = pl.concat([shown, part]) if rows else part
        rows += part.height
    out.print(answer_table(shown.head(limit), out.width))
    more = f"{limit:,} of {rows:,} rows; --limit shows more" if rows > limit else ""
    out.print(more or counted(rows, "row"))


def answer_table(answer: pl.DataFrame, width: int) -> Table:
    """A column per column, numbers to the right with all their digits; on a narrow terminal words break."""
    right = [name for name, dtype in answer.schema.items() if dtype.is_numeric()]
    shown = table(*map(clean, answer.columns), right=list(map(clean, right)))
    longest = max(8, min(LONGEST, width - 10))
    for row in answer.rows():
        shown.add_row(*(shortened(word(value), longest) for value in row))
    return shown


def word(value: Any) -> str:
    """One cell for people."""
    if value is None:
        return NOTHING
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value}"


def plain_rows(answer: pl.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON and CSV: numbers stay numbers, what is neither number, flag, date nor text becomes text."""
    return [{name: plain_value(value) for name, value in row.items()} for row in answer.iter_rows(named=True)]


def plain_value(value: Any) -> Any:
    """One cell for machines; a list or struct as JSON text, no number for NaN and infinity."""
    match value:
        case float():
            return value if abs(value) < float("inf") else None
        case None | bool() | int() | str():
            return value
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case list() | dict():
            return json.dumps(value, ensure_ascii=False, default=str)
        case _:
            try:
                return plain(value)
            except TypeError:
                return str(value)
