"""The ladder that fills gaps, step by step, and what holds on every panel. The laws of silence: tests/pipeline."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline import impute
from esg_pipeline.impute import METHODS, PRIOR, REGRESSION, Filled, Floats, Peers, Policy, fill, group_numbers
from tests.unit.dense import NAN, STANDARD, Case, cases, known_of, ladders_of

POLICY = Policy(min_donors=3, prior_score=60.0, strict_disclosure=False, disclosure_floor=20.0)


def ladder(*groups: list[int]) -> Peers:
    return Peers(tuple(np.array(group, dtype=np.int64) for group in groups))


def everybody(count: int) -> Peers:
    """Every step of the medians sees everybody."""
    return ladder(*[[0] * count] * 4)


def filled(
    scores: Any,
    peers: Peers,
    policy: Policy = POLICY,
    age: Any = 0,
    carry: Any = 2,
    wanted: Any = None,
    steps: Any = STANDARD,
    **others: Any,
) -> Filled:
    known = known_of(scores, age, **others)
    cells = np.ones(known.scores.shape, dtype=np.bool_) if wanted is None else np.array(wanted, dtype=np.bool_)
    return fill(known, cells, ladders_of(known.scores.shape[1], steps, carry), peers, policy)


def column(*scores: float) -> Floats:
    return np.array(scores, dtype=np.float64)[:, None]


def methods(result: Filled) -> list[str]:
    return [METHODS[index] for index in result.method[:, 0]]


# The ladder, step by step


def test_a_gap_takes_the_median_of_the_narrowest_group_with_enough_donors() -> None:
    peers = ladder([0, 0, 0, 0, 1, 1, 1, 1], [0] * 8, [0] * 8, [0] * 8)
    result = filled(column(10, 20, 60, NAN, 80, 90, NAN, NAN), peers)
    assert methods(result)[3] == "median_industry_class_size"
    assert (result.scores[3, 0], result.donors[3, 0]) == (20.0, 3)
    assert methods(result)[6] == "median_industry"
    # 10 20 60 80 90
    assert (result.scores[6, 0], result.donors[6, 0]) == (60.0, 5)


@pytest.mark.parametrize(
    ("step", "method"),
    [(0, "median_industry_class_size"), (1, "median_industry"), (2, "median_class"), (3, "median_universe")],
)
def test_each_step_of_the_ladder_has_its_name(step: int, method: str) -> None:
    alone, together = [0, 1, 2, 3], [0, 0, 0, 0]
    peers = ladder(*[together if number >= step else alone for number in range(4)])
    result = filled(column(10, 20, 40, NAN), peers)
    assert (methods(result)[3], result.scores[3, 0], result.donors[3, 0]) == (method, 20.0, 3)


@pytest.mark.parametrize(
    ("min_donors", "expected", "method"), [(3, 20.0, "median_industry_class_size"), (4, 60.0, "prior")]
)
def test_fewer_donors_than_the_minimum_fall_through(min_donors: int, expected: float, method: str) -> None:
    result = filled(column(10, 20, 40, NAN), everybody(4), replace(POLICY, min_donors=min_donors))
    assert (result.scores[3, 0], methods(result)[3]) == (expected, method)
    assert result.donors[3, 0] == (3 if method != "prior" else 0)


def test_an_even_number_of_donors_meets_in_the_middle() -> None:
    result = filled(column(10, 30, 50, 100, NAN), everybody(5))
    assert result.scores[4, 0] == 40.0


def test_what_a_median_gave_is_no_donor() -> None:
    peers = ladder([0, 0, 0, 0, 1], [0] * 5, [0] * 5, [0] * 5)
    result = filled(column(10, 20, 60, NAN, NAN), peers)
    assert result.donors[4, 0] == 3


def test_columns_do_not_see_each_other() -> None:
    known = [[10.0, 90.0], [20.0, NAN], [30.0, NAN], [NAN, NAN]]
    result = filled(known, everybody(4))
    assert result.scores[3].tolist() == [20.0, 60.0]
    assert result.donors[3].tolist() == [3, 0]


# Carrying forward


@pytest.mark.parametrize(
    ("age", "expected", "method"),
    [(0, 80.0, "value_function"), (1, 72.0, "carry_forward"), (2, 64.8, "carry_forward"), (3, 60.0, "prior")],
)
def test_an_old_value_fades_until_its_limit(age: int, expected: float, method: str) -> None:
    result = filled(column(80), everybody(1), age=[[age]])
    assert result.scores[0, 0] == pytest.approx(expected, abs=1e-12)
    assert methods(result) == [method]


def test_the_limit_is_that_of_the_data_point() -> None:
    result = filled([[80.0, 80.0, 80.0]], everybody(1), age=[[1, 1, 1]], carry=[0, 1, 2])
    assert [METHODS[index] for index in result.method[0]] == ["prior", "carry_forward", "carry_forward"]


def test_a_carried_score_is_a_donor_at_its_faded_level() -> None:
    result = filled(column(80, 80, 80, NAN), everybody(4), age=[[1], [1], [1], [0]])
    assert result.scores[3, 0] == pytest.approx(72.0)


def test_a_stale_score_is_no_donor() -> None:
    result = filled(column(80, 80, 80, NAN), everybody(4), age=[[9], [0], [0], [0]])
    assert methods(result)[3] == "prior"


def test_a_stale_value_caps_what_stands_in_for_it() -> None:
    result = filled(column(70, 80, 90, 30), everybody(4), age=[[0], [0], [0], [9]], carry=0)
    assert (result.scores[3, 0], methods(result)[3]) == (30.0, "median_industry_class_size")
    better = filled(column(70, 80, 90, 95), everybody(4), age=[[0], [0], [0], [9]], carry=0)
    assert better.scores[3, 0] == 80.0


def test_a_stale_value_never_climbs_back_above_what_was_last_carried() -> None:
    # 90 was carried as 81 until its limit of one year; the peers' 85 must not reward the second year of silence.
    ages = [[[0], [0], [0], [age]] for age in range(4)]
    scores = [filled(column(84, 85, 86, 90), everybody(4), age=age, carry=1).scores[3, 0] for age in ages]
    assert scores == pytest.approx([90.0, 81.0, 81.0, 81.0])


# Strict mode


STRICT = replace(POLICY, strict_disclosure=True)


def test_strict_mode_caps_what_is_not_current_at_the_floor_and_nothing_else() -> None:
    known, age = column(70, 80, 90, NAN, 60), [[0], [0], [0], [0], [1]]
    result = filled(known, everybody(5), STRICT, age, worst=50.0)
    assert result.scores[:, 0].tolist() == [70.0, 80.0, 90.0, 20.0, 20.0]
    assert methods(result)[3:] == ["median_industry_class_size", "carry_forward"]


def test_strict_mode_gives_no_more_than_the_worst_that_could_be_disclosed() -> None:
    result = filled(column(70, 80, 90, NAN), everybody(4), STRICT, worst=5.0)
    assert result.scores[3, 0] == 5.0


def test_strict_mode_does_not_lift_what_is_below_the_floor() -> None:
    result = filled(column(5, 6, 7, NAN), everybody(4), STRICT, worst=[[5], [5], [5], [10]])
    assert result.scores[3, 0] == 6.0


# Unwanted cells, and the corners


def test_an_unwanted_cell_stays_empty_and_gives_nothing() -> None:
    result = filled(column(10, 20, 30, NAN), everybody(4), wanted=[[True], [True], [False], [True]])
    assert np.isnan(result.scores[2, 0])
    assert methods(result)[3] == "prior"


def test_an_industry_with_one_issuer_learns_from_the_next_step() -> None:
    peers = ladder([0, 1, 2, 3], [0, 0, 0, 1], [0, 0, 0, 0], [0, 0, 0, 0])
    result = filled(column(10, 20, 30, NAN), peers)
    assert (result.scores[3, 0], methods(result)[3], result.donors[3, 0]) == (20.0, "median_class", 3)


def test_what_nobody_reports_takes_the_prior() -> None:
    result = filled([[NAN], [NAN], [NAN], [NAN]], everybody(4))
    assert result.scores[:, 0].tolist() == [60.0] * 4
    assert methods(result) == ["prior"] * 4
    assert result.donors.sum() == 0


def test_when_all_are_equal_the_gap_is_equal_too() -> None:
    assert filled(column(50, 50, 50, 50, NAN), everybody(5)).scores[4, 0] == 50.0


@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0, 0)])
def test_an_empty_panel_stays_empty(shape: tuple[int, int]) -> None:
    result = filled(np.empty(shape), everybody(shape[0]))
    assert result.scores.shape == result.method.shape == result.donors.shape == shape


def test_one_issuer_alone_takes_the_prior() -> None:
    assert filled(column(NAN), everybody(1), replace(POLICY, min_donors=1)).scores[0, 0] == 60.0


def test_the_input_is_left_alone() -> None:
    known = known_of(column(10, 20, 30, NAN))
    fill(known, np.ones((4, 1), dtype=np.bool_), ladders_of(1), everybody(4), POLICY)
    np.testing.assert_array_equal(known.scores, column(10, 20, 30, NAN))


def test_a_known_score_that_would_change_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(impute, "placed", lambda stand_in, *_: stand_in)
    with pytest.raises(RuntimeError, match="known"):
        filled(column(70, 80, 90), everybody(3))


# The other steps


def test_the_last_observation_is_carried_forward_as_published() -> None:
    # R package zoo, na.locf: 2 . 1 4 5 2 becomes 2 2 1 4 5 2. Rows are years; the second one knows only the first.
    result = fill(
        known_of(column(2, 2, 1, 4, 5, 2), [[0], [1], [0], [0], [0], [0]]),
        np.ones((6, 1), dtype=np.bool_),
        ladders_of(1, decay=1.0),
        everybody(6),
        POLICY,
    )
    assert result.scores[:, 0].tolist() == [2, 2, 1, 4, 5, 2]
    assert methods(result)[1] == "carry_forward"


def test_each_year_of_age_costs_the_decay_of_its_data_point() -> None:
    known = known_of([[80.0, 80.0]], 2)
    result = fill(known, np.ones((1, 2), dtype=np.bool_), ladders_of(2, decay=[0.9, 0.5]), everybody(1), POLICY)
    assert result.scores[0].tolist() == pytest.approx([64.8, 20.0])


def test_what_lies_between_known_years_goes_before_peers_but_after_what_was_carried() -> None:
    known = column(70, 80, 90, NAN, 50)
    result = filled(known, everybody(5), age=[[0], [0], [0], [0], [1]], interpolated=33.0)
    assert result.scores[3:, 0].tolist() == [33.0, 45.0]
    assert methods(result)[3:] == ["interpolation", "carry_forward"]
    assert result.donors[3, 0] == 0


def test_an_interpolated_score_is_no_better_than_what_was_disclosed() -> None:
    stale = filled(column(50), everybody(1), age=9, carry=0, interpolated=70.0)
    assert (stale.scores[0, 0], methods(stale)) == (50.0, ["interpolation"])


def test_zero_is_filled_only_where_the_method_says_so() -> None:
    result = filled(column(70, 80, 90, NAN, NAN), everybody(5), steps=(1, 3, 5), zero=[[NAN]] * 4 + [[100.0]])
    assert result.scores[3:, 0].tolist() == [80.0, 100.0]
    assert methods(result)[3:] == ["median_industry_class_size", "zero"]


def test_regression_learns_from_related_scores_and_falls_through_without_enough_rows() -> None:
    good = np.tile([[0.0, 0.0], [50.0, 50.0], [100.0, 100.0]], (40, 1))
    scores = np.vstack([good, [[NAN, 100.0], [NAN, 0.0], [NAN, NAN]]])
    known, peers = known_of(scores), everybody(len(scores))
    steps = ladders_of(2, (REGRESSION, 8), related=[[1], [0]])
    result = fill(known, np.ones(scores.shape, dtype=np.bool_), steps, peers, POLICY)
    high, low, nothing = result.scores[-3:, 0]
    assert high > 90
    # What is not said counts as the worst.
    assert low == nothing < 10
    assert result.donors[-3, 0] == 120
    few = fill(
        known_of(scores[-6:]), np.ones((6, 2), dtype=np.bool_), steps, everybody(6), replace(POLICY, min_donors=4)
    )
    assert METHODS[few.method[-1, 0]] == "prior"


def test_a_data_point_without_related_ones_has_no_regression() -> None:
    result = filled(column(10, 20, 60, NAN), everybody(4), steps=(REGRESSION, 8))
    assert methods(result)[3] == "median_universe"


def test_each_data_point_climbs_its_own_ladder() -> None:
    steps = replace(ladders_of(2), steps=np.array([[8, -1], [7, 8]]))
    known = known_of([[10.0, 10.0], [20.0, 20.0], [60.0, 60.0], [NAN, NAN]])
    result = fill(known, np.ones((4, 2), dtype=np.bool_), steps, everybody(4), POLICY)
    assert [METHODS[index] for index in result.method[3]] == ["median_universe", "median_class"]


def test_a_ladder_without_carrying_takes_old_values_for_nothing_but_a_limit() -> None:
    result = filled(column(10, 20, 60, 15), everybody(4), age=[[0], [0], [0], [1]], steps=(8,))
    assert (methods(result)[3], result.scores[3, 0], result.donors[3, 0]) == ("median_universe", 13.5, 3)


def test_groups_are_numbered_by_all_keys_together() -> None:
    assert group_numbers(["a", "a", "b", "a"], [1, 2, 1, 1]).tolist() == [0, 1, 2, 0]
    assert group_numbers([]).tolist() == []


# Laws over random panels


@given(cases())
def test_current_scores_never_change_and_every_wanted_cell_is_filled(case: Case) -> None:
    result, known = case.filled(), case.known
    current = case.wanted & ~np.isnan(known.scores) & (known.age == 0)
    np.testing.assert_array_equal(result.scores[current], known.scores[current])
    assert (result.method[current] == 0).all()
    assert (result.method[case.wanted & ~current] > 0).all()
    np.testing.assert_array_equal(np.isnan(result.scores), ~case.wanted)
    assert ((result.scores >= 0) & (result.scores <= 100))[case.wanted].all()


@given(cases())
def test_donors_are_counted_where_others_were_asked_and_nowhere_else(case: Case) -> None:
    result = case.filled()
    by_others = case.wanted & (result.method >= REGRESSION) & (result.method < PRIOR)
    assert (result.donors[by_others] >= case.policy.min_donors).all()
    assert (result.donors[~by_others] == 0).all()


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(case: Case, random: Any) -> None:
    order = list(range(len(case.wanted)))
    random.shuffle(order)
    one, other = case.filled(), case.moved(order).filled()
    np.testing.assert_allclose(one.scores[order], other.scores, rtol=0, atol=1e-8)
    np.testing.assert_array_equal(one.method[order], other.method)
    np.testing.assert_array_equal(one.donors[order], other.donors)


@settings(max_examples=50)
@given(cases(), st.integers(0, 100))
def test_a_world_is_deaf_to_what_the_other_one_scores(case: Case, other_score: int) -> None:
    world = case.peers.everybody
    changed = case.known.scores.copy()
    changed[world == 1] = other_score
    one, other = case.filled(), replace(case, known=replace(case.known, scores=changed)).filled()
    np.testing.assert_array_equal(one.scores[world == 0], other.scores[world == 0])
    np.testing.assert_array_equal(one.donors[world == 0], other.donors[world == 0])
