"""Looks one node of the method up: the tree, a key issue, a data point, an industry, a red line, an event type.

What is found is plain data; how it looks is `display` and the command.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import polars as pl

from esg_pipeline.methodology.codes import Basis, Direction, FillingStep
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import anchor_table, derivation_table
from esg_pipeline.standardise import EVERY_INDUSTRY
from esg_pipeline.weight import data_point_applies, key_issue_weights

Row = dict[str, Any]
NEAR = 5
TREE = ("pillar_id", "theme_id", "key_issue_id")


class UnknownNodeError(ValueError):
    """There is no such node; the message names those that read alike."""


@dataclass(frozen=True)
class Section:
    """A titled table; every row has the same keys."""

    title: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class Node:
    """What is known of one node: its own facts, and tables beside them, the most telling one first."""

    title: str
    facts: Row
    sections: Sequence[Section] = field(default_factory=list[Section])


def overview(methodology: Methodology, *, with_guesses: bool = False) -> Node:
    """The tree of key issues with numbers of scored points and weights, and what the anchors rest on."""
    head = {
        "version": methodology.version,
        "title": methodology.title,
        "effective_date": methodology.effective_date,
        "hash": methodology.hash,
        "scored_data_points": methodology.scored_data_points.height,
        "industries": methodology.industries.height,
        "red_lines": methodology.red_lines.height,
    }
    sections = [Section("Tree", tree_rows(methodology)), Section("What the anchors rest on", basis_rows(methodology))]
    if with_guesses:
        sections = [Section("Data points that rest on a guess", guess_rows(methodology)), *sections]
    return Node(f"Version {methodology.version}", head, sections)


def tree_rows(methodology: Methodology) -> list[Row]:
    """One row per key issue in the order of the tree: its points, and the range of its weights over industries."""
    points = methodology.scored_data_points.group_by("key_issue_id").agg(points=pl.len())
    weight = pl.col("weight")
    weights = (
        key_issue_weights(methodology)
        .group_by("key_issue_id")
        .agg(lowest=weight.min(), highest=weight.max(), irrelevant=(weight == 0).sum())
    )
    tree = methodology.key_issues.sort("sort_order").select(*TREE, "key_issue_name")
    return (
        tree.join(points, on="key_issue_id", how="left", validate="1:1", maintain_order="left")
        .join(weights, on="key_issue_id", how="left", validate="1:1", maintain_order="left")
        .rename({"lowest": "lowest_weight", "highest": "highest_weight", "irrelevant": "irrelevant_in"})
        .with_columns(pl.col("points").fill_null(0))
        .to_dicts()
    )


def basis_rows(methodology: Methodology) -> list[Row]:
    """Anchors and scored data points by basis, firmest first; a data point counts for the weakest of its anchors."""
    order = [basis.value for basis in Basis]
    anchors = methodology.anchors.join(methodology.scored_data_points, on="data_point_id", how="semi")
    ranked = anchors.with_columns(rank=pl.col("basis").replace_strict(order, range(len(order)), return_dtype=pl.Int64))
    weakest = ranked.group_by("data_point_id").agg(pl.col("rank").max())
    return [
        {
            "basis": basis,
            "anchors": anchors.filter(basis=basis).height,
            "data_points": weakest.filter(rank=rank).height,
        }
        for rank, basis in enumerate(order)
    ]


def guess_rows(methodology: Methodology) -> list[Row]:
    """Scored data points with an anchor that is a guess."""
    guesses = methodology.anchors.filter(basis=Basis.GUESS.value)
    found = methodology.scored_data_points.join(guesses, on="data_point_id", how="semi")
    return found.select("data_point_id", "key_issue_id", "name").to_dicts()


def node(methodology: Methodology, name: str, industry: str | None = None) -> Node:
    """The node of that id; `industry` narrows value functions to one industry. Upper and lower case are alike.

    Raises UnknownNodeError with the nearest names when there is none.
    """
    for column, find in FINDERS:
        ids = {str(one).lower(): str(one) for one in ids_of(methodology, column)}
        if name.lower() in ids:
            return find(methodology, ids[name.lower()], industry)
    raise UnknownNodeError(f"the method has nothing named {name!r}{nearest(methodology, name)}")


def require_industry(methodology: Methodology, code: str | None) -> None:
    """Raises UnknownNodeError with the codes there are when an industry is none of the method."""
    known = methodology.industries["industry_code"].to_list()
    if code is not None and code not in known:
        raise UnknownNodeError(f"industry {code!r} is not known; there are: {', '.join(known)}")


def ids_of(methodology: Methodology, column: str) -> list[str]:
    """Every id that stands in a column."""
    return getattr(methodology, TABLE_OF[column])[column].unique(maintain_order=True).to_list()


def nearest(methodology: Methodology, name: str) -> str:
    """`; did you mean ...`: ids that are spelt alike or hold the word."""
    every = [one for column in TABLE_OF for one in ids_of(methodology, column)]
    folded = {one.lower(): one for one in every}
    near = get_close_matches(name.lower(), folded, n=NEAR)
    near += [one for one in folded if len(name) > 2 and name.lower() in one and one not in near]
    return f"; did you mean {', '.join(folded[one] for one in near[:NEAR])}?" if near else ""


def branch(methodology: Methodology, name: str, column: str) -> Node:
    """A pillar, theme or key issue with its data points."""
    issues = methodology.key_issues.filter(pl.col(column) == name)
    title = issues[column.replace("_id", "_name")][0]
    points = methodology.data_points.join(
        issues.select("key_issue_id", "sort_order"), on="key_issue_id", validate="m:1", maintain_order="left"
    ).sort("sort_order", maintain_order=True)
    columns = ("data_point_id", "name", "weight", "unit", "direction", "framework_code")
    is_whole = column == "key_issue_id"
    only, heading = ((), "Data points") if is_whole else (("key_issue_id",), "All data points")
    sections = [Section(heading, points.select(*only, *columns).to_dicts())]
    if is_whole:
        sections.append(Section("Weight by industry", weight_rows(methodology, "key_issue_id", name)))
    scored = points.filter(pl.col("direction") != Direction.CONTEXT_ONLY).height
    facts = {"id": name, "name": title, "key_issues": issues.height, "scored_data_points": scored}
    return Node(f"{column.removesuffix('_id').replace('_', ' ').capitalize()} {title}", facts, sections)


def pillar(methodology: Methodology, name: str, _: str | None) -> Node:
    """A pillar with its data points."""
    return branch(methodology, name, "pillar_id")


def theme(methodology: Methodology, name: str, _: str | None) -> Node:
    """A theme with its data points."""
    return branch(methodology, name, "theme_id")


def key_issue(methodology: Methodology, name: str, _: str | None) -> Node:
    """A key issue with its data points and its weights."""
    return branch(methodology, name, "key_issue_id")


def weight_rows(methodology: Methodology, column: str, name: str) -> list[Row]:
    """The weights of one industry, or of one key issue over industries, heaviest first."""
    reasons = methodology.materiality.select("industry_code", "key_issue_id", "reason")
    other = "key_issue_id" if column == "industry_code" else "industry_code"
    return (
        key_issue_weights(methodology)
        .filter(pl.col(column) == name)
        .join(reasons, on=["industry_code", "key_issue_id"], validate="1:1")
        .sort("weight", other, descending=[True, False])
        .select(other, pl.col("weight").alias("weight_in_total"), "influence", "impact_time", "reason")
        .to_dicts()
    )


def pillar_rows(methodology: Methodology, industry: str) -> list[Row]:
    """The weight of each pillar in an industry, after floors and caps where they are on.

    Shown numbers are cut off: the sum is rounded at the 12th digit, so that a pillar on its floor of 30 % reads 30.0 %.
    """
    pillars = methodology.key_issues.select("key_issue_id", "pillar_id", "sort_order")
    weights = key_issue_weights(methodology).filter(industry_code=industry)
    return (
        weights.join(pillars, on="key_issue_id", validate="m:1")
        .sort("sort_order")
        .group_by("pillar_id", maintain_order=True)
        .agg(weight_in_total=pl.col("weight").sum().round(12))
        .to_dicts()
    )


def data_point(methodology: Methodology, name: str, industry: str | None) -> Node:
    """Everything about a data point: names, formulas, value functions, ladder, labels, events."""
    row = methodology.data_points.row(by_predicate=pl.col("data_point_id") == name, named=True)
    labels = methodology.labels.filter(pl.col("data_point_id").fill_null("").str.split("|").list.contains(name))
    columns = [column for column in ("language", "label", "kind", "dimension") if column in labels.columns]
    formulas = derivation_table(methodology).filter(data_point_id=name)
    uses = methodology.derivations.filter((pl.col("numerator") == name) | (pl.col("denominator") == name))
    events = methodology.event_types.filter(data_point_id=name).select("event_type", "description")
    sections = [
        Section("Value functions", function_rows(methodology, row, industry)),
        Section("Follows from", [{"formula": formula(one)} for one in formulas.to_dicts()]),
        Section("Filled by", step_rows(methodology, row)),
        Section("Used by", [{"data_point_id": one} for one in uses["data_point_id"].unique().sort()]),
        Section("Events", events.to_dicts()),
        Section("Labels", labels.select(columns).to_dicts()),
    ]
    facts = {**row, **ladder_facts(methodology, name)}
    return Node(f"Data point {name}", facts, [section for section in sections if section.rows])


def ladder_facts(methodology: Methodology, name: str) -> Row:
    """Which ladder a data point has and why; nothing for one that only gives context."""
    rows = methodology.imputation.filter(data_point_id=name).select("ladder_id", "basis", "citation").to_dicts()
    return (
        {"ladder_id": rows[0]["ladder_id"], "ladder_rests_on": "{basis}: {citation}".format(**rows[0])} if rows else {}
    )


def step_rows(methodology: Methodology, point: Row) -> list[Row]:
    """The steps of a data point's ladder and their settings, the prior last; none for one that only gives context."""
    own = methodology.imputation.filter(data_point_id=point["data_point_id"])
    if own.is_empty():
        return []
    row, chosen = own.row(0, named=True), methodology.parameters
    decay = chosen.carry_decay if row["carry_decay"] is None else row["carry_decay"]
    settings: dict[str, str] = {
        FillingStep.CARRY_FORWARD: f"up to {point['carry_years']} years, times {decay:g} for each year",
        FillingStep.INTERPOLATION: f"between known years at most {chosen.interpolation_years} apart",
        FillingStep.ZERO: f"for {row['zero_applies_to']}",
    }
    ladder = methodology.ladder_methods[row["ladder_id"]]
    steps = [(method, settings.get(method, f"at least {chosen.min_donors} donors")) for method in ladder]
    steps.append(("prior", f"{chosen.prior_score:g}"))
    return [{"step": place, "method": method, "setting": text} for place, (method, text) in enumerate(steps, start=1)]


