"""Means over children and who gets the weight of a missing one: by hand, and as laws of any values and weights."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.means import (
    Mean,
    MissingWeight,
    extreme,
    means_by_node,
    penalised_mean,
    power_mean,
    redistributed,
    weighted_mean,
    weighted_median,
)

WEIGHTS = np.array([[0.5, 0.3, 0.2]])
POSITIONAL = [each for each in Mean if each is not Mean.MAZZIOTTA_PARETO]


def flags(*cells: int) -> Any:
    return np.array([cells], dtype=np.bool_)


@pytest.mark.parametrize(
    ("policy", "present", "expected"),
    [
        (MissingWeight.IN_PROPORTION, (1, 1, 0), [0.625, 0.375, 0.0]),
        (MissingWeight.EQUALLY, (1, 1, 0), [0.6, 0.4, 0.0]),
        (MissingWeight.EQUALLY, (0, 0, 1), [0.0, 0.0, 1.0]),
        (MissingWeight.NO_SCORE, (1, 1, 0), [np.nan] * 3),
        (MissingWeight.NO_SCORE, (1, 1, 1), [0.5, 0.3, 0.2]),
        (MissingWeight.AS_ZERO, (1, 1, 0), [0.5, 0.3, 0.2]),
        *((policy, (0, 0, 0), [np.nan] * 3) for policy in MissingWeight),
    ],
)
def test_who_gets_the_weight_of_a_missing_child(policy: MissingWeight, present: Any, expected: list[float]) -> None:
    np.testing.assert_allclose(redistributed(WEIGHTS, flags(*present), policy), [expected], atol=1e-15)


@pytest.mark.parametrize("policy", MissingWeight)
def test_a_child_without_weight_gets_none_and_is_not_missed(policy: MissingWeight) -> None:
    weights = np.array([[2.0, 2.0, 0.0]])
    np.testing.assert_array_equal(redistributed(weights, flags(1, 1, 0), policy), [[0.5, 0.5, 0.0]])
    np.testing.assert_array_equal(redistributed(weights, flags(1, 1, 1), policy), [[0.5, 0.5, 0.0]])


def test_equal_shares_are_shares_of_the_whole_weight() -> None:
    # 3 of 10 are lost; two siblings get 1.5 of 10 each.
    found = redistributed(np.array([[5.0, 2.0, 3.0]]), flags(1, 1, 0), MissingWeight.EQUALLY)
    np.testing.assert_allclose(found, [[0.65, 0.35, 0.0]])


@pytest.mark.parametrize(
    ("mean", "expected"),
    [
        (Mean.ARITHMETIC, 4.0),
        (Mean.SUM, 4.0),
        (Mean.GEOMETRIC, 2.0**1.75),
        (Mean.PRODUCT, 2.0**1.75),
        (Mean.HARMONIC, 1 / (0.5 / 2 + 0.25 / 4 + 0.25 / 8)),
        (Mean.MEDIAN, 3.0),
        (Mean.MIN, 2.0),
        (Mean.MAX, 8.0),
        # Variance 0.5 x 4 + 0.25 x 0 + 0.25 x 16 = 6.
        (Mean.MAZZIOTTA_PARETO, 4.0 - 6 / 4),
    ],
)
def test_each_mean_by_hand(mean: Mean, expected: float) -> None:
    values, weights = np.array([[8.0, 2.0, 4.0, np.nan]]), np.array([[0.25, 0.5, 0.25, 0.0]])
    assert weighted_mean(values, weights, mean).tolist() == [pytest.approx(expected)]


def test_a_power_mean_by_hand() -> None:
    values, weights = np.array([[3.0, 5.0]]), np.array([[0.5, 0.5]])
    assert weighted_mean(values, weights, Mean.POWER, 2.0).tolist() == [pytest.approx(17**0.5)]
    assert power_mean(values, weights, -1.0).tolist() == [pytest.approx(3.75)]


def test_a_zero_makes_a_geometric_and_a_harmonic_mean_zero() -> None:
    values, weights = np.array([[0.0, 5.0]]), np.array([[0.5, 0.5]])
    assert weighted_mean(values, weights, Mean.GEOMETRIC).tolist() == [0.0]
    assert weighted_mean(values, weights, Mean.HARMONIC).tolist() == [0.0]
    assert penalised_mean(np.zeros((1, 2)), weights).tolist() == [0.0]


@pytest.mark.parametrize("mean", [Mean.GEOMETRIC, Mean.PRODUCT, Mean.HARMONIC, Mean.POWER])
def test_a_negative_value_has_no_such_mean(mean: Mean) -> None:
    with pytest.raises(ValueError, match=mean):
        weighted_mean(np.array([[-1.0, 2.0]]), np.array([[0.5, 0.5]]), mean, 0.5)
    assert np.isfinite(weighted_mean(np.array([[-1.0, 2.0]]), np.array([[0.0, 1.0]]), mean, 0.5)).all()


def test_a_negative_mean_has_no_penalty() -> None:
    with pytest.raises(ValueError, match="around -1"):
        penalised_mean(np.array([[-3.0, 1.0]]), np.array([[0.5, 0.5]]))
    assert penalised_mean(np.array([[-1.0, 1.0]]), np.array([[0.5, 0.5]])).tolist() == [0.0]


def test_a_median_weighs() -> None:
    values = np.array([[1.0, 2.0, 9.0]])
    assert weighted_median(values, np.array([[0.2, 0.2, 0.6]])).tolist() == [9.0]
    assert weighted_median(values, np.array([[1 / 3] * 3])).tolist() == [2.0]
    assert weighted_median(values, np.array([[0.5, 0.0, 0.5]])).tolist() == [5.0]


def test_an_extreme_leaves_children_without_weight_out() -> None:
    values, weights = np.array([[1.0, 2.0, 9.0]]), np.array([[0.0, 0.5, 0.5]])
    assert extreme(values, weights, is_max=False).tolist() == [2.0]


@pytest.mark.parametrize("mean", Mean)
def test_no_score_stays_no_score(mean: Mean) -> None:
    values, weights = np.array([[1.0, 2.0], [3.0, 3.0]]), np.array([[np.nan, np.nan], [0.5, 0.5]])
    np.testing.assert_allclose(weighted_mean(values, weights, mean), [np.nan, 3.0])


def test_many_nodes_at_once_are_the_same_means() -> None:
    random = np.random.default_rng(1)
    values, present = random.random((20, 6)), random.random((20, 6)) < 0.6
    member = np.where(np.equal.outer(np.arange(6) // 2, np.arange(3)), random.random((6, 1)), 0.0)
    means, weight = means_by_node(np.where(present, values, np.nan), present, member)
    for node in range(3):
        used = redistributed(member[np.newaxis, :, node], present)
        np.testing.assert_allclose(means[:, node], weighted_mean(values, used), atol=1e-12)
    np.testing.assert_array_equal(np.isnan(means), weight == 0)


@st.composite
def cases(draw: st.DrawFn) -> tuple[Any, Any, Any]:
    """Values, weights with a positive sum, which are present; one to four units, one to five children."""
    units, children = draw(st.integers(1, 4)), draw(st.integers(1, 5))

    def grid(cells: st.SearchStrategy[Any]) -> Any:
        return np.array([[draw(cells) for _ in range(children)] for _ in range(units)])

    weights = grid(st.sampled_from([0.0, 0.25, 1.0, 3.0]))
    weights[:, draw(st.integers(0, children - 1))] = 2.0
    return grid(st.floats(0.5, 100)), weights, grid(st.booleans())


@given(cases(), st.sampled_from(MissingWeight))
def test_weights_sum_to_one_or_there_is_no_score(case: tuple[Any, Any, Any], policy: MissingWeight) -> None:
    _, weights, present = case
    used = redistributed(weights, present, policy)
    is_scored = (present & (weights > 0)).any(axis=1)
    if policy is MissingWeight.NO_SCORE:
        is_scored &= (present | (weights == 0)).all(axis=1)
    np.testing.assert_array_equal(np.isnan(used).all(axis=1), ~is_scored)
    np.testing.assert_allclose(used[is_scored].sum(axis=1), 1.0, atol=1e-12)
    if policy is not MissingWeight.AS_ZERO:
        assert (used[is_scored][~present[is_scored]] == 0).all()


@given(cases())
def test_in_equal_shares_every_sibling_gains_the_same(case: tuple[Any, Any, Any]) -> None:
    _, weights, present = case
    used = redistributed(weights, present, MissingWeight.EQUALLY)
    gained = used - weights / weights.sum(axis=1, keepdims=True)
    for row in np.flatnonzero(~np.isnan(used).any(axis=1)):
        siblings = present[row] & (weights[row] > 0)
        assert np.ptp(gained[row][siblings]) <= 1e-12
        assert (gained[row][siblings] >= -1e-12).all()


@given(cases(), st.sampled_from(POSITIONAL))
def test_a_mean_lies_between_its_children(case: tuple[Any, Any, Any], mean: Mean) -> None:
    values, weights, _ = case
    used = redistributed(weights, np.ones_like(weights, dtype=np.bool_))
    found = weighted_mean(values, used, mean, 0.5)
    counted = np.where(weights > 0, values, np.nan)
    assert (found >= np.nanmin(counted, axis=1) - 1e-9).all()
    assert (found <= np.nanmax(counted, axis=1) + 1e-9).all()


@given(cases())
def test_harmonic_geometric_arithmetic_in_that_order(case: tuple[Any, Any, Any]) -> None:
    values, weights, _ = case
    used = redistributed(weights, np.ones_like(weights, dtype=np.bool_))
    rising = [weighted_mean(values, used, mean) for mean in (Mean.HARMONIC, Mean.GEOMETRIC, Mean.ARITHMETIC)]
    assert (rising[0] <= rising[1] + 1e-9).all()
    assert (rising[1] <= rising[2] + 1e-9).all()
    assert (weighted_mean(values, used, Mean.MAZZIOTTA_PARETO) <= rising[2] + 1e-9).all()


@given(cases(), st.sampled_from(POSITIONAL), st.floats(0, 50), st.integers(0, 4))
def test_a_better_child_never_lowers_a_mean(case: tuple[Any, Any, Any], mean: Mean, more: float, child: int) -> None:
    values, weights, _ = case
    used = redistributed(weights, np.ones_like(weights, dtype=np.bool_))
    better = values.copy()
    better[:, child % values.shape[1]] += more
    assert (weighted_mean(better, used, mean, 0.5) >= weighted_mean(values, used, mean, 0.5) - 1e-9).all()
