"""From data points to the total: weights, what does not apply, the laws of a mean. Its SQL twin: tests/sql."""

from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.aggregate import Hierarchy, hierarchy_of, key_issue_scores, total_scores, weights_in_total

# Two key issues: data points 0 and 1 (weights 1 and 3) in the first, 2 in the second.
SMALL = Hierarchy(np.array([1.0, 3.0, 2.0]), np.array([0, 0, 1]), np.array([[0.75, 0.25]]))


def flags(*cells: int) -> Any:
    return np.array([cells], dtype=np.bool_)


def test_a_total_by_hand() -> None:
    means, weights = key_issue_scores(np.array([[40.0, 80.0, 20.0]]), flags(1, 1, 1), SMALL)
    # A quarter of 40 and three quarters of 80.
    assert means.tolist() == [[70.0, 20.0]]
    assert weights.tolist() == [[0.75, 0.25]]
    assert total_scores(np.array([[40.0, 80.0, 20.0]]), flags(1, 1, 1), SMALL).tolist() == [57.5]


def test_what_does_not_apply_leaves_its_weight_to_its_own_key_issue() -> None:
    means, weights = key_issue_scores(np.array([[40.0, np.nan, 20.0]]), flags(1, 0, 1), SMALL)
    assert means.tolist() == [[40.0, 20.0]]
    assert weights.tolist() == [[0.75, 0.25]]


def test_a_key_issue_without_data_points_leaves_its_weight_to_the_others() -> None:
    scores = np.array([[np.nan, np.nan, 20.0]])
    means, weights = key_issue_scores(scores, flags(0, 0, 1), SMALL)
    np.testing.assert_array_equal(means, [[np.nan, 20.0]])
    assert weights.tolist() == [[0.0, 1.0]]
    assert total_scores(scores, flags(0, 0, 1), SMALL).tolist() == [20.0]


def test_an_irrelevant_key_issue_counts_nothing_even_when_it_has_data() -> None:
    hierarchy = Hierarchy(SMALL.data_point_weight, SMALL.key_issue_of, np.array([[0.0, 1.0]]))
    scores = np.array([[40.0, 80.0, 20.0]])
    means, _ = key_issue_scores(scores, flags(1, 1, 1), hierarchy)
    np.testing.assert_array_equal(means, [[np.nan, 20.0]])
    assert total_scores(scores, flags(1, 1, 1), hierarchy).tolist() == [20.0]


def test_each_issuer_has_the_weights_of_its_industry() -> None:
    hierarchy = Hierarchy(SMALL.data_point_weight, SMALL.key_issue_of, np.array([[0.75, 0.25], [0.5, 0.5]]))
    scores = np.array([[40.0, 80.0, 20.0], [40.0, 80.0, 20.0]])
    assert total_scores(scores, np.ones((2, 3), dtype=np.bool_), hierarchy).tolist() == [57.5, 45.0]


def test_an_issuer_to_whom_nothing_applies_has_no_score() -> None:
    scores = np.array([[np.nan, np.nan, np.nan]])
    assert np.isnan(total_scores(scores, flags(0, 0, 0), SMALL)).all()


def test_no_issuers_no_scores() -> None:
    hierarchy = Hierarchy(SMALL.data_point_weight, SMALL.key_issue_of, np.empty((0, 2)))
    assert total_scores(np.empty((0, 3)), np.empty((0, 3), dtype=np.bool_), hierarchy).shape == (0,)


