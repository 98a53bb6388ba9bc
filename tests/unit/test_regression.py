"""The regression on related columns: published examples, the best of all non-negative ones, and leaving one out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import nnls

from esg_pipeline.regression import PENALTY, Floats, Task, fit, nonnegative, predict, predict_without_self, predictions

NAN = float("nan")


def task(features: Floats, target: Floats) -> Task:
    """`features`: row x column."""
    rows = np.arange(len(target))
    return Task(rows, np.array(features, dtype=np.float64).T, target, np.flatnonzero(~np.isnan(target)), 2)


def test_the_published_example_of_a_ridge() -> None:
    # scikit-learn user guide 1.1.2.1: Ridge(alpha=0.5) on [0, 0] [0, 0] [1, 1] and 0, 0.1, 1 has the coefficients
    # 0.34545455 and 0.34545455 and the intercept 0.13636364. Scaling the features scales the penalty.
    scale = np.sqrt(PENALTY / 0.5)
    example = task(scale * np.array([[0, 0], [0, 0], [1, 1]]), np.array([0, 0.1, 1]))
    found = fit(example)
    np.testing.assert_allclose(found.coefficients * scale, [0.34545455, 0.34545455], atol=5e-9)
    np.testing.assert_allclose(found.mean - found.coefficients @ found.means, 0.13636364, atol=5e-9)


@pytest.mark.parametrize(("right", "expected"), [([2, 1, 1], [1.5, 1.0]), ([-1, -1, -1], [0.0, 0.0])])
def test_the_published_examples_of_non_negative_least_squares(right: list[float], expected: list[float]) -> None:
    # SciPy reference, scipy.optimize.nnls.
    left = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
    found = nonnegative((left.T @ left)[np.newaxis], (left.T @ np.array(right))[np.newaxis])
    np.testing.assert_allclose(found[0], expected, atol=1e-12)


@given(st.integers(0, 2**32 - 1), st.integers(1, 8))
def test_it_is_the_best_of_all_non_negative_ones(seed: int, size: int) -> None:
    rng = np.random.default_rng(seed)
    left = rng.normal(size=(40, size)) + rng.normal(size=(40, 1)) * rng.choice([0, 3])
    left = np.vstack([left, 0.3 * np.eye(size)])
    rights = rng.normal(size=(6, len(left))) + left.sum(axis=1) * rng.choice([-1, 0, 1])
    products = np.broadcast_to(left.T @ left, (6, size, size))
    found = nonnegative(products, rights @ left)
    for row, right in enumerate(rights):
        np.testing.assert_allclose(found[row], nnls(left, right)[0], atol=1e-8)


def random_scores(seed: int, rows: int = 60, columns: int = 6) -> Floats:
    rng = np.random.default_rng(seed)
    drawn = np.clip(rng.random((rows, 1)) * 100 + rng.normal(0, 25, (rows, columns)), 0, 100)
    return np.where(rng.random(drawn.shape) < 0.3, NAN, drawn)


RELATED = np.array([[other for other in range(6) if other != column] for column in range(6)])
COLUMNS = np.arange(6)


@pytest.mark.parametrize("seed", range(5))
def test_leaving_one_out_is_fitting_without_it(seed: int) -> None:
    scores, world = random_scores(seed), np.arange(60) % 2
    found = predict_without_self(scores, COLUMNS, RELATED, world, 5)
    for row, column in zip(*np.nonzero(~np.isnan(scores)), strict=True):
        without = scores.copy()
        without[row, column] = NAN
        again = predict(without, np.array([column]), RELATED, world, 5)[0][row, 0]
        np.testing.assert_allclose(found[row, column], again, atol=1e-8)
    assert np.isnan(found[np.isnan(scores)]).all()
    assert not np.isnan(found[~np.isnan(scores)]).all()


def test_the_check_of_leaving_one_out_meets_rows_whose_coefficients_change_sign() -> None:
    """Random features of which some do not matter, so that one row decides whether they do."""
    rng = np.random.default_rng(3)
    scores = rng.random((16, 6)) * 100
    found = predict_without_self(scores, COLUMNS, RELATED[:, :2], np.zeros(16, dtype=np.int64), 5)
    changed = 0
    for row, column in np.ndindex(scores.shape):
        without = scores.copy()
        without[row, column] = NAN
        one, other = (
            fit(task(np.nan_to_num(array[:, RELATED[column, :2]]), array[:, column])) for array in (scores, without)
        )
        changed += bool(((one.coefficients > 0) != (other.coefficients > 0)).any())
        again = predict(without, np.array([column]), RELATED[:, :2], np.zeros(16, dtype=np.int64), 5)[0][row, 0]
        np.testing.assert_allclose(found[row, column], again, atol=1e-8)
    assert changed >= 3


@given(st.integers(0, 2**32 - 1))
def test_hiding_a_related_score_never_raises_a_prediction(seed: int) -> None:
    scores, world = random_scores(seed, 40), np.zeros(40, dtype=np.int64)
    scores[0, 0] = NAN
    before = predict(scores, np.array([0]), RELATED, world, 5)[0][0, 0]
    silent = scores.copy()
    silent[0, 1 + seed % 5] = NAN
    assert predict(silent, np.array([0]), RELATED, world, 5)[0][0, 0] <= before


def test_what_is_predicted_from_nothing_related_is_no_gap() -> None:
    scores = random_scores(1)
    scores[0] = NAN
    found, count = predict(scores, COLUMNS, RELATED, np.zeros(60, dtype=np.int64), 5)
    assert not np.isnan(found).any()
    assert (count[0] == np.count_nonzero(~np.isnan(scores), axis=0)).all()


@pytest.mark.parametrize(("rows", "is_fitted"), [(11, False), (12, True)])
def test_a_fit_needs_twice_as_many_rows_as_coefficients(rows: int, is_fitted: bool) -> None:
    scores = np.random.default_rng(1).random((rows, 6)) * 100
    world = np.zeros(rows, dtype=np.int64)
    found, count = predict(scores, COLUMNS, RELATED, world, 5)
    assert (not np.isnan(found).any()) == is_fitted
    assert (count == (rows if is_fitted else 0)).all()
    assert np.isnan(predict_without_self(scores, COLUMNS, RELATED, world, 5)).all()


@pytest.mark.parametrize("scores", [np.full((30, 6), 50.0), np.full((30, 6), NAN), np.empty((0, 6))])
def test_equal_scores_no_scores_and_nobody(scores: Floats) -> None:
    world = np.zeros(len(scores), dtype=np.int64)
    found = predict(scores, COLUMNS, RELATED, world, 5)[0]
    np.testing.assert_array_equal(found, scores)
    np.testing.assert_array_equal(predict_without_self(scores, COLUMNS, RELATED, world, 5), scores)


def test_one_giant_outlier_keeps_predictions_within_bounds() -> None:
    scores = np.full((30, 6), 1.0)
    scores[0] = 100.0
    found = predict(scores, COLUMNS, RELATED, np.zeros(30, dtype=np.int64), 5)[0]
    assert ((found >= 0) & (found <= 100)).all()


def test_a_prediction_follows_what_is_related() -> None:
    example = task(np.tile([[0.0], [50.0], [100.0]], (200, 1)), np.tile([10.0, 50.0, 90.0], 200))
    # The slope of 0.8 shrinks by the weight of the penalty: 0.8 / (1 + 9000 / 1,000,000).
    np.testing.assert_allclose(fit(example).coefficients, 0.8 / 1.009)
    np.testing.assert_allclose(predictions(fit(example), example)[:3], [50 - 40 / 1.009, 50, 50 + 40 / 1.009])
