"""Observations in canonical units, and which of several reports is believed."""

import itertools
from datetime import date
from typing import Any

import polars as pl
import pytest

from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.observe import collect_observations, factor_between, newest_reports
from tests.unit.reports import observations, seen

DAY = date(2022, 10, 31)


def believed(*rows: dict[str, Any], day: date = DAY) -> list[str]:
    """Ids of the reports to believe; the same for every order of the rows."""
    answers = {
        tuple(newest_reports(observations(*order), day)["observation_id"].to_list())
        for order in itertools.permutations(rows)
    }
    assert len(answers) == 1
    return sorted(answers.pop())


# Which report is believed


def test_the_latest_publication_wins() -> None:
    first, restated = seen("first"), seen("restated", published_date=date(2022, 6, 30), value=90.0)
    assert believed(first, restated) == ["restated"]


def test_a_restatement_does_not_change_what_was_known_before_it() -> None:
    first, restated = seen("first"), seen("restated", published_date=date(2022, 6, 30), value=90.0)
    assert believed(first, restated, day=date(2022, 6, 29)) == ["first"]
    assert believed(first, restated, day=date(2022, 6, 30)) == ["restated"]


def test_a_stated_date_goes_before_an_assumed_one() -> None:
    assumed = seen("assumed", published_date=date(2022, 6, 30), is_date_assumed=True)
    assert believed(assumed, seen("stated")) == ["stated"]


def test_a_document_goes_before_a_table_of_the_same_day() -> None:
    assert believed(seen("table"), seen("paper", fact_id="paper", confidence=0.5)) == ["paper"]


def test_a_later_table_goes_before_an_earlier_document() -> None:
    assert believed(seen("table", published_date=date(2022, 6, 1)), seen("paper", fact_id="paper")) == ["table"]


def test_of_two_readings_the_surer_is_believed() -> None:
    assert believed(seen("a", fact_id="a", confidence=0.5), seen("b", fact_id="b", confidence=0.9)) == ["b"]


def test_the_id_breaks_the_last_tie() -> None:
    assert believed(seen("b"), seen("a"), seen("c")) == ["a"]


def test_years_breakdowns_data_points_and_issuers_do_not_compete() -> None:
    others = [
        seen("year", fiscal_year=2020),
        seen("breakdown", dimension="gender=female"),
        seen("point", data_point_id="lr_total"),
        seen("issuer", issuer_id="B"),
    ]
    assert len(believed(seen("a"), *others)) == 5


@pytest.mark.parametrize("state", ["not_disclosed", "not_collected", "stale", "rejected"])
def test_saying_nothing_does_not_hide_what_was_said(state: str) -> None:
    silence = seen("silence", state=state, value=None, published_date=date(2022, 9, 1))
    assert believed(seen("said"), silence) == ["said"]
    assert believed(silence) == []


@pytest.mark.parametrize("state", ["reported", "reported_zero", "not_applicable"])
def test_what_was_stated_counts(state: str) -> None:
    assert believed(seen("a", state=state)) == ["a"]


def claim(name: str, **changes: Any) -> dict[str, Any]:
    return seen(name, **{"state": "not_applicable", "value": None, **changes})


def test_that_it_does_not_apply_is_not_heard_after_a_value_was_published() -> None:
    assert believed(seen("said"), claim("late", published_date=date(2022, 6, 30))) == ["said"]
    assert believed(seen("said"), claim("late", published_date=date(2022, 6, 30)), day=date(2022, 6, 30)) == ["said"]
    restated = seen("restated", published_date=date(2022, 7, 31), value=90.0)
    assert believed(seen("said"), claim("late", published_date=date(2022, 6, 30)), restated) == ["restated"]


def test_a_claim_of_the_same_day_competes_and_a_later_value_replaces_it() -> None:
    assert believed(seen("said", fact_id="x", confidence=0.5), claim("na", fact_id="y", confidence=0.9)) == ["na"]
    assert believed(claim("na"), seen("said", published_date=date(2022, 6, 30))) == ["said"]


