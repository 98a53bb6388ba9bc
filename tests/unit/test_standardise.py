"""From values to 0..100: the curve itself, and which curve is in force for whom."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.standardise import ValueFunction, function_of, lowest_scores, standardise, value_functions

DAY = date(2022, 10, 31)
RISING = ValueFunction(np.array([0.0, 10.0, 30.0]), np.array([0.0, 60.0, 100.0]))
FALLING = ValueFunction(np.array([0.0, 20.0, 100.0]), np.array([100.0, 60.0, 0.0]))
TENT = ValueFunction(np.array([0.0, 40.0, 60.0, 100.0]), np.array([0.0, 100.0, 100.0, 20.0]))
VALUES = st.floats(-1e9, 1e9)


def score(function: ValueFunction, value: float) -> float:
    return float(function(np.array([value]))[0])


@st.composite
def curves(draw: st.DrawFn) -> ValueFunction:
    """A rising curve with anchors anywhere."""
    x = sorted(draw(st.lists(st.integers(-1000, 1000), min_size=2, max_size=6, unique=True)))
    y = sorted(draw(st.lists(st.integers(0, 100), min_size=len(x), max_size=len(x))))
    return ValueFunction(np.array(x, dtype=np.float64), np.array(y, dtype=np.float64))


@pytest.mark.parametrize(
    ("function", "value", "expected"),
    [
        (RISING, 5.0, 30.0),
        (RISING, 10.0, 60.0),
        (RISING, 20.0, 80.0),
        (RISING, -1e300, 0.0),
        (RISING, 1e300, 100.0),
        (RISING, float("inf"), 100.0),
        (FALLING, 5.0, 90.0),
        (FALLING, 60.0, 30.0),
        (FALLING, -3.0, 100.0),
        (FALLING, 101.0, 0.0),
        (TENT, 20.0, 50.0),
        (TENT, 50.0, 100.0),
        (TENT, 80.0, 60.0),
        (TENT, 200.0, 20.0),
    ],
)
def test_a_curve_is_linear_between_its_anchors_and_flat_outside(
    function: ValueFunction, value: float, expected: float
) -> None:
    assert score(function, value) == pytest.approx(expected, abs=1e-12)


@given(curves(), VALUES, VALUES)
def test_a_rising_curve_never_falls_and_stays_in_bounds(function: ValueFunction, one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0.0 <= score(function, low) <= score(function, high) <= 100.0


@given(curves(), VALUES, VALUES)
def test_a_falling_curve_never_rises(function: ValueFunction, one: float, other: float) -> None:
    low, high = sorted((one, other))
    falling = ValueFunction(function.x, function.score[::-1])
    assert 100.0 >= score(falling, low) >= score(falling, high) >= 0.0


@given(st.floats(0, 50), st.floats(0, 50))
def test_a_tent_falls_on_both_sides_with_the_distance(near: float, far: float) -> None:
    near, far = sorted((near, far))
    assert score(TENT, 50 - near) >= score(TENT, 50 - far)
    assert score(TENT, 50 + near) >= score(TENT, 50 + far)


@given(curves(), st.data())
def test_anchors_are_met_exactly(function: ValueFunction, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(function.x) - 1))
    assert score(function, function.x[number]) == function.score[number]


def test_a_gap_stays_a_gap() -> None:
    assert np.isnan(score(RISING, float("nan")))


# Which curve

Anchor = tuple[str, str, date, float, float]


def anchors(*rows: Anchor) -> pl.DataFrame:
    names = ["data_point_id", "industry_code", "valid_from_date", "x", "score"]
    return pl.DataFrame(
        rows,
        schema=dict(zip(names, [pl.String, pl.String, pl.Date, pl.Float64, pl.Float64], strict=True)),
        orient="row",
    )


def curve(industry: str, start: date, top: float, data_point: str = "a") -> list[Anchor]:
    """From 0 at x = 0 to `top` at x = 10."""
    return [(data_point, industry, start, 10.0, top), (data_point, industry, start, 0.0, 0.0)]


OLD, NEW, LATER = date(2018, 1, 1), date(2022, 10, 31), date(2022, 11, 1)


@pytest.mark.parametrize(
    ("day", "expected"), [(date(2018, 1, 1), 80.0), (date(2022, 10, 30), 80.0), (NEW, 90.0), (LATER, 100.0)]
)
def test_the_newest_set_that_is_valid_counts(day: date, expected: float) -> None:
    table = anchors(*curve("*", LATER, 100.0), *curve("*", OLD, 80.0), *curve("*", NEW, 90.0))
    function = value_functions(table, day)["a", "*"]
    assert function.x.tolist() == [0.0, 10.0]
    assert score(function, 10.0) == expected


def test_sets_are_not_mixed() -> None:
    table = anchors(*curve("*", OLD, 80.0), ("a", "*", NEW, 5.0, 50.0), ("a", "*", NEW, 6.0, 60.0))
    assert value_functions(table, DAY)["a", "*"].x.tolist() == [5.0, 6.0]


def test_before_any_set_there_is_no_function() -> None:
    assert value_functions(anchors(*curve("*", NEW, 90.0)), date(2022, 10, 30)) == {}


def test_an_industry_has_its_own_dates() -> None:
    table = anchors(*curve("*", NEW, 90.0), *curve("steel", OLD, 70.0))
    functions = value_functions(table, DAY)
    assert score(function_of(functions, "a", "steel"), 10.0) == 70.0
    assert score(function_of(functions, "a", "banking"), 10.0) == 90.0


def test_an_array_is_scored_by_column_and_by_the_industry_of_its_row() -> None:
    table = anchors(*curve("*", OLD, 80.0), *curve("steel", OLD, 40.0), *curve("*", OLD, 100.0, "b"))
    values = np.array([[10.0, 5.0], [10.0, np.nan], [5.0, 20.0]])
    scores = standardise(values, ["a", "b"], ["banking", "steel", "steel"], value_functions(table, DAY))
    np.testing.assert_allclose(scores, [[80.0, 50.0], [40.0, np.nan], [20.0, 100.0]])


def test_the_values_are_left_alone() -> None:
    values = np.array([[10.0]])
    standardise(values, ["a"], ["steel"], value_functions(anchors(*curve("*", OLD, 80.0)), DAY))
    assert values.tolist() == [[10.0]]


def test_an_unknown_data_point_is_an_error() -> None:
    with pytest.raises(KeyError, match="nothing"):
        standardise(np.array([[1.0]]), ["nothing"], ["steel"], {("a", "*"): RISING})


def test_a_function_of_another_industry_does_not_stand_in() -> None:
    with pytest.raises(KeyError):
        standardise(np.array([[1.0]]), ["a"], ["banking"], {("a", "steel"): RISING})


def test_no_issuers_no_scores() -> None:
    assert standardise(np.empty((0, 1)), ["a"], [], {("a", "*"): RISING}).shape == (0, 1)


def test_the_lowest_score_is_that_of_the_own_value_function() -> None:
    functions = {("a", "*"): FALLING, ("b", "*"): RISING, ("b", "steel"): ValueFunction(TENT.x, TENT.score + 20)}
    assert lowest_scores(["a", "b"], ["steel", "banking", "steel"], functions).tolist() == [[0, 20], [0, 0], [0, 20]]
    assert lowest_scores(["a"], [], functions).shape == (0, 1)
    with pytest.raises(KeyError):
        lowest_scores(["c"], ["steel"], functions)
