"""What if: one issuer's score and grade again under other weights, benchmarks or values, stored nowhere.

The engine is the pipeline's own: scoring.py fills the panel, the SQL models and grade.py do the rest.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from esg_pipeline.methodology.model import Methodology
from esg_pipeline.reader import PublishedReader
from esg_pipeline.scoring import filled_of, prepare
from esg_pipeline.weight import key_issue_weights
from esg_pipeline.what_if.levels import Issuer, Rated, rated
from esg_pipeline.what_if.moved import with_anchors, with_weights
from esg_pipeline.what_if.scenario import Scenario, WhatIfError
from esg_pipeline.what_if.stated import Stated, stated
from esg_pipeline.what_if.world import World, cells_of, values_of

TOLERANCE = 1e-9
# What must come out as it is published before anything else is believed.
NUMBERS, TEXTS = (
    ("score", "coverage", "imputed_share"),
    ("model_grade", "rule_grade", "cap_rule_id", "not_rated_reason"),
)
CELL = ("data_point_id", "score", "origin", "method")


@dataclass(frozen=True)
class Published:
    """The rating as it is published. `grade` may be held by the decision `decision_id` or by the rule `cap_rule_id`."""

    score: float
    model_grade: str
    rule_grade: str
    grade: str
    cap_rule_id: str | None
    decision_id: str | None
    not_rated_reason: str | None
    coverage: float
    imputed_share: float


@dataclass(frozen=True)
class Side:
    """A node or a data point on one side; of a data point also its value and what its score rests on."""

    weight: float
    score: float
    value: float | None = None
    origin: str | None = None
    method: str | None = None


@dataclass(frozen=True)
class Move:
    """A node or data point that moves: `level` pillar, theme, key_issue or data_point; None where it is not there.

    `points`: what it adds to the change of the total, as weight x (score - former total) after minus before; those of
    a level sum to the change.
    """

    level: str
    name_id: str
    before: Side | None
    after: Side | None
    points: float

    @property
    def only_weighs(self) -> bool:
        """Whether it keeps its score and what that rests on."""
        one, other = self.before, self.after
        if one is None or other is None:
            return False
        rests = (one.value, one.origin, one.method) == (other.value, other.origin, other.method)
        return rests and abs(one.score - other.score) <= TOLERANCE


@dataclass(frozen=True)
class Report:
    """A value as if reported on the rating date, for a fiscal year; `was` is the origin of the score in its place.

    None where the data point was said not to apply. `is_held`: it would wait for a person as a likely slip of units.
    """

    data_point_id: str
    value: float
    unit: str
    fiscal_year: int
    was: str | None
    is_held: bool


@dataclass(frozen=True)
class Outcome:
    """A rating as published, as the engine gives it again (`before`), and as it would be (`after`).

    `moves`: by level from the pillars down, largest change first.
    """

    issuer_id: str
    rating_date: date
    published: Published
    before: Rated
    after: Rated
    moves: tuple[Move, ...]
    reports: tuple[Report, ...] = ()


@dataclass(frozen=True)
class Subject:
    """An issuer of a world, as it is published."""

    world: World
    reader: PublishedReader
    issuer_id: str
    industry_code: str
    issuer: Issuer
    published: Published
    before: Rated


def subject_of(world: World, reader: PublishedReader, issuer_id: str) -> Subject:
    """An issuer rated again without any change. Raises WhatIfError when that does not give what is published."""
    asked = {"issuer_id": issuer_id, "rating_date": world.rating_date}
    rows = reader.ask("what_if_published", asked)
    universe = world.universe.filter(issuer_id=issuer_id)
    if rows.is_empty() or universe.is_empty():
        raise WhatIfError(f"{issuer_id} has no rating on {world.rating_date}")
    published = Published(**rows.drop("issuer_id", "is_simulated").row(0, named=True))
    known = reader.ask("what_if_known", {**world.where, "data_points": None, "issuer_id": issuer_id})
    cells = cells_of(world.panel, world.filled, issuer_id, known, world.rating_date)
    issuer = Issuer(cells, known, universe, reader.ask("what_if_events", {"issuer_id": issuer_id}))
    before = rated(world.methodology, issuer, world.rating_date)
    wrong = [*differences(published, before), *other_cells(reader.ask("what_if_cells", asked), cells)]
    if wrong:
        raise WhatIfError(
            "this file does not reproduce: the present code rates the issuer otherwise than it is published"
            f" ({'; '.join(wrong[:3])}), so what a change would do cannot be said"
        )
    return Subject(world, reader, issuer_id, universe["industry_code"][0], issuer, published, before)


def differences(published: Published, again: Rated) -> Iterator[str]:
    """What does not come out as it is published, in words."""
    for name in NUMBERS:
        was, now = getattr(published, name), getattr(again, name)
        if now is None or not abs(was - now) <= TOLERANCE:
            yield f"{name} {was} published, {now} again"
    for name in TEXTS:
        was, now = getattr(published, name), getattr(again, name)
        if was != now:
            yield f"{name} {was} published, {now} again"


def other_cells(published: pl.DataFrame, cells: pl.DataFrame) -> Iterator[str]:
    """Data points whose score does not come out as it is published, or from something else."""
    both = published.join(cells.select(CELL), on="data_point_id", how="full", suffix="_again", coalesce=True)
    is_same = ((pl.col("score") - pl.col("score_again")).abs() <= TOLERANCE).fill_null(value=False)
    for name in ("origin", "method"):
        is_same &= pl.col(name).eq_missing(pl.col(f"{name}_again"))
    for row in both.filter(~is_same).iter_rows(named=True):
        yield f"{row['data_point_id']} {row['score']} published, {row['score_again']} again"


def what_if(subject: Subject, scenario: Scenario) -> Outcome:
    """The rating of an issuer when a scenario holds. Raises WhatIfError for changes that make no sense for it."""
    world, before = subject.world, subject.before
    weighed = with_weights(world.methodology, scenario.weight, subject.industry_code)
    method = with_anchors(weighed, scenario.anchor, subject.industry_code, world.rating_date)
    told = stated(world, subject.reader, subject.issuer_id, scenario.value, method) if scenario.value else None
    after = rated(method, changed(subject, method, scenario, told), world.rating_date) if scenario else before
    if after.score is None:
        raise WhatIfError(f"nothing that applies to {subject.issuer_id} would have a weight")
    moves = tuple(moves_between(before, after))
    reports = tuple(reports_of(told, before)) if told else ()
    return Outcome(subject.issuer_id, world.rating_date, subject.published, before, after, moves, reports)


def reports_of(told: Stated, before: Rated) -> Iterator[Report]:
    """The asked values, each with what stood in its place."""
    origins = dict(before.points.select("data_point_id", "origin").iter_rows())
    for name, value, unit, year in told.reports.select("data_point_id", "value", "unit", "fiscal_year").iter_rows():
        yield Report(name, value, unit, year, origins.get(name), name in told.held)


def changed(subject: Subject, method: Methodology, scenario: Scenario, told: Stated | None) -> Issuer:
    """The issuer with the cells that a scenario may touch scored and filled anew, among all issuers of its world."""
    world, issuer = subject.world, subject.issuer
    known = issuer.known
    if told:
        own = told.known.filter(issuer_id=subject.issuer_id).select(known.columns)
        known = pl.concat([known.filter(~pl.col("data_point_id").is_in(told.data_points)), own])
    touched = points_of(world, newly_weighed(world.methodology, method)).union(
        told.moved if told else (), [change.subject for change in scenario.anchor]
    )
    again = sorted(touched.union(name for name, others in world.related.items() if others & touched))
    if not again:
        return replace(issuer, known=known)
    cells = scored_again(subject, method, again, told, known)
    kept = issuer.cells.filter(~pl.col("data_point_id").is_in(again))
    return replace(issuer, cells=pl.concat([kept, cells.select(kept.columns)]), known=known)


def newly_weighed(before: Methodology, after: Methodology) -> set[str]:
    """Key issues that gain a weight or lose it somewhere: only these change which cells are wanted."""
    sides = [
        key_issue_weights(one).filter(pl.col("weight") > 0).select("industry_code", "key_issue_id")
        for one in (before, after)
    ]
    on = sides[0].columns
    either = [sides[0].join(sides[1], on=on, how="anti"), sides[1].join(sides[0], on=on, how="anti")]
    return set(pl.concat(either)["key_issue_id"].to_list())


def points_of(world: World, key_issues: set[str]) -> set[str]:
    """The scored data points of some key issues."""
    points = world.panel.data_points
    return set(points.filter(pl.col("key_issue_id").is_in(key_issues))["data_point_id"].to_list())


def scored_again(
    subject: Subject, method: Methodology, again: Sequence[str], told: Stated | None, known: pl.DataFrame
) -> pl.DataFrame:
    """The cells of some data points of the issuer, by the engine, on all issuers of its world.

    A data point is filled from its own column and from related ones; the panel holds these and no others. Of those
    that stand in only as related ones the fillings are not what they would be in the whole panel, and are not used.
    """
    world = subject.world
    columns = sorted({*again, *(other for name in again for other in world.related.get(name, ()))})
    values, interpolated = values_of(subject.reader, world.where, columns)
    if told:
        values = swapped(values, told.known, told.data_points, columns)
        interpolated = swapped(interpolated, told.interpolated, told.data_points, columns)
    few = replace(method, data_points=method.data_points.filter(pl.col("data_point_id").is_in(columns)))
    ready = prepare(world.universe, values, interpolated, few, world.rating_date)
    cells = cells_of(ready.panel, filled_of(ready), subject.issuer_id, known, world.rating_date)
    return cells.filter(pl.col("data_point_id").is_in(again))


def swapped(
    published: pl.DataFrame, told: pl.DataFrame, data_points: frozenset[str], columns: Sequence[str]
) -> pl.DataFrame:
    """Rows of a table with those of some data points in place of the published ones."""
    kept = published.filter(~pl.col("data_point_id").is_in(data_points))
    return pl.concat([kept, told.filter(pl.col("data_point_id").is_in(columns)).select(kept.columns)])


def moves_between(before: Rated, after: Rated) -> Iterator[Move]:
    """What moves, from the pillars down, those first that add most to the change."""
    former = before.score or 0.0
    one, other = (sides_of(side) for side in (before, after))
    both = dict.fromkeys([*one, *other])
    moves = [Move(*key, one.get(key), other.get(key), points(one.get(key), other.get(key), former)) for key in both]
    moved = [move for move in moves if has_moved(move)]
    for level in ("pillar", "theme", "key_issue", "data_point"):
        yield from sorted((m for m in moved if m.level == level), key=lambda m: (-abs(m.points), m.name_id))


def points(before: Side | None, after: Side | None, former: float) -> float:
    """What a node adds to the change of a total that was `former`; as in impact/compare.py."""
    was, now = (side.weight * (side.score - former) if side else 0.0 for side in (before, after))
    return now - was


def has_moved(move: Move) -> bool:
    """Whether weight or score differ by more than rounding, or the score rests on something else."""
    one, other = move.before, move.after
    return not move.only_weighs or (
        one is not None and other is not None and abs(one.weight - other.weight) > TOLERANCE
    )


def sides_of(one: Rated) -> dict[tuple[str, str], Side]:
    """Level and id -> what it is on one side."""
    nodes = one.nodes.select("node_level", "node_id", "weight", "score").iter_rows()
    cells = one.points.select("data_point_id", "weight", "score", "value", "origin", "method").iter_rows()
    found = {(level, name): Side(weight, score) for level, name, weight, score in nodes}
    return found | {("data_point", name): Side(*rest) for name, *rest in cells}