def test_a_claim_about_another_cell_is_heard() -> None:
    late = {"published_date": date(2022, 6, 30)}
    others = claim("b", dimension="gender=male", **late), claim("c", data_point_id="lr_total", **late)
    assert believed(seen("a"), *others, claim("d", issuer_id="B", **late)) == ["a", "b", "c", "d"]


# Collecting

UNITS = UnitTable.from_frame(
    pl.DataFrame(
        [
            ("t", "mass", "1", "tonnes"),
            ("kg", "mass", "1/1000", ""),
            ("tCO2e", "co2e", "1", ""),
            ("MWh", "energy", "1", ""),
            ("kWh", "energy", "1/1000", ""),
            ("m3", "volume", "1", ""),
            ("persons", "person", "1", ""),
        ],
        schema=["unit", "dimension", "factor", "aliases"],
        orient="row",
    )
)
ISSUERS = pl.DataFrame({"issuer_id": ["A", "S"], "is_simulated": [False, True]})
DOCUMENTS = pl.DataFrame(
    {
        "document_id": ["d1"],
        "issuer_id": ["A"],
        "published_date": [date(2022, 5, 31)],
        "is_date_assumed": [True],
        "title": ["2021 report"],
        "source_path": ["documents/d1.txt"],
    }
)
FACT_SCHEMA = {
    "fact_id": pl.String,
    "document_id": pl.String,
    "data_point_id": pl.String,
    "dimension": pl.String,
    "period": pl.Int64,
    "value": pl.Float64,
    "unit": pl.String,
    "raw_value": pl.String,
    "raw_unit": pl.String,
    "state": pl.String,
    "confidence": pl.Float64,
    "status": pl.String,
    "corrected_value": pl.Float64,
}
NO_FACTS = pl.DataFrame(schema=FACT_SCHEMA)
POINTS = pl.DataFrame(
    {
        "data_point_id": ["waste", "energy", "water", "fines"],
        "unit": ["t", "MWh", "m3", "points"],
        "kind": ["quantitative"] * 3 + ["event"],
    }
)


def delivered(**changes: Any) -> dict[str, Any]:
    plain = {
        "issuer_id": "A",
        "data_point_id": "waste",
        "dimension": "",
        "fiscal_year": 2021,
        "value_text": "1,296.4",
        "value": 1296.4,
        "unit": "t",
        "state": "reported",
        "published_date": date(2022, 5, 31),
        "is_date_assumed": False,
        "source_type": "structured",
        "citation": None,
        "source": "reported/x.csv",
        "row_number": 1,
    }
    return {**plain, **changes}


REPORTED_SCHEMA = {
    **dict.fromkeys(("issuer_id", "data_point_id", "dimension"), pl.String),
    "fiscal_year": pl.Int64,
    "value_text": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "state": pl.String,
    "published_date": pl.Date,
    "is_date_assumed": pl.Boolean,
    **dict.fromkeys(("source_type", "citation", "source"), pl.String),
    "row_number": pl.Int64,
}


def collected(*rows: dict[str, Any], facts: pl.DataFrame = NO_FACTS) -> pl.DataFrame:
    table = pl.DataFrame(list(rows), schema=REPORTED_SCHEMA)
    return collect_observations(table, facts, DOCUMENTS, ISSUERS, POINTS, factor_between(UNITS))


@pytest.mark.parametrize(
    ("data_point", "canonical", "other", "times"),
    [
        ("waste", "t", "kg", 1000),
        ("waste", "t", "thousand tonnes", 0.001),
        ("energy", "MWh", "kWh", 1000),
        ("energy", "MWh", "thousand kWh", 1),
        ("energy", "MWh", "kWh in '000s", 1),
        ("water", "m3", "t", 1),
        ("water", "m3", "kg", 1000),
    ],
)
@pytest.mark.parametrize("value", [1296.4, 0.1, 7.0, 0.0])
def test_the_unit_of_the_input_changes_nothing(
    data_point: str, canonical: str, other: str, times: float, value: float
) -> None:
    table = collected(
        delivered(data_point_id=data_point, unit=canonical, value=value),
        delivered(data_point_id=data_point, unit=other, value=value * times, row_number=2),
    )
    assert table["value"].to_list() == pytest.approx([value, value], rel=1e-12)
    assert table["unit"].to_list() == [canonical, canonical]
    assert sorted(table["raw_unit"].to_list()) == sorted([canonical, other])


