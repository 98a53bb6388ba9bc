"""Builds the tree that explains one grade, from grade to quote, out of frames. How it looks on a screen is not here."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, TypeVar

import polars as pl

from esg_pipeline.methodology.codes import Origin

# Contributions are sums of floats; the contract of rating.contribution promises this much.
TOLERANCE = 1e-9

LEVELS = ("pillar", "theme", "key_issue")

T = TypeVar("T")


class IssuerNotFoundError(RuntimeError):
    """Nothing is published about the issuer on that date."""


@dataclass(frozen=True)
class Frames:
    """What `sql/read/explain_*.sql` returned for one issuer and rating date."""

    issuer: pl.DataFrame
    probabilities: pl.DataFrame
    nodes: pl.DataFrame
    data_points: pl.DataFrame
    inputs: pl.DataFrame
    events: pl.DataFrame
    red_lines: pl.DataFrame
    not_counted: pl.DataFrame
    decisions: pl.DataFrame = field(default_factory=pl.DataFrame)


@dataclass(frozen=True)
class Input:
    """An observation that a value rests on; `line` and `quote` when it was read from a document (`page` of a PDF).

    `decision` says that a person accepted or corrected it; `delivered` is what source and reader had said before.
    """

    input_number: int
    observation_id: str
    input_data_point_id: str | None
    input_dimension: str | None
    input_value: float | None
    input_unit: str | None
    published_date: date | None
    fact_id: str | None
    document_id: str | None
    source: str | None
    citation: str | None
    page: int | None
    line: int | None
    char_start: int | None
    char_end: int | None
    quote: str | None
    decision: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    decision_comment: str | None = None
    delivered: str | None = None


@dataclass(frozen=True)
class Event:
    """A penalty, lawsuit or default that still counts; `faded_points` are left of its severity's on the rating date."""

    event_id: str
    event_type: str
    severity: str
    event_date: date
    published_date: date
    faded_points: float
    amount_cny: float | None
    description: str | None
    citation: str | None
    source: str


@dataclass(frozen=True)
class EventEffect:
    """The events that a value rests on: how many, their points after fading, and each of them, latest first."""

    events: int
    points: float
    last_event_date: date | None
    listed: tuple[Event, ...] = ()


@dataclass(frozen=True)
class DataPoint:
    """One scored cell: weight is its share of the total (0 to 1), contribution its points in the total.

    `score_low`, `score_high`: between them lies, with 90 %, a score that is not this year's own value.
    `state` and `fiscal_year` tell of the newest known value, also where a gap was filled instead of using it.
    """

    data_point_id: str
    name: str
    kind: str
    unit: str
    framework_code: str | None
    weight: float
    score: float
    score_low: float | None
    score_high: float | None
    contribution: float
    origin: str
    method: str
    donors: int | None
    value: float | None
    state: str | None
    fiscal_year: int | None
    value_method: str | None
    inputs: tuple[Input, ...] = ()
    events: tuple[EventEffect, ...] = ()

    @property
    def is_derived(self) -> bool:
        """True when the value was calculated from other observations."""
        return any(i.input_data_point_id not in (None, self.data_point_id) for i in self.inputs) or len(self.inputs) > 1


@dataclass(frozen=True)
class Node:
    """A pillar, theme or key issue; weight is its share of the total, contribution the sum of all that is below it.

    The four shares say what its weight rests on; they are null where an earlier version made the scores.
    """

    level: str
    node_id: str
    name: str
    weight: float
    score: float
    score_reported_only: float | None
    coverage: float
    reported_share: float | None
    carried_share: float | None
    imputed_share: float
    not_applicable_share: float | None
    contribution: float = 0.0
    children: tuple["Node", ...] = ()
    data_points: tuple[DataPoint, ...] = ()


@dataclass(frozen=True)
class RedLine:
    """A red line that binds, and what crossed it: an observation, or an event with its severity and description."""

    rule_id: str
    cap_grade: str
    evidence_id: str
    since_date: date
    trigger_kind: str
    trigger: str
    threshold: str
    source: str
    evidence_severity: str | None = None
    evidence_description: str | None = None
    evidence_citation: str | None = None
    evidence_source: str | None = None


