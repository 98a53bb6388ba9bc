"""Order statistics, places among peers and counts per grade, by hand and by brute force."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.outcomes import grade_counts, interval_width, place_quantiles, places, quantile_of

BOUNDS = np.array([0.0, 60, 65, 70, 75, 80, 85, 90, 95])
NO_CAP = np.zeros(1, dtype=np.int64)


@pytest.mark.parametrize(
    ("draws", "share", "place"),
    [(1000, 0.05, 50), (1000, 0.95, 950), (1000, 0.5, 500), (20, 0.05, 1), (20, 0.95, 19), (1, 0.05, 1), (1, 0.95, 1)],
)
def test_a_quantile_is_the_draw_at_its_place(draws: int, share: float, place: int) -> None:
    assert quantile_of(np.arange(1.0, draws + 1)[np.newaxis], share).tolist() == [place]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.sampled_from([0.05, 0.25, 0.5, 0.95]))
def test_a_quantile_is_the_smallest_draw_that_enough_draws_do_not_exceed(draws: list[float], share: float) -> None:
    found = quantile_of(np.sort(np.array([draws])), share)[0]
    enough = [value for value in draws if sum(other <= value for other in draws) >= share * len(draws) - 1e-9]
    assert found == min(enough)


def test_the_width_is_that_of_nine_draws_in_ten() -> None:
    assert interval_width(np.arange(1000.0)[np.newaxis, ::-1], 0.05, 0.95).tolist() == [900.0]


def test_ties_share_the_better_place() -> None:
    assert places(np.array([[70.0], [80.0], [80.0], [60.0]]))[:, 0].tolist() == [3, 1, 1, 4]


@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=1, max_size=8))
def test_a_place_is_one_more_than_the_number_of_better_ones(scores: list[list[int]]) -> None:
    table = np.array(scores, dtype=np.float64)
    better = [[1 + sum(other[d] > row[d] for other in scores) for d in range(3)] for row in scores]
    assert places(table).tolist() == better


def test_place_quantiles_count_every_draw() -> None:
    # The first is best in 190 of 200 draws, the second in 10.
    first, second = np.full(200, 80.0), np.full(200, 70.0)
    second[:10] = 90.0
    low, high = place_quantiles(np.stack([first, second]), (0.05, 0.95))
    assert (low.tolist(), high.tolist()) == ([1, 1], [1, 2])
    second[:11] = 90.0
    assert place_quantiles(np.stack([first, second]), (0.95,))[0].tolist() == [2, 2]


def test_the_only_one_of_its_kind_is_first() -> None:
    assert [found.tolist() for found in place_quantiles(np.array([[3.0, 90.0]]), (0.05, 0.95))] == [[1], [1]]


@pytest.mark.parametrize(
    ("score", "grade"), [(100.0, 0), (95.0, 0), (94.9999999999, 1), (60.0, 7), (59.9999999999, 8), (0.0, 8)]
)
def test_a_bound_belongs_to_the_better_grade(score: float, grade: int) -> None:
    counts = grade_counts(np.array([[score]]), BOUNDS, NO_CAP)
    assert np.flatnonzero(counts[0]).tolist() == [grade]


def test_a_red_line_caps_every_draw_and_raises_none() -> None:
    counts = grade_counts(np.array([[99.0, 71.0, 50.0]]), BOUNDS, np.array([6]))  # CCC at best
    assert counts[0].tolist() == [0, 0, 0, 0, 0, 0, 2, 0, 1]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=30), st.integers(0, 8))
def test_every_draw_has_one_grade(draws: list[float], cap: int) -> None:
    counts = grade_counts(np.array([draws]), BOUNDS, np.array([cap]))[0]
    assert counts.sum() == len(draws)
    assert counts[:cap].sum() == 0
