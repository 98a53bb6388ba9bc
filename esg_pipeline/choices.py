"""The method's own choices as scenarios: corner ratio, influence levels, anchors, each within its spread.

How far a choice may be off stands in uncertainty.csv. No issuers in here: whoever draws scores is `draws`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from esg_pipeline.impute import Flags, Floats, Whole
from esg_pipeline.methodology.codes import Basis, Doubt, ImpactTime, Influence, Kind
from esg_pipeline.methodology.model import Methodology, Parameters
from esg_pipeline.methodology.spreads import spread_of
from esg_pipeline.weight import INFLUENCE_STEPS, TIME_STEPS, bounded_shares, exponent

MOST_INFLUENCE = max(INFLUENCE_STEPS.values())
# Which doubt is about an anchor that rests on this basis.
ANCHOR_DOUBT = {basis: Doubt(f"anchor_{basis}") for basis in Basis}


@dataclass(frozen=True)
class Table2:
    """The importance of key issues as the method has it, and the limits that their pillars keep.

    `influence` (steps above low), `impact_time` (steps above long), `is_relevant`: industry x key issue;
    `pillar_of`: key issue -> pillar; `floor`, `cap`: per pillar.
    """

    influence: Floats
    impact_time: Floats
    is_relevant: Flags
    pillar_of: Whole
    floor: Floats
    cap: Floats
    parameters: Parameters


@dataclass(frozen=True)
class Choices:
    """What each draw chose: `corner_ratio` (draw), `influence_shift` (draw x industry x key issue, steps -1, 0, 1),
    `anchor_shift` (draw x data point, -1..1: share of the spread, the same for every issuer).
    """

    corner_ratio: Floats
    influence_shift: Whole
    anchor_shift: Floats


@dataclass(frozen=True)
class Scenarios:
    """`weights`: draw x industry x key issue, summing to 1 over key issues; `anchor_shift`: draw x data point."""

    weights: Floats
    anchor_shift: Floats


@dataclass(frozen=True)
class Shifted:
    """Filled scores, issuer x data point, with every doubtful anchor at the low or the high end of its spread."""

    low: Floats
    high: Floats


def scenarios(
    methodology: Methodology,
    industries: Sequence[str],
    key_issues: Sequence[str],
    data_points: Sequence[str],
    draws: int,
    rng: np.random.Generator,
) -> Scenarios:
    """`draws` scenarios of everything the method chose, for the names asked for and in their order.

    The numbers drawn depend on the version and `rng` alone: asking for fewer names gives a part of the same draws.
    """
    chosen = choose(methodology, industries, key_issues, data_points, draws, rng)
    every: Whole = np.arange(draws, dtype=np.int64)
    return scenarios_at(
        table_2(methodology, industries, key_issues), chosen, ratio=every, influence=every, anchor=every
    )


def scenarios_at(table: Table2, chosen: Choices, *, ratio: Whole, influence: Whole, anchor: Whole) -> Scenarios:
    """Scenarios that take each choice from a row of its own; the three arrays of rows have one entry per scenario."""
    weights = weights_of(table, chosen.corner_ratio[ratio], chosen.influence_shift[influence])
    return Scenarios(weights, chosen.anchor_shift[anchor])


def choose(
    methodology: Methodology,
    industries: Sequence[str],
    key_issues: Sequence[str],
    data_points: Sequence[str],
    draws: int,
    rng: np.random.Generator,
) -> Choices:
    """`draws` independent rows of choices. Raises KeyError for a name that the version does not have."""
    for_ratio, for_influence, for_anchors = rng.spawn(3)  # one source switched off leaves the others as they were
    every = (named(methodology.industries, "industry_code"), named(methodology.key_issues, "key_issue_id"))
    spread = spread_of(methodology.uncertainty, Doubt.INFLUENCE, 0.0)
    shift = influence_shifts(spread, (draws, *map(len, every)), for_influence)
    points = named(methodology.data_points, "data_point_id")
    anchors = for_anchors.uniform(-1.0, 1.0, (draws, len(points)))
    return Choices(
        corner_ratios(methodology, draws, for_ratio),
        shift[:, places(every[0], industries)][:, :, places(every[1], key_issues)],
        anchors[:, places(points, data_points)],
    )


def named(frame: pl.DataFrame, column: str) -> dict[str, int]:
    """Name -> place in the order of the names, so that the order of a file decides nothing."""
    return {name: place for place, name in enumerate(frame[column].unique().sort().to_list())}


def places(every: dict[str, int], names: Sequence[str]) -> Whole:
    """Where each name stands. Raises KeyError for an unknown one."""
    return np.array([every[name] for name in names], dtype=np.int64)


def corner_ratios(methodology: Methodology, draws: int, rng: np.random.Generator) -> Floats:
    """Log-uniform within ratio / spread .. ratio x spread, never below 1: the stronger cell never weighs less."""
    spread = spread_of(methodology.uncertainty, Doubt.CORNER_RATIO, 1.0)
    factor = spread ** rng.uniform(-1.0, 1.0, draws)
    return np.maximum(methodology.parameters.corner_ratio * factor, 1.0)


def influence_shifts(spread: float, shape: tuple[int, ...], rng: np.random.Generator) -> Whole:
    """1 with probability `spread`, -1 with the same, else 0."""
    drawn = rng.random(shape)
    return (drawn < spread).astype(np.int64) - (drawn >= 1.0 - spread)


def table_2(methodology: Methodology, industries: Sequence[str], key_issues: Sequence[str]) -> Table2:
    """Table 2 of a version as arrays; a pair that it does not name is irrelevant."""
    row = {name: place for place, name in enumerate(industries)}
    column = {name: place for place, name in enumerate(key_issues)}
    influence, time = np.zeros((len(row), len(column))), np.zeros((len(row), len(column)))
    is_relevant = np.zeros(influence.shape, dtype=np.bool_)
    cells = methodology.materiality.select("industry_code", "key_issue_id", "influence", "impact_time")
    for industry, key_issue, level, when in cells.iter_rows():
        if industry in row and key_issue in column and level != Influence.NONE:
            place = row[industry], column[key_issue]
            influence[place], time[place] = INFLUENCE_STEPS[Influence(level)], TIME_STEPS[ImpactTime(when)]
            is_relevant[place] = True
    return Table2(influence, time, is_relevant, *pillars_of(methodology, key_issues), methodology.parameters)


def pillars_of(methodology: Methodology, key_issues: Sequence[str]) -> tuple[Whole, Floats, Floats]:
    """(pillar of each key issue, floor, cap per pillar); no limit where none is given."""
    pillar = dict(methodology.key_issues.select("key_issue_id", "pillar_id").iter_rows())
    limits = {
        name: (low, high)
        for name, low, high in methodology.pillar_limits.select("pillar_id", "floor", "cap").iter_rows()
    }
    names = sorted(set(pillar.values()))
    bounds = [limits.get(name, (0.0, 1.0)) for name in names]
    pillar_of = np.array([names.index(pillar[name]) for name in key_issues], dtype=np.int64)
    return pillar_of, np.array([low for low, _ in bounds]), np.array([high for _, high in bounds])


def weights_of(table: Table2, corner_ratio: Floats, influence_shift: Whole) -> Floats:
    """Weights draw x industry x key issue by the formula of `weight.cell_weight`; rows of an industry sum to 1.

    A level moves to a neighbour and stays within low and high; `none` stays none, the impact time stays as it is.
    """
    levels = np.clip(table.influence + influence_shift, 0.0, MOST_INFLUENCE)
    raw = corner_ratio[:, np.newaxis, np.newaxis] ** exponent(levels, table.impact_time, table.parameters)
    weights = normalised(np.where(table.is_relevant, raw, 0.0))
    return within_limits(weights, table) if table.parameters.pillar_limits else weights


def normalised(weights: Floats) -> Floats:
    """Shares along the last axis; an industry without any relevant key issue keeps zeros."""
    total = weights.sum(axis=-1, keepdims=True)
    return weights / np.where(total > 0, total, 1.0)


def within_limits(weights: Floats, table: Table2) -> Floats:
    """The same weights scaled pillar by pillar, so that each pillar's sum lies between its floor and its cap."""
    member = np.equal.outer(table.pillar_of, np.arange(len(table.floor))).astype(np.float64)
    before = np.matmul(weights, member)
    after = bounded_shares(before, table.floor, table.cap)
    factor = np.divide(after, before, out=np.zeros_like(after), where=before > 0)
    return weights * factor[..., table.pillar_of]