@dataclass(frozen=True)
class NotCounted:
    """A known value, or a known reason for having none, that is no part of the score."""

    data_point_id: str
    name: str
    key_issue_id: str
    state: str
    value: float | None
    unit: str
    fiscal_year: int | None
    value_method: str | None


@dataclass(frozen=True)
class CommitteeDecision:
    """A decision about the issuer or the method that bears on the date; `detail` says why it is not in force."""

    decision_id: str
    kind: str
    status: str
    detail: str | None
    rule_grade: str | None
    decided_grade: str | None
    reason_code: str
    reason: str
    proposer: str
    approver: str | None
    second_approver: str | None
    decided_date: date | None
    expires_date: date | None


@dataclass(frozen=True)
class GradeProbability:
    """How probable a grade is, 0 to 1."""

    grade: str
    probability: float


@dataclass(frozen=True)
class Explanation:
    """One grade and everything it rests on; `contribution_sum` is added up here, not read from the file.

    What is in doubt (probabilities, ends of score and rank, the data point that would narrow them most) is null or
    empty for who is not rated. `rank` is the place in the industry among `peers`, 1 is best.
    """

    issuer_id: str
    issuer_name: str
    rating_date: date
    industry_code: str
    industry_name: str
    issuer_class: str
    grade: str
    grade_probability: float | None
    model_grade: str
    rule_grade: str | None
    score: float
    score_low: float | None
    score_median: float | None
    score_high: float | None
    rank: int | None
    rank_low: int | None
    rank_high: int | None
    peers: int | None
    narrowing_data_point_id: str | None
    narrowing_name: str | None
    width_if_disclosed: float | None
    score_reported_only: float | None
    coverage: float
    reported_share: float | None
    carried_share: float | None
    imputed_share: float
    not_applicable_share: float | None
    cap_rule_id: str | None
    decision_id: str | None
    not_rated_reason: str | None
    action: str | None
    previous_grade: str | None
    methodology_version: str
    methodology_hash: str
    is_simulated: bool
    version: int | None = None
    recorded_date: date | None = None
    version_cause: str | None = None
    version_detail: str | None = None
    probabilities: tuple[GradeProbability, ...] = ()
    contribution_sum: float = 0.0
    pillars: tuple[Node, ...] = ()
    red_lines: tuple[RedLine, ...] = ()
    not_counted: tuple[NotCounted, ...] = ()
    decisions: tuple[CommitteeDecision, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether the contributions of the data points sum to the score."""
        return abs(self.contribution_sum - self.score) <= TOLERANCE


def explain(frames: Frames) -> Explanation:
    """The tree of one issuer and rating date. Raises IssuerNotFoundError when the issuer's frame is empty."""
    if frames.issuer.is_empty():
        raise IssuerNotFoundError("nothing is published about this issuer on this rating date")
    pillars = children_of(frames.nodes, data_points_by_key_issue(frames), "pillar", None)
    return Explanation(
        **known(Explanation, frames.issuer.row(0, named=True)),
        probabilities=records(GradeProbability, frames.probabilities),
        contribution_sum=sum(node.contribution for node in pillars),
        pillars=pillars,
        red_lines=records(RedLine, frames.red_lines),
        not_counted=records(NotCounted, frames.not_counted),
        decisions=records(CommitteeDecision, frames.decisions),
    )


def children_of(
    nodes: pl.DataFrame, cells: dict[str, tuple[DataPoint, ...]], level: str, parent_id: str | None
) -> tuple[Node, ...]:
    """The nodes of one level below a parent, each with all that is below it, in the frame's order."""
    of_parent = pl.col("parent_id").eq_missing(pl.lit(parent_id, pl.String))
    wanted = nodes.filter((pl.col("node_level") == level) & of_parent)
    return tuple(node_of(nodes, cells, row) for row in wanted.iter_rows(named=True))


def node_of(nodes: pl.DataFrame, cells: dict[str, tuple[DataPoint, ...]], row: dict[str, Any]) -> Node:
    """One node with its children, or with its data points at the lowest level."""
    level, node_id = row["node_level"], row["node_id"]
    is_leaf = level == LEVELS[-1]
    children = () if is_leaf else children_of(nodes, cells, LEVELS[LEVELS.index(level) + 1], node_id)
    points = cells.get(node_id, ()) if is_leaf else ()
    contribution = sum(child.contribution for child in (*children, *points))
    named: dict[str, Any] = {"level": level, "name": row["node_name"], "contribution": contribution}
    return Node(**known(Node, row), **named, children=children, data_points=points)


def data_points_by_key_issue(frames: Frames) -> dict[str, tuple[DataPoint, ...]]:
    """Key issue -> its data points with the evidence of each, in the frame's order."""
    inputs = grouped(Input, frames.inputs, "data_point_id")
    events = effects(frames.events)
    cells: dict[str, tuple[DataPoint, ...]] = {}
    for row in frames.data_points.iter_rows(named=True):
        key = row["data_point_id"]
        # A gap that was filled rests on other issuers, whatever the file says about its own observations.
        rests_on = () if row["origin"] == Origin.IMPUTED else inputs.get(key, ())
        cell = DataPoint(**known(DataPoint, row), inputs=rests_on, events=events.get(key, ()))
        cells[row["key_issue_id"]] = (*cells.get(row["key_issue_id"], ()), cell)
    return cells


def effects(frame: pl.DataFrame) -> dict[str, tuple[EventEffect]]:
    """Data point -> the effect of its events with each of them; every row of a data point repeats the effect."""
    parts = frame.partition_by("data_point_id", maintain_order=True, as_dict=True)
    return {
        str(key[0]): (EventEffect(**known(EventEffect, part.row(0, named=True)), listed=records(Event, part)),)
        for key, part in parts.items()
    }


def known(record: type[Any], row: dict[str, Any]) -> dict[str, Any]:
    """The entries of a row that are fields of a record."""
    return {f.name: row[f.name] for f in fields(record) if f.name in row}


def records(record: type[T], frame: pl.DataFrame) -> tuple[T, ...]:
    """One record per row."""
    return tuple(record(**known(record, row)) for row in frame.iter_rows(named=True))


def grouped(record: type[T], frame: pl.DataFrame, key: str) -> dict[str, tuple[T, ...]]:
    """Key -> one record per row, in the frame's order."""
    parts = frame.partition_by(key, maintain_order=True, as_dict=True)
    return {str(value[0]): records(record, part) for value, part in parts.items()}


def cells_below(nodes: Sequence[Node], path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], DataPoint]]:
    """Every data point below some nodes, each with the names of the nodes that lead to it."""
    found: list[tuple[tuple[str, ...], DataPoint]] = []
    for node in nodes:
        here = (*path, node.name)
        found += [(here, point) for point in node.data_points]
        found += cells_below(node.children, here)
    return found


