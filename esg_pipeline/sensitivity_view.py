"""How a sensitivity analysis looks on a terminal: a table per world, the strongest choice first. No method in here."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from rich.table import Table
from rich.text import Text

from esg_pipeline.display import percent, table, truncated
from esg_pipeline.methodology.codes import ChoiceGroup, SensitivityOutput

WORDS = {
    ChoiceGroup.IMPUTATION: "values filled in",
    ChoiceGroup.EXTRACTION: "reading of documents",
    ChoiceGroup.ANCHORS: "anchors of value functions",
    ChoiceGroup.CORNER_RATIO: "corner ratio of the weights",
    ChoiceGroup.INFLUENCE: "influence levels",
}
UNITS = {SensitivityOutput.SCORE: "points of score", SensitivityOutput.NOTCH: "notches"}
NUMBERS = ("Score, alone", "Score, in all", "Grade, alone", "Grade, in all")


def shown(indices: pl.DataFrame) -> Iterator[Text | Table]:
    """What to print, from rows of `rating.sensitivity` of one rating date: real issuers first."""
    for part in indices.sort("is_simulated").partition_by("is_simulated", maintain_order=True):
        yield Text(headline(part), "bold")
        yield index_table(part)


def headline(part: pl.DataFrame) -> str:
    """Who it is about, and how much all choices together move them."""
    row = part.row(0, named=True)
    kind = "simulated" if row["is_simulated"] else "real"
    moved = dict(part.select("output", "output_sd").unique().iter_rows())
    sizes = " or ".join(f"{truncated(moved[output])} {words}" for output, words in UNITS.items())
    plural = "" if row["issuers"] == 1 else "s"
    return f"{row['issuers']} {kind} issuer{plural}; in all, choices move a typical one by {sizes} (standard deviation)"


def index_table(part: pl.DataFrame) -> Table:
    """Shares of the variance with their 95 % intervals, one row per choice."""
    drawn = table("Choice", *NUMBERS, right=NUMBERS)
    by_output = {output: part.filter(pl.col("output") == output.value) for output in SensitivityOutput}
    order = by_output[SensitivityOutput.NOTCH].sort("total_order", "choice", descending=[True, False])["choice"]
    for choice in order:
        rows = [found.row(by_predicate=pl.col("choice") == choice, named=True) for found in by_output.values()]
        shares = [share(row, kind) for row in rows for kind in ("first_order", "total_order")]
        drawn.add_row(WORDS[ChoiceGroup(choice)], *shares)
    return drawn


def share(row: dict[str, Any], kind: str) -> str:
    """A share of the variance and its interval."""
    return f"{percent(row[kind], 0)} ({percent(row[f'{kind}_low'], 0)} to {percent(row[f'{kind}_high'], 0)})"
