"""Errors in units of the room left, their quantiles by hand, intervals, and draws that go together as measured."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.hidden import Hidden, if_hidden
from esg_pipeline.impute import CARRIED, METHODS, PRIOR, Filled, Floats, Peers, Policy
from esg_pipeline.predictive import (
    GRID,
    ErrorModel,
    at_level,
    effective_size,
    error_model,
    flat_around,
    from_relative,
    interval,
    pool,
    quantiles,
    relative,
    uniform,
)
from tests.unit.dense import NAN, known_of, ladders_of
from tests.unit.test_panel import Panel, Row, issuer, panel

UNIVERSE = METHODS.index("median_universe")
DOUBTS = pl.DataFrame(
    [("carry_unmeasured", True, 0.3), ("error_correlation", True, 0.25)],
    schema=["choice_id", "is_on", "spread"],
    orient="row",
)
POLICY = Policy(min_donors=5, prior_score=60.0, strict_disclosure=False, disclosure_floor=0.0)
SCORES = st.floats(0, 100)


def whole(values: Any) -> Any:
    return np.array(values, dtype=np.int64)


def panel_of(count: int, **changes: Row) -> Panel:
    """Issuers with the three data points of the panel, of as many key issues."""
    return panel([issuer(f"I{number:04}", **changes.get(f"I{number:04}", {})) for number in range(count)])


def modelled(
    scores: Floats, made: Panel, doubts: pl.DataFrame = DOUBTS, weights: Any = 1.0, **others: Any
) -> ErrorModel:
    """The errors of everybody's scores when the medians of everybody else in the world are the peers."""
    known = known_of(scores, **others)
    wanted = np.ones(known.scores.shape, dtype=np.bool_)
    hidden = if_hidden(known, wanted, ladders_of(known.scores.shape[1]), Peers((made.world,) * 4), POLICY)
    weighed = np.array(np.broadcast_to(np.array(weights, dtype=np.float64), known.scores.shape))
    return error_model(hidden, known, made, weighed, doubts, POLICY.prior_score)


# Units


@given(SCORES, SCORES)
def test_an_error_is_between_minus_1_and_1_and_leads_back_to_the_score(score: float, centre: float) -> None:
    error = relative(np.array([score]), np.array([centre]))
    assert -1 <= error[0] <= 1
    np.testing.assert_allclose(from_relative(error, np.array([centre])), [score], atol=1e-9)


def test_errors_by_hand() -> None:
    found = relative(np.array([20.0, 70.0, 0.0, 100.0, NAN]), np.array([40.0, 40.0, 0.0, 100.0, 50.0]))
    np.testing.assert_array_equal(found, [-0.5, 0.5, 0.0, 0.0, NAN])


# Quantiles


def test_the_published_percentile() -> None:
    # NIST/SEMATECH e-Handbook 7.2.6.2: the 90 % of these is 95.1981; 90 % lies between two quantiles of the grid.
    thickness = [95.1772, 95.1567, 95.1937, 95.1959, 95.1442, 95.0610, 95.1591, 95.1195, 95.1065, 95.0925, 95.1990]
    block = np.array([*thickness, 95.1682])[:, np.newaxis]
    grid = quantiles(block, np.ones_like(block))[0]
    assert (grid[179] + grid[180]) / 2 == pytest.approx(95.1981, abs=5e-5)


def test_a_new_value_is_below_a_quantile_as_often_as_it_says_however_few_there_are() -> None:
    draws = np.random.default_rng(1).random((20, 4000))
    grid = quantiles(draws, np.ones_like(draws))
    # The probability of a new uniform value below a quantile is the quantile itself.
    inner = slice(10, 190)
    np.testing.assert_allclose(grid.mean(axis=0)[inner], ((np.arange(GRID) + 0.5) / GRID)[inner], atol=0.006)


def test_equal_weights_of_any_size_are_ranks() -> None:
    """Type 6 by numpy, inside the smallest and the largest; gaps do not count."""
    rng = np.random.default_rng(3)
    errors = np.where(rng.random((37, 5)) < 0.3, NAN, rng.normal(0, 1, (37, 5)))
    levels = (np.arange(GRID) + 0.5) / GRID
    expected = np.stack([np.quantile(column[~np.isnan(column)], levels, method="weibull") for column in errors.T])
    for weight in (1.0, 0.3):
        found = quantiles(errors, np.where(np.isnan(errors), 0.0, weight))
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)


