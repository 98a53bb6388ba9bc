"""Points of events: what came, what a register said otherwise, what was taken back, what another version makes."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.attribution_events import event_moves
from tests.unit.changed_worlds import D1, D2, WINDOW, by_cause, events, moved, rules, struck

DAY, NEWS = date(2020, 6, 1), date(2022, 1, 5)


def left(day: date, event_date: date, window: float = WINDOW) -> float:
    return max(0.0, 1 - (day - event_date).days / (365.25 * window))


# 50 points on the day of the event, 34.8 and 18.1 on the two dates; twice as many with a graver severity.
OLD = 50 * left(D1, DAY), 50 * left(D2, DAY)


def moves(happened: pl.DataFrame, window: float | None = WINDOW, *, is_same_method: bool = True) -> dict[str, Any]:
    [found] = event_moves(happened, (D1, D2), window, is_same_method=is_same_method).to_dicts()
    return found


def causes(happened: pl.DataFrame, **versions: Any) -> dict[str, float]:
    before, after = (float(happened[f"{side}_points"].sum()) for side in ("earlier", "later"))
    return by_cause(moved([struck(before)], [struck(after)], happened, **versions))


def test_an_event_that_changes_its_teller_is_not_new() -> None:
    taken_over = events(("paper", DAY, OLD[0], 0.0), ("register", DAY, 0.0, OLD[1]))
    assert moves(taken_over)["new_points"] == 0
    assert causes(taken_over) == {"events_decayed": pytest.approx((OLD[0] - OLD[1]) / 2)}
    with_another = pl.concat([taken_over, events(("other", DAY, 0.0, 7.0))])
    assert moves(with_another)["new_points"] == pytest.approx(7.0)


@pytest.mark.parametrize("graver", [2.0, 0.5])
def test_what_a_register_finds_graver_or_milder_is_no_fading(graver: float) -> None:
    told_otherwise = events(("paper", DAY, OLD[0], 0.0), ("register", DAY, 0.0, graver * OLD[1]))
    assert causes(told_otherwise) == {
        "events_decayed": pytest.approx((OLD[0] - OLD[1]) / 2),
        "events_new": pytest.approx((1 - graver) * OLD[1] / 2),
    }


def test_an_event_that_was_taken_back_did_not_fade() -> None:
    taken_back = events(("paper", DAY, OLD[0], 0.0), ("other", DAY, *OLD))
    assert causes(taken_back) == {
        "events_decayed": pytest.approx(OLD[0] - OLD[1]),
        "restatements": pytest.approx(OLD[1] / 2),
    }


def test_other_points_of_a_severity_are_the_benchmarks() -> None:
    happened = events(("old", DAY, OLD[0], 2 * OLD[1]))
    assert causes(happened, versions=(rules(), rules())) == {
        "benchmarks": pytest.approx(-OLD[1] / 2),
        "events_decayed": pytest.approx((OLD[0] - OLD[1]) / 2),
    }
    assert list(causes(events(("old", DAY, *OLD)), versions=(rules(), rules()))) == ["events_decayed"]


def test_a_window_that_nobody_knows_leaves_new_events() -> None:
    found = moves(events(("paper", DAY, OLD[0], 0.0), ("new", NEWS, 0.0, 7.0)), None)
    assert (found["new_points"], found["regraded_points"], found["has_new"]) == (7.0, 0.0, True)


@given(
    st.lists(st.tuples(st.integers(0, 1400), st.floats(1, 60)), min_size=1, max_size=6),
    st.floats(1, 6),
)
def test_time_alone_is_nothing_new(told: list[tuple[int, float]], window: float) -> None:
    days = [(D1 - timedelta(days=age), points) for age, points in told]
    rows = [
        (str(number), day, points * left(D1, day, window), points * left(D2, day, window))
        for number, (day, points) in enumerate(days)
    ]
    found = event_moves(events(*rows), (D1, D2), window, is_same_method=False)
    assert found.select("new_points", "regraded_points", "has_new").row(0) == (0.0, 0.0, False)