def test_no_unit_means_the_canonical_one() -> None:
    assert collected(delivered(unit=None))["value"].to_list() == [1296.4]


def test_a_tonne_of_waste_is_no_volume_and_no_energy() -> None:
    factor = factor_between(UNITS)
    assert factor("t", "MWh") is None
    assert factor("m3", "t") is None
    assert factor("furlong", "t") is None
    assert factor("t", "m3") == 1.0


@pytest.mark.parametrize("state", ["not_applicable", "not_disclosed"])
def test_beside_no_value_any_unit_may_stand(state: str) -> None:
    silent = {"value": None, "value_text": None, "state": state, "unit": "furlong", "fiscal_year": 2020}
    found = collected(delivered(), delivered(**silent, row_number=2)).sort("fiscal_year")
    assert found.select("state", "value", "raw_unit").rows() == [
        (state, None, "furlong"),
        ("reported", 1296.4, "t"),
    ]
    with pytest.raises(ValueError, match="unit 'furlong' does not fit 't'"):
        collected(delivered(unit="furlong"))


def test_ids_do_not_depend_on_the_order_of_rows() -> None:
    rows = [delivered(row_number=n, fiscal_year=2015 + n, value=float(n)) for n in range(1, 6)]
    moved = [{**row, "row_number": row["row_number"] + 7, "source": "reported/moved.csv"} for row in rows[::-1]]
    one = collected(*rows).select("observation_id", "value")
    other = collected(*moved).select("observation_id", "value")
    assert one.sort("value").equals(other.sort("value"))
    assert one["observation_id"].n_unique() == 5
    assert one["observation_id"].str.contains("^[0-9a-f]{32}$").all()


@pytest.mark.parametrize(
    "change",
    [
        {"issuer_id": "S"},
        {"data_point_id": "energy", "unit": "MWh"},
        {"dimension": "gender=female"},
        {"fiscal_year": 2020},
        {"published_date": date(2022, 6, 1)},
        {"source_type": "market"},
    ],
)
def test_whatever_identifies_a_row_is_in_its_id(change: dict[str, Any]) -> None:
    assert collected(delivered(), delivered(**change))["observation_id"].n_unique() == 2


def test_values_of_unknown_issuers_and_data_points_are_left_out() -> None:
    table = collected(delivered(), delivered(issuer_id="NOBODY"), delivered(data_point_id="nothing"))
    assert table["issuer_id"].to_list() == ["A"]


def test_a_simulated_issuer_s_values_are_simulated() -> None:
    table = collected(delivered(), delivered(issuer_id="S")).sort("issuer_id")
    assert table["is_simulated"].to_list() == [False, True]


def test_a_fact_takes_issuer_and_dates_from_its_document() -> None:
    fact = ("f1", "d1", "waste", "", 2021, 5.0, "t", "5.0", "tons", "reported", 0.9, "accepted", None)
    facts = pl.DataFrame([fact], schema=FACT_SCHEMA, orient="row")
    table = collected(delivered(), facts=facts).filter(pl.col("fact_id") == "f1")
    row = table.row(0, named=True)
    assert {
        name: row[name] for name in ("observation_id", "issuer_id", "fiscal_year", "published_date", "citation")
    } == {
        "observation_id": "f1",
        "issuer_id": "A",
        "fiscal_year": 2021,
        "published_date": date(2022, 5, 31),
        "citation": "2021 report",
    }
    assert (row["value"], row["source_type"], row["is_date_assumed"], row["confidence"]) == (5.0, "document", True, 0.9)


