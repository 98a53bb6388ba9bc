"""Puts together why one issuer's rating moved between two dates: causes, their data points, the evidence of both sides.

The points come from attribution, the two sides from explain. How it looks is why_view.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import polars as pl

from esg_pipeline.explain import (
    CommitteeDecision,
    DataPoint,
    Event,
    Explanation,
    Input,
    RedLine,
    cells_below,
)
from esg_pipeline.methodology.codes import ChangeCause, Grade

TOLERANCE = 1e-9


@dataclass(frozen=True)
class Standing:
    """One of the two ratings: the grade at each stage, what lowered or changed it, and which version of it this is."""

    rating_date: date
    score: float
    coverage: float
    model_grade: str
    rule_grade: str | None
    grade: str
    cap_rule_id: str | None
    decision_id: str | None
    not_rated_reason: str | None
    methodology_version: str
    methodology_hash: str
    industry_code: str
    version: int | None
    recorded_date: date | None
    version_cause: str | None
    version_detail: str | None
    red_lines: tuple[RedLine, ...]
    decisions: tuple[CommitteeDecision, ...]


@dataclass(frozen=True)
class Move:
    """Points that one data point moved the score by one cause, and the data point on both dates where it has part."""

    data_point_id: str
    name: str
    points: float
    previous_weight: float | None
    weight: float | None
    previous_score: float | None
    score: float | None
    before: DataPoint | None
    after: DataPoint | None


@dataclass(frozen=True)
class CauseOfChange:
    """One cause: its points of the score, its notches of the grade, and its data points, the largest first."""

    cause: str
    points: float
    notches: int | None
    moves: tuple[Move, ...]


@dataclass(frozen=True)
class Why:
    """Why a rating moved from `before` to `after`; `points_sum` is added up here from the data points."""

    issuer_id: str
    issuer_name: str
    is_simulated: bool
    before: Standing
    after: Standing
    score_change: float
    points_sum: float
    model_notches: int
    unknown_versions: tuple[str, ...]
    causes: tuple[CauseOfChange, ...]

    @property
    def adds_up(self) -> bool:
        """Whether the causes add up to the change of the score."""
        return abs(self.points_sum - self.score_change) <= TOLERANCE

    @property
    def is_graded(self) -> bool:
        """Whether there is a grade on both dates."""
        return Grade.NR not in (self.before.grade, self.after.grade)


def why(
    before: Explanation,
    after: Explanation,
    causes: pl.DataFrame,
    detail: pl.DataFrame,
    unknown_versions: Sequence[str] = (),
) -> Why:
    """The change from one rating of an issuer to another; `causes`, `detail`: the rows of `attribution` for them."""
    cells = tuple({point.data_point_id: point for _, point in cells_below(e.pillars)} for e in (before, after))
    found = tuple(
        CauseOfChange(row["cause"], row["points"], row["notches"], moves_of(detail, row["cause"], *cells))
        for row in causes.sort(pl.col("cause").cast(pl.Enum([cause.value for cause in ChangeCause]))).to_dicts()
    )
    return Why(
        after.issuer_id,
        after.issuer_name,
        after.is_simulated,
        standing(before),
        standing(after),
        after.score - before.score,
        sum(cause.points for cause in found),
        int(causes["model_notches"][0]),
        tuple(unknown_versions),
        found,
    )


def standing(e: Explanation) -> Standing:
    """The head of an explanation."""
    return Standing(**{name: getattr(e, name) for name in Standing.__dataclass_fields__})


def moves_of(
    detail: pl.DataFrame, cause: str, before: dict[str, DataPoint], after: dict[str, DataPoint]
) -> tuple[Move, ...]:
    """The data points of one cause, the largest move first."""
    rows = detail.filter(pl.col("cause") == cause).sort(
        pl.col("points").abs(), "data_point_id", descending=[True, False]
    )
    return tuple(
        move_of(row, before.get(row["data_point_id"]), after.get(row["data_point_id"])) for row in rows.to_dicts()
    )


def move_of(row: dict[str, Any], before: DataPoint | None, after: DataPoint | None) -> Move:
    """One row of `rating.change_detail` with both sides."""
    known = after or before
    return Move(
        row["data_point_id"],
        known.name if known else row["data_point_id"],
        row["points"],
        row["previous_weight"],
        row["weight"],
        row["previous_score"],
        row["score"],
        before,
        after,
    )


def events_of(point: DataPoint | None) -> dict[str, Event]:
    """The events that a data point rests on, by id."""
    return {event.event_id: event for effect in (point.events if point else ()) for event in effect.listed}


def inputs_of(point: DataPoint | None) -> tuple[Input, ...]:
    """The observations that a data point rests on."""
    return point.inputs if point else ()


SIDE_COLUMNS = ("value", "fiscal_year", "origin", "method", "state")
FLAT_COLUMNS = (
    *(
        "issuer_id",
        "previous_rating_date",
        "rating_date",
        "cause",
        "notches",
        "data_point_id",
        "name",
        "unit",
        "points",
    ),
    *(f"{prefix}{name}" for name in ("weight", "score", *SIDE_COLUMNS) for prefix in ("previous_", "")),
    *("published_date", "source", "page", "line", "quote", "citation", "event_id", "is_simulated"),
)


def flat_rows(found: Why) -> list[dict[str, Any]]:
    """One row per cause and data point with the first evidence of the later side; one per cause that has none."""
    whose = {
        "issuer_id": found.issuer_id,
        "previous_rating_date": found.before.rating_date,
        "rating_date": found.after.rating_date,
        "is_simulated": found.is_simulated,
    }
    rows: list[dict[str, Any]] = []
    for cause in found.causes:
        of_cause = {**dict.fromkeys(FLAT_COLUMNS), **whose, "cause": cause.cause, "notches": cause.notches}
        rows += [{**of_cause, **flat_move(move)} for move in cause.moves] or [{**of_cause, "points": cause.points}]
    return rows


def flat_move(move: Move) -> dict[str, Any]:
    """A move in the columns of `FLAT_COLUMNS`."""
    sides = {"previous_": move.before, "": move.after}
    known = {
        f"{prefix}{name}": getattr(point, name) for prefix, point in sides.items() if point for name in SIDE_COLUMNS
    }
    proofs = [*inputs_of(move.after), *events_of(move.after).values()]
    proof = {name: value for name, value in asdict(proofs[0]).items() if name in FLAT_COLUMNS} if proofs else {}
    known_point = move.after or move.before
    unit = {"unit": known_point.unit} if known_point else {}
    own = {name: value for name, value in vars(move).items() if name in FLAT_COLUMNS}
    return {**known, **proof, **unit, **own}
