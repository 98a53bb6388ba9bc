"""Every input of a known value with its place of origin: observations, their quotes, and events of a register."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
Universe = Callable[[int], dict[str, pl.DataFrame]]
NAME = "core.value_source"
KEY = ["issuer_id", "rating_date", "data_point_id"]
DAY, EARLIER = date(2022, 10, 31), date(2022, 4, 30)
OF_A_DOCUMENT = ("fact_id", "document_id", "page", "line", "char_start", "char_end", "quote")
STRUCTURED = {"observation_id": "o1", "fact_id": None, "source": "sample/reported/facts.csv", "citation": "p. 7"}
REGISTER = {"method": "event_register", "observation_id": None, "data_point_id": "bd_default"}


def happened(event_id: str, day: date, **other: Any) -> Row:
    return {"event_id": event_id, "event_date": day, "data_point_id": "bd_default", **other}


def sources(world: World, **tables: list[Row]) -> list[Row]:
    events = tables.pop("event", [])
    return world(NAME, {"core.event": events} | {f"core.{name}": rows for name, rows in tables.items()}).to_dicts()


def test_a_value_read_from_a_document_leads_to_page_line_and_quote(world: World) -> None:
    fact = {"document_id": "cd" * 32, "page": 54, "line": 820, "char_start": 5, "char_end": 9, "quote": "1,296.40"}
    seen = {"observation_id": "o1", "fact_id": "f1", "data_point_id": "ghg_s12", "dimension": "", "unit": "tCO2e"}
    [row] = sources(
        world,
        known_value_input=[{"observation_id": "o1"}],
        observation=[seen | {"value": 1296.4, "source": "documents/report.pdf", "published_date": EARLIER}],
        extracted_fact=[fact | {"fact_id": "f1"}],
    )
    assert {name: row[name] for name in fact} == fact
    assert (row["fact_id"], row["source"], row["published_date"]) == ("f1", "documents/report.pdf", EARLIER)
    inputs = ("data_point_id", "input_data_point_id", "input_dimension", "input_value", "input_unit", "event_id")
    assert [row[name] for name in inputs] == ["ghg_int_emp", "ghg_s12", "", 1296.4, "tCO2e", None]


def test_a_structured_value_leads_to_its_file_and_to_no_document(world: World) -> None:
    [row] = sources(world, known_value_input=[{"observation_id": "o1"}], observation=[STRUCTURED])
    assert (row["observation_id"], row["source"], row["citation"]) == ("o1", "sample/reported/facts.csv", "p. 7")
    assert [row[name] for name in OF_A_DOCUMENT] == [None] * 7


def test_an_observation_without_a_value_has_none_here(world: World) -> None:
    none = STRUCTURED | {"value": None, "state": "not_disclosed"}
    [row] = sources(world, known_value_input=[{"observation_id": "o1"}], observation=[none])
    assert (row["input_value"], row["input_unit"]) == (None, "tCO2e/employee")


def test_every_input_of_a_derived_value_has_its_row(world: World) -> None:
    found = sources(
        world,
        known_value_input=[{"observation_id": "o1"}, {"observation_id": "o2", "input_number": 2}],
        observation=[STRUCTURED, STRUCTURED | {"observation_id": "o2", "dimension": "gender=female"}],
    )
    assert [(row["input_number"], row["observation_id"]) for row in found] == [(1, "o1"), (2, "o2")]


def test_events_of_a_register_stand_latest_first_with_their_points_and_source(world: World) -> None:
    days = {"a": date(2021, 1, 1), "b": date(2022, 1, 1), "c": date(2022, 1, 1)}
    told = {"published_date": date(2022, 1, 9), "source": "sample/events/e.csv", "citation": None}
    found = sources(
        world,
        known_value=[REGISTER],
        event_in_window=[happened(name, day, points=10.0) for name, day in days.items()],
        event=[{"event_id": name, **told, "description": f"What {name} was"} for name in days],
    )
    assert [(row["input_number"], row["event_id"], row["citation"]) for row in found] == [
        (1, "b", "What b was"),
        (2, "c", "What c was"),
        (3, "a", "What a was"),
    ]
    of_input = ("input_data_point_id", "input_dimension", "input_value", "input_unit", "source", "published_date")
    for row in found:
        assert [row[name] for name in of_input] == [
            *("bd_default", "", 10.0, "points", "sample/events/e.csv", date(2022, 1, 9)),
        ]
        assert [row[name] for name in ("observation_id", *OF_A_DOCUMENT)] == [None] * 8


def test_the_citation_of_an_event_goes_before_its_description(world: World) -> None:
    window, known = [happened("a", DAY)], [REGISTER]
    told = {"event_id": "a", "citation": "Gazette 7", "description": "Late"}
    [row] = sources(world, known_value=known, event_in_window=window, event=[told])
    assert row["citation"] == "Gazette 7"


def test_an_event_beside_a_reported_value_or_out_of_scope_is_absent(world: World) -> None:
    tables = {"event_in_window": [happened("a", DAY)], "event": [{"event_id": "a"}]}
    assert sources(world, known_value=[REGISTER | {"method": "reported"}], **tables) == []
    assert sources(world, known_value=[], **tables) == []


def test_other_dates_issuers_and_data_points_do_not_mix_in(world: World) -> None:
    other = [{"issuer_id": "OTHER"}, {"rating_date": EARLIER}, {"data_point_id": "es_accident"}]
    found = sources(
        world,
        known_value=[REGISTER],
        known_value_input=[{"observation_id": "o1"}, {"observation_id": "o1", "rating_date": EARLIER}],
        observation=[STRUCTURED],
        event_in_window=[happened("a", DAY), *({**happened("a", DAY), **row} for row in other)],
        event=[{"event_id": "a"}],
    )
    assert [(row["data_point_id"], row["rating_date"]) for row in found] == [("bd_default", DAY), ("ghg_int_emp", DAY)]


def test_simulated_inputs_stay_marked(world: World) -> None:
    found = sources(
        world,
        known_value=[REGISTER],
        known_value_input=[{"observation_id": "o1", "is_simulated": True}],
        observation=[STRUCTURED],
        event_in_window=[happened("a", DAY)],
        event=[{"event_id": "a"}],
    )
    assert {row["data_point_id"]: row["is_simulated"] for row in found} == {"bd_default": False, "ghg_int_emp": True}


def test_nothing_is_lost_nor_doubled_in_a_random_universe(universe: Universe) -> None:
    tables = universe(0)
    used = tables["core.known_value_input"].select(*KEY, "input_number", "observation_id")
    assert tables[NAME].filter(pl.col("event_id").is_null()).select(used.columns).equals(used)
    registers = tables["core.known_value"].filter(method="event_register")
    counting = tables["core.event_in_window"].join(registers, on=KEY, how="semi").select(*KEY, "event_id")
    found = tables[NAME].filter(pl.col("event_id").is_not_null()).select(*KEY, "event_id")
    assert counting.height > 10
    assert found.sort(found.columns).equals(counting.sort(counting.columns))
