"""Reads a file of holdings: a bond code, an ISIN or an issuer, and a weight per line. Knows no ratings."""

import csv
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import polars as pl

from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS, Deadline, DocumentError
from esg_pipeline.disclosure.spreadsheet import workbook_lines
from esg_pipeline.ingest.cells import as_number, trimmed
from esg_pipeline.ingest.delimited import read_delimited
from esg_pipeline.ingest.limits import FileRefused, read_bytes
from esg_pipeline.ingest.records import ROW, Records
from esg_pipeline.ingest.tables import read_table_file

CODE_COLUMNS = (
    *("isin", "bond_id", "bond_code", "bond", "code", "security", "债券代码", "证券代码", "代码"),
    *("issuer_id", "issuer", "发行人"),
)
WEIGHT_COLUMNS = (
    *("weight", "weight_pct", "share", "amount", "market_value", "value", "nominal"),
    *("权重", "占比", "市值", "金额", "面值"),
)
PROBLEMS_SHOWN = 10
PER_CENT = "%"
WORKBOOK = ".xlsx"
SUM_TOLERANCE = 0.0005  # what rounding leaves of a sum of shares


class HoldingsError(ValueError):
    """A file of holdings cannot be used; every problem is named with its line."""


@dataclass(frozen=True)
class Holding:
    """A position: the code as first written, its share of the portfolio (0 to 1), its lines in the file (2 is the
    first), and what they say that it weighs.
    """

    code: str
    weight: float
    lines: tuple[int, ...]
    delivered: float


def read_holdings(file: Path) -> list[Holding]:
    """The positions of a CSV, Excel, JSON Lines or Parquet file, weights scaled to sum to 1, lines of a code added up.

    Of several columns with codes the first that a line fills counts.
    Raises HoldingsError when columns are missing, a weight is no positive number, or a line cannot be read.
    """
    try:
        delivered = first_sheet(file) if file.suffix.lower() == WORKBOOK else read_table_file(file)
    except (FileRefused, DocumentError) as error:
        raise HoldingsError(f"{file}: {error}") from error
    names = {column_word(name): name for name in delivered.frame.columns if name != ROW}
    codes, weights = (columns_among(file, names, known) for known in (CODE_COLUMNS, WEIGHT_COLUMNS))
    text = trimmed(weights[0])
    rows = delivered.frame.select(
        pl.col(ROW) + 1,
        code=pl.coalesce(trimmed(name) for name in codes),
        text=text,
        weight=as_number(text.str.normalize("NFKC").str.strip_suffix(PER_CENT).str.strip_chars()),
        is_per_cent=text.str.normalize("NFKC").str.ends_with(PER_CENT),
    )
    broken = [f"line {row + 1}: {reason}" for row, reason in delivered.broken.select(ROW, "reason").iter_rows()]
    problems = [*broken, *(found for row in rows.iter_rows(named=True) if (found := problem(row))), *mixture(rows)]
    if problems or rows.is_empty():
        more = f" and {len(problems) - PROBLEMS_SHOWN} more" if len(problems) > PROBLEMS_SHOWN else ""
        raise HoldingsError(f"{file}: " + ("; ".join(problems[:PROBLEMS_SHOWN]) + more or "there is no holding"))
    return scaled(rows)


def first_sheet(file: Path) -> Records:
    """The first visible sheet of a workbook, as its cells show; its heads are the first row that says something.

    Raises DocumentError when it is no workbook that can be read, FileRefused as every delivered file.
    """
    deadline = Deadline(DEFAULT_LIMITS.max_seconds)
    lines = workbook_lines(read_bytes(file, has_lines=False), DEFAULT_LIMITS, deadline)
    # An empty line and a name head each sheet after the first.
    ends = [at for at, (line, after) in enumerate(pairwise(lines)) if not line and after.startswith("# ")]
    text = io.StringIO()
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(
        line.split("\t") for line in lines[1 : ends[0] if ends else None]
    )
    return read_delimited(text.getvalue())


def column_word(name: str) -> str:
    """A column's name as it is known here: `Weight (%)` is weight, `Market value` is market_value."""
    return re.sub(r"\W+", "_", name.casefold()).strip("_")


def columns_among(file: Path, names: Mapping[str, str], known: Sequence[str]) -> list[str]:
    """Those columns of the file that are known, best first. Raises HoldingsError, with what they may be called."""
    found = [names[word] for word in known if word in names]
    if not found:
        has = ", ".join(names.values())
        raise HoldingsError(f"{file} has the columns {has}; one of these is needed: {', '.join(known)}")
    return found


def mixture(rows: pl.DataFrame) -> list[str]:
    """What is wrong when some weights are in per cent and others are not: 5% beside 0.05 may mean the same or not."""
    marked, plain = (rows.filter(pl.col("is_per_cent") == kind)[ROW].to_list() for kind in (True, False))
    if not marked or not plain:
        return []
    return [f"line {marked[0]} has its weight in {PER_CENT}, line {plain[0]} has not; write all of them one way"]


def problem(row: dict[str, object]) -> str:
    """What is wrong with a line; empty when nothing is."""
    match row:
        case {"code": None}:
            return f"line {row[ROW]}: no code"
        case {"weight": float(weight)} if 0 < weight < float("inf"):
            return ""
        case {"weight": float(weight)} if weight < 0:
            return f"line {row[ROW]}: the weight {row['text']!r} is negative; short positions are not rated"
        case _:
            hint = "; decimals take a point, as 0.5" if "," in str(row["text"]) else ""
            return f"line {row[ROW]}: the weight {row['text'] or ''!r} is no positive number{hint}"


def scaled(rows: pl.DataFrame) -> list[Holding]:
    """Positions in the order of the file, their weights summing to 1; a code is one in upper and lower case."""
    same = pl.col("code").str.to_lowercase().alias("same")
    # Measured by the heaviest line's power of two, which costs no digit, sums come into the reach of numbers.
    heaviest = max(rows["weight"].to_list())
    measured = rows.with_columns(part=pl.col("weight") / 2.0 ** (math.frexp(heaviest)[1] - 1))
    merged = measured.group_by(same, maintain_order=True).agg(
        pl.col("code").first(), pl.col("part").sum(), pl.col("weight").sum(), pl.col(ROW)
    )
    total = math.fsum(merged["part"])
    found = merged.select("code", "part", ROW, "weight").iter_rows()
    return [Holding(code, part / total, tuple(lines), weight) for code, part, lines, weight in found]


def weights_note(holdings: Sequence[Holding]) -> str:
    """What to tell about weights that look like shares or per cent and do not sum to 1 or 100; empty otherwise."""
    total = sum(holding.delivered for holding in holdings)
    for whole in (1, 100):
        if 0.5 * whole <= total <= 1.5 * whole and abs(total - whole) > SUM_TOLERANCE * whole:
            return f"the weights sum to {total:.6g}, not to {whole}; they are scaled to 100 %"
    return ""


def is_isin(code: str) -> bool:
    """True when a code has the form of an ISIN and its last digit is right (ISO 6166, Luhn over letters as numbers)."""
    if len(code) != 12 or not (code[:2].isalpha() and code.isalnum() and code.isascii() and code[-1].isdigit()):
        return False
    digits = [int(digit) for letter in code.upper() for digit in str(int(letter, 36))]
    doubled = [2 * digit if place % 2 else digit for place, digit in enumerate(reversed(digits))]
    return sum(digit - 9 if digit > 9 else digit for digit in doubled) % 10 == 0
