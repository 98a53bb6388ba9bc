"""What would stand in for a hidden value, against really hiding it and filling again."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings

from esg_pipeline.hidden import if_hidden
from esg_pipeline.impute import CARRIED, INTERPOLATED, METHODS, PRIOR, REGRESSION, REPORTED, Flags, Policy, donor_scores
from tests.unit.dense import NAN, Case, cases, known_of, ladders_of
from tests.unit.test_impute import everybody

CLOSE = 1e-8


def known_cells(case: Case) -> Flags:
    """Cells that are current or that their ladder carries."""
    return ~np.isnan(donor_scores(case.known, case.wanted, case.ladders, case.policy))


def only(case: Case, row: int, column: int) -> Flags:
    cells = np.zeros_like(case.wanted)
    cells[row, column] = True
    return cells


def by(case: Case, method: int) -> Case:
    """The same panel with this method alone; old values still serve as donors where they did."""
    carries = (case.ladders.steps == CARRIED).any(axis=1)
    steps = np.stack([np.where(carries, CARRIED, -1), np.full(len(carries), method)], axis=1)
    return replace(case, ladders=replace(case.ladders, steps=steps))


def tried(case: Case) -> Case:
    """The same panel where interpolation may say what it would of current values."""
    lines = np.where(np.isnan(case.known.tried), case.known.interpolated, case.known.tried)
    return replace(case, known=replace(case.known, interpolated=lines))


@settings(max_examples=40)
@given(cases(max_issuers=16))
def test_it_is_the_same_as_hiding_each_cell_and_filling_again(case: Case) -> None:
    found = if_hidden(*case.inputs)
    for row, column in zip(*np.nonzero(known_cells(case)), strict=True):
        cell = only(case, row, column)
        again = case.without(cell, ever=False).filled()
        np.testing.assert_allclose(found.scores[row, column], again.scores[row, column], rtol=0, atol=CLOSE)
        assert METHODS[found.method[row, column]] == METHODS[again.method[row, column]]
        never = case.without(cell, ever=True).filled()
        np.testing.assert_allclose(found.unaided[row, column], never.scores[row, column], rtol=0, atol=CLOSE)


@settings(max_examples=40)
@given(cases(max_issuers=16))
def test_each_method_alone_says_what_filling_by_it_says(case: Case) -> None:
    found = if_hidden(*case.inputs).estimates
    assert list(found) == list(range(CARRIED, PRIOR + 1))
    for row, column in zip(*np.nonzero(known_cells(case)), strict=True):
        cell = only(case, row, column)
        if not case.policy.strict_disclosure:
            assert found[PRIOR][row, column] == case.policy.prior_score
        for method in range(CARRIED + 1, PRIOR):
            again = by(tried(case) if method == INTERPOLATED else case, method).without(cell, ever=True).filled()
            expected = again.scores[row, column] if again.method[row, column] == method else NAN
            np.testing.assert_allclose(found[method][row, column], expected, rtol=0, atol=CLOSE)


@settings(max_examples=40)
@given(cases(max_issuers=40))
def test_a_regression_without_oneself_is_that_of_the_others(case: Case) -> None:
    case = by(case, REGRESSION)
    found = if_hidden(*case.inputs).estimates[REGRESSION]
    for row, column in list(zip(*np.nonzero(known_cells(case)), strict=True))[:12]:
        again = case.without(only(case, row, column), ever=True).filled()
        expected = again.scores[row, column] if again.method[row, column] == REGRESSION else NAN
        np.testing.assert_allclose(found[row, column], expected, rtol=0, atol=CLOSE)


@given(cases())
def test_nothing_is_said_of_what_is_not_known(case: Case) -> None:
    found = if_hidden(*case.inputs)
    unknown = ~known_cells(case)
    for values in (found.scores, found.unaided, *found.estimates.values()):
        assert np.isnan(values[unknown]).all()
    assert (found.method[unknown] == PRIOR).all()
    assert not np.isnan(found.scores[~unknown]).any()


@given(cases())
def test_what_is_only_tried_stands_in_for_nothing(case: Case) -> None:
    silent = replace(case, known=replace(case.known, tried=np.full_like(case.known.tried, NAN)))
    found, without = if_hidden(*case.inputs), if_hidden(*silent.inputs)
    np.testing.assert_array_equal(found.scores, without.scores)
    np.testing.assert_array_equal(found.unaided, without.unaided)
    np.testing.assert_array_equal(found.method, without.method)
    np.testing.assert_array_equal(case.filled().scores, silent.filled().scores)


def test_an_older_value_carries_and_one_too_old_caps() -> None:
    policy = Policy(min_donors=2, prior_score=60.0, strict_disclosure=False, disclosure_floor=0.0)
    known = known_of(
        [[80.0], [90.0], [70.0], [60.0]], earlier=[[50.0], [40.0], [NAN], [90.0]], earlier_age=[[1], [9], [1], [0]]
    )
    found = if_hidden(known, np.ones((4, 1), dtype=np.bool_), ladders_of(1), everybody(4), policy)
    # 50 fades to 45; the median of the others is capped by 40, faded for the two years that it may be carried.
    np.testing.assert_allclose(found.scores[:, 0], [45.0, 32.4, 80.0, 90.0])
    assert found.method[:, 0].tolist() == [CARRIED, 5, 5, REPORTED]
    np.testing.assert_allclose(found.unaided[:, 0], [70.0, 70.0, 80.0, 80.0])
