"""What counts as known on a rating date, where it came from, and what was known before it."""

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.catalogue import contract
from esg_pipeline.known import expected_year
from tests.unit.known_world import DAY, UNIVERSE, claim, frames, known, values, worlds
from tests.unit.reports import seen


@settings(max_examples=30)
@given(worlds, st.integers(0, 30))
def test_nothing_published_after_the_date_counts(rows: list[dict[str, Any]], day: int) -> None:
    today = date(2022, 1, 1 + day)
    by_today = [row for row in rows if row["published_date"] <= today]
    assert frames(known(*rows, day=today)) == frames(known(*by_today, day=today))


@settings(max_examples=40)
@given(worlds, st.integers(0, 30), st.integers(-400, 400))
def test_nothing_published_after_the_day_of_knowledge_counts(
    rows: list[dict[str, Any]], day: int, distance: int
) -> None:
    known_at = date(2022, 1, 1 + day)
    rated = known_at + timedelta(days=distance)
    late = [{**row, "observation_id": f"late {row['observation_id']}", "value": 1e30} for row in rows if row["value"]]
    late = [{**row, "published_date": known_at + timedelta(days=1 + number)} for number, row in enumerate(late)]
    by_then = [row for row in rows if row["published_date"] <= known_at]
    with_late = frames(known(*rows, *late, day=rated, known_at=known_at))
    assert with_late == frames(known(*by_then, day=rated, known_at=known_at))


@settings(max_examples=40)
@given(worlds, st.integers(0, 10_000))
def test_the_order_of_rows_changes_nothing(rows: list[dict[str, Any]], seed: int) -> None:
    moved = random.Random(seed).sample(rows, len(rows))  # noqa: S311
    assert frames(known(*rows)) == frames(known(*moved))


# The one value


def test_a_reported_value_arrives_with_its_unit_date_and_evidence() -> None:
    found = known(seen("a"))
    table, inputs = found.values, found.inputs
    row = table.row(0, named=True)
    assert {name: row[name] for name in ("issuer_id", "data_point_id", "value", "unit", "state", "method")} == {
        "issuer_id": "A",
        "data_point_id": "ghg_s12",
        "value": 100.0,
        "unit": "tCO2e",
        "state": "reported",
        "method": "reported",
    }
    assert (row["published_date"], row["rating_date"], row["is_simulated"]) == (date(2022, 5, 31), DAY, False)
    assert inputs.select("observation_id", "input_number", "rating_date").rows() == [("a", 1, DAY)]


def test_the_newest_year_wins_even_when_an_older_one_was_published_later() -> None:
    older = seen("old", fiscal_year=2020, published_date=date(2022, 9, 1), value=1.0)
    assert values(older, seen("new"))["ghg_s12"] == (100.0, "reported", "reported", 2021, 0, "new")


@pytest.mark.parametrize(("year", "age"), [(2022, 0), (2021, 0), (2020, 1), (2018, 3)])
def test_age_counts_from_the_oldest_current_year(year: int, age: int) -> None:
    assert values(seen("a", fiscal_year=year))["ghg_s12"][4] == age


@pytest.mark.parametrize(("year", "state"), [(2019, "reported"), (2018, "stale"), (2010, "stale")])
def test_a_value_older_than_it_may_be_carried_is_shown_as_stale(year: int, state: str) -> None:
    assert values(seen("a", fiscal_year=year))["ghg_s12"] == (100.0, state, "reported", year, 2021 - year, "a")


def test_what_does_not_apply_does_not_go_stale() -> None:
    assert values(seen("a", fiscal_year=2010, state="not_applicable", value=None))["ghg_s12"][1] == "not_applicable"


def test_a_breakdown_is_not_the_total() -> None:
    assert values(seen("a", dimension="gender=female")) == {}


def test_an_issuer_out_of_scope_has_no_values() -> None:
    assert values(seen("a", issuer_id="OUT"), seen("b", issuer_id="UNKNOWN"), effects=[("OUT", "env_fines", 5.0)]) == {}


def test_not_applicable_is_known_and_is_not_zero() -> None:
    passed = values(seen("na", state="not_applicable", value=None))["ghg_s12"]
    assert passed[:4] == (None, "not_applicable", "reported", 2021)


def test_zero_is_known_and_is_not_missing() -> None:
    assert values(seen("a", state="reported_zero", value=0.0))["ghg_s12"][:2] == (0.0, "reported_zero")


def test_a_ratio_is_derived_with_both_its_inputs_in_order() -> None:
    staff = seen("z", data_point_id="lr_total", value=50.0, published_date=date(2022, 7, 1))
    found = known(seen("b"), staff)
    table, inputs = found.values, found.inputs
    row = table.filter(pl.col("data_point_id") == "ghg_int_emp").row(0, named=True)
    assert (row["value"], row["unit"], row["method"]) == (2.0, "tCO2e/employee", "ratio")
    assert row["published_date"] == date(2022, 7, 1)
    assert inputs.filter(pl.col("data_point_id") == "ghg_int_emp").sort("input_number").select(
        "input_number", "observation_id"
    ).rows() == [(1, "b"), (2, "z")]


def test_stated_goes_before_derived_of_the_same_year_only() -> None:
    staff = seen("s", data_point_id="lr_total", value=50.0)
    stated = seen("i", data_point_id="ghg_int_emp", value=7.0)
    assert values(seen("b"), staff, stated)["ghg_int_emp"][:3] == (7.0, "reported", "reported")
    older = {**stated, "fiscal_year": 2020}
    assert values(seen("b"), staff, older)["ghg_int_emp"][:4] == (2.0, "reported", "ratio", 2021)


