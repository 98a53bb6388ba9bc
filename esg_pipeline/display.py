"""How things look on a terminal: consoles, numbers, tables. Text is never read as markup. No data is read."""

import math
import os
import sys
import unicodedata
from collections.abc import Sequence
from decimal import ROUND_DOWN, Decimal
from typing import Any

import polars as pl
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from esg_pipeline.methodology.codes import Grade

# A pipe or a file has no width of its own: lines are not broken there.
PIPED_WIDTH = 2000
NOTHING = "-"
BAR_WIDTH = 30
# Control characters, invisible format characters (direction overrides), halves of surrogate pairs, private use.
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
GRADE_STYLES = {
    **dict.fromkeys(("AAA", "AA", "A"), "bold green"),
    **dict.fromkeys(("BBB", "BB", "B"), "bold cyan"),
    **dict.fromkeys(("CCC", "CC"), "bold yellow"),
    "C": "bold red",
    "NR": "bold magenta",
}


def console(*, stderr: bool = False) -> Console:
    """A console that writes plain text when it is no terminal, and no escape codes at all when NO_COLOR is set."""
    stream = sys.stderr if stderr else sys.stdout
    wide = None if stream.isatty() or os.environ.get("COLUMNS", "").strip("0") else PIPED_WIDTH
    colours = None if os.environ.get("NO_COLOR") else "auto"
    return Console(file=stream, width=wide, color_system=colours, markup=False, emoji=False, highlight=False)


def clean(text: object) -> str:
    """Text on one line without control characters; what would steer a terminal or hide text is left out."""
    spaced = " ".join(str(text).split())
    return "".join(c for c in spaced if unicodedata.category(c) not in HIDDEN)


def shortened(text: object, length: int) -> str:
    """Clean text of at most `length` characters; three dots show that something was left out."""
    whole = clean(text)
    return whole if len(whole) <= length else f"{whole[: length - 3]}..."


def truncated(number: float | None, places: int = 2) -> str:
    """A number cut after some decimals, never rounded up across a border: 94.999 is 94.99."""
    if number is None or not math.isfinite(number):
        return NOTHING
    return f"{Decimal(repr(float(number))).quantize(Decimal(1).scaleb(-places), ROUND_DOWN):f}"


def percent(share: float | None, places: int = 1) -> str:
    """A share of 0 to 1 in per cent, cut after some decimals."""
    if share is None or not math.isfinite(share):
        return NOTHING
    return f"{(Decimal(repr(float(share))) * 100).quantize(Decimal(1).scaleb(-places), ROUND_DOWN):f} %"


def quantity(value: float | None, unit: str | None = None) -> str:
    """A value in its unit with thousands apart: up to four decimals, more for what is very small. A year is a year."""
    if value is None or not math.isfinite(value):
        return NOTHING
    if unit == "year":
        return f"{value:.0f}"
    if 0 < abs(value) < 0.001 or abs(value) >= 1e15:
        number = f"{value:.4g}"
    else:
        number = f"{value:,.4f}".rstrip("0").rstrip(".")
    return f"{number} {clean(unit)}" if unit else number


def counted(number: int, word: str) -> str:
    """So many of something, in the singular where there is one."""
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def table(*headers: str, right: Sequence[str] = (), fixed: Sequence[str] = ()) -> Table:
    """An empty table; `right` names its numbers, `fixed` the text that must stay on one line."""
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for header in headers:
        is_number = header in right
        drawn.add_column(
            header,
            justify="right" if is_number else "left",
            no_wrap=is_number or header in fixed,
            overflow="fold",
        )
    return drawn


def graded(grade: object) -> Text:
    """A grade in its colour."""
    return Text(clean(grade), GRADE_STYLES.get(str(grade), ""))


# Below this width the table of ratings keeps to what matters most.
ROOM_FOR_ALL = 150
INTERVAL = "5 to 95 %"
NUMBERS = ("P(grade)", "Score", INTERVAL, "Reported only", "E", "S", "G", "Coverage")
SHORT = ("P(grade)", "Score", "Coverage")


