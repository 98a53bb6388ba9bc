"""Which events still count on a rating date, each with the points that are left of it: the parts of the effect."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
Universe = Callable[[int], dict[str, pl.DataFrame]]
NAME = "core.event_in_window"
DAY = date(2022, 10, 31)
WINDOW = 3 * 365.25
TYPES = [
    {"event_type": "work_safety_accident", "data_point_id": "es_accident"},
    {"event_type": "bond_default", "data_point_id": "bd_default"},
]


def event(event_id: str, days_ago: int, **other: Any) -> Row:
    day = DAY - timedelta(days=days_ago)
    happened = {"event_id": event_id, "event_date": day, "published_date": day}
    return {**happened, "event_type": "bond_default", "severity": "serious", **other}


def in_window(world: World, events: list[Row], day: date = DAY, **tables: list[Row]) -> pl.DataFrame:
    given = {f"reference.{name}": rows for name, rows in tables.items()}
    return world(NAME, {"core.event": events, "reference.event_type": TYPES, **given}, day)


def test_each_event_has_its_own_row_and_points(world: World) -> None:
    found = in_window(world, [event("a", 0), event("b", 0, severity="minor"), event("c", 365)])
    assert found["event_id"].to_list() == ["a", "b", "c"]
    assert found["points"].to_list() == pytest.approx([50.0, 10.0, 50 * (1 - 365 / WINDOW)], abs=1e-12)
    assert found.row(2, named=True) == {
        "issuer_id": "360DIGITECH",
        "rating_date": DAY,
        "data_point_id": "bd_default",
        "event_id": "c",
        "event_date": DAY - timedelta(days=365),
        "points": found["points"][2],
        "is_simulated": False,
    }


def test_the_type_of_event_decides_the_data_point(world: World) -> None:
    found = in_window(world, [event("a", 0), event("b", 0, event_type="work_safety_accident")])
    assert found.select("event_id", "data_point_id").rows() == [("a", "bd_default"), ("b", "es_accident")]


def test_an_event_of_a_type_that_the_method_does_not_know_is_absent(world: World) -> None:
    assert in_window(world, [event("a", 0, event_type="merger")]).is_empty()


@pytest.mark.parametrize(("days_ago", "counts"), [(0, True), (1095, True), (1096, False), (4000, False)])
def test_an_event_counts_until_nothing_is_left_of_it(world: World, days_ago: int, counts: bool) -> None:
    assert in_window(world, [event("a", days_ago)]).is_empty() is not counts


def test_an_event_that_has_faded_to_exactly_nothing_is_absent(world: World) -> None:
    four_years = [{"name": "event_window_years", "value": 4.0}]
    found = in_window(world, [event("a", 1460), event("b", 1461)], parameter=four_years)
    assert found["event_id"].to_list() == ["a"]


def test_an_event_counts_only_once_published_and_only_once_it_has_happened(world: World) -> None:
    late, announced = event("a", 10, published_date=DAY + timedelta(days=1)), event("b", -1, published_date=DAY)
    assert in_window(world, [late, announced]).is_empty()
    assert in_window(world, [late, announced], DAY + timedelta(days=1))["event_id"].to_list() == ["a", "b"]


def test_simulated_events_stay_marked(world: World) -> None:
    found = in_window(world, [event("a", 0), event("b", 0, issuer_id="SIM", is_simulated=True)])
    assert found.select("issuer_id", "is_simulated").rows() == [("360DIGITECH", False), ("SIM", True)]


@pytest.mark.parametrize("seed", [0, 1])
def test_the_effect_is_the_sum_of_its_events_in_a_random_universe(universe: Universe, seed: int) -> None:
    tables = universe(seed)
    key = ["issuer_id", "rating_date", "data_point_id"]
    parts = tables[NAME].group_by(key).agg(events=pl.len(), sum=pl.col("points").sum(), last=pl.col("event_date").max())
    effect = tables["core.event_effect"].filter(pl.col("events") > 0)
    both = effect.join(parts, on=key, how="full", suffix="_of_parts", nulls_equal=False)
    assert both.height == effect.height == parts.height > 10
    assert both["events"].to_list() == both["events_of_parts"].to_list()
    assert both["last_event_date"].to_list() == both["last"].to_list()
    assert both["points"].to_list() == pytest.approx(both["sum"].to_list(), abs=1e-9)