def test_weighted_quantiles_by_hand() -> None:
    # Weights 1, 2, 1 of 10, 20, 30: a new one weighs 6/4 as they do; they stand at 1.25, 2.75 and 4.25 of 5.5.
    grid = quantiles(np.array([[20.0], [30.0], [10.0]]), np.array([[2.0], [1.0], [1.0]]))[0]
    levels = (np.arange(GRID) + 0.5) / GRID
    np.testing.assert_allclose(grid, np.interp(5.5 * levels, [1.25, 2.75, 4.25], [10.0, 20.0, 30.0]))
    assert (grid[0], grid[99] + grid[100], grid[-1]) == (10.0, pytest.approx(40.0), 30.0)


def test_the_order_of_equal_errors_does_not_matter() -> None:
    rng = np.random.default_rng(5)
    errors, weights = np.round(rng.normal(0, 1, (50, 1))), rng.random((50, 1))
    order = rng.permutation(50)
    np.testing.assert_allclose(quantiles(errors[order], weights[order]), quantiles(errors, weights), atol=1e-12)


def test_weights_make_a_sample_that_of_the_gaps() -> None:
    # Uniform on 0..1, each weighing what it is itself: the distribution function is the square.
    draws = np.random.default_rng(4).random((20_000, 1))
    grid = quantiles(draws, draws)[0]
    np.testing.assert_allclose(grid, np.sqrt((np.arange(GRID) + 0.5) / GRID), atol=0.01)


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(0.05, 1.0)), min_size=1, max_size=30),
    st.floats(0.1, 10.0),
)
def test_quantiles_ascend_within_what_was_seen_whatever_the_scale_and_order(
    pairs: list[tuple[float, float]], scale: float
) -> None:
    errors, weights = (np.array(column)[:, np.newaxis] for column in zip(*pairs, strict=True))
    grid = quantiles(errors, weights)[0]
    assert (np.diff(grid) >= 0).all()
    assert errors.min() <= grid[0]
    assert grid[-1] <= errors.max()
    np.testing.assert_allclose(quantiles(errors, scale * weights)[0], grid, atol=1e-9)


def test_what_weights_are_worth() -> None:
    found = effective_size(np.array([[1.0, 0.4, 1.0, 0.0], [1.0, 0.4, 0.0, 0.0], [2.0, 0.4, 0.0, 0.0]]))
    np.testing.assert_allclose(found, [16 / 6, 3.0, 1.0, 0.0])


# Which errors stand behind which cell


def test_enough_errors_of_a_data_point_are_its_own() -> None:
    scores = np.random.default_rng(1).random((25, 3)) * 100
    model = modelled(scores, panel_of(25))
    assert model.measured[0, UNIVERSE].tolist() == [25, 25, 25]
    without_first = np.median(scores[1:], axis=0)
    first = relative(scores[0], without_first)
    assert ((model.grid[0, UNIVERSE].min(axis=1) <= first) & (first <= model.grid[0, UNIVERSE].max(axis=1))).all()
    assert (np.diff(model.grid, axis=-1) >= 0).all()
    assert np.abs(model.grid).max() <= 1
    assert (model.grid[:, 0] == 0).all()


def test_too_few_take_those_of_the_key_issue_then_those_of_all() -> None:
    made = panel_of(25)
    issues = made.data_points.with_columns(key_issue_id=pl.Series(["ghg", "ghg", "board"]))
    scores = np.random.default_rng(1).random((25, 3)) * 100
    scores[10:, 1:] = NAN
    model = modelled(scores, replace(made, data_points=issues))
    assert model.measured[0, UNIVERSE].tolist() == [25, 0, 0]
    own, of_issue, of_all = model.grid[0, UNIVERSE]
    assert not np.array_equal(own, of_issue)
    assert not np.array_equal(of_issue, of_all)
    only = modelled(np.hstack([scores[:, :2], np.full((25, 1), NAN)]), replace(made, data_points=issues))
    np.testing.assert_array_equal(only.grid[0, UNIVERSE, 2], only.grid[0, UNIVERSE, 1])


def test_many_errors_of_which_few_weigh_are_too_few() -> None:
    scores = np.random.default_rng(1).random((60, 3)) * 100
    weights = np.ones((60, 3))
    weights[19:, 0] = 0.001
    weights[19:25, 1] = 0.001
    model = modelled(scores, panel_of(60), weights=weights)
    assert model.measured[0, UNIVERSE].tolist() == [0, 60, 60]
    # What stands in for the first are those of all.
    assert model.grid[0, UNIVERSE, 0].min() < min(model.grid[0, UNIVERSE, 1, 0], model.grid[0, UNIVERSE, 0, 5])
    nobody = modelled(scores[:19], panel_of(19), weights=np.array([[1.0, 0.001, 0.001]]))
    assert (nobody.measured == 0).all()
    np.testing.assert_array_equal(nobody.grid[0, UNIVERSE, 0], uniform(1.0))


