"""The way from a share of the score to its proof: one row per observation or event, one row for what has none."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
Universe = Callable[[int], dict[str, pl.DataFrame]]
NAME = "mart.evidence"
DAY, EARLIER = date(2022, 10, 31), date(2022, 4, 30)
PROOF = ("observation_id", "event_id", "source", "citation", "fact_id", "document_id", "page", "line", "quote")
REGISTER = {"method": "event_register", "observation_id": None, "published_date": None, "fiscal_year": None}
STRUCTURED = {"observation_id": "o1", "fact_id": None, "source": "sample/reported/facts.csv", "citation": "p. 7"}


def rows_of(world: World, cell: Row, **tables: list[Row]) -> list[Row]:
    """The evidence of a cell, all the way from the observations and events that its value rests on."""
    events = {"core.event": tables.pop("event", [])}
    core = {f"core.{name}": table for name, table in tables.items()}
    rows = {
        "rating.contribution": [{"score": 80.0, "weight_in_total": 0.5, "contribution": 40.0}],
        "raw.issuer": [{}],
        "reference.data_point": [{}],
        "reference.key_issue": [{}],
        "score.data_point_score": [cell],
        "core.known_value": core.get("core.known_value", []),
        "core.value_source": world("core.value_source", core | events).to_dicts(),
    }
    return world(NAME, rows).to_dicts()


def test_a_quoted_value_leads_to_fact_line_and_document(world: World) -> None:
    fact = {
        "fact_id": "f1",
        "page": 54,
        "line": 820,
        "char_start": 5,
        "char_end": 9,
        "quote": "1,296.40",
        "document_id": "cd" * 32,
    }
    [row] = rows_of(
        world,
        {"value": 0.61},
        known_value=[{"method": "reported"}],
        known_value_input=[{"observation_id": "o1"}],
        observation=[
            {"observation_id": "o1", "dimension": "", "fact_id": "f1", "source": "documents/report.txt", "value": 0.61}
        ],
        extracted_fact=[fact],
    )
    assert {name: row[name] for name in fact} == fact
    assert (row["source"], row["observation_id"], row["input_number"], row["input_value"]) == (
        "documents/report.txt",
        "o1",
        1,
        0.61,
    )
    assert (row["theme_id"], row["key_issue_id"], row["data_point_name"]) == (
        "climate_change",
        "ghg_emission",
        "GHG per employee",
    )
    assert (row["weight_in_total"], row["score"], row["contribution"], row["value_method"]) == (
        0.5,
        80.0,
        40.0,
        "reported",
    )


def test_a_structured_value_leads_to_its_file(world: World) -> None:
    tables = {"known_value": [{}], "known_value_input": [{"observation_id": "o1"}], "observation": [STRUCTURED]}
    [row] = rows_of(world, {}, **tables)
    assert [row[name] for name in PROOF] == ["o1", None, "sample/reported/facts.csv", "p. 7", *[None] * 5]


def test_a_derived_value_has_a_row_for_each_input(world: World) -> None:
    inputs = [
        STRUCTURED | {"data_point_id": "ghg_s12", "value": 1296.4, "unit": "tCO2e", "dimension": ""},
        STRUCTURED
        | {
            "observation_id": "o2",
            "data_point_id": "lr_total",
            "value": 2129.0,
            "unit": "persons",
            "dimension": "gender=female",
        },
    ]
    found = rows_of(
        world,
        {},
        known_value=[{"method": "ratio"}],
        known_value_input=[{"input_number": 1, "observation_id": "o1"}, {"input_number": 2, "observation_id": "o2"}],
        observation=inputs,
    )
    columns = (
        "input_number",
        "observation_id",
        "input_data_point_id",
        "input_dimension",
        "input_value",
        "input_unit",
        "value_method",
    )
    assert [tuple(row[name] for name in columns) for row in found] == [
        (1, "o1", "ghg_s12", "", 1296.4, "tCO2e", "ratio"),
        (2, "o2", "lr_total", "gender=female", 2129.0, "persons", "ratio"),
    ]


def test_an_imputed_value_has_one_row_without_observation(world: World) -> None:
    cell = {"origin": "imputed", "method": "median_industry", "donors": 12, "value": None, "observation_id": None}
    [row] = rows_of(world, cell)
    assert (row["origin"], row["method"], row["donors"], row["input_number"]) == ("imputed", "median_industry", 12, 1)
    assert [row[name] for name in (*PROOF, "value", "value_method", "published_date")] == [None] * 12


def test_an_imputed_value_does_not_lead_to_a_report_too_old_to_be_used(world: World) -> None:
    cell = {"origin": "imputed", "method": "prior", "value": None, "observation_id": None}
    stale = {
        "known_value": [{"age_years": 9}],
        "known_value_input": [{"observation_id": "o1"}],
        "observation": [STRUCTURED],
    }
    [row] = rows_of(world, cell, **stale)
    assert [row[name] for name in (*PROOF, "value_method", "fiscal_year")] == [None] * 11


def test_a_register_without_events_has_one_row_that_says_so(world: World) -> None:
    [row] = rows_of(world, {"value": 0.0, "observation_id": None}, known_value=[REGISTER | {"value": 0.0}])
    assert (row["value_method"], row["value"], row["input_number"]) == ("event_register", 0.0, 1)
    assert [row[name] for name in PROOF] == [None] * 9


def test_a_value_of_a_register_has_a_row_for_each_event(world: World) -> None:
    window = [{"event_id": "old", "event_date": EARLIER, "points": 4.0}, {"event_id": "new", "points": 14.5}]
    told = {"source": "sample/events/e.csv", "citation": None, "published_date": EARLIER}
    found = rows_of(
        world,
        {"value": 18.5, "observation_id": None},
        known_value=[REGISTER | {"value": 18.5}],
        event_in_window=[{"event_date": DAY, **row} for row in window],
        event=[told | {"event_id": "new", "description": "Spill"}, told | {"event_id": "old", "citation": "p. 7"}],
    )
    columns = ("input_number", "event_id", "input_value", "input_unit", "source", "citation", "published_date")
    assert [tuple(row[name] for name in columns) for row in found] == [
        (1, "new", 14.5, "points", "sample/events/e.csv", "Spill", EARLIER),
        (2, "old", 4.0, "points", "sample/events/e.csv", "p. 7", EARLIER),
    ]
    assert {row["value"] for row in found} == {18.5}
    assert {row["observation_id"] for row in found} == {None}


def test_events_do_not_stand_behind_a_filled_gap(world: World) -> None:
    cell = {"origin": "imputed", "method": "prior", "value": None, "observation_id": None}
    [row] = rows_of(world, cell, known_value=[REGISTER], event_in_window=[{"event_id": "e"}], event=[{"event_id": "e"}])
    assert (row["event_id"], row["input_number"], row["value_method"]) == (None, 1, None)


def test_the_proof_of_another_date_or_issuer_does_not_mix_in(world: World) -> None:
    other = [{"issuer_id": "OTHER"}, {"rating_date": date(2022, 4, 30)}, {"data_point_id": "ws_total"}]
    found = rows_of(
        world,
        {},
        known_value=[{}, *other],
        known_value_input=[{"observation_id": "o1"}, *({**row, "observation_id": "o2"} for row in other)],
        observation=[STRUCTURED, STRUCTURED | {"observation_id": "o2"}],
    )
    assert [row["observation_id"] for row in found] == ["o1"]


def test_every_contribution_is_there_and_counted_once_in_a_random_universe(universe: Universe) -> None:
    tables = universe(1)
    key = ["issuer_id", "rating_date", "data_point_id"]
    first = tables[NAME].filter(input_number=1).select(*key, "contribution")
    assert first.equals(tables["rating.contribution"].select(*key, "contribution"))
    assert tables[NAME].height > first.height
