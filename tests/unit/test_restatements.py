"""The ledger holds every figure that replaced another one, and what that moved; worked by hand."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from data_contracts.catalogue import contract
from esg_pipeline.attribution_cells import functions_of
from esg_pipeline.restatements import Formula, rating_date_before, restated, with_effect
from tests.unit.changed_worlds import D2, DECAY, rules

FIRST, AGAIN, LATER = date(2021, 5, 1), date(2022, 2, 1), date(2022, 4, 1)
SCHEMA = {
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "dimension": pl.String,
    "fiscal_year": pl.Int64,
    "published_date": pl.Date,
    "is_date_assumed": pl.Boolean,
    "state": pl.String,
    "value": pl.Float64,
    "unit": pl.String,
    "observation_id": pl.String,
    "fact_id": pl.String,
    "confidence": pl.Float64,
    "is_simulated": pl.Boolean,
}


def report(value: float | None, day: date, **more: Any) -> dict[str, Any]:
    own = {"issuer_id": "A", "data_point_id": "p1", "dimension": "", "fiscal_year": 2020, "published_date": day}
    state = {"state": "not_applicable" if value is None else "reported", "is_date_assumed": False, "confidence": 1.0}
    name = {"observation_id": f"{value}-{day}", "fact_id": None, "unit": "t", "is_simulated": False}
    return {**own, **state, **name, "value": value, **more}


def reports(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def steps(*rows: dict[str, Any], day: date = D2) -> list[tuple[float, float, date]]:
    found = restated(reports(*rows), day)
    return found.select("previous_value", "value", "published_date").rows()


def test_the_rating_date_before_is_that_of_the_calendar() -> None:
    assert rating_date_before(D2) == date(2021, 10, 31)
    assert rating_date_before(date(2022, 10, 31)) == D2


def test_another_figure_is_a_restatement_on_the_first_rating_date_that_knows_it() -> None:
    rows = report(4.0, FIRST), report(5.0, AGAIN)
    assert steps(*rows) == [(4.0, 5.0, AGAIN)]
    assert steps(*rows, day=date(2021, 10, 31)) == []
    assert steps(*rows, day=date(2022, 10, 31)) == []
    assert steps(*reversed(rows)) == [(4.0, 5.0, AGAIN)]


@pytest.mark.parametrize(
    "rows",
    [
        (report(4.0, AGAIN),),
        (report(4.0, FIRST), report(4.0, AGAIN)),
        (report(4.0, FIRST), report(4.0 + 1e-12, AGAIN)),
        (report(4.0, FIRST), report(5.0, AGAIN, fiscal_year=2021)),
        (report(4.0, FIRST), report(5.0, AGAIN, dimension="gender=female")),
        (report(4.0, FIRST), report(None, AGAIN)),
        (report(None, FIRST), report(5.0, AGAIN)),
        (report(4.0, FIRST), report(5.0, date(2022, 5, 1))),
        (report(4.0, FIRST), report(5.0, AGAIN, is_date_assumed=True)),
    ],
    ids=["first", "same", "same but for the last bits", "other year", "other breakdown", "claim", "after a claim",
         "later than the rating", "not believed"],
)  # fmt: skip
def test_what_is_no_restatement(rows: tuple[dict[str, Any], ...]) -> None:
    assert steps(*rows) == []


def test_each_step_of_several_stands_for_itself() -> None:
    assert steps(report(4.0, FIRST), report(5.0, AGAIN), report(4.0, LATER)) == [(4.0, 5.0, AGAIN), (5.0, 4.0, LATER)]


def test_zero_may_be_restated() -> None:
    assert steps(report(0.0, FIRST, state="reported_zero"), report(3.0, AGAIN)) == [(0.0, 3.0, AGAIN)]


# What it moves

CELL_SCHEMA = {
    "observation_id": pl.String,
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "industry_code": pl.String,
    "value": pl.Float64,
    "scored_value": pl.Float64,
    "fiscal_year": pl.Int64,
    "age_years": pl.Int64,
    "value_method": pl.String,
    "score": pl.Float64,
    "weight": pl.Float64,
    "is_simulated": pl.Boolean,
}
RATIO = {
    "data_point_id": "p2",
    "kind": "ratio",
    "numerator": "p1",
    "numerator_dimension": "",
    "denominator": "staff",
    "denominator_dimension": "",
    "scale": 1.0,
    "step": 1,
}
NO_FENCES = {"data_point_id": pl.String, "industry_code": pl.String, "is_simulated": pl.Boolean}
ROWS = (report(4.0, FIRST), report(6.0, AGAIN))
STAFF = report(2.0, FIRST, data_point_id="staff", observation_id="staff")
YEARS = {"issuer_id": "A", "data_point_id": "p1", "known_year": 2020, "known_state": "reported"}


def formula(top: float | None = None) -> Formula:
    fences = pl.DataFrame(
        []
        if top is None
        else [{"data_point_id": "p1", "industry_code": "steel", "is_simulated": False, "low": 0.0, "high": top}],
        schema={**NO_FENCES, "low": pl.Float64, "high": pl.Float64},
    )
    return Formula(functions_of(rules(), D2), fences, rules().carrying, pl.DataFrame([RATIO]))


def cell(score: float, **more: Any) -> dict[str, Any]:
    own = {
        "observation_id": ROWS[1]["observation_id"],
        "issuer_id": "A",
        "data_point_id": "p1",
        "industry_code": "steel",
    }
    known = {"value": 6.0, "scored_value": 6.0, "fiscal_year": 2020, "age_years": 0, "value_method": "reported"}
    return {**own, **known, "score": score, "weight": 0.5, "is_simulated": False, **more}


def effect(
    *cells: dict[str, Any], top: float | None = None, years: Any = (YEARS,), believed: Any = (ROWS[1], STAFF)
) -> tuple[float | None, str | None]:
    found = restated(reports(*ROWS), D2)
    known = pl.DataFrame(list(years), schema=dict.fromkeys(YEARS, pl.String) | {"known_year": pl.Int64})
    done = with_effect(found, pl.DataFrame(list(cells), schema=CELL_SCHEMA), reports(*believed), known, formula(top))
    dated = contract("rating.restatement").conform(done.with_columns(rating_date=pl.lit(D2)))
    assert contract("rating.restatement").violations(dated) == []
    return done.select("points", "without_effect").row(0)


def test_a_stated_value_moves_its_cell() -> None:
    """From 4 to 6 on a function of ten points each, at half the weight."""
    assert effect(cell(60.0)) == (pytest.approx(10.0), None)


def test_an_old_value_moves_what_carrying_leaves_of_it() -> None:
    assert effect(cell(60.0 * DECAY, age_years=1)) == (pytest.approx(10.0 * DECAY), None)


def test_beyond_the_fence_nothing_moves() -> None:
    assert effect(cell(50.0, scored_value=5.0), top=5.0) == (pytest.approx(5.0), None)


def test_a_derived_value_moves_with_it_and_both_add_up() -> None:
    """p2 = p1 / staff: 2 before and 3 now, so 5 points more."""
    derived = cell(30.0, data_point_id="p2", value=3.0, scored_value=3.0, value_method="ratio")
    assert effect(derived) == (pytest.approx(5.0), None)
    assert effect(cell(60.0), derived) == (pytest.approx(15.0), None)


def test_where_the_score_does_not_follow_from_the_value_nothing_moves() -> None:
    assert effect(cell(40.0, age_years=1)) == (0.0, None)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"years": ()}, "not_rated"),
        ({"believed": (report(7.0, LATER),)}, "superseded"),
        ({"years": ({**YEARS, "known_year": 2021},)}, "not_current"),
        ({"years": ({**YEARS, "known_state": "stale"},)}, "not_current"),
        ({}, "not_used"),
    ],
)
def test_without_a_cell_the_reason_is_named(given: dict[str, Any], reason: str) -> None:
    assert effect(**given) == (None, reason)