def test_errors_of_cells_like_the_gaps_count_more() -> None:
    # Half of the issuers differ five times as much from each other, and all gaps are among them.
    rng = np.random.default_rng(2)
    spread = np.where(np.arange(400) < 200, 4.0, 20.0)
    scores = np.clip(50 + rng.normal(0, 1, (400, 3)) * spread[:, np.newaxis], 0, 100)
    weights = np.where(np.arange(400) < 200, 0.05, 1.0)[:, np.newaxis]
    narrow, wide = modelled(scores, panel_of(400)), modelled(scores, panel_of(400), weights=weights)
    low, high = (at_level(model.grid[0, UNIVERSE], 0.95) for model in (narrow, wide))
    assert (high > 1.2 * low).all()
    centre = np.median(scores, axis=0)
    errors = relative(scores[200:], np.broadcast_to(centre, scores[200:].shape))
    bounds = [at_level(wide.grid[0, UNIVERSE], level) for level in (0.05, 0.95)]
    assert ((bounds[0] <= errors) & (errors <= bounds[1])).mean() == pytest.approx(0.9, abs=0.02)


def test_where_nothing_was_measured_anything_is_as_likely_and_a_carried_score_is_near() -> None:
    model = modelled(np.full((3, 3), 50.0), panel_of(3))
    np.testing.assert_array_equal(model.grid[0, UNIVERSE, 0], uniform(1.0))
    np.testing.assert_array_equal(model.grid[0, CARRIED, 0], uniform(0.3))
    assert model.measured.sum() == 0
    assert (model.issuer_correlation == 0.25).all()
    off = modelled(np.full((3, 3), 50.0), panel_of(3), DOUBTS.with_columns(is_on=pl.lit(False)))
    assert (off.grid[0, CARRIED] == 0).all()
    assert (off.issuer_correlation == 0).all()


@pytest.mark.parametrize("centre", [0.0, 0.1, 37.0, 60.0, 99.9, 100.0])
def test_what_nobody_knows_is_flat_on_both_sides_and_its_mean_is_the_prior(centre: float) -> None:
    errors = flat_around(centre)
    scores = from_relative(errors, np.full(GRID, centre))
    assert (np.diff(errors) > 0).all()
    assert np.abs(errors).max() <= 1
    assert scores.mean() == pytest.approx(centre, abs=0.3)
    for side in (scores[scores < centre], scores[scores > centre]):
        np.testing.assert_allclose(np.diff(side), np.diff(side).mean() if len(side) > 1 else 0.0)


def test_those_who_speak_do_not_tell_the_errors_of_the_prior() -> None:
    scores = 85 + 10 * np.random.default_rng(1).random((60, 3))
    model = modelled(scores, panel_of(60))
    for point in range(3):
        np.testing.assert_array_equal(model.grid[0, PRIOR, point], flat_around(POLICY.prior_score))
    assert (model.measured[0, UNIVERSE] == 60).all()
    assert (model.measured[0, PRIOR] == 0).all()


def test_carried_errors_are_those_of_the_year_before() -> None:
    scores = np.linspace(10, 90, 25)[:, np.newaxis] * np.ones((1, 3))
    model = modelled(scores, panel_of(25), earlier=scores, earlier_age=1)
    # The same score, faded by 10 %: the error is a tenth of the score over the room above what was carried.
    np.testing.assert_allclose(model.grid[0, CARRIED, 0, [0, -1]], [1 / 91, 9 / 19])


def test_an_old_value_is_no_truth() -> None:
    model = modelled(np.random.default_rng(1).random((25, 3)) * 100, panel_of(25), age=1)
    assert model.measured.sum() == 0


def test_worlds_do_not_share_errors() -> None:
    made = panel_of(50, **{f"I{number:04}": {"is_simulated": True} for number in range(25)})
    scores = np.random.default_rng(1).random((50, 3)) * 100
    both = modelled(scores, made)
    changed = np.where(made.world[:, np.newaxis] == 1, 50.0, scores)
    np.testing.assert_array_equal(modelled(changed, made).grid[0], both.grid[0])
    assert not np.array_equal(modelled(changed, made).grid[1], both.grid[1])


@pytest.mark.parametrize("scores", [np.full((30, 3), NAN), np.full((30, 3), 50.0), np.zeros((1, 3)), np.empty((0, 3))])
def test_nothing_known_all_equal_one_and_nobody(scores: Floats) -> None:
    model = modelled(scores, panel_of(len(scores)))
    assert not np.isnan(model.grid).any()
    assert pool(model, 0, 10, np.random.default_rng(1)).shape == (len(METHODS), 3, 10)