CELL_COLUMNS = tuple(f.name for f in fields(DataPoint) if f.name not in ("inputs", "events"))
INPUT_COLUMNS = tuple(f.name for f in fields(Input))
EVENT_COLUMNS = tuple(f.name for f in fields(Event) if f.name not in INPUT_COLUMNS)
FLAT_COLUMNS = (
    *("issuer_id", "rating_date", "pillar_name", "theme_name", "key_issue_name"),
    *(*CELL_COLUMNS, *INPUT_COLUMNS, *EVENT_COLUMNS, "is_simulated"),
)


def flat_rows(explanation: Explanation) -> list[dict[str, Any]]:
    """One row per data point and observation or event (one with these columns empty where there is neither)."""
    whose = {name: getattr(explanation, name) for name in ("issuer_id", "rating_date", "is_simulated")}
    rows: list[dict[str, Any]] = []
    for names, point in cells_below(explanation.pillars):
        path = dict(zip(("pillar_name", "theme_name", "key_issue_name"), names, strict=True))
        cell = {name: getattr(point, name) for name in CELL_COLUMNS}
        known_by = [*point.inputs, *(event for effect in point.events for event in effect.listed)]
        proofs = [vars(item) for item in known_by] or [{}]
        rows += [{**dict.fromkeys(FLAT_COLUMNS), **whose, **path, **cell, **proof} for proof in proofs]
    return rows
