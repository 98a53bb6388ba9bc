"""Gaps of one indicator: each method by hand, the ladder, and that known values are never touched."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.index.impute import by_group, impute, latest
from esg_pipeline.index.model import IMPUTE_METHODS, Impute
from esg_pipeline.index.problems import StepError

VALUES = np.array([1.0, 3.0, 8.0, np.nan, 20.0, np.nan])
GROUP = np.array([0, 0, 0, 0, 1, 2])
ONE_SAMPLE = np.zeros(6, dtype=np.int64)
PAST = (list("ABCDEF"), np.zeros(6))


def filled(how: Impute, sample: Any = ONE_SAMPLE, direction: int = 1) -> tuple[list[float], list[str]]:
    found, methods = impute(VALUES, how, sample=sample, group=GROUP, direction=direction, past=PAST)
    return [found[3], found[5]], [methods[3], methods[5]]


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("mean", [8.0, 8.0]),
        ("median", [5.5, 5.5]),
        ("zero", [0.0, 0.0]),
        ("value", [7.0, 7.0]),
        ("worst", [1.0, 1.0]),
        ("group_mean", [4.0, np.nan]),
        ("group_median", [3.0, np.nan]),
        ("group_min", [1.0, np.nan]),
        ("group_max", [8.0, np.nan]),
        ("none", [np.nan, np.nan]),
        ("latest", [np.nan, np.nan]),
    ],
)
def test_each_method_by_hand(method: str, expected: list[float]) -> None:
    found, methods = filled(Impute(method=(method,), value=7.0))
    np.testing.assert_array_equal(found, expected)
    assert methods == ["" if np.isnan(cell) else method for cell in expected]


def test_of_a_list_each_fills_what_was_left_open() -> None:
    assert filled(Impute(method=("group_mean", "median"))) == ([4.0, 5.5], ["group_mean", "median"])


def test_worst_is_the_highest_where_less_is_better() -> None:
    assert filled(Impute(method=("worst",)), direction=-1)[0] == [20.0, 20.0]


def test_too_few_donors_fill_nothing() -> None:
    assert filled(Impute(method=("group_mean", "mean"), min_donors=4)) == ([8.0, 8.0], ["mean", "mean"])
    assert by_group(np.array([1.0, np.nan]), np.zeros(2, dtype=np.int64), "median", 2).tolist()[1] is not None
    np.testing.assert_array_equal(by_group(VALUES, GROUP, "median", 4), [np.nan] * 6)


def test_samples_do_not_lend_to_each_other() -> None:
    sample = np.array([0, 1, 1, 0, 1, 1])
    found, _ = filled(Impute(method=("group_mean",)), sample)
    np.testing.assert_array_equal(found, [1.0, np.nan])


def test_the_latest_value_of_the_same_unit_is_carried() -> None:
    values = np.array([1.0, 2.0, np.nan, np.nan, np.nan, 9.0, np.nan])
    units, years = list("ABABABA"), np.array([2018.0, 2018, 2019, 2019, 2021, 2021, 2022])
    np.testing.assert_array_equal(latest(values, units, years, 2), [np.nan, np.nan, 1, 2, np.nan, np.nan, np.nan])
    np.testing.assert_array_equal(latest(values, units, years, 3)[4:6], [1.0, 2.0])


def test_latest_needs_years_that_are_numbers() -> None:
    with pytest.raises(StepError, match="years"):
        latest(VALUES, list("ABCDEF"), np.full(6, -np.inf), 1)


@given(st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=12), st.sampled_from(IMPUTE_METHODS))
def test_known_values_are_never_touched(cells: list[float | None], method: str) -> None:
    values = np.array([np.nan if cell is None else cell for cell in cells])
    group = np.arange(values.size) % 2
    past = ([str(number % 3) for number in range(values.size)], np.arange(values.size, dtype=np.float64))
    how = Impute(method=(method,), value=1.0)
    found, methods = impute(values, how, sample=group * 0, group=group, direction=1, past=past)
    known = ~np.isnan(values)
    np.testing.assert_array_equal(found[known], values[known])
    assert [bool(word) for word in methods] == (~known & ~np.isnan(found)).tolist()
