"""What counts as known on a rating date, where it came from, and what was known before it."""

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.catalogue import contract
from esg_pipeline.known import KnownPolicy, KnownValues, expected_year, known_values
from esg_pipeline.outliers import OutlierPolicy
from tests.unit.reports import DERIVATION_SCHEMA, observations, seen

DAY = date(2022, 10, 31)
DATA_POINTS = pl.DataFrame(
    {
        "data_point_id": ["ghg_s12", "lr_total", "ghg_int_emp", "env_fines", "energy"],
        "unit": ["tCO2e", "persons", "tCO2e/employee", "points", "MWh"],
        "carry_years": [2, 2, 2, 0, 0],
        "kind": ["quantitative", "quantitative", "quantitative", "event", "quantitative"],
        "direction": ["lower_better", "context_only", "lower_better", "lower_better", "lower_better"],
    }
)
RATIO = pl.DataFrame(
    [("ghg_int_emp", 1, "ratio", "ghg_s12", "", "lr_total", "", 1.0)], schema=DERIVATION_SCHEMA, orient="row"
)
EFFECT_SCHEMA = {"issuer_id": pl.String, "data_point_id": pl.String, "points": pl.Float64, "is_simulated": pl.Boolean}
NAMES = ["A", "OUT", *(f"P{number}" for number in range(8))]
UNIVERSE = pl.DataFrame({"issuer_id": NAMES}).with_columns(
    is_simulated=pl.lit(value=False),
    in_scope=pl.col("issuer_id") != "OUT",
    industry_code=pl.lit("steel"),
    size_assets_cny_million=pl.lit(1000.0),
)


def known(
    *rows: dict[str, Any],
    day: date = DAY,
    effects: list[tuple[str, str, float]] | None = None,
    months: int = 18,
    longest: int = 2,
    data_points: pl.DataFrame = DATA_POINTS,
    derivations: pl.DataFrame = RATIO,
    universe: pl.DataFrame = UNIVERSE,
    known_at: date | None = None,
) -> KnownValues:
    return known_values(
        observations=observations(*rows),
        event_effects=pl.DataFrame([(*effect, False) for effect in effects or []], schema=EFFECT_SCHEMA, orient="row"),
        universe=universe,
        data_points=data_points,
        derivations=derivations,
        rating_date=day,
        policy=KnownPolicy(months, longest, OutlierPolicy(winsor_fence=3.0, min_peers=5, unit_slip_tolerance=0.1)),
        known_at=known_at,
    )


def frames(found: KnownValues) -> dict[str, list[tuple[Any, ...]]]:
    """Every table as sorted rows."""
    return {name: sorted(frame.rows(), key=repr) for name, frame in found.tables().items()}


# One report per id; two data points that a ratio is made of, years with gaps, zeros and claims of not applying.
reports = st.builds(
    lambda number, day, assumed, value, sure: seen(
        f"o{number}",
        published_date=date(2022, 1, 1 + day),
        is_date_assumed=assumed,
        value=value,
        state={None: "not_applicable", 0.0: "reported_zero"}.get(value, "reported"),
        data_point_id=("ghg_s12", "lr_total")[number % 2],
        fiscal_year=2018 + number // 2 % 5,
        confidence=sure,
    ),
    st.integers(0, 99),
    st.integers(0, 30),
    st.booleans(),
    st.none() | st.integers(0, 9).map(float),
    st.sampled_from([1.0, 0.9, 0.7]),
)
worlds = st.lists(reports, max_size=14, unique_by=lambda row: row["observation_id"])


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


def values(*rows: dict[str, Any], **changes: Any) -> dict[str, tuple[Any, ...]]:
    table = known(*rows, **changes).values
    columns = ("value", "state", "method", "fiscal_year", "age_years", "observation_id")
    return {row["data_point_id"]: tuple(row[name] for name in columns) for row in table.iter_rows(named=True)}


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


def claim(name: str = "na", **changes: Any) -> dict[str, Any]:
    return seen(name, **{"state": "not_applicable", "value": None, **changes})


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


# Interpolated


