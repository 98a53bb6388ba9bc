"""A tiny warehouse for one SQL model, and a small random universe that runs through all of them in their order."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache, partial
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.catalogue import contract
from esg_pipeline.attribution import attributed
from esg_pipeline.grade import MinimumCoverage, rate
from esg_pipeline.sql_models import checks, load_model, model_names, sources_of
from esg_pipeline.warehouse import connect, fetch, write_table
from tests.sql.random_universe import DAY, EARLIER, Row, inputs

Rows = Mapping[str, Sequence[Row]]
Frames = Mapping[str, pl.DataFrame]

LADDER = (("AAA", 95), ("AA", 90), ("A", 85), ("BBB", 80), ("BB", 75), ("B", 70), ("CCC", 65), ("CC", 60), ("C", 0))
# The parts of the method that no test of a model wants to change.
FIXED: Rows = {
    "reference.grade_scale": [
        {"grade": grade, "lower_bound": float(bound), "notch": notch} for notch, (grade, bound) in enumerate(LADDER, 1)
    ],
    "reference.event_severity": [
        {"severity": severity, "points": points}
        for severity, points in (("minor", 10.0), ("moderate", 25.0), ("serious", 50.0), ("severe", 100.0))
    ],
    "reference.parameter": [
        {"name": name, "value": value}
        for name, value in (
            ("event_window_years", 3.0),
            ("min_donors", 5.0),
            ("minimum_coverage", 0.15),
            ("maximum_not_applicable", 0.5),
        )
    ],
    "reference.pillar_limit": [{"pillar_id": letter, "minimum_coverage": 0.3} for letter in "ESG"],
    "reference.methodology": [{"methodology_hash": "ab" * 32}],
}


FRAMES: dict[tuple[str, str], pl.DataFrame] = {}


def frame_of(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    """Rows of a table: the contract's example, changed where a row says so. The contract must hold."""
    key = (name, repr(rows))
    if key not in FRAMES:
        FRAMES[key] = new_frame(name, rows)
    return FRAMES[key]


def new_frame(name: str, rows: Sequence[Row]) -> pl.DataFrame:
    promised = contract(name)
    schema = {column.name: column.dtype for column in promised.columns}
    example = {column.name: column.example for column in promised.columns}
    unknown = {key for row in rows for key in row} - set(example)
    assert not unknown, f"{name} has no {unknown}"
    frame = promised.conform(pl.DataFrame([{**example, **row} for row in rows], schema=schema))
    assert promised.violations(frame) == [], name
    return frame


def select(warehouse: Any, query: str, frames: Frames, day: date, known_at: date | None = None) -> pl.DataFrame:
    """The rows of a query after every table that it reads was replaced; those not given are empty."""
    for name in tables_of(query):
        write_table(warehouse, name, frames[name] if name in frames else frame_of(name, FIXED.get(name, [])), None)
    days = {"rating_date": day, "known_at": known_at or day}
    return fetch(warehouse, query, {key: value for key, value in days.items() if f"${key}" in query} or None)


tables_of = cache(sources_of)


def run_model(warehouse: Any, name: str, frames: Frames, day: date = DAY, known_at: date | None = None) -> pl.DataFrame:
    """The table that a model makes, conformed; it must keep its contract."""
    promised = contract(name)
    table = promised.conform(select(warehouse, load_model(name).query, frames, day, known_at))
    assert promised.violations(table) == [], name
    return table


World = Callable[..., pl.DataFrame]


@pytest.fixture(scope="session")
def warehouse() -> Iterator[Any]:
    """One warehouse in memory for all tests: to open one takes longer than to replace the tables of a model."""
    with connect(Path(":memory:")) as connection:
        yield connection


@pytest.fixture(scope="session")
def world(warehouse: Any) -> World:
    """`world(model, {table: rows}, day, known_at)`: the table that the model makes of these rows."""

    def run(name: str, rows: Rows, day: date = DAY, known_at: date | None = None) -> pl.DataFrame:
        frames = {table: frame_of(table, given) for table, given in rows.items()}
        return run_model(warehouse, name, frames, day, known_at)

    return run


