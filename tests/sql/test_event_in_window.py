"""Which events still count on a rating date, each with the points that are left of it: the parts of the effect."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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


BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def test_what_was_not_known_by_the_day_does_not_count(world: World) -> None:
    late, early = event("late", 10, published_date=DAY), event("early", 10, published_date=BEFORE)
    rows = {"core.event": [late, early], "reference.event_type": TYPES}
    known = world(NAME, rows, DAY, BEFORE)
    assert known["event_id"].to_list() == ["early"]
    assert known["points"].to_list() == world(NAME, rows, DAY, DAY).filter(event_id="early")["points"].to_list()
    assert known["rating_date"].to_list() == [DAY]


def test_what_became_known_later_counts_with_that_knowledge_when_it_had_happened(world: World) -> None:
    late, new = event("late", 10, published_date=AFTER), event("new", -1, published_date=AFTER)
    rows = {"core.event": [late, new], "reference.event_type": TYPES}
    assert world(NAME, rows, DAY).is_empty()
    assert world(NAME, rows, DAY, AFTER)["event_id"].to_list() == ["late"]


def test_a_document_s_event_counts_until_a_register_tells_of_it(world: World) -> None:
    told = event("D", 10, published_date=DAY - timedelta(days=5), replaced_date=DAY)
    rows = {"core.event": [told, event("E", 10, published_date=DAY)], "reference.event_type": TYPES}
    assert world(NAME, rows, DAY, BEFORE)["event_id"].to_list() == ["D"]
    assert world(NAME, rows, DAY, DAY)["event_id"].to_list() == ["E"]


EVENTS = st.builds(
    lambda days, later, amount, kind: {"days": days, "later": later, "amount": amount, "kind": kind},
    st.integers(0, 3),
    st.integers(0, 8),
    st.sampled_from([None, 5.0]),
    st.sampled_from(["bond_default", "work_safety_accident"]),
)


@settings(max_examples=12)
@given(st.lists(EVENTS, max_size=5), st.lists(EVENTS, max_size=5), st.integers(0, 8))
def test_events_told_after_the_day_of_knowledge_change_nothing(
    world: World, registered: list[Row], told: list[Row], after: int
) -> None:
    start = DAY - timedelta(days=30)
    papers = [
        {"document_id": f"{n:064x}", "published_date": start + timedelta(days=row["days"] + row["later"])}
        for n, row in enumerate(told)
    ]
    of_papers = [
        {"event_id": f"D{n}", "document_id": f"{n:064x}", "event_type": row["kind"], "fine_cny": row["amount"]}
        | {"event_date": start + timedelta(days=row["days"])}
        for n, row in enumerate(told)
    ]
    of_registers = [
        {"event_id": f"E{n}", "event_type": row["kind"], "event_date": start + timedelta(days=row["days"])}
        | {"published_date": start + timedelta(days=row["days"] + row["later"]), "amount_cny": row["amount"]}
        for n, row in enumerate(registered)
    ]
    known_at = start + timedelta(days=after)

    def counted(*, only_known: bool) -> pl.DataFrame:
        known = {row["document_id"] for row in papers if not only_known or row["published_date"] <= known_at}
        rows = {
            "raw.event": [row for row in of_registers if not only_known or row["published_date"] <= known_at],
            "raw.document": [row for row in papers if row["document_id"] in known],
            "core.document_event": [row for row in of_papers if row["document_id"] in known],
        }
        found = world("core.event", rows).to_dicts()
        return world(NAME, {"core.event": found, "reference.event_type": TYPES}, DAY, known_at)

    assert counted(only_known=False).equals(counted(only_known=True))
