"""Outliers: each method by hand, the winsorising loop with its fallbacks, skew and kurtosis as in a spreadsheet."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.index.model import Treat
from esg_pipeline.index.problems import StepError
from esg_pipeline.index.treat import fallen_back, is_outlying, kurtosis, limits, skewness, treat, winsorised

SPIKE = np.array([1.0, 2, 3, 4, 5, 6, 7, 8, 9, 1000, np.nan])
WINSORISE = Treat(method="winsorise")


def test_skew_and_kurtosis_are_those_of_a_spreadsheet() -> None:
    # SKEW and KURT of the example in the documentation of Excel.
    values = np.array([3.0, 4, 5, 2, 3, 4, 5, 6, 4, 7])
    assert skewness(values) == pytest.approx(0.359543071)
    assert kurtosis(values) == pytest.approx(-0.151799637)


def test_the_outermost_value_becomes_the_next_one() -> None:
    drawn, how = winsorised(SPIKE, WINSORISE, 1)
    np.testing.assert_array_equal(drawn, [1, 2, 3, 4, 5, 6, 7, 8, 9, 9, np.nan])
    assert how == "winsorised 1 points"
    np.testing.assert_array_equal(winsorised(-SPIKE, WINSORISE, 1)[0], -drawn)


def test_equal_outermost_values_are_drawn_in_together_and_counted_each() -> None:
    values = np.array([*range(1, 40), 900, 1000], dtype=np.float64)
    drawn, how = winsorised(values, WINSORISE, 1)
    assert drawn.tolist() == [*range(1, 40), 39, 39]
    assert how == "winsorised 2 points"


@pytest.mark.parametrize(
    ("fallback", "expected", "words"),
    [
        ("undo", lambda x: x, ""),
        ("log", np.log, "log"),
        ("log_shift", lambda x: np.log(x - 1 + 9.99), "log_shift"),
        ("log_gii", lambda x: np.log(999 * (x - 1) / 999 + 1), "log_gii"),
    ],
)
def test_when_too_few_points_may_be_drawn_in_the_fallback_follows(fallback: str, expected, words: str) -> None:  # noqa: ANN001
    found, how = treat(SPIKE, Treat(method="winsorise", max_points=0, fallback=fallback))
    np.testing.assert_allclose(found, expected(SPIKE))
    assert how == words


def test_keep_keeps_what_was_drawn_in_so_far() -> None:
    values = np.array([*range(20), 1e6, 1e9], dtype=np.float64)
    drawn, how = treat(values, Treat(method="winsorise", max_points=1))
    assert (drawn[-2:].tolist(), how) == ([1e6, 1e6], "winsorised 1 points")


@pytest.mark.parametrize("fallback", ["log", "log_gii"])
def test_a_log_that_does_not_exist_is_an_error(fallback: str) -> None:
    with pytest.raises(StepError, match="log"):
        fallen_back(np.array([0.0, 0.5]), fallback, 1)


def test_the_mirrored_log_keeps_the_order() -> None:
    found, _ = fallen_back(SPIKE[:-1], "log_gii", -1)
    assert (np.diff(found) > 0).all()


@pytest.mark.parametrize("values", [[1.0, 1, 1, 1, 1], [1.0, 2, 900], [np.nan] * 5])
def test_too_few_or_equal_values_are_left_alone(values: list[float]) -> None:
    assert not is_outlying(np.array(values), Treat(skew=1e-9, kurtosis=-100))


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        (Treat(method="percentiles", low_percentile=10, high_percentile=90), (1.9, 108.1)),
        (Treat(method="fences"), (3.25 - 6.75, 7.75 + 6.75)),
        (Treat(method="deviations", deviations=1), (104.5 - 314.6572, 104.5 + 314.6572)),
        (Treat(method="limits", low=2), (2.0, np.inf)),
        (Treat(method="limits", high=8), (-np.inf, 8.0)),
    ],
)
def test_limits_by_hand(how: Treat, expected: tuple[float, float]) -> None:
    assert limits(SPIKE[:-1], how) == pytest.approx(expected, abs=1e-3)
    drawn, words = treat(SPIKE, how)
    np.testing.assert_array_equal(np.isnan(drawn), np.isnan(SPIKE))
    assert (words == "") == np.array_equal(drawn, SPIKE, equal_nan=True)


def test_nothing_is_done_unless_asked_for() -> None:
    assert treat(SPIKE, Treat())[1] == ""
    assert treat(np.array([np.nan]), Treat(method="fences"))[1] == ""


@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=30),
    st.sampled_from(["winsorise", "percentiles", "fences", "deviations"]),
    st.sampled_from(["keep", "log_shift", "undo"]),
)
def test_treating_never_turns_an_order_round(cells: list[int], method: str, fallback: str) -> None:
    values = np.sort(np.array(cells, dtype=np.float64))
    drawn, _ = treat(values, Treat(method=method, fallback=fallback, skew=0.1, kurtosis=-1))
    assert (np.diff(drawn) >= 0).all()
    if fallback != "log_shift":
        assert values[0] <= drawn[0] <= drawn[-1] <= values[-1]
