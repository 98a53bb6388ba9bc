"""Value functions, each spoilt once: range, direction, shape of the kind, and the days they are in force."""

from collections.abc import Callable
from datetime import date

import pytest

from esg_pipeline.methodology.check_anchors import check_percentile_scale, check_times, curve_problems
from esg_pipeline.methodology.model import Row, Table

Cells = dict[str, str]
Curve = Callable[..., list[Cells]]
Rows = Callable[..., list[Cells]]
Write = Callable[[str, list[Cells]], None]
Refusal = Callable[[], list[tuple[str, int, str]]]
KINDS = [
    ("quantitative", "higher_better"),
    ("quantitative", "lower_better"),
    ("boolean", "true_better"),
    ("boolean", "true_worse"),
    ("ordinal", "higher_better"),
]


def change(write: Write, rows: Rows, anchor: Cells, cells: Cells) -> int:
    """Change one anchor of the copy and return its line."""
    everything = rows("anchors.csv")
    next(row for row in everything if row["line"] == anchor["line"]).update(cells)
    write("anchors.csv", everything)
    return int(anchor["line"])


CELLS = [
    ({"score": "101"}, "score_range"),
    ({"score": "-1"}, "score_range"),
    ({"x": "sixty"}, "bad_number"),
    ({"x": "1,000"}, "bad_number"),
    ({"basis": "hearsay"}, "unknown_code"),
    ({"citation": ""}, "blank"),
    ({"valid_from": "1 January 2018"}, "bad_date"),
    ({"unit": "furlong"}, "other_unit"),
    ({"unit": ""}, "blank"),
]


@pytest.mark.parametrize(("cells", "rule"), CELLS)
def test_a_wrong_cell_is_refused(
    curve: Curve, rows: Rows, write: Write, refusal: Refusal, cells: Cells, rule: str
) -> None:
    line = change(write, rows, curve(kind="quantitative", direction="higher_better")[0], cells)
    assert ("anchors.csv", line, rule) in refusal()


@pytest.mark.parametrize(("kind", "direction"), KINDS)
def test_swapped_scores_run_against_the_direction(
    curve: Curve, rows: Rows, write: Write, refusal: Refusal, kind: str, direction: str
) -> None:
    low, high = curve(kind=kind, direction=direction)[:2]
    change(write, rows, low, {"score": high["score"]})
    line = change(write, rows, high, {"score": low["score"]})
    assert ("anchors.csv", line, "not_monotone") in refusal()


def test_the_same_x_twice_is_refused(curve: Curve, rows: Rows, write: Write, refusal: Refusal) -> None:
    low, high = curve(kind="quantitative", direction="lower_better")[:2]
    line = change(write, rows, high, {"x": low["x"]})
    assert refusal() == [("anchors.csv", line, "duplicate_anchor")]


def test_one_anchor_makes_no_value_function(curve: Curve, rows: Rows, write: Write, refusal: Refusal) -> None:
    first, *others = curve(kind="quantitative", direction="lower_better")
    gone = {row["line"] for row in others}
    write("anchors.csv", [row for row in rows("anchors.csv") if row["line"] not in gone])
    found = rows("anchors.csv", data_point_id=first["data_point_id"], industry_code="")
    assert refusal() == [("anchors.csv", int(found[0]["line"]), "too_few_anchors")]


def test_a_scored_data_point_needs_anchors_for_every_industry(
    curve: Curve, rows: Rows, write: Write, refusal: Refusal
) -> None:
    name = curve(kind="quantitative", direction="lower_better")[0]["data_point_id"]
    write("anchors.csv", [row for row in rows("anchors.csv") if row["data_point_id"] != name or row["industry_code"]])
    line = int(rows("data_points.csv", data_point_id=name)[0]["line"])
    assert refusal() == [("data_points.csv", line, "no_anchors")]


