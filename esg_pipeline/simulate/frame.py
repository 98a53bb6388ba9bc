"""The method as arrays for the simulator: data points, value functions, weights, time span. Nothing is drawn here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from esg_pipeline.methodology.codes import Direction, Kind, SourceType
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import anchor_table
from esg_pipeline.simulate.streams import Floats
from esg_pipeline.standardise import ValueFunction, ValueFunctions, function_of, value_functions
from esg_pipeline.weight import data_point_applies, key_issue_weights

YEARS_BEFORE = 5  # on a rating date in April, reports on the year before last are out: three years more than that
INCIDENT_UNITS = ("count", "days")
INCIDENT_LOSS = 20  # points that the first incident costs at least


@dataclass(frozen=True)
class Point:
    """A scored data point. `is_clean_usually`: audit opinions, incidents and statements that nobody likes to make."""

    column: int
    data_point_id: str
    key_issue: int
    pillar: int
    kind: Kind
    unit: str
    direction: Direction
    source_type: SourceType
    applies_to: str
    weight: float
    is_clean_usually: bool


@dataclass(frozen=True)
class Frame:
    """What the simulator needs of a method: `points` in file order, `years` of figures, last date's `functions`."""

    methodology: Methodology
    points: tuple[Point, ...]
    key_issues: tuple[str, ...]
    pillars: int
    functions: ValueFunctions
    weights: dict[tuple[str, str], float]
    years: tuple[int, ...]
    rating_dates: tuple[date, ...]

    @property
    def measured(self) -> tuple[Point, ...]:
        """Data points with values; events are the others."""
        return tuple(point for point in self.points if point.kind is not Kind.EVENT)

    def function(self, point: Point, industry: str) -> ValueFunction:
        """The value function of a data point in an industry."""
        return function_of(self.functions, point.data_point_id, industry)

    def weights_of(self, industry: str, tags: frozenset[str]) -> Floats:
        """Share of each point in the total score of an issuer with these tags."""
        applies = np.array([data_point_applies(point.applies_to, tags) for point in self.points])
        inside = np.array([point.weight for point in self.points]) * applies
        member = np.array([point.key_issue for point in self.points])
        sums = np.bincount(member, weights=inside, minlength=len(self.key_issues))
        shares = np.array([self.weights[industry, key_issue] for key_issue in self.key_issues]) * (sums > 0)
        return inside / np.maximum(sums, 1e-12)[member] * (shares / shares.sum())[member]


def build_frame(methodology: Methodology, rating_dates: Sequence[date]) -> Frame:
    """The method's arrays for a list of rating dates. Raises ValueError when there is none."""
    if not rating_dates:
        raise ValueError("at least one rating date is needed")
    dates = tuple(sorted(set(rating_dates)))
    issues = methodology.key_issues.sort("sort_order")
    key_issues = tuple(issues["key_issue_id"].to_list())
    pillar_ids = issues["pillar_id"].to_list()
    pillars = {pillar: number for number, pillar in enumerate(dict.fromkeys(pillar_ids))}
    pillar_of = [pillars[pillar] for pillar in pillar_ids]
    functions = value_functions(anchor_table(methodology), dates[-1])
    scored = methodology.scored_data_points.filter(pl.col("weight") > 0)
    points = tuple(
        _point(column, row, key_issues, pillar_of, functions) for column, row in enumerate(scored.iter_rows(named=True))
    )
    weights = key_issue_weights(methodology).select("industry_code", "key_issue_id", "weight")
    by_pair = {(str(industry), str(issue)): float(weight) for industry, issue, weight in weights.iter_rows()}
    return Frame(methodology, points, key_issues, len(pillars), functions, by_pair, fiscal_years(dates), dates)


def fiscal_years(rating_dates: Sequence[date]) -> tuple[int, ...]:
    """Fiscal years of the figures: to the year before the last rating date."""
    first, last = min(rating_dates), max(rating_dates)
    return tuple(range(first.year - YEARS_BEFORE, last.year))


def _point(
    column: int, row: dict[str, object], key_issues: Sequence[str], pillar_of: Sequence[int], functions: ValueFunctions
) -> Point:
    number = key_issues.index(str(row["key_issue_id"]))
    direction, source_type = Direction(str(row["direction"])), SourceType(str(row["source_type"]))
    name, unit, kind = str(row["data_point_id"]), str(row["unit"]), Kind(str(row["kind"]))
    counts_incidents = (
        kind is Kind.QUANTITATIVE
        and unit in INCIDENT_UNITS
        and direction is Direction.LOWER_BETTER
        and costs_much(function_of(functions, name, ""))
    )
    clean = counts_incidents or direction is Direction.TRUE_WORSE or source_type is SourceType.AUDIT_OPINION
    weight = float(str(row["weight"]))
    return Point(
        column,
        name,
        number,
        pillar_of[number],
        kind,
        unit,
        direction,
        source_type,
        str(row["applies_to"]),
        weight,
        clean,
    )


def costs_much(function: ValueFunction) -> bool:
    """Whether one incident where none is best already costs many points."""
    none, one = function(np.array([0.0, 1.0]))
    return bool(none - one >= INCIDENT_LOSS)