def formula(row: Row) -> str:
    """A derivation in one line."""
    first, second = (term(row[side], row[f"{side}_dimension"]) for side in ("numerator", "denominator"))
    scale = "" if row["scale"] == 1 else f" x {row['scale']:.10g}"
    text = {
        "ratio": f"{first} / {second}",
        "share": f"{first} / {second}",
        "sum": f"{first} + {second}",
        "difference": f"|{first} - {second}|",
        "growth": f"growth of {first} over the year before",
        "weighted_mean": f"mean of {first}, weighted by {second}",
    }
    return f"{text.get(row['kind'], row['kind'])}{scale}"


def term(data_point_id: str, dimension: str) -> str:
    """A data point, or one part of its breakdown."""
    return f"{data_point_id}[{dimension}]" if dimension else data_point_id


def function_rows(methodology: Methodology, point: Row, industry: str | None) -> list[Row]:
    """One row per set of anchors: the default one, then industries by code; with an industry the set that it uses."""
    own = anchor_table(methodology).filter(data_point_id=point["data_point_id"])
    if industry:
        there_is = own.filter(industry_code=industry).height > 0
        own = own.filter(industry_code=industry if there_is else EVERY_INDUSTRY)
    sets = own.sort("industry_code", "valid_from_date", "x").partition_by(
        "industry_code", "valid_from_date", maintain_order=True
    )
    return [function_row(rows) for rows in sets]


