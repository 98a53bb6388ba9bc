"""Red lines bind from their trigger for their time, on issuers in scope; the latest trigger of each rule stands."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
NAME = "rating.red_line_hit"
DAY = date(2022, 10, 31)
DEFAULT = {
    "rule_id": "RL1",
    "trigger": "bond_default",
    "threshold": "moderate",
    "cap_grade": "C",
    "duration_months": 36,
}
OPINION = {
    "rule_id": "RL4",
    "trigger_kind": "data_point",
    "trigger": "ao_type",
    "threshold": "1",
    "cap_grade": "CC",
    "duration_months": 12,
}


def event(days_ago: int, severity: str = "serious", **other: Any) -> Row:
    day = DAY - timedelta(days=days_ago)
    row = {"event_id": f"EV-{days_ago}", "event_type": "bond_default", "severity": severity}
    return row | {"event_date": day, "published_date": day} | other


def opinion(value: float | None, days_ago: int = 100, **other: Any) -> Row:
    return {"data_point_id": "ao_type", "value": value, "published_date": DAY - timedelta(days=days_ago), **other}


def hits(world: World, *rules: Row, day: date = DAY, **tables: list[Row]) -> list[tuple[Any, ...]]:
    rows = {
        "reference.red_line": rules,
        "core.rating_universe": tables.get("universe", [{"rating_date": day}]),
        "core.event": tables.get("events", []),
        "core.known_value": tables.get("known", []),
    }
    return world(NAME, rows, day).select("rule_id", "cap_grade", "evidence_id", "since_date").rows()


def test_an_event_caps_from_its_day(world: World) -> None:
    assert hits(world, DEFAULT, events=[event(100)]) == [("RL1", "C", "EV-100", DAY - timedelta(days=100))]
    assert len(hits(world, DEFAULT, events=[event(0)])) == 1


@pytest.mark.parametrize(
    ("severity", "is_hit"), [("minor", False), ("moderate", True), ("serious", True), ("severe", True)]
)
def test_the_severity_must_reach_the_threshold(world: World, severity: str, is_hit: bool) -> None:
    assert bool(hits(world, DEFAULT, events=[event(10, severity)])) is is_hit


def test_another_type_of_event_does_not_trigger(world: World) -> None:
    assert hits(world, DEFAULT, events=[event(10, event_type="litigation")]) == []


@pytest.mark.parametrize(
    ("months", "days", "is_hit"),
    [(36, 1095, True), (36, 1096, False), (24, 730, True), (24, 731, False), (12, 365, True), (12, 366, False)],
)
def test_a_red_line_ends_with_its_time(world: World, months: int, days: int, is_hit: bool) -> None:
    assert bool(hits(world, DEFAULT | {"duration_months": months}, events=[event(days)])) is is_hit


def test_an_event_binds_only_once_it_is_published(world: World) -> None:
    events = [event(10, published_date=DAY + timedelta(days=1))]
    assert hits(world, DEFAULT, events=events) == []
    assert len(hits(world, DEFAULT, events=events, day=DAY + timedelta(days=1))) == 1


def test_an_announced_event_does_not_bind_before_its_day(world: World) -> None:
    assert hits(world, DEFAULT, events=[event(-1, published_date=DAY)]) == []


@pytest.mark.parametrize(("value", "is_hit"), [(0.0, True), (1.0, True), (1.001, False), (2.0, False), (None, False)])
def test_a_data_point_triggers_at_or_below_the_threshold(world: World, value: float | None, is_hit: bool) -> None:
    found = hits(world, OPINION, known=[opinion(value)])
    assert found == ([("RL4", "CC", "0a" * 16, DAY - timedelta(days=100))] if is_hit else [])


@pytest.mark.parametrize(("days", "is_hit"), [(365, True), (366, False)])
def test_a_data_point_binds_from_its_publication(world: World, days: int, is_hit: bool) -> None:
    assert bool(hits(world, OPINION, known=[opinion(1.0, days)])) is is_hit


def test_a_data_point_of_a_register_has_no_observation_and_does_not_trigger(world: World) -> None:
    assert hits(world, OPINION, known=[opinion(0.0, observation_id=None)]) == []


def test_a_data_point_of_another_date_does_not_trigger(world: World) -> None:
    assert hits(world, OPINION, known=[opinion(0.0, rating_date=date(2022, 4, 30))]) == []


def test_the_latest_trigger_of_a_rule_stands(world: World) -> None:
    events = [event(300), event(20), event(100), event(5, "minor")]
    assert hits(world, DEFAULT, events=events) == [("RL1", "C", "EV-20", DAY - timedelta(days=20))]


def test_of_two_triggers_on_one_day_the_first_id_stands(world: World) -> None:
    events = [event(20, event_id="EV-B"), event(20, event_id="EV-A")]
    assert [hit[2] for hit in hits(world, DEFAULT, events=events)] == ["EV-A"]


def test_two_rules_on_one_event_both_stand(world: World) -> None:
    severe = DEFAULT | {"rule_id": "RL9", "threshold": "severe", "cap_grade": "CC"}
    assert [hit[0] for hit in hits(world, DEFAULT, severe, events=[event(9, "severe")])] == ["RL1", "RL9"]
    assert [hit[0] for hit in hits(world, DEFAULT, severe, events=[event(9)])] == ["RL1"]


def test_rules_of_both_kinds_stand_side_by_side(world: World) -> None:
    found = hits(world, DEFAULT, OPINION, events=[event(9)], known=[opinion(0.0)])
    assert [(rule, cap) for rule, cap, _, _ in found] == [("RL1", "C"), ("RL4", "CC")]


def test_a_rule_of_one_kind_is_not_triggered_by_the_other(world: World) -> None:
    crossed = DEFAULT | {"trigger_kind": "data_point", "threshold": "minor"}
    assert hits(world, crossed, events=[event(9, "severe")]) == []
    assert hits(world, OPINION | {"trigger_kind": "event", "threshold": "1"}, known=[opinion(0.0)]) == []


def test_only_issuers_in_scope_on_that_date_are_capped(world: World) -> None:
    universe = [
        {"issuer_id": "IN", "is_simulated": True},
        {"issuer_id": "OUT", "in_scope": False},
        {"issuer_id": "BEFORE", "rating_date": date(2022, 4, 30)},
    ]
    who = ("IN", "OUT", "BEFORE", "UNKNOWN")
    rows = {
        "reference.red_line": [DEFAULT],
        "core.rating_universe": universe,
        "core.event": [event(9, issuer_id=name, event_id=name) for name in who],
    }
    assert world(NAME, rows).select("issuer_id", "is_simulated").rows() == [("IN", True)]


def as_known(world: World, known_at: date, rule: Row, **tables: list[Row]) -> list[str]:
    rows = {"reference.red_line": [rule], "core.rating_universe": [{"rating_date": DAY}]}
    rows |= {"core.event": tables.get("events", []), "core.known_value": tables.get("known", [])}
    return world(NAME, rows, DAY, known_at)["evidence_id"].to_list()


def test_only_what_was_known_by_the_day_binds(world: World) -> None:
    told = event(10, event_id="D", replaced_date=DAY)
    events = [told, event(10, event_id="E", published_date=DAY), event(10, "minor", event_id="M")]
    assert as_known(world, DAY - timedelta(days=11), DEFAULT, events=events) == []
    assert as_known(world, DAY - timedelta(days=1), DEFAULT, events=events) == ["D"]
    assert as_known(world, DAY, DEFAULT, events=events) == ["E"]


def test_what_became_known_after_the_rating_date_binds_with_that_knowledge(world: World) -> None:
    late = [event(10, event_id="E", published_date=DAY + timedelta(days=5))]
    assert as_known(world, DAY + timedelta(days=5), DEFAULT, events=late) == ["E"]
    told = opinion(0.0, -5)  # of a year that was over, published five days after the rating date
    assert as_known(world, DAY + timedelta(days=5), OPINION, known=[told]) == ["0a" * 16]
