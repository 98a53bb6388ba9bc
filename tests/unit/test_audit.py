"""The self-audit by hand: what each method makes of hidden scores, its errors, and what its intervals hold."""

from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.audit import Trial, error_table, estimates, inside
from esg_pipeline.impute import METHODS, Floats, Known, Ladders, Peers, Policy
from esg_pipeline.predictive import GRID, ErrorModel

NAN = float("nan")
POLICY = Policy(min_donors=3, prior_score=60.0, strict_disclosure=False, disclosure_floor=0.0)


def whole(values: Any) -> Any:
    return np.array(values, dtype=np.int64)


def trial(scores: Any, hidden: Any, *, earlier: Any = None, age: Any = 1, worlds: Any = None, **changes: Any) -> Trial:
    """One data point, everybody peers of everybody in their world; `hidden`: rows that are hidden."""
    column = np.array(scores, dtype=np.float64)[:, None]
    empty = np.full_like(column, NAN)
    older = empty if earlier is None else np.array(earlier, dtype=np.float64)[:, None]
    known = Known(
        scores=column,
        age=np.zeros_like(column, dtype=np.int64),
        interpolated=empty,
        earlier=older,
        earlier_age=np.broadcast_to(whole(age), column.shape),
        zero=empty,
        worst=np.zeros_like(column),
        tried=empty,
    )
    flags = np.zeros(column.shape, dtype=np.bool_)
    flags[hidden] = True
    world = whole([0] * len(column) if worlds is None else worlds)
    ladders = Ladders(whole([[1]]), whole([2]), np.array([0.9]), whole([[-1]]))
    return Trial(
        replace(known, **changes), np.ones_like(flags), flags, ladders, Peers((world, world, world, world)), POLICY
    )


def flat(worlds: int = 2, points: int = 1) -> ErrorModel:
    """Every relative error from -1 to 1 is as likely: the interval holds 90 % of the room on each side."""
    grid = np.broadcast_to(2 * (np.arange(GRID) + 0.5) / GRID - 1, (worlds, len(METHODS), points, GRID))
    none = np.zeros(worlds)
    return ErrorModel(grid, np.zeros(grid.shape[:3], dtype=np.int64), none, none, whole([0] * points))


def rows(found: pl.DataFrame) -> dict[str, dict[str, Any]]:
    return {row["method"]: row for row in found.iter_rows(named=True)}


def audited(case: Trial) -> dict[str, dict[str, Any]]:
    return rows(error_table(case, flat(), np.zeros(len(case.wanted), dtype=np.bool_)))


# By hand


def test_errors_of_each_method_by_hand() -> None:
    # 10 and 60 are hidden; the median of the others is 35. The value of the year before was 50 for the last.
    found = audited(trial([10, 20, 30, 40, 50, 60], [0, 5], earlier=[NAN] * 5 + [50]))
    median, prior, carried = found["median_universe"], found["prior"], found["carry_forward"]
    assert (median["n_masked"], median["mae"], median["bias"]) == (2, 25.0, 0.0)
    assert (median["improvement"], median["mae_gain"], median["mae_gain_error"]) == (0.0, 0.0, 0.0)
    assert (prior["n_masked"], prior["mae"], prior["bias"]) == (2, 25.0, 25.0)
    assert (prior["n_common"], prior["mae_of_median"], prior["improvement"]) == (2, 25.0, 0.0)
    # The prior errs by 50 and 0 where the median errs by 25 twice: gains of -25 and 25.
    assert prior["mae_gain"] == 0.0
    assert prior["mae_gain_error"] == pytest.approx(np.std([-25, 25], ddof=1) / np.sqrt(2))
    # 50 fades to 45.
    assert (carried["n_masked"], carried["mae"], carried["bias"]) == (1, 15.0, -15.0)
    assert (carried["n_common"], carried["mae_of_median"], carried["improvement"]) == (1, 25.0, 0.4)
    assert (carried["mae_gain"], carried["mae_gain_error"]) == (10.0, None)
    assert "interpolation" not in found
    assert "zero" not in found
    assert "value_function" not in found


def test_interpolated_and_zero_scores_are_tried_where_there_are_any() -> None:
    scores = [10, 20, 30, 40, 50, 60]
    lines, zeros = np.full((6, 1), NAN), np.full((6, 1), NAN)
    lines[5], zeros[0] = 58.0, 12.0
    found = audited(trial(scores, [0, 5], interpolated=lines, zero=zeros))
    assert (found["interpolation"]["n_masked"], found["interpolation"]["bias"]) == (1, -2.0)
    assert (found["zero"]["n_masked"], found["zero"]["bias"]) == (1, 2.0)


def test_interpolation_is_also_measured_where_it_was_only_tried() -> None:
    lines, tried = np.full((6, 1), NAN), np.full((6, 1), NAN)
    lines[0], tried[5], tried[2] = 14.0, 58.0, 90.0
    found = audited(trial([10, 20, 30, 40, 50, 60], [0, 5], interpolated=lines, tried=tried))
    between, median = found["interpolation"], found["median_universe"]
    assert (between["n_masked"], between["mae"], between["bias"]) == (2, 3.0, 1.0)
    assert (between["n_common"], between["mae_of_median"], between["mae_gain"]) == (2, 25.0, 22.0)
    assert (median["n_masked"], median["mae"]) == (2, 25.0)