def function_row(rows: pl.DataFrame) -> Row:
    """One set of anchors in a row; `curve` holds pairs of value and score."""
    code = rows["industry_code"][0]
    return {
        "industry_code": "every industry" if code == EVERY_INDUSTRY else code,
        "valid_from": rows["valid_from_date"][0],
        "curve": [list(pair) for pair in rows.select("x", "score").iter_rows()],
        "unit": rows["unit"][0],
        "basis": ", ".join(rows["basis"].unique(maintain_order=True)),
        "citation": "; ".join(rows["citation"].unique(maintain_order=True)),
    }


def industry_node(methodology: Methodology, name: str, _: str | None) -> Node:
    """An industry: tags, codes of other classifications, key issues by weight."""
    row = methodology.industries.row(by_predicate=pl.col("industry_code") == name, named=True)
    tags = methodology.industry_tags[name]
    points = methodology.scored_data_points["applies_to"].to_list()
    facts = {**row, "data_points_that_apply": sum(data_point_applies(one, tags) for one in points)}
    codes = methodology.industry_codes.filter(industry_code=name).select("classification", "code", "name")
    sections = [
        Section("Key issues by weight", weight_rows(methodology, "industry_code", name)),
        Section("Pillars", pillar_rows(methodology, name)),
        Section("Codes that mean this industry", codes.to_dicts()),
    ]
    return Node(f"Industry {row['name']}", facts, [section for section in sections if section.rows])


def red_line(methodology: Methodology, name: str, _: str | None) -> Node:
    """A red line."""
    row = methodology.red_lines.row(by_predicate=pl.col("rule_id") == name, named=True)
    return Node(f"Red line {name}", row)


def event_type(methodology: Methodology, name: str, _: str | None) -> Node:
    """An event type, what each severity deducts, and the red lines that it can cross."""
    row = methodology.event_types.row(by_predicate=pl.col("event_type") == name, named=True)
    crossed = methodology.red_lines.filter(trigger_kind="event", trigger=name)
    sections = [
        Section("Points by severity", methodology.event_severities.to_dicts()),
        Section("Red lines", crossed.select("rule_id", "threshold", "cap_grade", "duration_months").to_dicts()),
    ]
    return Node(f"Event type {name}", row, [section for section in sections if section.rows])


Finder = Callable[[Methodology, str, str | None], Node]
# Where each kind of id stands; the first kind that knows a name has it.
TABLE_OF = {
    "pillar_id": "key_issues",
    "theme_id": "key_issues",
    "key_issue_id": "key_issues",
    "data_point_id": "data_points",
    "industry_code": "industries",
    "rule_id": "red_lines",
    "event_type": "event_types",
}
FINDERS: tuple[tuple[str, Finder], ...] = (
    ("pillar_id", pillar),
    ("theme_id", theme),
    ("key_issue_id", key_issue),
    ("data_point_id", data_point),
    ("industry_code", industry_node),
    ("rule_id", red_line),
    ("event_type", event_type),
)
