"""Shows two issuers beside each other on a terminal. Computes nothing."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from esg_pipeline.compare import ComparedNode, Comparison
from esg_pipeline.display import NOTHING, clean, first_reason, graded, interval, percent, shortened, table, truncated

NAME = 34
SHOWN = 10


def show_comparison(out: Console, of: Comparison, *, everything: bool = False) -> None:
    """The two ratings, their pillars, and the key issues that part them most."""
    out.print(heads(of))
    out.print()
    out.print(Text(verdict(of), style="bold"))
    for rating in (of.first, of.second):
        if rating["not_rated_reason"]:
            out.print(Text(f"{clean(rating['issuer_id'])} has no grade: {first_reason(rating['not_rated_reason'])}"))
    out.print(node_table(of, [*of.at("pillar")]))
    issues = of.at("key_issue")
    out.print()
    out.print(Text("Key issues, those that part them most first", style="bold"))
    out.print(node_table(of, issues if everything else issues[:SHOWN]))
    if not everything and len(issues) > SHOWN:
        rest = sum(node.points for node in issues[SHOWN:])
        out.print(f"{len(issues) - SHOWN} more key issues add {signed(rest)}; --all lists them")


def heads(of: Comparison) -> Table:
    """Grade, score and what is known of each."""
    shown = table("", clean(of.first["issuer_id"]), clean(of.second["issuer_id"]))
    sides = (of.first, of.second)
    shown.add_row("Name", *(shortened(side["issuer_name"], NAME) for side in sides))
    shown.add_row("Grade", *(graded(side["grade"]) for side in sides))
    shown.add_row("Score", *(truncated(side["score"]) for side in sides))
    shown.add_row("90 % of draws", *(interval(dict(side)) for side in sides))
    shown.add_row("Industry", *(clean(side["industry_name"]) for side in sides))
    shown.add_row(
        "Rank", *(NOTHING if side["rank"] is None else f"{side['rank']} of {side['peers']}" for side in sides)
    )
    shown.add_row("Coverage", *(percent(side["coverage"]) for side in sides))
    shown.add_row("Simulated", *("yes" if side["is_simulated"] else "no" for side in sides))
    return shown


def verdict(of: Comparison) -> str:
    """Who is ahead, and by how much."""
    if of.difference == 0:
        return "Their scores are equal"
    ahead, behind = (of.first, of.second) if of.difference > 0 else (of.second, of.first)
    points = truncated(abs(of.difference))
    return f"{clean(ahead['issuer_id'])} is {points} points ahead of {clean(behind['issuer_id'])}"


def node_table(of: Comparison, nodes: Sequence[ComparedNode]) -> Table:
    """Nodes with score and weight on both sides and the points between them."""
    one, other = (clean(side["issuer_id"]) for side in (of.first, of.second))
    shown = table("", one, other, "Points", right=(one, other, "Points"))
    for node in nodes:
        shown.add_row(
            shortened(node.node_name, NAME),
            side(node.first_score, node.first_weight),
            side(node.second_score, node.second_weight),
            signed(node.points),
        )
    return shown


def side(score: float | None, weight: float | None) -> str:
    """Score x weight on one side."""
    return "not relevant" if score is None else f"{truncated(score)} x {percent(weight, 2)}"


def signed(points: float) -> str:
    """Points with their sign."""
    return f"{'+' if points >= 0 else '-'}{truncated(abs(points), 3)}"