def test_a_stated_not_applicable_goes_before_a_derived_value() -> None:
    staff = seen("s", data_point_id="lr_total", value=50.0)
    stated = seen("i", data_point_id="ghg_int_emp", value=None, state="not_applicable")
    assert values(seen("b"), staff, stated)["ghg_int_emp"][1] == "not_applicable"


def test_nothing_known_is_empty_tables_with_their_columns() -> None:
    tables = known().tables()
    for name, frame in tables.items():
        assert frame.is_empty()
        assert contract(name).conform(frame).is_empty()


def test_an_empty_universe_knows_nothing() -> None:
    found = known(seen("a"), effects=[("A", "env_fines", 5.0)], universe=UNIVERSE.clear())
    for name, frame in found.tables().items():
        assert contract(name).conform(frame).is_empty()


@pytest.mark.parametrize(
    ("day", "months", "year"),
    [
        (date(2022, 10, 31), 18, 2021),
        (date(2022, 4, 30), 18, 2020),
        (date(2022, 6, 30), 18, 2020),
        (date(2022, 7, 1), 18, 2021),
        (date(2022, 12, 31), 18, 2021),
        (date(2022, 12, 31), 12, 2021),
        (date(2022, 12, 31), 11, 2022),
        (date(2022, 12, 31), 0, 2022),
        (date(2022, 1, 31), 0, 2022),
        (date(2022, 1, 31), 1, 2021),
        (date(2022, 12, 31), 24, 2020),
    ],
)
def test_the_oldest_year_that_is_current(day: date, months: int, year: int) -> None:
    assert expected_year(day, months) == year


# Not applicable after a value


def test_what_followed_from_older_figures_is_not_taken_out_by_a_claim() -> None:
    old = [seen("b", fiscal_year=2020), seen("s", fiscal_year=2020, data_point_id="lr_total", value=50.0)]
    assert values(*old, claim(data_point_id="ghg_int_emp"))["ghg_int_emp"][:4] == (2.0, "reported", "ratio", 2020)


@settings(max_examples=40)
@given(worlds, st.integers(0, 4), st.sampled_from(["ghg_s12", "lr_total", "ghg_int_emp"]), st.integers(1, 28))
def test_a_later_claim_changes_nothing_that_was_disclosed(
    rows: list[dict[str, Any]], year: int, point: str, day: int
) -> None:
    late = claim("late", data_point_id=point, fiscal_year=2018 + year, published_date=date(2022, 2, day))
    before, after = known(*rows), known(*rows, late)
    disclosed = before.values.filter(pl.col("state") != "not_applicable")
    assert disclosed.join(after.values, on=disclosed.columns, how="anti", nulls_equal=True).is_empty()


# Outliers


def peers_of(value: float, year: int = 2021) -> list[dict[str, Any]]:
    """The other issuers' values of a year, a little apart."""
    return [
        seen(f"p{year}{number}", issuer_id=f"P{number}", fiscal_year=year, value=value * (1 + number / 10))
        for number in range(8)
    ]


def history(**changes: Any) -> list[dict[str, Any]]:
    """Three plain years of A, and a newest one a thousand times too large."""
    plain = [seen(f"h{year}", fiscal_year=year, value=100.0 + year - 2018) for year in (2018, 2019, 2020)]
    return [*plain, seen("slip", value=103_000.0, **changes)]


def test_nothing_follows_from_a_slip_of_units_until_a_person_decides() -> None:
    staff = seen("s", data_point_id="lr_total", value=50.0)
    found = known(*history(), *peers_of(100.0), staff)
    of_a = found.values.filter(pl.col("issuer_id") == "A")
    assert of_a.select("data_point_id", "value", "fiscal_year").rows() == [
        ("ghg_s12", 102.0, 2020),
        ("lr_total", 50.0, 2021),
    ]
    assert found.outliers.select("issuer_id", "observation_id", "treatment", "value", "rating_date").rows() == [
        ("A", "slip", "held_unit_slip", 103_000.0, DAY)
    ]


def test_what_a_person_confirmed_stands() -> None:
    found = known(*history(is_confirmed=True), *peers_of(100.0))
    assert found.values.filter(pl.col("issuer_id") == "A")["value"].to_list() == [103_000.0]
    assert found.outliers["treatment"].to_list().count("held_unit_slip") == 0


def test_a_far_value_is_scored_at_the_fence_and_shown_as_it_is() -> None:
    far = seen("far", value=900.0)
    found = known(far, *peers_of(100.0))
    row = found.values.row(by_predicate=pl.col("issuer_id") == "A", named=True)
    assert row["value"] == 900.0
    assert 170.0 < row["scored_value"] < 900.0
    [logged] = found.outliers.rows(named=True)
    assert (logged["treatment"], logged["treated_value"]) == ("winsorised", row["scored_value"])
    others = found.values.filter(pl.col("issuer_id") != "A")
    assert others["scored_value"].to_list() == others["value"].to_list()


# Registers of events


def test_a_searched_register_without_an_entry_is_a_zero() -> None:
    assert values(effects=[("A", "env_fines", 0.0)])["env_fines"] == (
        0.0,
        "reported_zero",
        "event_register",
        None,
        0,
        None,
    )


def test_points_of_events_are_a_value() -> None:
    assert values(effects=[("A", "env_fines", 18.5)])["env_fines"][:3] == (18.5, "reported", "event_register")


def test_a_register_does_not_speak_over_a_report() -> None:
    stated = seen("a", data_point_id="env_fines", value=3.0)
    assert values(stated, effects=[("A", "env_fines", 18.5)])["env_fines"][:3] == (3.0, "reported", "reported")


def test_a_register_rests_on_no_observation() -> None:
    assert known(effects=[("A", "env_fines", 18.5)]).inputs.is_empty()