SHAPES = [
    ("quantitative", "higher_better", [(0, 0), (5, 79)], "score_span"),
    ("quantitative", "higher_better", [(0, 61), (5, 100)], "score_span"),
    ("boolean", "true_better", [(0, 20), (2, 80)], "boolean_anchors"),
    ("boolean", "true_better", [(0, 20), (0.5, 60), (1, 80)], "boolean_anchors"),
    ("ordinal", "higher_better", [(0, 20), (2, 80)], "ordinal_anchors"),
    ("ordinal", "higher_better", [(2, 20), (3, 80)], "ordinal_anchors"),
    ("ordinal", "higher_better", [(0, 20), (0.5, 60), (1, 80)], "ordinal_anchors"),
    ("event", "lower_better", [(0, 90), (100, 0)], "event_anchors"),
    ("event", "lower_better", [(0, 100), (50, 0)], "event_anchors"),
    ("quantitative", "target_range", [(0, 40), (5, 90), (7, 80), (9, 95)], "not_monotone"),
    ("quantitative", "lower_better", [(0, 90), (5, 50), (9, 60)], "not_monotone"),
]


def problems(kind: str, direction: str, curve: list[tuple[float, float]]) -> list[str]:
    point = Row(2, {"data_point_id": "a", "kind": kind, "direction": direction})
    rows = [Row(line, {"x": float(x), "score": float(score)}) for line, (x, score) in enumerate(curve, start=2)]
    return [problem.rule for problem in curve_problems("anchors.csv", rows, point)]


@pytest.mark.parametrize(("kind", "direction", "curve", "rule"), SHAPES)
def test_a_value_function_of_the_wrong_shape_is_refused(
    kind: str, direction: str, curve: list[tuple[float, float]], rule: str
) -> None:
    assert problems(kind, direction, curve) == [rule]


GOOD = [
    ("quantitative", "higher_better", [(0, 0), (5, 60), (9, 60), (12, 80)]),
    ("quantitative", "target_range", [(0, 40), (5, 90), (7, 90), (9, 20)]),
    ("boolean", "true_worse", [(0, 100), (1, 10)]),
    ("ordinal", "higher_better", [(0, 20), (1, 60), (2, 90)]),
    ("ordinal", "lower_better", [(1, 90), (2, 60)]),
    ("event", "lower_better", [(0, 100), (40, 60), (100, 0)]),
]


@pytest.mark.parametrize(("kind", "direction", "curve"), GOOD)
def test_a_value_function_of_the_right_shape_is_taken(
    kind: str, direction: str, curve: list[tuple[float, float]]
) -> None:
    assert problems(kind, direction, curve) == []


def times(*anchors: tuple[str, str, date]) -> list[tuple[int, str]]:
    cells = [{"data_point_id": name, "industry_code": industry, "valid_from": day} for name, industry, day in anchors]
    table = Table("anchors.csv", tuple(Row(line, dict(row)) for line, row in enumerate(cells, start=2)))
    return [(problem.line, problem.rule) for problem in check_times(table)]


def test_the_default_anchors_hold_from_the_first_day_of_all() -> None:
    early, late = date(2018, 1, 1), date(2019, 1, 1)
    assert times(("a", "", late), ("a", "steel", early)) == [(2, "gap_in_time")]
    assert times(("a", "", early), ("a", "", late), ("a", "steel", late)) == []
    assert times(("a", "", late), ("a", "", early), ("a", "steel", early)) == []


def test_the_default_anchors_hold_on_the_first_rating_date() -> None:
    assert times(("a", "", date(2020, 4, 30))) == []
    assert times(("a", "", date(2020, 5, 1)), ("b", "", date(2020, 4, 30))) == [(2, "gap_in_time")]


def scale(*rows: tuple[float, float]) -> list[tuple[int, str]]:
    cells = [{"percentile": percentile, "score": score} for percentile, score in rows]
    table = Table("percentile_scale.csv", tuple(Row(line, dict(row)) for line, row in enumerate(cells, start=2)))
    return [(problem.line, problem.rule) for problem in check_percentile_scale(table)]


def test_the_percentile_scale_rises() -> None:
    assert scale((5, 40), (50, 70), (95, 95)) == []
    assert scale((5, 40), (50, 30)) == [(3, "not_monotone")]
    assert scale((50, 40), (5, 60)) == [(3, "not_monotone")]
    assert scale((5, 40), (101, 110)) == [(3, "score_range")] * 2
