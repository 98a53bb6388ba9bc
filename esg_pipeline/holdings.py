"""Reads a file of holdings: a bond code, an ISIN or an issuer, and a weight per line. Knows no ratings."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from esg_pipeline.ingest.cells import as_number, trimmed
from esg_pipeline.ingest.limits import FileRefused
from esg_pipeline.ingest.records import ROW
from esg_pipeline.ingest.tables import read_table_file

CODE_COLUMNS = ("isin", "bond_id", "bond_code", "bond", "code", "security", "issuer_id", "issuer")
WEIGHT_COLUMNS = ("weight", "weight_pct", "share", "amount", "market_value", "value", "nominal")
PROBLEMS_SHOWN = 10


class HoldingsError(ValueError):
    """A file of holdings cannot be used; every problem is named with its line."""


@dataclass(frozen=True)
class Holding:
    """A position: the code as written, its share of the portfolio (0 to 1), its lines in the file (2 is the first)."""

    code: str
    weight: float
    lines: tuple[int, ...]


def read_holdings(file: Path) -> list[Holding]:
    """The positions of a CSV, JSON Lines or Parquet file, weights scaled to sum to 1, lines of one code added up.

    Raises HoldingsError when columns are missing, a weight is no positive number, or a line cannot be read.
    """
    try:
        delivered = read_table_file(file)
    except FileRefused as error:
        raise HoldingsError(f"{file}: {error.reason}") from error
    code, weight = (one_column(file, delivered.frame.columns, names) for names in (CODE_COLUMNS, WEIGHT_COLUMNS))
    rows = delivered.frame.select(
        pl.col(ROW) + 1,
        code=trimmed(code),
        text=trimmed(weight),
        weight=as_number(trimmed(weight).str.strip_suffix("%")),
    )
    broken = [f"line {row + 1}: {reason}" for row, reason in delivered.broken.select(ROW, "reason").iter_rows()]
    problems = [*broken, *(found for row in rows.iter_rows(named=True) if (found := problem(row)))]
    if problems or rows.is_empty():
        more = f" and {len(problems) - PROBLEMS_SHOWN} more" if len(problems) > PROBLEMS_SHOWN else ""
        raise HoldingsError(f"{file}: " + ("; ".join(problems[:PROBLEMS_SHOWN]) + more or "there is no holding"))
    return scaled(rows)


def one_column(file: Path, columns: list[str], names: tuple[str, ...]) -> str:
    """The first of the names that the file has. Raises HoldingsError, with those it may have, when there is none."""
    found = [name for name in names if name in columns]
    if not found:
        has = ", ".join(name for name in columns if name != ROW)
        raise HoldingsError(f"{file} has the columns {has}; one of these is needed: {', '.join(names)}")
    return found[0]


def problem(row: dict[str, object]) -> str:
    """What is wrong with a line; empty when nothing is."""
    match row:
        case {"code": None}:
            return f"line {row[ROW]}: no code"
        case {"weight": float(weight)} if 0 < weight < float("inf"):
            return ""
        case _:
            return f"line {row[ROW]}: the weight {row['text'] or ''!r} is no positive number"


def scaled(rows: pl.DataFrame) -> list[Holding]:
    """Positions in the order of the file, their weights summing to 1."""
    total = rows["weight"].sum()
    merged = rows.group_by("code", maintain_order=True).agg(pl.col("weight").sum(), pl.col(ROW))
    return [Holding(code, weight / total, tuple(lines)) for code, weight, lines in merged.iter_rows()]


def is_isin(code: str) -> bool:
    """True when a code has the form of an ISIN and its last digit is right (ISO 6166, Luhn over letters as numbers)."""
    if len(code) != 12 or not (code[:2].isalpha() and code.isalnum() and code.isascii() and code[-1].isdigit()):
        return False
    digits = [int(digit) for letter in code.upper() for digit in str(int(letter, 36))]
    doubled = [2 * digit if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0