@pytest.fixture(scope="session")
def run_on_frames(warehouse: Any) -> World:
    """`run_on_frames(model, frames, day)`: the same on ready frames, in the order of rows that they have."""
    return partial(run_model, warehouse)


@pytest.fixture(scope="session")
def breaches(warehouse: Any) -> World:
    """`breaches(rule, frames)`: the rows that break a rule of `sql/checks`."""

    def run(rule: str, frames: Frames) -> pl.DataFrame:
        return select(warehouse, checks()[rule], frames, DAY)

    return run


@pytest.fixture(scope="session")
def universe(warehouse: Any) -> Callable[[int], dict[str, pl.DataFrame]]:
    """`universe(seed)`: every table of a random universe on two rating dates, all SQL models run in their order."""
    return lambda seed: dict(whole_universe(warehouse, seed))


@cache
def whole_universe(warehouse: Any, seed: int) -> dict[str, pl.DataFrame]:
    frames = {name: frame_of(name, rows) for name, rows in {**FIXED, **inputs(random.Random(seed))}.items()}  # noqa: S311
    for name in in_order():
        frames[name] = MADE[name](frames) if name in MADE else over_dates(warehouse, name, frames)
    return frames


def in_order() -> list[str]:
    """The tables after `score.data_point_score`, each after those that it reads."""
    reads = {name: set(load_model(name).sources) for name in model_names()}
    reads["rating.rating"] = {"score.esg_score", "score.pillar_score", "score.node_share", "rating.red_line_hit"}
    reads["rating.committee_decision"] = {"rating.rating"}
    for name in ("rating.grade_probability", "rating.score_interval", "rating.rating_version"):
        reads[name] = {"rating.rating"}
    reads["rating.change_detail"] = {"rating.contribution"}
    reads["rating.change_attribution"] = {"rating.change_detail", "rating.rating"}
    return [name for name in TopologicalSorter(reads).static_order() if name in reads]


def over_dates(warehouse: Any, name: str, frames: Frames) -> pl.DataFrame:
    """A model on both rating dates, or once when it is not asked for one."""
    days = (EARLIER, DAY) if load_model(name).is_partitioned else (DAY,)
    return contract(name).conform(pl.concat([run_model(warehouse, name, frames, day) for day in days]))


def grades(frames: Frames) -> pl.DataFrame:
    """`rating.rating` as the library makes it."""

    def on(day: date) -> pl.DataFrame:
        names = ("score.esg_score", "score.pillar_score", "score.node_share", "rating.red_line_hit")
        scores, pillars, shares, hits = (frames[name].filter(rating_date=day) for name in names)
        least = MinimumCoverage(0.15, frames["reference.pillar_limit"], 0.5)
        rated = rate(scores, pillars, shares, hits, frames["reference.grade_scale"], least, "1.0", "ab" * 32)
        stamps = {"code_hash": pl.lit("cd" * 32), "inputs_hash": pl.lit("ef" * 32)}
        return decided(rated.sort("issuer_id").with_columns(**stamps))

    promised = contract("rating.rating")
    table = promised.conform(pl.concat([on(EARLIER), on(DAY)]))
    assert promised.violations(table) == []
    return table


def decided(rated: pl.DataFrame) -> pl.DataFrame:
    """The committee takes away the grade of the first who has one, and lowers that of the last to C."""
    issuers = rated.filter(pl.col("rule_grade") != "NR")["issuer_id"].to_list()
    said = {issuers[-1]: "C", issuers[0]: "NR"} if issuers else {}
    is_decided, is_withdrawn = pl.col("issuer_id").is_in([*said]), pl.col("issuer_id").is_in(issuers[:1])
    reason = pl.when(is_withdrawn).then(pl.lit("withdrawn")).otherwise("not_rated_reason")
    return rated.with_columns(
        grade=pl.coalesce(pl.col("issuer_id").replace_strict(said, default=None, return_dtype=pl.String), "grade"),
        decision_id=pl.when(is_decided).then("issuer_id"),
        not_rated_reason=reason,
    )


