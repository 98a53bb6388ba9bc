"""What follows from what was stated: each formula by hand, chains, and what derives nothing."""

from datetime import date
from typing import Any

import polars as pl
import pytest

from esg_pipeline.derive import derive
from tests.unit import reports

Formula = tuple[str, int, str, str, str, str, str, float]


def formula(
    result: str, kind: str, a: str, b: str, scale: float = 1.0, step: int = 1, a_dim: str = "", b_dim: str = ""
) -> Formula:
    return (result, step, kind, a, a_dim, b, b_dim, scale)


def stated(data_point: str, value: float | None, year: int = 2021, **changes: Any) -> dict[str, Any]:
    return reports.stated(data_point, year, value, **changes)


def derived(formulas: list[Formula], *rows: dict[str, Any]) -> pl.DataFrame:
    return derive(reports.table(*rows), pl.DataFrame(formulas, schema=reports.DERIVATION_SCHEMA, orient="row"))


def values(formulas: list[Formula], *rows: dict[str, Any]) -> dict[tuple[str, int], float]:
    return {
        (row[0], row[1]): row[2]
        for row in derived(formulas, *rows).select("data_point_id", "fiscal_year", "value").rows()
    }


@pytest.mark.parametrize(
    ("kind", "a", "b", "scale", "expected"),
    [
        ("ratio", 10.0, 4.0, 1.0, 2.5),
        ("ratio", 10.0, 4.0, 1000.0, 2500.0),
        ("share", 1.0, 4.0, 100.0, 25.0),
        ("sum", 10.0, 4.0, 1.0, 14.0),
        ("difference", 10.0, 4.0, 1.0, 6.0),
        ("difference", 4.0, 10.0, 1.0, 6.0),
        ("difference", -2.0, 3.0, 2.0, 10.0),
    ],
)
def test_each_kind_by_hand(kind: str, a: float, b: float, scale: float, expected: float) -> None:
    assert values([formula("r", kind, "a", "b", scale)], stated("a", a), stated("b", b)) == {("r", 2021): expected}


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(100.0, 110.0, 10.0), (100.0, 80.0, -20.0), (-50.0, -25.0, 50.0), (-50.0, -75.0, -50.0)],
)
def test_growth_compares_with_the_year_before(before: float, now: float, expected: float) -> None:
    grown = values([formula("g", "growth", "a", "a", 100.0)], stated("a", before, 2020), stated("a", now, 2021))
    assert grown == {("g", 2021): pytest.approx(expected)}


def test_growth_needs_the_very_year_before() -> None:
    growth = [formula("g", "growth", "a", "a", 100.0)]
    assert values(growth, stated("a", 100.0, 2019), stated("a", 110.0, 2021)) == {}
    assert values(growth, stated("a", 110.0, 2021)) == {}


def test_years_and_issuers_do_not_mix() -> None:
    ratio = [formula("r", "ratio", "a", "b")]
    assert values(ratio, stated("a", 1.0, 2021), stated("b", 1.0, 2020)) == {}
    assert values(ratio, stated("a", 1.0), stated("b", 1.0, issuer_id="B")) == {}


def test_a_breakdown_is_asked_for_by_name() -> None:
    gap = [formula("gap", "difference", "a", "a", a_dim="gender=male", b_dim="gender=female")]
    male, female = stated("a", 30.0, dimension="gender=male"), stated("a", 25.0, dimension="gender=female")
    assert values(gap, male, female, stated("a", 99.0)) == {("gap", 2021): 5.0}
    assert values(gap, male, stated("a", 25.0)) == {}


@pytest.mark.parametrize(("a", "b"), [(1.0, 0.0), (0.0, 0.0), (-1.0, 0.0), (None, 1.0), (1.0, None)])
def test_a_quotient_by_zero_or_by_nothing_derives_nothing(a: float | None, b: float | None) -> None:
    formulas = [formula("r", "ratio", "a", "b"), formula("s", "sum", "r", "a")]
    assert values(formulas, stated("a", a), stated("b", b)) == {}


def test_growth_from_zero_derives_nothing() -> None:
    assert values([formula("g", "growth", "a", "a")], stated("a", 0.0, 2020), stated("a", 5.0, 2021)) == {}


def test_zero_is_derived_as_a_zero() -> None:
    table = derived([formula("r", "ratio", "a", "b")], stated("a", 0.0, state="reported_zero"), stated("b", 5.0))
    assert table.select("value", "state").rows() == [(0.0, "reported_zero")]


@pytest.mark.parametrize("state", ["not_applicable", "not_disclosed", "rejected"])
def test_only_measured_values_are_terms(state: str) -> None:
    assert values([formula("s", "sum", "a", "b")], stated("a", 1.0, state=state), stated("b", 1.0)) == {}


def test_a_sum_feeds_a_ratio_and_carries_all_its_evidence() -> None:
    formulas = [formula("s12", "sum", "s1", "s2"), formula("int", "ratio", "s12", "staff")]
    late = stated("s2", 30.0, published_date=date(2022, 9, 1))
    table = derived(formulas, stated("s1", 10.0), late, stated("staff", 8.0)).sort("data_point_id")
    assert table.select("data_point_id", "value", "method").rows() == [("int", 5.0, "ratio"), ("s12", 40.0, "sum")]
    assert table["observation_ids"].to_list() == [["s12021", "s22021", "staff2021"], ["s12021", "s22021"]]
    assert table["published_date"].to_list() == [date(2022, 9, 1)] * 2