# Intervals


def flat(points: int, correlation: float = 0.0, together: float = 0.0, issues: Any = None) -> ErrorModel:
    """Any error is as likely."""
    grid = np.array(np.broadcast_to(uniform(1.0), (2, len(METHODS), points, GRID)))
    key_issues = np.arange(points) if issues is None else whole(issues)
    return ErrorModel(grid, whole(grid[..., 0]), np.full(2, correlation), np.full(2, together), key_issues)


def test_an_interval_is_5_to_95_percent_of_what_may_stand_behind_a_filled_score() -> None:
    filled = Filled(np.array([[40.0, 40.0, NAN]]), whole([[0, PRIOR, PRIOR]]), whole([[0, 0, 0]]))
    low, high = interval(filled, flat(3), whole([0]))
    np.testing.assert_allclose(low, [[40.0, 4.0, NAN]])
    np.testing.assert_allclose(high, [[40.0, 94.0, NAN]])


@pytest.mark.parametrize("seed", range(3))
def test_nine_of_ten_hidden_values_lie_in_their_interval(seed: int) -> None:
    # Half of the issuers are hidden; what is measured on the others holds for them.
    rng = np.random.default_rng(seed)
    truth = 100 * rng.beta(2, 1, (400, 3))
    made = panel_of(400)
    model = modelled(np.where(np.arange(400)[:, np.newaxis] < 200, truth, NAN), made)
    centre = np.broadcast_to(np.median(truth[:200], axis=0), truth.shape)
    filled = Filled(centre, np.full(truth.shape, UNIVERSE), np.zeros(truth.shape, dtype=np.int64))
    low, high = interval(filled, model, made.world)
    assert 0.86 <= ((low <= truth) & (truth <= high))[200:].mean() <= 0.94


# Draws


def test_each_data_point_gets_its_quantiles_equally_often() -> None:
    drawn = pool(flat(4, 0.5, 0.5), 1, 1000, np.random.default_rng(1))
    assert drawn.shape == (len(METHODS), 4, 1000)
    np.testing.assert_allclose(np.sort(drawn[PRIOR, 2]), np.repeat(uniform(1.0), 5))


def test_the_same_seed_gives_the_same_draws() -> None:
    one, same, other = (pool(flat(4, 0.5, 0.5), 0, 50, np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.array_equal(one, other)


def stepped(points: int, correlation: float, together: float) -> ErrorModel:
    """Half of the data points are right in seven of ten cases and else wholly wrong; two to a key issue."""
    model = flat(points, correlation, together, np.arange(points) // 2)
    steps = np.where(np.arange(GRID) < 60, -1.0, 0.0)
    grid = model.grid.copy()
    grid[:, :, ::3] = steps
    return replace(model, grid=grid)


@pytest.mark.parametrize("build", [flat, stepped])
@pytest.mark.parametrize(("apart", "together"), [(0.0, 0.0), (0.2, 0.5), (0.4, 0.4), (0.1, 0.6)])
def test_drawn_errors_go_together_as_was_measured(build: Any, apart: float, together: float) -> None:
    model = replace(build(12, apart, together), key_issue_of=np.arange(12) // 2)
    found = np.corrcoef(pool(model, 0, 20_000, np.random.default_rng(5))[PRIOR])
    same = np.equal.outer(model.key_issue_of, model.key_issue_of)
    assert found[~same].mean() == pytest.approx(apart, abs=0.02)
    assert found[same & ~np.eye(12, dtype=np.bool_)].mean() == pytest.approx(together, abs=0.02)


def test_what_is_measured_comes_back() -> None:
    """Errors drawn by the pool, added to a truth everybody shares, are measured as correlated as they were drawn."""
    drawn = pool(replace(flat(12, 0.3, 0.5), key_issue_of=np.arange(12) // 2), 0, 3000, np.random.default_rng(2))
    scores = from_relative(drawn[PRIOR].T, np.full((3000, 12), 50.0))
    hidden = Hidden({}, scores, whole(np.zeros(scores.shape)), np.full(scores.shape, 50.0))
    made = panel([issuer(f"I{number:04}") for number in range(3000)])
    points = pl.DataFrame({"key_issue_id": [f"k{n // 2}" for n in range(12)]})
    made = replace(made, data_points=points)
    model = error_model(hidden, known_of(scores), made, np.ones_like(scores), DOUBTS, POLICY.prior_score)
    assert model.issuer_correlation[0] == pytest.approx(0.3, abs=0.02)
    assert model.key_issue_correlation[0] == pytest.approx(0.5, abs=0.02)
