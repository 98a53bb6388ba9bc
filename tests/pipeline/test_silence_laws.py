"""Silence does not pay: on random panels, for scores of cells and for totals, with every ladder there can be."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.aggregate import Hierarchy, total_scores
from esg_pipeline.impute import Flags, Floats
from tests.unit.dense import Case, cases, random_case

SAME = 1e-9
SEEDS = st.integers(0, 2**32 - 1)


def hierarchy(case: Case, rng: np.random.Generator) -> Hierarchy:
    """Up to three key issues with weights, one of them 0 for some issuers."""
    rows, columns = case.wanted.shape
    return Hierarchy(
        rng.choice([0.5, 1.0, 2.0], columns), rng.integers(0, 3, columns), rng.choice([0.0, 1.0, 3.0], (rows, 3))
    )


def known_cells(case: Case) -> Flags:
    return case.wanted & ~np.isnan(case.known.scores)


def hide_some(case: Case, rng: np.random.Generator) -> tuple[Case, Flags]:
    """One issuer hides some of what it disclosed: only the newest values, or everything."""
    row = rng.integers(len(case.wanted))
    cells = np.zeros_like(case.wanted)
    cells[row] = known_cells(case)[row] & (rng.random(case.wanted.shape[1]) < rng.choice([0.3, 1.0]))
    return case.without(cells, ever=bool(rng.random() < 0.5)), cells


def raised(before: Floats, after: Floats) -> Flags:
    """Where a score is higher than before; no score is nothing to compare."""
    return np.greater(after - before, SAME)


@settings(max_examples=200)
@given(cases(strict=False), SEEDS)
def test_hiding_values_that_are_no_worse_than_what_stands_in_never_raises_a_score(case: Case, seed: int) -> None:
    rng = np.random.default_rng(seed)
    silent, cells = hide_some(case, rng)
    before, after = case.filled().scores, silent.filled().scores
    if not (before[cells] >= after[cells]).all():
        return
    own = cells.any(axis=1)
    tree = hierarchy(case, rng)
    assert not raised(before[own], after[own]).any()
    assert not raised(total_scores(before, case.wanted, tree), total_scores(after, case.wanted, tree))[own].any()


@settings(max_examples=200)
@given(cases(strict=False), SEEDS)
def test_whatever_is_hidden_raises_no_other_score_of_the_issuer_where_nothing_older_is_better(
    case: Case, seed: int
) -> None:
    # Also where hiding pays for the cell itself: it must not pay through a regression on it as well.
    silent, cells = hide_some(case, np.random.default_rng(seed))
    silent = case.without(cells, ever=True)
    before, after = case.filled().scores, silent.filled().scores
    elsewhere = np.broadcast_to(cells.any(axis=1, keepdims=True), cells.shape) & ~cells
    assert not raised(before[elsewhere], after[elsewhere]).any()


@given(cases())
def test_nothing_stands_in_better_than_what_was_disclosed(case: Case) -> None:
    known = known_cells(case)
    assert (case.filled().scores[known] <= case.known.scores[known]).all()


@given(cases(), SEEDS)
def test_going_silent_for_longer_never_pays(case: Case, seed: int) -> None:
    row, column = (int(np.random.default_rng(seed).integers(size)) for size in case.wanted.shape)
    if not known_cells(case)[row, column]:
        return
    scores: list[float] = []
    for age in range(5):
        aged = case.known.age.copy()
        aged[row, column] = age
        scores.append(replace(case, known=replace(case.known, age=aged)).filled().scores.item(row, column))
    assert scores == sorted(scores, reverse=True)


@settings(max_examples=200)
@given(cases(strict=True), SEEDS)
def test_in_strict_mode_hiding_anything_never_raises_a_score(case: Case, seed: int) -> None:
    rng = np.random.default_rng(seed)
    silent, cells = hide_some(case, rng)
    own = cells.any(axis=1)
    before, after = case.filled().scores, silent.filled().scores
    tree = hierarchy(case, rng)
    assert not raised(before[own], after[own]).any()
    assert not raised(total_scores(before, case.wanted, tree), total_scores(after, case.wanted, tree))[own].any()


def test_the_random_panels_reach_hidden_values_that_a_regression_rests_on() -> None:
    """The laws above bite only where a hidden value had a say in what a regression predicts for another cell."""
    lowered = 0
    for seed in range(400):
        rng = np.random.default_rng(seed)
        case = random_case(rng, strict=False)
        _, cells = hide_some(case, rng)
        before, after = case.filled().scores, case.without(cells, ever=True).filled().scores
        elsewhere = np.broadcast_to(cells.any(axis=1, keepdims=True), cells.shape) & ~cells
        lowered += bool(raised(after[elsewhere], before[elsewhere]).any())
    assert lowered >= 10
