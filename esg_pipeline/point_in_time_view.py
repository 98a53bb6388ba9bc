"""Ratings as known on a day as a table for a terminal. What they are is `point_in_time`."""

from typing import Any

import polars as pl
from rich.table import Table
from rich.text import Text

from esg_pipeline.display import ROOM_FOR_ALL, clean, counted, first_reason, graded, percent, table, truncated

COLUMNS = ("Issuer", "Name", "Grade", "Published", "Score", "Published score", "Coverage", "Note")
SHORT = ("Issuer", "Grade", "Published", "Score", "Coverage", "Note")
NUMBERS = ("Score", "Published score", "Coverage")
WHOLE = ("Issuer", "Grade", "Published")


def known_ratings_table(found: pl.DataFrame, width: int) -> Table:
    """One line per issuer; the published grade stands beside the other where they differ.

    A narrow terminal gets neither names nor published scores: what is left keeps its words whole.
    """
    shown = SHORT if width < ROOM_FOR_ALL else COLUMNS
    drawn = table(*shown, right=NUMBERS, fixed=WHOLE)
    for row in found.iter_rows(named=True):
        told = cells(row)
        drawn.add_row(*(told[column] for column in shown))
    return drawn


def cells(row: dict[str, Any]) -> dict[str, Text]:
    """What stands under each of COLUMNS."""
    return {
        "Issuer": Text(clean(row["issuer_id"])),
        "Name": Text(clean(row["issuer_name"])),
        "Grade": graded(row["grade"]),
        "Published": graded(row["published_grade"]) if row["is_different"] else Text(""),
        "Score": Text(truncated(row["score"])),
        "Published score": Text(truncated(row["published_score"])),
        "Coverage": Text(percent(row["coverage"])),
        "Note": Text(note(row)),
    }


def note(row: dict[str, Any]) -> str:
    """Made up, not rated and why, capped and by what."""
    is_capped = row["cap_rule_id"] and not row["not_rated_reason"]
    said = [
        "SIMULATED" if row["is_simulated"] else "",
        first_reason(str(row["not_rated_reason"])) if row["not_rated_reason"] else "",
        f"capped from {row['model_grade']} by {clean(row['cap_rule_id'])}" if is_capped else "",
    ]
    return "; ".join(part for part in said if part)


def summary(found: pl.DataFrame, shown: int) -> str:
    """What the table holds: how many, of which date, with whose knowledge, how many otherwise than published."""
    if found.is_empty():
        return "Nobody is in scope."
    day, known_at = found["rating_date"][0], found["known_at"][0]
    compared, differing = found["is_different"].count(), found["is_different"].sum()
    beside = f"{differing} of {compared} published grades differ" if compared else "none of them was published"
    return f"{shown} of {counted(found.height, 'issuer')} on {day} as known on {known_at}; {beside}"
