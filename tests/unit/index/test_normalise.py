"""Scores from values: each method by hand, what has no meaning, and laws of any sample."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.index.model import Normalise
from esg_pipeline.index.normalise import goalpost, normalise, normalise_samples, on_range, rank_shares, ranks
from esg_pipeline.index.problems import StepError

VALUES = np.array([2.0, 8.0, 4.0, 4.0, np.nan])
FROM_TO: dict[str, Any] = {"method": "goalposts", "low": 0.0, "high": 10.0}


def posts(**options: Any) -> dict[str, Any]:
    """Goalposts of 0 and 10, but for some options."""
    return {**FROM_TO, **options}


def scores(direction: int = 1, **options: Any) -> list[float]:
    return normalise(VALUES, Normalise(**options), direction)[:4].tolist()


@pytest.mark.parametrize(
    ("options", "up", "down"),
    [
        ({}, [0, 100, 100 / 3, 100 / 3], [100, 0, 200 / 3, 200 / 3]),
        ({"range": (1.0, 7.0)}, [1, 7, 3, 3], [7, 1, 5, 5]),
        ({"transform": "log"}, [0, 100, 50, 50], [100, 0, 50, 50]),
        (FROM_TO, [20, 80, 40, 40], [80, 20, 60, 60]),
        (posts(low=4.0, high=5.0), [0, 100, 0, 0], [100, 0, 100, 100]),
        (posts(low=4.0, high=5.0, clip=False), [-200, 400, 0, 0], [300, -300, 100, 100]),
        (posts(low=2.0, high=32.0, transform="log10"), [0, 50, 25, 25], [100, 50, 75, 75]),
        (posts(low=3.0, high=15.0, transform="log", offset=1.0), [0, 58.496] + [16.096] * 2, None),
        (posts(low="min", high="max", center="median"), [100 / 6, 700 / 6, 50, 50], None),
        (posts(low="lowest 2", high="highest 2"), [0, 100, 100 / 3, 100 / 3], None),
        ({"method": "z_score", "mean": 50.0, "deviation": 10.0}, None, None),
        ({"method": "rank"}, [1, 4, 2, 2], [4, 1, 2, 2]),
        ({"method": "rank", "ties": "middle"}, [1, 4, 2.5, 2.5], [4, 1, 2.5, 2.5]),
        ({"method": "rank", "ties": "highest"}, [1, 4, 3, 3], [4, 1, 3, 3]),
        ({"method": "percentile_rank"}, [0, 100, 100 / 3, 100 / 3], None),
        ({"method": "percentile_rank", "share": "midpoint", "ties": "middle"}, [12.5, 87.5, 50, 50], None),
        ({"method": "percentile_rank", "share": "inclusive", "ties": "highest"}, [25, 100, 75, 75], None),
        ({"method": "distance_to_best"}, [25, 100, 50, 50], [100, 25, 50, 50]),
        ({"method": "anchors", "anchors": ((0.0, 0.0), (4.0, 80.0), (8.0, 100.0))}, [40, 100, 80, 80], None),
        ({"method": "none"}, [2, 8, 4, 4], [-2, -8, -4, -4]),
        ({"method": "none", "transform": "sqrt"}, [2**0.5, 8**0.5, 2, 2], None),
        ({"method": "none", "transform": "log1p"}, np.log1p(VALUES[:4]).tolist(), None),
    ],
)
def test_each_method_by_hand(options: dict[str, Any], up: list[float] | None, down: list[float] | None) -> None:
    if options.get("center"):
        options = {**options, "clip": False}
    if up is not None:
        assert scores(**options) == pytest.approx(up, abs=1e-3)
    if down is not None:
        assert scores(-1, **options) == pytest.approx(down, abs=1e-3)
    assert np.isnan(normalise(VALUES, Normalise(**options))[4])


@pytest.mark.parametrize(("divisor", "spread"), [("n-1", 19 / 3), ("n", 19 / 4)])
def test_z_scores_have_the_mean_and_deviation_asked_for(divisor: str, spread: float) -> None:
    found = np.array(scores(method="z_score", mean=50.0, deviation=10.0, divisor=divisor))
    np.testing.assert_allclose(found, 50 + 10 * (VALUES[:4] - 4.5) / np.sqrt(spread))


def test_a_range_of_70_to_130_around_the_mean() -> None:
    # Adjusted Mazziotta-Pareto index: the reference (here the mean, 4.5) is 100, a whole range is 60 points.
    found = scores(**posts(low="min", high="max", center="mean", range=(70.0, 130.0), clip=False))
    np.testing.assert_allclose(found, 100 + (VALUES[:4] - 4.5) / 6 * 60)


@pytest.mark.parametrize(
    ("post", "expected"),
    [(3.0, 3.0), ("mean", 4.5), ("median", 4.0), ("p25", 3.5), ("highest 9", 4.5), ("lowest 1", 2.0)],
)
def test_goalposts_of_a_sample(post: float | str, expected: float) -> None:
    assert goalpost(VALUES[:4], post) == expected


@pytest.mark.parametrize(
    ("values", "options", "rule"),
    [
        ([3.0, 3.0], {}, "all_equal"),
        ([3.0, 3.0], {"method": "z_score"}, "all_equal"),
        ([3.0], {"method": "percentile_rank"}, "all_equal"),
        ([3.0, 3.0], posts(low="min", high="max"), "equal_goalposts"),
        ([3.0, 4.0], posts(low="max", high="min"), "equal_goalposts"),
        ([0.0, 3.0], {"transform": "log"}, "no_transform"),
        ([-1.0, 3.0], {"transform": "sqrt"}, "no_transform"),
        ([-1.0, 3.0], {"transform": "log1p"}, "no_transform"),
        ([-1.0, 3.0], {"method": "distance_to_best"}, "no_share"),
    ],
)
def test_what_has_no_meaning_is_an_error(values: list[float], options: dict[str, Any], rule: str) -> None:
    with pytest.raises(StepError) as error:
        normalise(np.array(values), Normalise(**options))
    assert error.value.rule == rule


def test_nothing_is_a_share_of_the_best_but_no_best() -> None:
    values, how = np.array([0.0, 3.0]), Normalise(method="distance_to_best")
    assert normalise(values, how).tolist() == [0.0, 100.0]
    with pytest.raises(StepError, match="needs values above 0, not 0"):
        normalise(values, how, -1)


@pytest.mark.parametrize("options", [{}, posts(low="min", high="max")])
def test_equal_values_get_the_score_that_is_set_for_them(options: dict[str, Any]) -> None:
    found = normalise(np.array([3.0, 3.0, np.nan]), Normalise(**options, constant=50.0))
    np.testing.assert_array_equal(found, [50.0, 50.0, np.nan])


def test_nothing_known_nothing_scored() -> None:
    assert np.isnan(normalise(np.array([np.nan, np.nan]), Normalise())).all()


def test_values_below_a_goalpost_are_clipped_before_the_log() -> None:
    how = Normalise(method="goalposts", low=1.0, high=100.0, transform="log")
    np.testing.assert_allclose(normalise(np.array([-5.0, 10.0]), how), [0.0, 50.0])


def test_each_sample_is_scored_by_itself() -> None:
    found = normalise_samples(np.array([1.0, 2.0, 30.0, 10.0]), Normalise(), np.array([0, 0, 1, 1]))
    assert found.tolist() == [0.0, 100.0, 100.0, 0.0]


def test_parts() -> None:
    assert on_range(np.array([0.0, 0.5]), (10.0, 20.0)).tolist() == [10.0, 15.0]
    assert rank_shares(ranks(np.array([5.0, 7.0]), "lowest"), "others").tolist() == [0.0, 1.0]


FIXED = [
    Normalise(**FROM_TO),
    Normalise(**posts(clip=False)),
    Normalise(**posts(low=1.0, transform="log")),
    Normalise(method="anchors", anchors=((0.0, 0.0), (4.0, 60.0), (8.0, 100.0))),
]
RELATIVE = [
    Normalise(),
    Normalise(method="z_score"),
    Normalise(method="rank"),
    Normalise(method="percentile_rank"),
    Normalise(**posts(low="p5", high="p95")),
]
SAMPLES = st.lists(st.integers(1, 1000), min_size=2, max_size=12, unique=True).map(lambda cells: np.array(cells, float))


@given(SAMPLES, st.sampled_from([*FIXED, *RELATIVE]))
def test_more_is_never_worse(values: Any, how: Normalise) -> None:
    found = normalise(np.sort(values), how)
    assert (np.diff(found) >= -1e-9).all()


@given(SAMPLES, st.sampled_from([Normalise(), *FIXED[:1], *FIXED[2:], *RELATIVE[3:]]), st.sampled_from([1, -1]))
def test_scores_stay_in_their_range(values: Any, how: Normalise, direction: int) -> None:
    found = normalise(values, how, 1 if how.method == "anchors" else direction)
    assert ((found >= -1e-9) & (found <= 100 + 1e-9)).all()


@given(SAMPLES, st.sampled_from(RELATIVE), st.sampled_from([0.001, 7.0, 1e6]), st.floats(-1e3, 1e3))
def test_the_unit_of_measure_changes_nothing(values: Any, how: Normalise, factor: float, shift: float) -> None:
    np.testing.assert_allclose(normalise(values * factor + shift, how), normalise(values, how), rtol=1e-6, atol=1e-6)


@given(SAMPLES, st.sampled_from([Normalise(), FIXED[0]]))
def test_less_is_better_mirrors(values: Any, how: Normalise) -> None:
    np.testing.assert_allclose(normalise(values, how, -1), 100 - normalise(values, how), atol=1e-9)


@given(SAMPLES, st.sampled_from([*FIXED, *RELATIVE]), st.randoms(use_true_random=False))
def test_the_order_of_units_changes_nothing(values: Any, how: Normalise, random: Any) -> None:
    places = list(range(values.size))
    random.shuffle(places)
    np.testing.assert_allclose(normalise(values[places], how), normalise(values, how)[places], atol=1e-9)
