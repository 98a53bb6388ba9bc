"""Screens: who is left out and why, and how far the rest moves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.screen import Screen, ScreenError, screened
from tests.unit.test_portfolio import held

MINE = held(A1=0.5, B=0.25, C=0.15, D=0.10)


def test_a_lowest_grade_by_hand() -> None:
    result = screened(MINE, Screen(lowest_grade="B"))
    assert [(p.code, reason) for p, reason in result.left_out] == [
        ("B", "CCC is below B"),
        ("D", "no grade: coverage 0.1 is below 0.15"),
    ]
    weights = {p.code: p.weight for p in result.after.positions}
    assert weights == {"A1": pytest.approx(0.5 / 0.65), "C": pytest.approx(0.15 / 0.65)}
    assert result.active_share == pytest.approx(0.35)
    assert result.largest_change == pytest.approx(0.5 / 0.65 - 0.5)
    assert result.after.coverage == pytest.approx(1)
    assert result.after.score == pytest.approx((0.5 * 76 + 0.15 * 71) / 0.65)


def test_the_best_of_each_industry_stay_and_one_always_does() -> None:
    result = screened(MINE, Screen(best_in_class=0.01, keeps_unrated=True))
    assert [(p.code, reason) for p, reason in result.left_out] == [
        ("B", "rank 2 of 2 in its industry, the best 1 stay")
    ]
    assert screened(MINE, Screen(best_in_class=1.0, keeps_unrated=True)).active_share == 0


def test_what_has_no_grade_stays_when_asked() -> None:
    kept = screened(MINE, Screen(lowest_grade="B", keeps_unrated=True))
    assert {p.code for p in kept.after.positions} == {"A1", "C", "D"}
    assert kept.after.coverage == pytest.approx(0.65 / 0.75)


def test_a_screen_that_leaves_nothing_is_refused() -> None:
    with pytest.raises(ScreenError, match="nothing to hold"):
        screened(MINE, Screen(lowest_grade="AAA"))


@given(st.sampled_from(BEST_TO_WORST), st.none() | st.floats(0.01, 1), st.booleans())
def test_laws_of_any_screen(lowest: str, best: float | None, keeps: bool) -> None:
    screen = Screen(lowest, best, keeps)
    try:
        result = screened(MINE, screen)
    except ScreenError:
        return
    assert sum(p.weight for p in result.after.positions) == pytest.approx(1)
    assert result.active_share == pytest.approx(sum(p.weight for p, _ in result.left_out))
    assert len(result.left_out) + len(result.after.positions) == len(MINE.positions)
    assert all(BEST_TO_WORST.index(p.grade) <= BEST_TO_WORST.index(lowest) for p in result.after.rated)
    ratios = {p.weight / next(q.weight for q in MINE.positions if q.code == p.code) for p in result.after.positions}
    assert max(ratios) == pytest.approx(min(ratios))