def ratings_table(ratings: pl.DataFrame, width: int) -> Table:
    """One line per issuer, in the frame's order; a narrow terminal gets the short form."""
    if width < ROOM_FOR_ALL:
        return short_ratings_table(ratings)
    drawn = table("Issuer", "Name", "Industry", "Grade", *NUMBERS, "Note", right=NUMBERS, fixed=("Issuer", "Grade"))
    for row in ratings.iter_rows(named=True):
        scores = [truncated(row[name]) for name in ("score_reported_only", "e_score", "s_score", "g_score")]
        drawn.add_row(
            Text(clean(row["issuer_id"])),
            Text(clean(row["issuer_name"])),
            Text(clean(row["industry_name"])),
            graded(row["grade"]),
            percent(row["grade_probability"]),
            truncated(row["score"]),
            interval(row),
            *scores,
            percent(row["coverage"]),
            Text(note(row)),
        )
    return drawn


def short_ratings_table(ratings: pl.DataFrame) -> Table:
    """The form for narrow terminals and for the end of a run."""
    drawn = table("Issuer", "Name", "Grade", *SHORT, "Note", right=SHORT, fixed=("Issuer", "Grade"))
    for row in ratings.iter_rows(named=True):
        name, identity = Text(clean(row["issuer_name"])), Text(clean(row["issuer_id"]))
        grade, likely = graded(row["grade"]), percent(row["grade_probability"])
        numbers = (likely, truncated(row["score"]), percent(row["coverage"]))
        drawn.add_row(identity, name, grade, *numbers, Text(note(row)))
    return drawn


def interval(row: dict[str, Any]) -> str:
    """Between which scores nine of ten draws lie."""
    low, high = row["score_low"], row["score_high"]
    return NOTHING if low is None or high is None else f"{truncated(low)} to {truncated(high)}"


def note(row: dict[str, Any]) -> str:
    """What a reader of one rating must not miss: made up, not rated and why, capped and by what, moved."""
    is_capped = row["cap_rule_id"] and row["grade"] != Grade.NR
    moved = row["action"] in ("upgrade", "downgrade") and row["previous_grade"]
    said = [
        "SIMULATED" if row["is_simulated"] else "",
        first_reason(row["not_rated_reason"]) if row["not_rated_reason"] else "",
        f"capped from {row['model_grade']} by {clean(row['cap_rule_id'])}" if is_capped else "",
        f"{row['action']} from {row['previous_grade']}" if moved else "",
    ]
    return "; ".join(part for part in said if part)


def first_reason(reasons: str) -> str:
    """The first of several reasons, and how many more there are; `esg explain` and the tables have them all."""
    first, *more = clean(reasons).split("; ")
    return f"{first} ({len(more)} more)" if more else first


def distribution_table(distribution: pl.DataFrame, *, ascii_only: bool = False) -> Table:
    """Bars of how many issuers hold each grade; real and simulated ones apart, each on a scale of its own."""
    drawn = table("Grade", "Real", " ", "Simulated", "  ", right=("Real", "Simulated"), fixed=("Grade", " ", "  "))
    kinds = ("real_issuers", "simulated_issuers")
    highest = {kind: max([1, *distribution[kind].to_list()]) for kind in kinds}
    for row in distribution.iter_rows(named=True):
        cells: list[Text] = []
        for kind in kinds:
            drawn_bar = bar(row[kind], highest[kind], ascii_only=ascii_only)
            cells += [Text(str(row[kind])), Text(drawn_bar, GRADE_STYLES.get(row["grade"], ""))]
        drawn.add_row(graded(row["grade"]), *cells)
    return drawn


def bar(count: float, highest: float, *, ascii_only: bool) -> str:
    """A bar of characters; whatever is not zero shows at least one."""
    length = max(1, round(BAR_WIDTH * count / highest)) if count else 0
    return ("#" if ascii_only else "█") * length