Case = tuple[Any, Any, Hierarchy]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Scores, wanted cells (at least one a row), hierarchy."""
    issuers, points, issues = draw(st.integers(1, 4)), draw(st.integers(1, 6)), draw(st.integers(1, 4))

    def grid(cells: st.SearchStrategy[Any], rows: int, columns: int) -> Any:
        return np.array([[draw(cells) for _ in range(columns)] for _ in range(rows)])

    wanted = grid(st.booleans(), issuers, points)
    wanted[:, draw(st.integers(0, points - 1))] = True
    scores = np.where(wanted, grid(st.floats(0, 100), issuers, points), np.nan)
    raw = grid(st.integers(1, 9), issuers, issues).astype(float)
    hierarchy = Hierarchy(
        grid(st.integers(1, 5), 1, points)[0].astype(float),
        grid(st.integers(0, issues - 1), 1, points)[0],
        raw / raw.sum(axis=1, keepdims=True),
    )
    return scores, wanted, hierarchy


@given(cases())
def test_a_total_lies_between_its_worst_and_best_data_point(case: Case) -> None:
    scores, wanted, hierarchy = case
    totals = total_scores(scores, wanted, hierarchy)
    assert (totals >= np.nanmin(scores, axis=1) - 1e-9).all()
    assert (totals <= np.nanmax(scores, axis=1) + 1e-9).all()


@given(cases())
def test_weights_sum_to_one_and_scores_stand_where_weights_do(case: Case) -> None:
    means, weights = key_issue_scores(*case)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-12)
    np.testing.assert_array_equal(np.isnan(means), weights == 0)


@given(cases(), st.floats(0, 100), st.integers(0, 3), st.integers(0, 5))
def test_improving_a_data_point_never_lowers_the_total(case: Case, better: float, row: int, point: int) -> None:
    scores, wanted, hierarchy = case
    row, point = row % scores.shape[0], point % scores.shape[1]
    improved = scores.copy()
    improved[row, point] = max(scores[row, point], better) if wanted[row, point] else np.nan
    before, after = total_scores(scores, wanted, hierarchy), total_scores(improved, wanted, hierarchy)
    assert (after >= before - 1e-9).all()


@given(cases(), st.integers(0, 3), st.integers(0, 5))
def test_an_applicable_data_point_of_a_relevant_issue_matters(case: Case, row: int, point: int) -> None:
    scores, wanted, hierarchy = case
    row, point = row % scores.shape[0], point % scores.shape[1]
    if not wanted[row, point]:
        return
    low, high = scores.copy(), scores.copy()
    low[row, point], high[row, point] = 0.0, 100.0
    assert total_scores(high, wanted, hierarchy)[row] > total_scores(low, wanted, hierarchy)[row]


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_issuers_and_data_points_changes_nothing(case: Case, random: Any) -> None:
    scores, wanted, hierarchy = case
    rows, points = list(range(scores.shape[0])), list(range(scores.shape[1]))
    random.shuffle(rows)
    random.shuffle(points)
    moved = Hierarchy(
        hierarchy.data_point_weight[points], hierarchy.key_issue_of[points], hierarchy.key_issue_weight[rows]
    )
    totals = total_scores(scores[rows][:, points], wanted[rows][:, points], moved)
    np.testing.assert_allclose(totals, total_scores(scores, wanted, hierarchy)[rows], atol=1e-9)


@given(cases())
def test_equal_scores_make_an_equal_total(case: Case) -> None:
    scores, wanted, hierarchy = case
    equal = np.where(wanted, 62.5, np.nan)
    assert total_scores(equal, wanted, hierarchy) == pytest.approx(np.full(scores.shape[0], 62.5))


def test_weights_in_the_total_by_hand() -> None:
    # A quarter and three quarters of the first key issue's 0.75; the second has one data point.
    np.testing.assert_allclose(weights_in_total(flags(1, 1, 1), SMALL), [[0.1875, 0.5625, 0.25]])
    np.testing.assert_allclose(weights_in_total(flags(1, 0, 1), SMALL), [[0.75, 0.0, 0.25]])
    np.testing.assert_allclose(weights_in_total(flags(0, 0, 1), SMALL), [[0.0, 0.0, 1.0]])
    np.testing.assert_allclose(weights_in_total(flags(0, 0, 0), SMALL), [[0.0, 0.0, 0.0]])


@given(cases())
def test_weights_in_the_total_are_those_by_which_the_total_is_made(case: Case) -> None:
    scores, wanted, hierarchy = case
    weights = weights_in_total(wanted, hierarchy)
    np.testing.assert_array_equal(weights[~wanted], 0.0)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-12)
    totals = np.sum(weights * np.where(wanted, scores, 0.0), axis=1)
    np.testing.assert_allclose(totals, total_scores(scores, wanted, hierarchy), atol=1e-9)


def test_the_hierarchy_of_frames() -> None:
    points = pl.DataFrame({"key_issue_id": ["b", "a", "b"], "weight": [1, 2, 3]})
    weights = pl.DataFrame(
        [("steel", "a", 0.75), ("steel", "b", 0.25), ("banking", "b", 1.0), ("rail", "c", 1.0)],
        schema=["industry_code", "key_issue_id", "weight"],
        orient="row",
    )
    found = hierarchy_of(points, ["banking", "steel", "banking"], weights)
    assert found.data_point_weight.tolist() == [1.0, 2.0, 3.0]
    assert found.key_issue_of.tolist() == [1, 0, 1]
    assert found.key_issue_weight.tolist() == [[0.0, 1.0, 0.0], [0.75, 0.25, 0.0], [0.0, 1.0, 0.0]]
    assert hierarchy_of(points, [], weights).key_issue_weight.shape == (0, 3)
