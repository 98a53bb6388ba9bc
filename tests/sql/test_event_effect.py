"""Events fade linearly by days; a searched register without an entry is a zero, one that nobody searched is nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
DAY = date(2022, 10, 31)
WINDOW = 3 * 365.25
TYPES = [
    {"event_type": "work_safety_accident", "data_point_id": "es_accident"},
    {"event_type": "work_safety_penalty", "data_point_id": "es_accident"},
    {"event_type": "bond_default", "data_point_id": "bd_default"},
]


def event(days_ago: int, severity: str = "serious", kind: str = "bond_default", **other: Any) -> Row:
    day = DAY - timedelta(days=days_ago)
    return {
        "event_id": f"{kind}-{days_ago}",
        "event_date": day,
        "published_date": day,
        "event_type": kind,
        "severity": severity,
    } | other


def run(world: World, rows: dict[str, list[Row]], day: date = DAY) -> pl.DataFrame:
    """The effect of the events that are in the window on that day."""
    window = world("core.event_in_window", rows, day).to_dicts()
    return world("core.event_effect", {**rows, "core.event_in_window": window}, day)


def effect(
    world: World, events: list[Row], searched_since: date | None = None, day: date = DAY
) -> list[tuple[Any, ...]]:
    rows = {
        "core.event": events,
        "reference.event_type": TYPES,
        "raw.issuer": [{"event_coverage_start_date": searched_since}],
    }
    return run(world, rows, day).select("data_point_id", "events", "points", "last_event_date").rows()


@pytest.mark.parametrize(
    ("days_ago", "points"),
    [(0, 50.0), (1, 50 * (1 - 1 / WINDOW)), (365, 50 * (1 - 365 / WINDOW)), (1000, 4.3691535478), (1095, 0.0342231348)],
)
def test_an_event_fades_linearly_by_days(world: World, days_ago: int, points: float) -> None:
    [(data_point, events, faded, last)] = effect(world, [event(days_ago)])
    assert (data_point, events, last) == ("bd_default", 1, DAY - timedelta(days=days_ago))
    assert faded == pytest.approx(points, abs=1e-9)


@pytest.mark.parametrize("days_ago", [1096, 1097, 4000])
def test_an_event_at_or_past_the_end_of_the_window_does_not_count(world: World, days_ago: int) -> None:
    assert effect(world, [event(days_ago)]) == []


@pytest.mark.parametrize(
    ("severity", "points"), [("minor", 10.0), ("moderate", 25.0), ("serious", 50.0), ("severe", 100.0)]
)
def test_the_severity_sets_the_points_of_the_first_day(world: World, severity: str, points: float) -> None:
    assert effect(world, [event(0, severity)]) == [("bd_default", 1, points, DAY)]


def test_an_event_counts_from_the_day_it_was_published(world: World) -> None:
    published = DAY + timedelta(days=1)
    events = [event(10, published_date=published)]
    assert effect(world, events) == []
    [(_, _, points, _)] = effect(world, events, day=published)
    assert points == pytest.approx(50 * (1 - 11 / WINDOW))


def test_an_announced_event_that_has_not_happened_does_not_count(world: World) -> None:
    assert effect(world, [event(-1, published_date=DAY)]) == []


def test_event_types_of_one_data_point_add_up(world: World) -> None:
    events = [event(0, "severe", "work_safety_accident"), event(0, "minor", "work_safety_penalty"), event(0, "minor")]
    assert effect(world, events) == [("bd_default", 1, 10.0, DAY), ("es_accident", 2, 110.0, DAY)]


def test_the_last_event_is_the_latest_that_still_counts(world: World) -> None:
    [(_, events, _, last)] = effect(world, [event(1096), event(400), event(20), event(300)])
    assert (events, last) == (3, DAY - timedelta(days=20))


def test_a_searched_register_without_entry_is_zero_for_every_data_point(world: World) -> None:
    zeros = [("bd_default", 0, 0.0, None), ("es_accident", 0, 0.0, None)]
    assert effect(world, [], searched_since=date(2018, 1, 1)) == zeros


def test_events_that_faded_away_leave_a_searched_register_at_zero(world: World) -> None:
    zeros = [("bd_default", 0, 0.0, None), ("es_accident", 0, 0.0, None)]
    assert effect(world, [event(1200)], searched_since=date(2018, 1, 1)) == zeros


@pytest.mark.parametrize(("days", "is_zero"), [(1095, False), (1096, True)])
def test_a_search_must_cover_the_whole_window_before_silence_is_a_zero(world: World, days: int, is_zero: bool) -> None:
    assert bool(effect(world, [], searched_since=DAY - timedelta(days=days))) is is_zero


def test_events_in_the_window_of_another_date_do_not_count(world: World) -> None:
    window = [{"data_point_id": "bd_default", "rating_date": DAY + timedelta(days=181)}]
    rows = {"raw.issuer": [{"event_coverage_start_date": None}], "core.event_in_window": window}
    assert world("core.event_effect", rows).is_empty()


def test_a_known_event_counts_although_nobody_searched_the_registers(world: World) -> None:
    assert effect(world, [event(0)], searched_since=None) == [("bd_default", 1, 50.0, DAY)]


def test_a_search_that_was_known_to_cover_less_than_the_window_is_no_zero(world: World) -> None:
    rows = {
        "raw.issuer": [{"event_coverage_start_date": DAY - timedelta(days=1100)}],
        "reference.event_type": TYPES,
    }
    known_at = DAY - timedelta(days=10)
    assert world("core.event_effect", rows, DAY).height == len({row["data_point_id"] for row in TYPES})
    assert world("core.event_effect", rows, DAY, known_at).is_empty()
    assert world("core.event_effect", rows, DAY, DAY + timedelta(days=10)).height > 0


def test_issuers_do_not_share_events_and_keep_their_kind(world: World) -> None:
    rows = {
        "raw.issuer": [{"issuer_id": "A", "event_coverage_start_date": None}, {"issuer_id": "B", "is_simulated": True}],
        "core.event": [event(0, issuer_id="A"), event(0, issuer_id="UNKNOWN", event_id="x")],
        "reference.event_type": TYPES[2:],
    }
    effects = run(world, rows).select("issuer_id", "points", "is_simulated").rows()
    assert effects == [("A", 50.0, False), ("B", 0.0, True)]


def test_the_window_is_a_parameter_of_the_method(world: World) -> None:
    rows = {
        "raw.issuer": [{"event_coverage_start_date": None}],
        "core.event": [event(200), event(400)],
        "reference.event_type": TYPES,
        "reference.parameter": [{"name": "event_window_years", "value": 1.0}],
    }
    [points] = run(world, rows)["points"].to_list()
    assert points == pytest.approx(50 * (1 - 200 / 365.25))