def shifted_panels(methodology: Methodology, fill_by: Callable[[Methodology], Floats]) -> Shifted:
    """The universe scored and filled again with every doubtful anchor moved down, and with every one moved up.

    `fill_by`: a version -> filled scores, issuer x data point.
    """
    return Shifted(fill_by(with_moved_anchors(methodology, -1)), fill_by(with_moved_anchors(methodology, 1)))


def with_moved_anchors(methodology: Methodology, direction: int) -> Methodology:
    """The version with x of each set of anchors times 1 + direction x spread; the scores of the anchors stay.

    One factor for a set, that of its least firm basis, so that anchors keep their order. Only quantitative data
    points move: a level, a yes or no and the count of events are not a matter of degree.
    """
    is_quantitative = pl.col("kind") == Kind.QUANTITATIVE
    moving = methodology.data_points.filter(is_quantitative)["data_point_id"].to_list()
    spread = {basis.value: spread_of(methodology.uncertainty, doubt, 0.0) for basis, doubt in ANCHOR_DOUBT.items()}
    widest = pl.col("basis").replace_strict(spread, return_dtype=pl.Float64).max()
    factor = 1.0 + direction * widest.over("data_point_id", "industry_code", "valid_from")
    moved = pl.when(pl.col("data_point_id").is_in(moving)).then(pl.col("x") * factor).otherwise("x")
    return replace(methodology, anchors=methodology.anchors.with_columns(x=moved))