def decisions(frames: Frames) -> pl.DataFrame:
    """`rating.committee_decision`: those in force, and an expired one on each date."""
    notch = {grade: place for place, (grade, _) in enumerate(LADDER)}
    rows = frames["rating.rating"].filter(pl.col("decision_id").is_not_null())
    in_force = [
        {
            **{name: row[name] for name in ("decision_id", "issuer_id", "rating_date", "rule_grade", "is_simulated")},
            "decided_grade": row["grade"],
            "kind": "withdrawal" if row["grade"] == "NR" else "override",
            "notches": None if row["grade"] == "NR" else notch[row["rule_grade"]] - notch[row["grade"]],
        }
        for row in rows.to_dicts()
    ]
    over = {"decision_id": "over", "status": "expired", "detail": "over", "decided_grade": None, "notches": None}
    return frame_of("rating.committee_decision", [*in_force, *({**over, "rating_date": day} for day in (EARLIER, DAY))])


def probabilities(frames: Frames) -> pl.DataFrame:
    """`rating.grade_probability` of who is rated: three quarters at the grade, the rest below it."""
    rated = frames["rating.rating"].filter(pl.col("grade") != "NR")
    order = [grade for grade, _ in LADDER]
    rows = [
        {**row, "grade": grade, "probability": share}
        for row in rated.select("issuer_id", "rating_date", "is_simulated", "grade").to_dicts()
        for grade, share in shares_around(order, row["grade"])
    ]
    return frame_of("rating.grade_probability", rows)


def shares_around(order: Sequence[str], grade: str) -> list[tuple[str, float]]:
    place = order.index(grade)
    below = min(place + 1, len(order) - 1)
    return [(name, 0.75 * (at == place) + 0.25 * (at == below)) for at, name in enumerate(order)]


def intervals(frames: Frames) -> pl.DataFrame:
    """`rating.score_interval` of who is rated: two points either way."""
    rated = frames["rating.rating"].filter(pl.col("grade") != "NR")
    score = pl.col("score")
    rows = rated.select(
        *("issuer_id", "rating_date", "is_simulated"),
        score_low=(score - 2).clip(0, 100),
        score_median=score,
        score_high=(score + 2).clip(0, 100),
    )
    return frame_of("rating.score_interval", rows.to_dicts())


def changed_cells(frames: Frames) -> pl.DataFrame:
    """`rating.change_detail` of who is rated on both dates: every change of a contribution under one cause."""
    key = ["issuer_id", "data_point_id"]
    sides = [frames["rating.contribution"].filter(rating_date=day) for day in (EARLIER, DAY)]
    before, after = (
        side.join(other.select("issuer_id"), on="issuer_id", how="semi").select(*key, "contribution", "is_simulated")
        for side, other in (sides, sides[::-1])
    )
    points = pl.col("contribution_right").fill_null(0.0) - pl.col("contribution").fill_null(0.0)
    both = before.join(after, on=key, how="full", coalesce=True).with_columns(
        points=points, is_simulated=pl.coalesce("is_simulated", "is_simulated_right")
    )
    rows = both.filter(pl.col("points") != 0).select(*key, "points", "is_simulated").to_dicts()
    return frame_of(
        "rating.change_detail", [{**row, "rating_date": DAY, "previous_rating_date": EARLIER} for row in rows]
    )


def causes(frames: Frames) -> pl.DataFrame:
    """`rating.change_attribution` as the library makes it."""
    first = pl.col("rating_date").shift().over("issuer_id", order_by="rating_date")
    history = frames["rating.rating"].with_columns(previous_rating_date=first)
    promised = contract("rating.change_attribution")
    table = promised.conform(attributed(frames["rating.change_detail"], history))
    assert promised.violations(table) == []
    return table


def versions(frames: Frames) -> pl.DataFrame:
    """`rating.rating_version` of the last rating alone."""
    columns = [column.name for column in contract("rating.rating_version").columns]
    last = frames["rating.rating"].tail(1)
    return frame_of("rating.rating_version", last.select(name for name in last.columns if name in columns).to_dicts())


# What the library makes, not a model.
MADE: Mapping[str, Callable[[Frames], pl.DataFrame]] = {
    "rating.rating": grades,
    "rating.rating_version": versions,
    "rating.committee_decision": decisions,
    "rating.grade_probability": probabilities,
    "rating.score_interval": intervals,
    "rating.change_detail": changed_cells,
    "rating.change_attribution": causes,
}