def test_a_value_too_old_to_be_carried_is_not() -> None:
    assert "carry_forward" not in audited(trial([10, 20, 30, 40, 50, 60], [5], earlier=[NAN] * 5 + [50], age=3))


def test_fewer_donors_than_needed_leave_the_prior_alone() -> None:
    found = audited(trial([10, 20, 30, 40], [0, 1]))
    assert list(found) == ["prior"]
    prior = found["prior"]
    assert (prior["n_common"], prior["mae_of_median"], prior["improvement"]) == (0, None, None)
    assert (prior["mae_gain"], prior["mae_gain_error"]) == (None, None)


def test_a_hidden_cell_is_no_donor_and_its_older_value_is_none_either() -> None:
    case = trial([10, 20, 30, 40, 50, 60], [0, 5], earlier=[100, NAN, NAN, NAN, NAN, 100])
    np.testing.assert_array_equal(estimates(case)[METHODS.index("median_universe")], [35.0, 35.0])


def test_real_and_simulated_are_told_apart() -> None:
    worlds = [0] * 5 + [1] * 5
    case = trial([10, 20, 30, 40, 90, 50, 60, 70, 80, 10], [4, 9], worlds=worlds)
    found = error_table(case, flat(), np.array(worlds, dtype=np.bool_)).filter(method="median_universe")
    bias = dict(found.select("is_simulated", "bias").iter_rows())
    assert bias == {False: -65.0, True: 55.0}


def test_equal_values_are_filled_without_error_and_nothing_can_improve_on_that() -> None:
    found = audited(trial([40.0] * 10, [1, 2]))
    median = found["median_universe"]
    assert (median["mae"], median["improvement"], median["mae_gain_error"]) == (0.0, None, 0.0)
    assert found["prior"]["mae_gain"] == -20.0


def test_nothing_hidden_is_an_empty_table_of_the_same_columns() -> None:
    model = flat()
    full = error_table(trial([10, 20, 30, 40, 50, 60], [0]), model, np.zeros(6, dtype=np.bool_))
    for case in (trial([10, 20, 30], []), trial([NAN, NAN], []), trial(np.empty(0), [])):
        found = error_table(case, model, np.zeros(len(case.wanted), dtype=np.bool_))
        assert found.height == 0
        assert found.schema == full.schema


def test_what_is_hidden_does_not_leak_into_what_is_filled() -> None:
    first = trial([10, 20, 30, 40, 50, 60], [0, 5], earlier=[50, NAN, NAN, NAN, NAN, 50])
    second = trial([99, 20, 30, 40, 50, 1], [0, 5], earlier=[50, NAN, NAN, NAN, NAN, 50])
    for method, values in estimates(first).items():
        np.testing.assert_array_equal(values, estimates(second)[method])


# What intervals hold


def one_column(errors: Floats, grid: Floats) -> Floats:
    cells = np.zeros(len(errors), dtype=np.int64)
    return inside(errors, cells, cells, grid[None, None, :])


def quantiles(sample: Floats) -> Floats:
    return np.quantile(sample, (np.arange(GRID) + 0.5) / GRID, method="inverted_cdf")


def test_what_lies_in_the_middle_is_inside_and_what_lies_beyond_is_not() -> None:
    grid = 2 * (np.arange(GRID) + 0.5) / GRID - 1
    found = one_column(np.array([-1.0, -0.91, -0.89, 0.0, 0.89, 0.91, 1.0]), grid)
    np.testing.assert_array_equal(found, [0, 0, 1, 1, 1, 0, 0])


def test_outcomes_of_the_distribution_itself_are_held_nine_times_in_ten() -> None:
    random = np.random.default_rng(1)
    sample = random.beta(2, 5, 40_000) * 2 - 1
    fresh = random.beta(2, 5, 40_000) * 2 - 1
    assert one_column(fresh, quantiles(sample)).mean() == pytest.approx(0.9, abs=0.006)


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6))
def test_discrete_outcomes_are_held_nine_times_in_ten_too(counts: list[int]) -> None:
    values = np.linspace(-0.8, 0.9, len(counts))
    sample = np.repeat(values, counts)
    grid = quantiles(sample)
    # The quantiles hold each value as often as the sample does but for rounding to 1 / GRID.
    assert one_column(sample, grid).mean() == pytest.approx(0.9, abs=2.0 / GRID * len(counts))


def test_a_value_that_is_always_the_same_is_held_nine_times_in_ten() -> None:
    np.testing.assert_allclose(one_column(np.zeros(3), np.zeros(GRID)), 0.9)


def test_each_world_and_data_point_has_its_own_distribution_and_the_order_does_not_matter() -> None:
    grid = np.zeros((2, 2, GRID))
    grid[0, 0], grid[0, 1], grid[1, 0], grid[1, 1] = -0.6, -0.2, 0.2, 0.6
    world, column = whole([1, 0, 1, 0, 0]), whole([1, 0, 0, 1, 1])
    errors = np.array([0.6, -0.6, 0.2, -0.2, 0.6])
    np.testing.assert_allclose(inside(errors, world, column, grid), [0.9, 0.9, 0.9, 0.9, 0.0])
    np.testing.assert_allclose(inside(errors[::-1], world[::-1], column[::-1], grid), [0.0, 0.9, 0.9, 0.9, 0.9])
