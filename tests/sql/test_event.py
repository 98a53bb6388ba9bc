"""Events of registers and of documents together: a document's counts until the day on which a register tells of it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
PAPER, OTHER = "aa" * 32, "bb" * 32
PAPERS = [
    {"document_id": PAPER, "published_date": date(2022, 5, 1), "title": "Notice", "source_path": "documents/a.txt"},
    {"document_id": OTHER, "published_date": date(2022, 6, 1), "title": "Report", "source_path": "documents/b.txt"},
]
DAY = date(2021, 3, 2)


def told(event_id: str, **other: Any) -> Row:
    return {"event_id": event_id, "document_id": PAPER, "event_date": DAY, "fine_cny": 5.0, **other}


def events(world: World, registered: list[Row], told: list[Row]) -> list[Row]:
    rows = {"raw.event": registered, "core.document_event": told, "raw.document": PAPERS}
    return world("core.event", rows).to_dicts()


def test_a_register_s_event_stays_as_it_is(world: World) -> None:
    [row] = events(world, [{"event_id": "E", "event_date": DAY, "amount_cny": 7.0}], [])
    assert (row["event_id"], row["amount_cny"], row["document_id"], row["line"]) == ("E", 7.0, None, None)


def test_a_document_s_event_takes_day_and_source_of_its_document(world: World) -> None:
    [row] = events(world, [], [told("D")])
    assert (row["event_id"], row["published_date"], row["source"]) == ("D", date(2022, 5, 1), "documents/a.txt")
    assert (row["citation"], row["amount_cny"], row["document_id"]) == ("Notice", 5.0, PAPER)
    assert row["description"]


def test_what_does_not_count_is_absent(world: World) -> None:
    assert events(world, [], [told("D", is_counted=False, reason="the day is not stated")]) == []


@pytest.mark.parametrize("published", [DAY, date(2022, 5, 1)])
def test_a_register_that_told_of_it_by_then_goes_before_the_document(world: World, published: date) -> None:
    registered = [{"event_id": "E", "event_date": DAY, "published_date": published}]
    assert [row["event_id"] for row in events(world, registered, [told("D")])] == ["E"]


def test_a_register_that_tells_of_it_later_replaces_the_document_from_that_day(world: World) -> None:
    days = (date(2022, 9, 1), date(2022, 5, 2))
    registered = [{"event_id": f"E{day}", "event_date": DAY, "published_date": day} for day in days]
    found = {row["event_id"]: row["replaced_date"] for row in events(world, registered, [told("D")])}
    assert found == {"D": date(2022, 5, 2), **{f"E{day}": None for day in days}}


def test_without_a_register_nothing_replaces_the_document(world: World) -> None:
    other = {"event_id": "E", "event_date": DAY, "published_date": date(2022, 9, 1), "event_type": "litigation"}
    found = {row["event_id"]: row["replaced_date"] for row in events(world, [other], [told("D")])}
    assert found == {"D": None, "E": None}


def test_an_event_on_another_day_is_another_one(world: World) -> None:
    found = events(world, [{"event_id": "E", "event_date": date(2020, 1, 1)}], [told("D")])
    assert {row["event_id"] for row in found} == {"D", "E"}


def test_two_documents_about_one_event_are_one_event_of_the_first(world: World) -> None:
    found = events(world, [], [told("D2", document_id=OTHER), told("D1")])
    assert [(row["event_id"], row["published_date"]) for row in found] == [("D1", date(2022, 5, 1))]


def test_the_day_of_the_decision_stands_in_for_an_unknown_day(world: World) -> None:
    [row] = events(world, [], [told("D", event_date=None, decision_date=date(2021, 9, 9))])
    assert row["event_date"] == date(2021, 9, 9)


def test_without_a_fine_the_amount_in_default_stands(world: World) -> None:
    [row] = events(world, [], [told("D", fine_cny=None, amount_cny=9.0)])
    assert row["amount_cny"] == 9.0
