"""Shows a portfolio and a screen of it: on a terminal for people, as plain records for machines. Computes nothing."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from esg_pipeline.display import clean, counted, first_reason, graded, percent, shortened, table, truncated
from esg_pipeline.portfolio import Portfolio, Position
from esg_pipeline.screen import Screened

SHOWN = 5
LEFT_OUT_SHOWN = 20
NAME = 40
COLUMNS = (
    *("code", "name", "issuer_id", "industry_code", "weight", "grade", "score", "e_score", "s_score", "g_score"),
    *("rank", "peers", "is_simulated", "reason", "left_out", "weight_after"),
)


def show_portfolio(out: Console, held: Portfolio) -> None:
    """What is held, from the whole to single positions."""
    out.print(Text(f"{counted(len(held.positions), 'position')} on {held.rating_date}", style="bold"))
    out.print(coverage_line(held))
    out.print(score_line(held))
    out.print()
    out.print(grade_table(held))
    few = len(held.rated) <= SHOWN
    parts = [("Rated" if few else "Best", held.rated), ("Worst", [] if few else held.rated[::-1])]
    for title, positions in (*parts, ("Without a grade", held.unrated)):
        if positions:
            out.print()
            out.print(Text(title, style="bold"))
            out.print(position_table(positions[:SHOWN]))
    if len(held.unrated) > SHOWN:
        out.print(f"{len(held.unrated) - SHOWN} more without a grade; --csv lists all")


def coverage_line(held: Portfolio) -> Text:
    """How much of the weight has a grade."""
    rated = len(held.rated)
    return Text(
        f"Coverage {percent(held.coverage)} of the weight, {rated:,} of {counted(len(held.positions), 'position')}"
    )


def score_line(held: Portfolio) -> Text:
    """The weighted score beside the universe, and what the part without a grade could make of it."""
    if held.score is None:
        return Text("No score: nothing that is held has a grade")
    pillars = ", ".join(f"{letter} {truncated(score)}" for letter, score in held.pillars.items())
    mean, issuers = held.universe.mean_score, issuers_of_kinds(held.universe.issuers, held.universe.simulated)
    beside = "" if mean is None else f"; the universe averages {truncated(mean)} ({issuers})"
    line = Text(f"Score {truncated(held.score)} ({pillars}){beside}")
    if held.unrated:
        line.append(
            f"\nWith what has no grade at the universe's worst or best score it would be {truncated(held.score_low)} "
            f"to {truncated(held.score_high)}"
        )
    return line


def issuers_of_kinds(issuers: int, simulated: int) -> str:
    """How many issuers, and how many of them are made up."""
    if 0 < simulated < issuers:
        return f"{issuers} issuers, {simulated} of them simulated"
    return counted(issuers, "simulated issuer" if simulated else "issuer")


def grade_table(held: Portfolio) -> Table:
    """Weight per grade beside the universe's issuers."""
    shown = table("Grade", "Weight", "Universe", right=("Weight", "Universe"))
    for grade, weight in held.grades.items():
        shown.add_row(graded(grade), percent(weight), percent(held.universe.grades.get(grade)))
    return shown


def position_table(positions: Sequence[Position]) -> Table:
    """Positions with grade and score, or why they have none."""
    shown = table("Code", "Name", "Weight", "Grade", "Score", "", right=("Weight", "Score"))
    for p in positions:
        place = "" if p.rank is None else f"{p.rank} of {p.peers} in {p.industry_code}"
        told = first_reason(p.reason) if p.reason else place
        kind = " (simulated)" if p.is_simulated else ""
        shown.add_row(
            *(clean(p.code), shortened(p.name, NAME) + kind, percent(p.weight)),
            *(graded(p.grade), truncated(p.score), clean(told)),
        )
    return shown


def show_screened(out: Console, result: Screened) -> None:
    """What a screen leaves out and how far the rest moves."""
    before, after = result.before, result.after
    out.print()
    out.print(
        Text(
            f"After the screen: {len(after.positions):,} of {counted(len(before.positions), 'position')}", style="bold"
        )
    )
    out.print(
        Text(
            f"Score {truncated(before.score)} to {truncated(after.score)}, coverage {percent(before.coverage)} to "
            f"{percent(after.coverage)}\nActive share {percent(result.active_share)} of the weight moves, "
            f"by {percent(result.largest_change)} at most in one position"
        )
    )
    out.print(moved_table(before, after))
    if result.left_out:
        shown = table("Left out", "Weight", "Because", right=("Weight",))
        heaviest = sorted(result.left_out, key=lambda out_of: (-out_of[0].weight, out_of[0].code))
        for p, reason in heaviest[:LEFT_OUT_SHOWN]:
            shown.add_row(clean(p.code), percent(p.weight), first_reason(reason))
        out.print(shown)
    if len(result.left_out) > LEFT_OUT_SHOWN:
        out.print(f"{len(result.left_out) - LEFT_OUT_SHOWN} more are left out; --csv lists all")


def moved_table(before: Portfolio, after: Portfolio) -> Table:
    """Weight per industry of what is rated, before and after."""
    shown = table("Industry", "Before", "After", right=("Before", "After"))
    for industry, weight in before.industries.items():
        shown.add_row(industry, percent(weight), percent(after.industries.get(industry, 0.0)))
    return shown


def record(of: Portfolio | Screened) -> dict[str, Any]:
    """Everything for machines."""
    if isinstance(of, Portfolio):
        return asdict(of)
    return {
        "active_share": of.active_share,
        "largest_change": of.largest_change,
        "left_out": [{"code": p.code, "weight": p.weight, "reason": reason} for p, reason in of.left_out],
        "after": asdict(of.after),
    }


def rows(held: Portfolio, result: Screened | None) -> list[dict[str, Any]]:
    """One row per position; of a screen why it was left out, else its weight afterwards."""
    reasons = {p.code: reason for p, reason in result.left_out} if result else {}
    after = {p.code: p.weight for p in result.after.positions} if result else {}
    return [
        {**asdict(p), "left_out": reasons.get(p.code), "weight_after": after.get(p.code) if result else None}
        for p in held.positions
    ]