def staff_of(*years: int, **changes: Any) -> list[dict[str, Any]]:
    return [
        seen(f"s{year}", **{"data_point_id": "lr_total", "fiscal_year": year, "value": float(year - 2000), **changes})
        for year in years
    ]


def interpolated(*rows: dict[str, Any], **changes: Any) -> list[tuple[Any, ...]]:
    columns = ("data_point_id", "fiscal_year", "age_years", "value", "years_apart")
    return known(*rows, **changes).interpolated.select(columns).rows()


def test_a_ratio_follows_from_an_input_between_two_known_years() -> None:
    found = known(seen("b"), *staff_of(2020, 2022))
    [row] = found.interpolated.rows(named=True)
    assert row == {
        "issuer_id": "A",
        "data_point_id": "ghg_int_emp",
        "fiscal_year": 2021,
        "value": pytest.approx(100.0 / 21),
        "published_date": date(2022, 5, 31),
        "method": "ratio",
        "years_apart": 2,
        "age_years": 0,
        "unit": "tCO2e/employee",
        "is_trial": False,
        "is_simulated": False,
        "rating_date": DAY,
    }
    assert found.interpolated_inputs["observation_id"].to_list() == ["b", "s2020", "s2022"]
    assert "ghg_int_emp" not in found.values["data_point_id"]


def test_an_older_value_is_known_beside_the_interpolated_one() -> None:
    stated = seen("i", data_point_id="ghg_int_emp", fiscal_year=2020, value=7.0)
    assert [row[1] for row in interpolated(seen("b"), *staff_of(2020, 2022), stated)] == [2021]
    assert values(seen("b"), *staff_of(2020, 2022), stated)["ghg_int_emp"][:4] == (7.0, "reported", "reported", 2020)


@pytest.mark.parametrize("year", [2021, 2022])
def test_what_was_stated_of_the_year_or_a_newer_one_is_never_interpolated(year: int) -> None:
    stated = seen("i", data_point_id="ghg_int_emp", fiscal_year=year, value=7.0)
    assert interpolated(seen("b"), *staff_of(2020, 2022), stated) == []


def test_what_follows_without_is_not_interpolated() -> None:
    assert interpolated(seen("b"), *staff_of(2020, 2021, 2022)) == []
    newer = seen("b22", fiscal_year=2022)
    assert interpolated(seen("b"), newer, *staff_of(2020, 2022)) == []


def test_what_does_not_apply_is_not_interpolated() -> None:
    absent = claim(data_point_id="ghg_int_emp", fiscal_year=2019)
    assert interpolated(seen("b"), *staff_of(2020, 2022), absent) == []


def test_an_interpolated_value_that_is_too_old_to_be_carried_is_left_out() -> None:
    rows = [seen("b", fiscal_year=2019), *staff_of(2018, 2020)]
    assert [row[2] for row in interpolated(*rows)] == [2]
    assert interpolated(*rows, day=date(2023, 10, 31)) == []


def test_the_newer_year_must_be_published() -> None:
    late = staff_of(2022, published_date=date(2022, 9, 1))
    assert interpolated(seen("b"), *staff_of(2020), *late, day=date(2022, 8, 31)) == []
    assert len(interpolated(seen("b"), *staff_of(2020), *late, day=date(2022, 9, 1))) == 1


def test_the_known_years_may_lie_no_farther_apart_than_the_version_says() -> None:
    rows = [seen("b"), *staff_of(2019, 2022)]
    assert interpolated(*rows) == []
    assert [row[4] for row in interpolated(*rows, longest=3)] == [3]
    assert interpolated(seen("b"), *staff_of(2020, 2022), longest=1) == []


def test_an_issuer_out_of_scope_has_nothing_interpolated() -> None:
    rows = [{**row, "issuer_id": "OUT"} for row in (seen("b"), *staff_of(2020, 2022))]
    assert interpolated(*rows) == []


# Interpolation tried where the value is known

GROWTH = pl.DataFrame(
    [("staff_growth", 1, "growth", "lr_total", "", "lr_total", "", 100.0)], schema=DERIVATION_SCHEMA, orient="row"
)
GROWING = pl.concat(
    [
        DATA_POINTS,
        pl.DataFrame(
            [("staff_growth", "%", 2, "quantitative", "higher_better")], schema=DATA_POINTS.schema, orient="row"
        ),
    ]
)


