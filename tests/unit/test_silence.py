"""What hiding a known value would gain: the same as really hiding it, and nothing in strict mode."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.aggregate import Hierarchy, total_scores, weights_in_total
from esg_pipeline.hidden import if_hidden
from esg_pipeline.impute import CARRIED, METHODS, Flags, Floats, Known, Ladders, Peers, Policy, Whole, fill
from esg_pipeline.silence import LEAST, gains

ISSUERS, POINTS = 12, 4
POLICY = Policy(min_donors=2, prior_score=60.0, strict_disclosure=False, disclosure_floor=15.0)
Case = tuple[Known, Flags, Ladders, Peers, Hierarchy]
STANDARD = [METHODS.index(name) for name in METHODS if name.startswith(("carry", "median"))]


def universe(seed: int) -> Case:
    """Issuers of two worlds with gaps, carried, stale and earlier values."""
    random = np.random.default_rng(seed)
    shape = (ISSUERS, POINTS)

    def some(share: float) -> Floats:
        return np.where(random.random(shape) < share, random.integers(0, 21, shape) * 5.0, np.nan)

    age: Whole = random.integers(0, 4, shape) * (random.random(shape) < 0.4)
    empty = np.full(shape, np.nan)
    known = Known(some(0.7), age, empty, some(0.4), age + random.integers(1, 3, shape), empty, np.zeros(shape), empty)
    wanted = random.random(shape) < 0.9
    wanted[:, 0] = True
    ladders = Ladders(
        np.tile(np.array(STANDARD), (POINTS, 1)),
        random.integers(0, 3, POINTS),
        np.full(POINTS, 0.9),
        np.full((POINTS, 1), -1),
    )
    world = random.integers(0, 2, ISSUERS)
    steps = [world * 4 + random.integers(0, count, ISSUERS) for count in (4, 3, 2)]
    issue_of = np.array([0, 0, 1, 1])
    hierarchy = Hierarchy(random.random(POINTS) + 0.1, issue_of, np.tile([0.6, 0.4], (ISSUERS, 1)))
    return known, wanted, ladders, Peers((*steps, world)), hierarchy


def all_gains(case: Case, policy: Policy = POLICY) -> tuple[Floats, Flags]:
    known, wanted, ladders, peers, hierarchy = case
    filled = fill(known, wanted, ladders, peers, policy)
    hidden = if_hidden(known, wanted, ladders, peers, policy)
    is_known = wanted & (filled.method <= CARRIED)
    return gains(filled.scores, hidden.scores, is_known, weights_in_total(wanted, hierarchy)), is_known


def without(known: Known, row: int, column: int) -> Known:
    """The universe in which one newest value was not disclosed."""
    scores, age, earlier = known.scores.copy(), known.age.copy(), known.earlier.copy()
    scores[row, column], age[row, column] = known.earlier[row, column], known.earlier_age[row, column]
    earlier[row, column] = np.nan
    return replace(known, scores=scores, age=age, earlier=earlier)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_a_gain_is_what_really_hiding_the_value_brings(seed: int) -> None:
    case = universe(seed)
    known, wanted, ladders, peers, hierarchy = case
    found, is_known = all_gains(case)
    before = total_scores(fill(known, wanted, ladders, peers, POLICY).scores, wanted, hierarchy)
    for row, column in zip(*np.nonzero(is_known), strict=True):
        hidden = fill(without(known, int(row), int(column)), wanted, ladders, peers, POLICY)
        after = total_scores(hidden.scores, wanted, hierarchy)
        assert found[row, column] == pytest.approx(after[row] - before[row], abs=1e-9)
    np.testing.assert_array_equal(found[~is_known], 0.0)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=25)
def test_hiding_everything_that_pays_brings_the_sum_of_the_gains(seed: int) -> None:
    case = universe(seed)
    known, wanted, ladders, peers, hierarchy = case
    found, _ = all_gains(case)
    before = total_scores(fill(known, wanted, ladders, peers, POLICY).scores, wanted, hierarchy)
    for row in np.flatnonzero((found > LEAST).any(axis=1)):
        silent = known
        for column in np.flatnonzero(found[row] > LEAST):
            silent = without(silent, int(row), int(column))
        after = total_scores(fill(silent, wanted, ladders, peers, POLICY).scores, wanted, hierarchy)
        assert after[row] - before[row] == pytest.approx(np.sum(np.maximum(found[row], 0.0)), abs=1e-9)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=50)
def test_in_strict_mode_nobody_gains(seed: int) -> None:
    found, _ = all_gains(universe(seed), replace(POLICY, strict_disclosure=True))
    assert found.max() <= LEAST


def test_some_universe_lets_issuers_gain_so_that_the_tests_above_say_something() -> None:
    counts = [np.count_nonzero(all_gains(universe(seed))[0] > LEAST) for seed in range(5)]
    assert min(counts) > 0