@pytest.mark.parametrize("length", [2, 3, 4, 6])
def test_a_chain_is_followed_to_its_end(length: int) -> None:
    formulas = [formula(f"c{number}", "sum", f"c{number - 1}", "one") for number in range(1, length + 1)]
    found = values(formulas, stated("c0", 0.0), stated("one", 1.0))
    assert found == {(f"c{number}", 2021): float(number) for number in range(1, length + 1)}


def test_formulas_that_feed_each_other_come_to_an_end() -> None:
    circle = [formula("b", "sum", "a", "a"), formula("a", "sum", "b", "b"), formula("c", "ratio", "a", "b")]
    assert values(circle, stated("a", 1.0)) == {("b", 2021): 2.0, ("c", 2021): 0.5}


def test_what_was_stated_is_not_derived_again() -> None:
    formulas = [formula("s12", "sum", "s1", "s2"), formula("int", "ratio", "s12", "staff")]
    found = values(formulas, stated("s1", 10.0), stated("s2", 30.0), stated("s12", 80.0), stated("staff", 8.0))
    assert found == {("int", 2021): 10.0}


def test_of_two_ways_the_first_step_wins() -> None:
    ways = [formula("e", "sum", "a", "c", step=2), formula("e", "sum", "a", "b", step=1)]
    rows = [stated("a", 1.0), stated("b", 2.0), stated("c", 3.0)]
    assert values(ways, *rows) == {("e", 2021): 3.0}
    assert values(ways[::-1], *rows[::-1]) == {("e", 2021): 3.0}
    assert values(ways, stated("a", 1.0), stated("c", 3.0)) == {("e", 2021): 4.0}


def test_each_way_is_taken_in_the_year_that_has_it() -> None:
    ways = [formula("e", "sum", "a", "b", step=1), formula("e", "sum", "a", "c", step=2)]
    rows = [stated("a", 1.0, 2020), stated("c", 3.0, 2020), stated("a", 1.0), stated("b", 9.0)]
    assert values(ways, *rows) == {("e", 2020): 4.0, ("e", 2021): 10.0}


MEAN = [formula("cov", "weighted_mean", "cov", "staff", a_dim="gender", b_dim="gender")]


def split(data_point: str, male: float, female: float) -> list[dict[str, Any]]:
    parts = {"gender=male": male, "gender=female": female}
    return [stated(data_point, v, dimension=k, observation_id=f"{data_point}|{k}") for k, v in parts.items()]


def test_a_total_is_the_mean_of_its_breakdown_weighted_by_heads() -> None:
    rows = [*split("cov", 80.0, 50.0), *split("staff", 30.0, 10.0), stated("staff", 40.0)]
    table = derived(MEAN, *rows)
    # Three quarters of 80 and a quarter of 50.
    assert table.select("data_point_id", "value", "method").rows() == [("cov", 72.5, "weighted_mean")]
    evidence = {"cov|gender=male", "cov|gender=female", "staff|gender=male", "staff|gender=female"}
    assert set(table["observation_ids"].to_list()[0]) == evidence


def test_a_breakdown_that_does_not_cover_the_whole_makes_no_mean() -> None:
    assert values(MEAN, *split("cov", 80.0, 50.0), *split("staff", 30.0, 10.0), stated("staff", 50.0)) == {}
    assert values(MEAN, *split("cov", 80.0, 50.0), *split("staff", 30.0, 10.0)) == {}
    assert values(MEAN, *split("cov", 80.0, 50.0)[:1], *split("staff", 30.0, 10.0), stated("staff", 40.0)) == {}


def test_a_stated_total_goes_before_the_mean_of_its_parts() -> None:
    rows = [*split("cov", 80.0, 50.0), *split("staff", 30.0, 10.0), stated("staff", 40.0), stated("cov", 71.0)]
    assert values(MEAN, *rows) == {}


def test_a_mean_feeds_further_formulas() -> None:
    rows = [*split("cov", 80.0, 50.0), *split("staff", 30.0, 10.0), stated("staff", 40.0)]
    assert values([*MEAN, formula("double", "sum", "cov", "cov")], *rows)["double", 2021] == 145.0


def test_crossed_breakdowns_are_not_parts() -> None:
    crossed = stated("cov", 1.0, dimension="gender=male;level=senior", observation_id="x")
    rows = [*split("cov", 80.0, 50.0), crossed, *split("staff", 30.0, 10.0), stated("staff", 40.0)]
    assert values(MEAN, *rows) == {("cov", 2021): 72.5}


def test_without_formulas_or_terms_nothing_follows() -> None:
    assert derived([], stated("a", 1.0)).height == 0
    assert derived([formula("r", "ratio", "a", "b")]).height == 0
    assert derived([], stated("a", 1.0)).columns == derived([formula("s", "sum", "a", "a")], stated("a", 1.0)).columns
