"""A change as records: causes in their order, the largest data points first, both sides and their proof."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from esg_pipeline.attribution import NO_DETAIL
from esg_pipeline.explain import Explanation, cells_below, explain
from esg_pipeline.methodology.codes import ChangeCause
from esg_pipeline.reader import PublishedReader
from esg_pipeline.why import FLAT_COLUMNS, Why, events_of, flat_rows, inputs_of, why

DAY, BEFORE = date(2022, 10, 31), date(2022, 4, 30)
Explain = Callable[[str], Explanation]


@pytest.fixture
def explained(small_published_file: Path) -> Explain:
    return lambda issuer: explain(PublishedReader(small_published_file).explanation(issuer, DAY))


def detail(*rows: tuple[str, str, float]) -> pl.DataFrame:
    """Data point, cause, points."""
    sides = {"previous_weight": 0.3, "weight": 0.3, "previous_score": 60.0, "score": 80.0, "is_simulated": False}
    whose = {"issuer_id": "360DIGITECH", "rating_date": DAY, "previous_rating_date": BEFORE}
    named = [
        {**whose, **sides, "data_point_id": point, "cause": cause, "points": points} for point, cause, points in rows
    ]
    return pl.DataFrame(named, schema=NO_DETAIL.schema)


def causes(rows: pl.DataFrame, caps: int | None = 0, committee: int | None = 0, model: int = 1) -> pl.DataFrame:
    notches = {ChangeCause.CAPS: caps, ChangeCause.COMMITTEE: committee}
    points = dict(rows.group_by("cause").agg(pl.col("points").sum()).iter_rows())
    listed: list[dict[str, Any]] = [
        {"cause": c.value, "points": points.get(c.value, 0.0), "notches": notches.get(c), "model_notches": model}
        for c in reversed(ChangeCause)
    ]
    return pl.DataFrame(listed, schema_overrides={"notches": pl.Int64})


def change(after: Explanation, rows: pl.DataFrame, **notches: Any) -> Why:
    """From ten points below to the rating of the file."""
    before = replace(after, rating_date=BEFORE, score=after.score - 10.0, grade="CCC", model_grade="CCC")
    return why(before, after, causes(rows, **notches), rows)


MOVES = detail(
    ("ws_total", "restatements", -1.0), ("ghg_int_emp", "new_facts", 4.0), ("er_train_cov", "new_facts", 7.0)
)


def test_causes_come_in_their_order_and_the_largest_move_first(explained: Explain) -> None:
    found = change(explained("360DIGITECH"), MOVES)
    assert [cause.cause for cause in found.causes] == [cause.value for cause in ChangeCause]
    assert [move.data_point_id for move in found.causes[0].moves] == ["er_train_cov", "ghg_int_emp"]
    assert found.points_sum == pytest.approx(found.score_change)
    assert found.adds_up
    assert not change(explained("360DIGITECH"), detail(("ws_total", "peers", 3.0))).adds_up


def test_a_move_holds_both_sides_with_their_proof(explained: Explain) -> None:
    move = change(explained("360DIGITECH"), MOVES).causes[0].moves[1]
    assert move.name == "GHG per employee"
    assert move.before is not None
    assert [item.line for item in inputs_of(move.after)] == [item.line for item in inputs_of(move.before)] != []


def test_a_data_point_that_is_no_part_of_a_score_has_no_side(explained: Explain) -> None:
    gone = change(explained("360DIGITECH"), detail(("something_else", "weights", 10.0)))
    move = next(move for cause in gone.causes for move in cause.moves)
    assert (move.name, move.before, move.after) == ("something_else", None, None)
    assert (inputs_of(None), events_of(None)) == ((), {})


def test_events_are_found_by_their_id(explained: Explain) -> None:
    after = explained("CAPPED")
    struck = next(point for _, point in cells_below(after.pillars) if point.events)
    move = change(after, detail((struck.data_point_id, "events_new", 10.0))).causes[3].moves[0]
    assert set(events_of(move.after)) == {"EV-1", "EV-2"}


def test_flat_rows_sum_to_the_change_and_hold_the_proof(explained: Explain) -> None:
    rows = flat_rows(change(explained("360DIGITECH"), MOVES))
    assert sum(row["points"] for row in rows) == pytest.approx(10.0)
    assert {tuple(row) for row in rows} == {FLAT_COLUMNS}
    ghg = next(row for row in rows if row["data_point_id"] == "ghg_int_emp")
    assert (ghg["cause"], ghg["unit"], ghg["line"] is None) == ("new_facts", "tCO2e/employee", False)
    assert [row["notches"] for row in rows if row["cause"] == "caps"] == [0]


def test_a_grade_on_both_dates_is_told_from_none(explained: Explain) -> None:
    assert change(explained("360DIGITECH"), MOVES).is_graded
    assert not change(explained("BANKX"), detail()).is_graded
