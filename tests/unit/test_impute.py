"""The ladder that fills gaps, and the laws of silence: hiding never pays."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.impute import METHODS, PRIOR, Filled, Floats, Peers, Policy, fill, group_medians, group_numbers

NAN = float("nan")
POLICY = Policy(min_donors=3, carry_decay=0.9, prior_score=60.0, strict_disclosure=False, disclosure_floor=20.0)


def ladder(*groups: list[int]) -> Peers:
    return Peers(tuple(np.array(group, dtype=np.int64) for group in groups))


def everybody(count: int) -> Peers:
    """Every step of the ladder sees everybody."""
    return ladder(*[[0] * count] * 4)


def filled(
    known: Any, peers: Peers, policy: Policy = POLICY, age: Any = None, carry: Any = 2, wanted: Any = None
) -> Filled:
    scores = np.array(known, dtype=np.float64)
    ages = np.zeros(scores.shape, dtype=np.int64) if age is None else np.array(age, dtype=np.int64)
    limits = np.broadcast_to(np.array(carry, dtype=np.int64), (1, scores.shape[1]))
    cells = np.ones(scores.shape, dtype=np.bool_) if wanted is None else np.array(wanted, dtype=np.bool_)
    return fill(scores, ages, limits, cells, peers, policy)


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


def test_strict_mode_caps_what_is_imputed_at_the_floor_and_nothing_else() -> None:
    known, age = column(70, 80, 90, NAN, 60), [[0], [0], [0], [0], [1]]
    result = filled(known, everybody(5), replace(POLICY, strict_disclosure=True), age)
    assert result.scores[:, 0].tolist() == pytest.approx([70.0, 80.0, 90.0, 20.0, 54.0])


def test_strict_mode_does_not_lift_what_is_below_the_floor() -> None:
    result = filled(column(5, 6, 7, NAN), everybody(4), replace(POLICY, strict_disclosure=True))
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
    known = column(10, 20, 30, NAN)
    fill(
        known, np.zeros((4, 1), dtype=np.int64), np.array([[2]]), np.ones((4, 1), dtype=np.bool_), everybody(4), POLICY
    )
    np.testing.assert_array_equal(known, column(10, 20, 30, NAN))


def test_medians_are_those_of_numpy() -> None:
    random = np.random.default_rng(7)
    scores = np.where(random.random((60, 7)) < 0.4, NAN, random.integers(0, 100, (60, 7)).astype(float))
    group = random.integers(0, 8, 60)
    medians, counts = group_medians(scores, group)
    for row, cell in np.ndindex(scores.shape):
        members = scores[group == group[row], cell]
        members = members[~np.isnan(members)]
        assert counts[row, cell] == len(members)
        assert medians[row, cell] == np.median(members) if len(members) else np.isnan(medians[row, cell])


def test_groups_are_numbered_by_all_keys_together() -> None:
    assert group_numbers(["a", "a", "b", "a"], [1, 2, 1, 1]).tolist() == [0, 1, 2, 0]
    assert group_numbers([]).tolist() == []


# Laws over random panels

Case = dict[str, Any]
SCORES = st.none() | st.integers(0, 100).map(float)


@st.composite
def cases(draw: st.DrawFn, min_issuers: int = 1) -> Case:
    rows, columns = draw(st.integers(min_issuers, 9)), draw(st.integers(1, 3))

    def grid(cells: st.SearchStrategy[Any]) -> list[list[Any]]:
        return [[draw(cells) for _ in range(columns)] for _ in range(rows)]

    size = [draw(st.integers(0, 2)) for _ in range(rows)]
    industry = [number // 2 for number in size]
    return {
        "known": np.array([[NAN if cell is None else cell for cell in row] for row in grid(SCORES)], dtype=np.float64),
        "age": np.array(grid(st.integers(0, 3)), dtype=np.int64),
        "carry": [draw(st.integers(0, 2)) for _ in range(columns)],
        "wanted": np.array(grid(st.sampled_from([True, True, True, False])), dtype=np.bool_),
        "peers": ladder(size, industry, [0] * rows, [0] * rows),
        "policy": replace(POLICY, min_donors=draw(st.integers(1, 4)), strict_disclosure=draw(st.booleans())),
    }


@given(cases())
def test_current_scores_never_change_and_every_wanted_cell_is_filled(case: Case) -> None:
    result = filled(**case)
    current = case["wanted"] & ~np.isnan(case["known"]) & (case["age"] == 0)
    np.testing.assert_array_equal(result.scores[current], case["known"][current])
    assert (result.method[current] == 0).all()
    np.testing.assert_array_equal(np.isnan(result.scores), ~case["wanted"])
    assert ((result.scores >= 0) & (result.scores <= 100))[case["wanted"]].all()


@given(cases())
def test_donors_are_counted_where_a_median_was_taken_and_nowhere_else(case: Case) -> None:
    result = filled(**case)
    by_median = (result.method >= 2) & (result.method < PRIOR)
    assert (result.donors[by_median] >= case["policy"].min_donors).all()
    assert (result.donors[~by_median] == 0).all()


@given(cases())
def test_nothing_stands_in_better_than_what_was_disclosed(case: Case) -> None:
    result = filled(**case)
    disclosed = case["wanted"] & ~np.isnan(case["known"])
    assert (result.scores[disclosed] <= case["known"][disclosed]).all()


@given(cases(), st.integers(0, 8), st.integers(0, 2))
def test_going_silent_for_longer_never_pays(case: Case, row: int, cell: int) -> None:
    row, cell = row % case["known"].shape[0], cell % case["known"].shape[1]
    scores = []
    for age in range(5):
        aged = case["age"].copy()
        aged[row, cell] = age
        scores.append(filled(**{**case, "age": aged}).scores[row, cell])
    if case["wanted"][row, cell] and not np.isnan(case["known"][row, cell]):
        assert scores == sorted(scores, reverse=True)


@given(cases(), st.integers(0, 8), st.integers(0, 2))
def test_hiding_a_value_at_or_above_the_imputed_level_never_raises_a_score(case: Case, row: int, cell: int) -> None:
    row, cell = row % case["known"].shape[0], cell % case["known"].shape[1]
    case["age"][row, cell] = 0
    shown = filled(**case).scores
    hidden = case["known"].copy()
    hidden[row, cell] = NAN
    silent = filled(**{**case, "known": hidden}).scores
    if case["wanted"][row, cell] and case["known"][row, cell] >= silent[row, cell]:
        own = ~np.isnan(shown[row])
        assert (silent[row, own] <= shown[row, own]).all()


@given(cases(min_issuers=2), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(case: Case, random: Any) -> None:
    order = list(range(case["known"].shape[0]))
    random.shuffle(order)
    moved = {name: case[name][order] for name in ("known", "age", "wanted")}
    peers = Peers(tuple(group[order] for group in case["peers"].groups))
    shuffled: Case = {**case, **moved, "peers": peers}
    one, other = filled(**case), filled(**shuffled)
    np.testing.assert_array_equal(one.scores[order], other.scores)
    np.testing.assert_array_equal(one.method[order], other.method)
    np.testing.assert_array_equal(one.donors[order], other.donors)


@settings(max_examples=50)
@given(cases(min_issuers=2), st.integers(0, 100))
def test_a_group_is_deaf_to_what_other_groups_score(case: Case, other_score: int) -> None:
    rows = case["known"].shape[0]
    world = np.arange(rows) % 2
    peers = Peers(tuple(group_numbers(world.tolist(), group.tolist()) for group in case["peers"].groups))
    changed = case["known"].copy()
    changed[world == 1] = other_score
    apart: Case = {**case, "peers": peers}
    one, other = filled(**apart), filled(**{**apart, "known": changed})
    np.testing.assert_array_equal(one.scores[world == 0], other.scores[world == 0])
    np.testing.assert_array_equal(one.donors[world == 0], other.donors[world == 0])
