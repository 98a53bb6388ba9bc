"""A built index as rows, files and a terminal table. Nothing is computed here."""

import math
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from esg_pipeline.display import NOTHING, clean, table
from esg_pipeline.impute import Floats
from esg_pipeline.index.build import Built
from esg_pipeline.machine_output import to_csv

if TYPE_CHECKING:
    from rich.table import Table

Rows = list[dict[str, Any]]


def keys(built: Built) -> list[str]:
    """The columns that say which row it is."""
    layout = built.index.layout
    return ["unit", *(["name"] if layout.name else []), *(["year"] if layout.year else [])]


def columns(built: Built) -> list[str]:
    """The columns of the result: who, then score and rank of each node from the total down."""
    nodes = built.index.top_down
    return [*keys(built), *(name for node in nodes for name in (node, f"{node}_rank"))]


def result_rows(built: Built) -> Rows:
    """One row per unit (and year), best first, units without a total last; None for no score."""
    scores = {node: each.score for node, each in built.scored.items()}
    wide = identified(built, {**scores, **{f"{node}_rank": places for node, places in built.ranks.items()}})
    rows = [{**row, **{name: whole(row[name]) for name in row if name.endswith("_rank")}} for row in wide]
    rank = f"{built.index.root}_rank"
    place = {year: number for number, year in enumerate(dict.fromkeys(built.panel.years))}
    order = sorted(range(len(rows)), key=lambda row: (place[built.panel.years[row]], rows[row][rank] or math.inf, row))
    return [rows[row] for row in order]


def identified(built: Built, figures: Mapping[str, Floats]) -> Rows:
    """Rows of the panel with some figures; None for a gap."""
    panel = built.panel
    who = {"unit": panel.units, "name": panel.names, "year": panel.years}
    listed = {name: [number(cell) for cell in column] for name, column in figures.items()}
    wanted = {**{name: who[name] for name in keys(built)}, **listed}
    return [{name: column[row] for name, column in wanted.items()} for row in range(len(panel.units))]


def number(cell: float) -> float | None:
    """A figure as a plain number, None for NaN."""
    return None if math.isnan(cell) else float(cell) + 0.0


def whole(cell: float | None) -> int | None:
    """A rank as a whole number."""
    return None if cell is None else int(cell)


def files(built: Built) -> dict[str, bytes]:
    """Name and bytes of every file of a result: one per step, the ranks, what was changed, the weights."""
    scores = {node: built.scored[node].score for node in built.index.top_down}
    tables = {**built.stages, "aggregated": scores}
    made = {f"{name}.csv": to_csv(identified(built, each), [*keys(built), *each]) for name, each in tables.items()}
    places = {node: built.ranks[node] for node in built.index.top_down}
    ranks = [{**row, **{node: whole(row[node]) for node in places}} for row in identified(built, places)]
    made["ranks.csv"] = to_csv(ranks, [*keys(built), *places])
    made["results.csv"] = to_csv(result_rows(built), columns(built))
    made["effects.csv"] = to_csv(effect_rows(built), ["step", "unit", "year", "indicator", "before", "after", "how"])
    made["weights.csv"] = to_csv(weight_rows(built), ["unit", "year", "node", "child", "weight", "weight_used"])
    return made


def effect_rows(built: Built) -> Rows:
    """Every figure that was filled in or drawn in, and every unit that was left out."""
    nothing = dict.fromkeys(("indicator", "before", "after"))
    left_out = [
        {"step": "screen", "unit": unit, "year": year, **nothing, "how": why} for unit, year, why in built.left_out
    ]
    return left_out + [
        {
            "step": each.step,
            "unit": built.panel.units[each.row],
            "year": built.panel.years[each.row],
            "indicator": each.indicator,
            "before": number(each.before),
            "after": number(each.after),
            "how": each.how,
        }
        for each in built.effects
    ]


def weight_rows(built: Built) -> Rows:
    """Weight of each child in its node, as configured and as used for each unit; none used where there is no score."""
    panel = built.panel
    return [
        {
            "unit": panel.units[row],
            "year": panel.years[row],
            "node": node,
            "child": child,
            "weight": number(scored.nominal[row, place]),
            "weight_used": number(scored.used[row, place]),
        }
        for node, scored in built.scored.items()
        for row in range(len(panel.units))
        for place, child in enumerate(built.index.nodes[node].children)
    ]


def write(built: Built, folder: Path, data: Path) -> list[str]:
    """Write every file of the result into a folder; returns their names.

    Raises ValueError when that would write into the data.
    """
    made = files(built)
    if data.resolve() in {folder.resolve(), *((folder / name).resolve() for name in made)}:
        raise ValueError(f"{folder} holds the data: choose another folder for the result")
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".index-", dir=folder))
    try:
        for name, content in made.items():
            (aside / name).write_bytes(content)
        for name in made:
            (aside / name).replace(folder / name)
    finally:
        shutil.rmtree(aside)
    return list(made)


def result_table(built: Built, width: int) -> "Table":
    """Best first: rank, unit, total and the level below; further levels as far as the width holds them."""
    nodes, room = built.index.top_down, max(2, (width - 40) // 12)
    shown = nodes[:room]
    heads = [clean(node) for node in shown]
    fixed = [head.capitalize() for head in keys(built)]
    drawn = table("Rank", *fixed, *heads, right=("Rank", *heads), fixed=("Unit",))
    rank = f"{built.index.root}_rank"
    for row in result_rows(built):
        place = NOTHING if row[rank] is None else str(row[rank])
        drawn.add_row(place, *(clean(row[key]) for key in keys(built)), *(shown_score(row[node]) for node in shown))
    return drawn


def shown_score(score: float | None) -> str:
    """A score with four digits behind the point for small scales, two for others."""
    return NOTHING if score is None else f"{score:.2f}" if abs(score) >= 10 else f"{score:.4f}"
