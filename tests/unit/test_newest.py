"""Of all candidates the newest is taken, with what was known before it; claims do not take out what was disclosed."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from esg_pipeline.newest import newer_than_known, newest_values

SCHEMA = {
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "fiscal_year": pl.Int64,
    "value": pl.Float64,
    "state": pl.String,
    "published_date": pl.Date,
    "method": pl.String,
    "confidence": pl.Float64,
    "observation_ids": pl.List(pl.String),
}
POINTS = pl.DataFrame({"data_point_id": ["p", "q"], "unit": ["t", "t"], "carry_years": [2, 0]})
SURE = pl.DataFrame({"observation_id": ["a", "b", "c"], "confidence": [0.8, 0.5, 1.0]})
EXPECTED = 2021
EARLIER = ("earlier_value", "earlier_fiscal_year", "earlier_age_years")


def stated(year: int, value: float | None = 1.0, **changes: Any) -> dict[str, Any]:
    plain = {
        "issuer_id": "A",
        "data_point_id": "p",
        "fiscal_year": year,
        "value": value,
        "state": "reported",
        "published_date": date(2022, 5, 31),
        "method": "reported",
        "confidence": 0.9,
        "observation_ids": ["c"],
    }
    return {**plain, **changes}


def derived(year: int, value: float, **changes: Any) -> dict[str, Any]:
    return stated(year, value, **{"method": "ratio", "confidence": None, "observation_ids": ["a", "b"], **changes})


def claim(year: int, **changes: Any) -> dict[str, Any]:
    return stated(year, None, **{"state": "not_applicable", **changes})


def candidates(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)


def chosen(*rows: dict[str, Any]) -> pl.DataFrame:
    return newest_values(candidates(*rows), SURE, POINTS, EXPECTED)


def one(*rows: dict[str, Any]) -> dict[str, Any]:
    return chosen(*rows).row(0, named=True)


def taken(*rows: dict[str, Any]) -> tuple[Any, ...]:
    row = one(*rows)
    return row["value"], row["state"], row["fiscal_year"], row["age_years"]


# The newest


def test_the_newest_year_is_taken_and_ages_from_the_oldest_current_one() -> None:
    assert taken(stated(2019, 5.0), stated(2020, 6.0)) == (6.0, "reported", 2020, 1)
    assert taken(stated(2022, 7.0), stated(2020, 6.0)) == (7.0, "reported", 2022, 0)


def test_in_a_year_the_stated_value_goes_before_the_derived_one() -> None:
    assert taken(derived(2021, 5.0), stated(2021, 6.0)) == (6.0, "reported", 2021, 0)
    assert taken(derived(2021, 5.0), stated(2020, 6.0)) == (5.0, "reported", 2021, 0)


def test_too_old_to_be_carried_is_stale_but_what_does_not_apply_is_not() -> None:
    assert taken(stated(2019))[1] == "reported"
    assert taken(stated(2018))[1] == "stale"
    assert taken(claim(2018))[1] == "not_applicable"


def test_issuers_and_data_points_are_cells_of_their_own() -> None:
    found = chosen(stated(2021), stated(2020, issuer_id="B"), stated(2019, data_point_id="q"))
    assert found.select("issuer_id", "data_point_id", "fiscal_year").rows() == [
        ("A", "p", 2021),
        ("A", "q", 2019),
        ("B", "p", 2020),
    ]


def test_no_candidates_are_no_values() -> None:
    found = chosen()
    assert found.is_empty()
    assert {"unit", "confidence", "observation_id", *EARLIER} <= set(found.columns)


# How sure


def test_a_value_is_as_sure_as_all_its_readings_together() -> None:
    assert one(stated(2021))["confidence"] == 0.9
    assert one(derived(2021, 2.0))["confidence"] == pytest.approx(0.4)


def test_a_reading_that_is_used_twice_is_doubted_once() -> None:
    assert one(derived(2021, 2.0, observation_ids=["a", "b", "a"]))["confidence"] == pytest.approx(0.4)


def test_the_first_reading_is_named() -> None:
    assert one(derived(2021, 2.0))["observation_id"] == "a"


# What was known before


def earlier(*rows: dict[str, Any]) -> tuple[Any, ...]:
    row = one(*rows)
    return tuple(row[name] for name in EARLIER)


def test_the_value_of_the_next_older_year_stands_beside_it() -> None:
    older = [stated(year, float(year)) for year in (2020, 2018, 2017)]
    assert earlier(stated(2021), *older) == (2020.0, 2020, 1)
    assert earlier(stated(2021), *older[1:]) == (2018.0, 2018, 3)
    assert earlier(stated(2021)) == (None, None, None)


def test_the_earlier_value_of_a_year_is_the_stated_one() -> None:
    assert earlier(stated(2021), derived(2020, 2.0), stated(2020, 7.0)) == (7.0, 2020, 1)
    assert earlier(stated(2021), derived(2020, 2.0), stated(2019, 7.0)) == (2.0, 2020, 1)


def test_the_other_candidate_of_the_same_year_is_no_earlier_value() -> None:
    assert earlier(stated(2021), derived(2021, 2.0)) == (None, None, None)


def test_a_year_without_a_value_is_not_the_earlier_one() -> None:
    assert earlier(stated(2021), claim(2020), stated(2019, 5.0)) == (5.0, 2019, 2)
    assert earlier(stated(2021), claim(2020)) == (None, None, None)


def test_a_stale_value_has_an_earlier_one_too() -> None:
    assert earlier(stated(2018), stated(2017, 3.0)) == (3.0, 2017, 4)


# Not applicable after a value


@pytest.mark.parametrize("published", [date(2021, 5, 31), date(2022, 9, 1)])
def test_a_claim_of_not_applying_does_not_take_out_what_an_older_year_disclosed(published: date) -> None:
    assert taken(stated(2020, 9.0, published_date=published), claim(2021)) == (9.0, "reported", 2020, 1)
    assert taken(derived(2020, 9.0, published_date=published), claim(2021)) == (9.0, "reported", 2020, 1)


def test_a_disclosed_zero_is_not_taken_out_either() -> None:
    assert taken(stated(2020, 0.0, state="reported_zero"), claim(2021)) == (0.0, "reported_zero", 2020, 1)


def test_a_value_that_is_too_old_is_stale_and_not_not_applicable() -> None:
    assert taken(stated(2015, 9.0), claim(2021)) == (9.0, "stale", 2015, 6)


def test_a_claim_counts_until_something_is_disclosed() -> None:
    assert taken(claim(2021), claim(2019)) == (None, "not_applicable", 2021, 0)
    assert taken(claim(2021), stated(2022, 9.0)) == (9.0, "reported", 2022, 0)


def test_a_claim_goes_before_a_figure_of_its_year_that_followed_on_the_same_day_or_later() -> None:
    followed = derived(2021, 9.0)
    assert taken(claim(2021), followed) == (None, "not_applicable", 2021, 0)
    assert taken(claim(2021, published_date=date(2022, 4, 1)), followed) == (None, "not_applicable", 2021, 0)
    assert taken(claim(2021, published_date=date(2022, 6, 1)), followed) == (9.0, "reported", 2021, 0)
    assert taken(claim(2021), followed, stated(2019, 7.0)) == (9.0, "reported", 2021, 0)


def test_what_another_issuer_or_data_point_disclosed_leaves_a_claim_alone() -> None:
    others = stated(2020, issuer_id="B"), stated(2020, data_point_id="q")
    found = chosen(claim(2021), *others)
    assert found.filter(pl.col("issuer_id") == "A", pl.col("data_point_id") == "p")["state"].to_list() == [
        "not_applicable"
    ]


# Newer than what is known


def newer(known: list[dict[str, Any]], *following: dict[str, Any]) -> list[tuple[Any, ...]]:
    rows = candidates(*following).with_columns(years_apart=pl.lit(2, dtype=pl.Int64))
    found = newer_than_known(rows, chosen(*known), POINTS, EXPECTED)
    return found.select("data_point_id", "fiscal_year", "age_years", "value", "unit").rows()


def test_the_newest_of_what_follows_stands_where_nothing_is_known() -> None:
    assert newer([], derived(2020, 5.0), derived(2021, 6.0)) == [("p", 2021, 0, 6.0, "t")]


def test_it_is_newer_than_what_is_known() -> None:
    assert newer([stated(2019)], derived(2020, 5.0)) == [("p", 2020, 1, 5.0, "t")]
    assert newer([stated(2020)], derived(2020, 5.0)) == []
    assert newer([stated(2021)], derived(2020, 5.0)) == []


def test_it_takes_the_place_of_a_stale_value_but_not_of_what_does_not_apply() -> None:
    assert newer([stated(2015)], derived(2020, 5.0)) == [("p", 2020, 1, 5.0, "t")]
    assert newer([claim(2015)], derived(2020, 5.0)) == []


def test_it_may_be_no_older_than_what_may_be_carried() -> None:
    assert newer([], derived(2019, 5.0)) == [("p", 2019, 2, 5.0, "t")]
    assert newer([], derived(2018, 5.0)) == []
    assert newer([], derived(2020, 5.0, data_point_id="q")) == []
