"""Shares of a move: efficient, symmetric, nothing for who did not move; worked by hand where two move."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.attribution_game import FACT, PLAYERS, TIME, Ends, evaluated, shapley, shares
from esg_pipeline.standardise import ValueFunction

RISING = ValueFunction(np.array([0.0, 10.0]), np.array([0.0, 100.0]))
STEEPER = ValueFunction(np.array([0.0, 5.0]), np.array([0.0, 100.0]))


def ends(value: tuple[float, float], factor: tuple[float, float] = (1.0, 1.0), places: int = 0) -> Ends:
    """One cell; `places`: the function of the later date."""
    two = np.array([[value[0]], [value[1]]])
    inf = np.full((2, 1), np.inf)
    function = np.array([[[0], [0]], [[places], [places]]])
    return Ends(
        two,
        two,
        -inf,
        inf,
        np.array(factor).reshape(2, 1),
        function,
        np.array([np.nan]),
        np.zeros(1),
        np.array([False]),
    )


def test_value_and_time_share_what_they_did_together() -> None:
    """40 x 1.0 to 60 x 0.9: value +20 or +18, time -4 or -6."""
    found, is_split = shares(ends((4, 6), (1.0, 0.9)), np.array([[40.0], [54.0]]), [RISING])
    assert found[0, [FACT, TIME]] == pytest.approx([19.0, -5.0])
    assert is_split.tolist() == [True]


def test_value_and_benchmark_share_what_they_did_together() -> None:
    """2 to 3 on a function that doubles: value 10 or 20, benchmark 20 or 30."""
    found, _ = shares(ends((2, 3), places=1), np.array([[20.0], [60.0]]), [RISING, STEEPER])
    assert dict(zip(PLAYERS, found[0], strict=True)) == pytest.approx(
        {"fact": 15.0, "time": 0.0, "fence": 0.0, "benchmark": 25.0, "industry": 0.0}
    )


def test_scores_that_do_not_follow_from_the_formula_are_not_split() -> None:
    found, is_split = shares(ends((4, 6), (1.0, 0.9)), np.array([[40.0], [55.0]]), [RISING])
    assert (found == 0).all()
    assert not is_split.any()


@given(st.lists(st.floats(-50, 50), min_size=8, max_size=8))
def test_shares_sum_to_the_whole_and_equal_players_get_equal_shares(worths: list[float]) -> None:
    def worth(coalition: tuple[int, ...]) -> np.ndarray:
        return np.array([worths[sum(1 << player for player in coalition)]])

    found = shapley([0, 1, 2], worth)
    assert found.sum() == pytest.approx(worths[7] - worths[0], abs=1e-9)
    by_size = shapley([0, 1, 2], lambda coalition: np.array([worths[len(coalition)]]))
    assert by_size[0] == pytest.approx(np.full(3, (worths[3] - worths[0]) / 3), abs=1e-9)


def test_cells_without_a_function_have_no_score() -> None:
    found = evaluated(np.array([1.0, 2.0, 3.0]), np.array([0, -1, 0]), [RISING])
    assert np.array_equal(found, [10.0, np.nan, 30.0], equal_nan=True)
    assert evaluated(np.array([]), np.array([], dtype=np.int64), []).size == 0