@pytest.mark.parametrize(
    ("status", "corrected", "expected"),
    [
        ("accepted", None, [(5.0, "reported", 0.9)]),
        ("confirmed", None, [(5.0, "reported", 1.0)]),
        ("corrected", 6.0, [(6.0, "reported", 1.0)]),
        ("corrected", 0.0, [(0.0, "reported_zero", 1.0)]),
        ("sample_check", None, []),
        ("review", None, []),
        ("held", None, []),
        ("rejected", None, []),
    ],
)
def test_only_facts_that_count_become_observations(
    status: str, corrected: float | None, expected: list[tuple[float, str, float]]
) -> None:
    fact = ("f1", "d1", "waste", "", 2021, 5.0, "t", "5.0", "tons", "reported", 0.9, status, corrected)
    table = collected(facts=pl.DataFrame([fact], schema=FACT_SCHEMA, orient="row"))
    assert table.select("value", "state", "confidence").rows() == expected


def test_a_denied_event_is_no_observation() -> None:
    fact = ("f1", "d1", "fines", "", 2021, 0.0, "points", "no", "", "reported_zero", 0.99, "accepted", None)
    assert collected(facts=pl.DataFrame([fact], schema=FACT_SCHEMA, orient="row")).is_empty()


def test_nothing_delivered_is_an_empty_table() -> None:
    assert collected().height == 0


# With the knowledge of another day


def known(*rows: dict[str, Any], day: date = DAY, known_at: date) -> list[str]:
    return sorted(newest_reports(observations(*rows), day, known_at)["observation_id"])


def test_what_was_published_after_the_day_of_knowledge_is_not_heard() -> None:
    first, restated = seen("first"), seen("restated", published_date=date(2022, 6, 30))
    assert known(first, restated, known_at=date(2022, 6, 29)) == ["first"]
    assert known(first, restated, known_at=date(2022, 5, 30)) == []


def test_what_was_published_after_the_rating_date_is_heard_when_its_year_was_over() -> None:
    late = seen("late", published_date=date(2023, 1, 15))
    new = seen("new", published_date=date(2023, 1, 15), fiscal_year=2022)
    early = seen("early", fiscal_year=2022)
    assert known(late, new, early, known_at=date(2023, 1, 15)) == ["early", "late"]
    assert known(late, new, early, known_at=date(2023, 1, 14)) == ["early"]
    assert known(new, day=date(2022, 12, 31), known_at=date(2023, 1, 15)) == ["new"]


STANDINGS = {
    "fact_id": pl.String,
    "from_date": pl.Date,
    "until_date": pl.Date,
    "status": pl.String,
    "confidence": pl.Float64,
}


def stood(*rows: tuple[Any, ...]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=STANDINGS, orient="row")


DOUBT, CLEARED = date(2022, 9, 1), date(2023, 2, 1)


def test_a_fact_that_a_later_report_holds_back_counts_before_that_report() -> None:
    name, since = "f1", DOCUMENTS["published_date"][0]
    row = (name, "d1", "waste", "", 2021, 5.0, "t", "5.0", "tons", "reported", 0.2, "held", None)
    facts = pl.DataFrame([row], schema=FACT_SCHEMA, orient="row")
    standings = stood((name, since, DOUBT, "accepted", 0.97), (name, DOUBT, CLEARED, "held", 0.2))
    standings = pl.concat([standings, stood((name, CLEARED, None, "accepted", 0.5))])
    none = pl.DataFrame(schema=REPORTED_SCHEMA)
    factor = factor_between(UNITS)
    table = collect_observations(none, facts, DOCUMENTS, ISSUERS, POINTS, factor, standings=standings)
    assert table["observation_id"].n_unique() == 2
    assert set(table["fact_id"]) == {name}
    by_day = {
        day: newest_reports(table, date(2023, 6, 1), day).select("observation_id", "confidence").rows()
        for day in (date(2022, 8, 31), DOUBT, CLEARED)
    }
    assert by_day[date(2022, 8, 31)] == [(name, 0.97)]
    assert by_day[DOUBT] == []
    assert [sure for _, sure in by_day[CLEARED]] == [0.5]
    assert collect_observations(none, facts, DOCUMENTS, ISSUERS, POINTS, factor).is_empty()