def tried(*rows: dict[str, Any], formulas: pl.DataFrame = GROWTH, **changes: Any) -> list[tuple[Any, ...]]:
    found = known(*rows, derivations=formulas, data_points=GROWING, **changes).interpolated
    return found.select("data_point_id", "fiscal_year", "value", "age_years", "is_trial").rows()


def test_a_known_growth_rate_is_also_told_as_if_the_year_before_were_missing() -> None:
    rows = [*staff_of(2020, value=40.0), *staff_of(2021, value=90.0), *staff_of(2022, value=60.0)]
    found = known(*rows, derivations=GROWTH, data_points=GROWING)
    growth = found.values.filter(pl.col("data_point_id") == "staff_growth")
    assert growth.select("fiscal_year", "value").row(0) == (2022, pytest.approx(-100 / 3))
    # 2021 lies half-way between 40 and 60.
    [row] = found.interpolated.rows(named=True)
    assert (row["data_point_id"], row["fiscal_year"], row["age_years"]) == ("staff_growth", 2022, 0)
    assert (row["value"], row["unit"], row["years_apart"], row["is_trial"]) == (pytest.approx(20.0), "%", 2, True)
    assert set(found.interpolated_inputs["observation_id"]) == {"s2020", "s2022"}


def test_nothing_is_tried_where_the_year_before_has_no_two_neighbours_near_enough() -> None:
    assert tried(*staff_of(2021, 2022)) == []
    assert tried(*staff_of(2019, 2021, 2022)) == []
    assert len(tried(*staff_of(2019, 2021, 2022), longest=3)) == 1
    assert tried(*staff_of(2020, 2021, 2022), longest=1) == []


def test_nothing_is_tried_where_the_growth_rate_is_stated_or_not_current() -> None:
    said = seen("g", data_point_id="staff_growth", fiscal_year=2022, value=5.0)
    assert tried(*staff_of(2020, 2021, 2022), said) == []
    assert tried(*staff_of(2018, 2019, 2020)) == []


def test_a_missing_year_is_interpolated_and_no_trial() -> None:
    assert tried(*staff_of(2020, 2022)) == [
        ("staff_growth", 2022, pytest.approx(100 * (22 - 21) / 21), 0, False),
    ]


def test_all_that_the_year_before_says_is_hidden_together() -> None:
    """A total of two parts: both parts of the year before are put on their lines, what cannot be is left as it is."""
    total = pl.DataFrame(
        [("lr_total", 1, "sum", "energy", "", "ghg_s12", "", 1.0)], schema=DERIVATION_SCHEMA, orient="row"
    )
    formulas = pl.concat([GROWTH, total])
    one = [seen(f"e{year}", data_point_id="energy", fiscal_year=year, value=float(v)) for year, v in
           ((2020, 10), (2021, 50), (2022, 30))]  # fmt: skip
    other = [seen(f"s{year}", fiscal_year=year, value=float(v)) for year, v in ((2020, 5), (2021, 40), (2022, 15))]
    [(_, year, value, _, is_trial)] = tried(*one, *other, formulas=formulas)
    assert (year, value, is_trial) == (2022, pytest.approx(100 * (45 - 30) / 30), True)
    # The other part of 2021 lies between no two years and stays 40.
    [(*_, value, _, is_trial)] = tried(*one, *other[1:], formulas=formulas)
    assert (value, is_trial) == (pytest.approx(100 * (45 - 60) / 60), True)


def test_trials_change_nothing_else_and_do_not_depend_on_the_order_of_rows() -> None:
    rows = [*staff_of(2019, 2020, 2021, 2022), *staff_of(2020, 2021, 2022, issuer_id="P1")]
    found, turned = (known(*order, derivations=GROWTH, data_points=GROWING) for order in (rows, rows[::-1]))
    assert frames(found) == frames(turned)
    assert found.interpolated["is_trial"].all()
    assert found.interpolated["issuer_id"].to_list() == ["A", "P1"]


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
