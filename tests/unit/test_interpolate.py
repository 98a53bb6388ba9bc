"""Figures between two known years lie on the straight line, and only what needs them is said to follow from them."""

from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.derive import derive, known_terms
from esg_pipeline.interpolate import behind_growth, between_years, interpolate, left_out
from tests.unit.known_world import DATA_POINTS, DAY, claim, frames, known, values
from tests.unit.reports import DERIVATION_SCHEMA, seen, stated, table

POINTS = pl.DataFrame(
    {
        "data_point_id": ["a", "b", "yes", "level", "points", "r"],
        "kind": ["quantitative", "quantitative", "boolean", "ordinal", "event", "quantitative"],
    }
)
FORMULAS = pl.DataFrame(
    [("r", 1, "ratio", "a", "", "b", "", 1.0), ("g", 1, "growth", "a", "", "a", "", 100.0)],
    schema=DERIVATION_SCHEMA,
    orient="row",
)


# Every data point is an input of some formula.
OF_ALL = pl.concat([FORMULAS.head(1).with_columns(numerator=pl.lit(name)) for name in ("a", "yes", "level", "points")])


def filled(*rows: dict[str, Any], longest: int = 2) -> dict[int, float]:
    found = between_years(known_terms(table(*rows), OF_ALL), POINTS, longest)
    return dict(found.select("fiscal_year", "value").rows())


def following(*rows: dict[str, Any], longest: int = 2, formulas: pl.DataFrame = FORMULAS) -> list[tuple[Any, ...]]:
    believed = table(*rows)
    found = interpolate(believed, derive(believed, formulas), formulas, POINTS, longest)
    return sorted(found.select("data_point_id", "fiscal_year", "value", "years_apart").rows())


def test_the_example_of_zoo() -> None:
    """`na.approx(zoo(c(2, NA, 1, 4, 5, 2), c(1, 3, 4, 6, 7, 8)))` has 4/3 at 3: times count, not places."""
    series = [(1, 2.0), (4, 1.0), (6, 4.0), (7, 5.0), (8, 2.0)]
    rows = [stated("a", 2000 + time, value) for time, value in series]
    found = filled(*rows, longest=3)
    assert found[2003] == pytest.approx(4 / 3)
    assert found == pytest.approx({2002: 5 / 3, 2003: 4 / 3, 2005: 2.5})


def test_nothing_lies_before_the_first_or_behind_the_last_known_year() -> None:
    assert filled(stated("a", 2018, 5.0)) == {}
    assert filled(stated("a", 2018, 5.0), stated("a", 2019, 6.0)) == {}


def test_years_farther_apart_than_the_limit_are_not_bridged() -> None:
    rows = stated("a", 2016, 1.0), stated("a", 2019, 4.0), stated("a", 2021, 8.0)
    assert filled(*rows, longest=1) == {}
    assert filled(*rows, longest=2) == {2020: 6.0}
    assert filled(*rows, longest=3) == {2017: 2.0, 2018: 3.0, 2020: 6.0}


@pytest.mark.parametrize("data_point", ["yes", "level", "points", "unknown"])
def test_answers_levels_and_events_have_no_middle(data_point: str) -> None:
    assert filled(stated(data_point, 2019, 0.0), stated(data_point, 2021, 1.0)) == {}


def test_issuers_data_points_and_breakdowns_do_not_mix() -> None:
    first = stated("a", 2019, 1.0)
    for other in ({"issuer_id": "B"}, {"data_point_id": "b"}, {"dimension": "gender=male"}):
        assert filled(first, stated("a", 2021, 3.0, **other)) == {}


def test_a_claim_of_not_applying_between_two_known_years_is_a_gap() -> None:
    between = stated("a", 2020, None, state="not_applicable")
    assert filled(stated("a", 2019, 1.0), between, stated("a", 2021, 3.0)) == {2020: 2.0}


def test_evidence_and_day_are_those_of_both_years() -> None:
    late = stated("a", 2019, 1.0, published_date=date(2022, 9, 1))
    [row] = between_years(known_terms(table(late, stated("a", 2021, 3.0)), OF_ALL), POINTS, 2).rows(named=True)
    assert (row["observation_ids"], row["published_date"], row["years_apart"]) == (
        ["a2019", "a2021"],
        date(2022, 9, 1),
        2,
    )


def test_a_value_too_large_to_be_drawn_a_line_to_is_left_out() -> None:
    assert filled(stated("a", 2019, -1.7e308), stated("a", 2021, 1.7e308)) == {}


@given(
    st.lists(st.tuples(st.integers(0, 12), st.floats(-1e6, 1e6)), max_size=8, unique_by=lambda pair: pair[0]),
    st.integers(1, 6),
)
@settings(max_examples=60)
def test_filled_values_lie_between_their_neighbours_and_never_on_a_known_year(
    series: list[tuple[int, float]], longest: int
) -> None:
    known = {2000 + year: value for year, value in series}
    found = filled(*(stated("a", year, value) for year, value in known.items()), longest=longest)
    assert not found.keys() & known.keys()
    for year, value in found.items():
        before, after = max(y for y in known if y < year), min(y for y in known if y > year)
        assert after - before <= longest
        low, high = sorted((known[before], known[after]))
        assert low - 1e-9 * abs(low) <= value <= high + 1e-9 * abs(high)
        assert value == pytest.approx(
            known[before] + (known[after] - known[before]) * (year - before) / (after - before)
        )
    for before, after in zip(sorted(known), sorted(known)[1:], strict=False):
        assert (after - before > longest) or all(year in found for year in range(before + 1, after))


def test_a_ratio_follows_from_a_gap_in_either_side() -> None:
    gap = stated("b", 2019, 1.0), stated("b", 2021, 3.0)
    assert following(stated("a", 2020, 10.0), *gap) == [("r", 2020, 5.0, 2)]
    assert following(stated("b", 2020, 10.0), stated("a", 2019, 1.0), stated("a", 2021, 3.0)) == [
        ("g", 2020, 100.0, 2),
        ("g", 2021, 50.0, 2),
        ("r", 2020, 0.2, 2),
    ]


def test_both_sides_may_be_gaps_and_the_longer_distance_is_told() -> None:
    gaps = [stated("a", 2018, 1.0), stated("a", 2021, 4.0), stated("b", 2019, 1.0), stated("b", 2021, 1.0)]
    found = {(row[0], row[1]): row[2:] for row in following(*gaps, longest=3)}
    assert found[("r", 2020)] == (3.0, 3)


def test_what_follows_from_known_years_alone_is_left_out() -> None:
    rows = [stated(point, year, 2.0) for point in "ab" for year in (2019, 2020, 2021)]
    assert following(*rows) == []


def test_what_can_be_derived_is_not_interpolated() -> None:
    total = pl.concat([FORMULAS, FORMULAS.head(1).with_columns(data_point_id=pl.lit("b"), kind=pl.lit("sum"),
        numerator=pl.lit("yes"), denominator=pl.lit("yes"))])  # fmt: skip
    parts = stated("yes", 2020, 4.0)
    rows = [stated("a", 2020, 16.0), stated("b", 2019, 1.0), stated("b", 2021, 3.0), parts]
    assert following(*rows, formulas=total) == []
    assert following(*rows[:3], formulas=total) == [("r", 2020, 8.0, 2)]


def test_a_mean_may_rest_on_an_interpolated_breakdown() -> None:
    formulas = FORMULAS.head(1).with_columns(
        data_point_id=pl.lit("a"),
        kind=pl.lit("weighted_mean"),
        numerator=pl.lit("a"),
        numerator_dimension=pl.lit("gender"),
        denominator=pl.lit("b"),
        denominator_dimension=pl.lit("gender"),
    )
    male, female = {"dimension": "gender=male"}, {"dimension": "gender=female"}
    hours = [
        stated("a", 2020, 10.0, observation_id="male", **male),
        stated("a", 2019, 10.0, observation_id="f1", **female),
        stated("a", 2021, 30.0, observation_id="f2", **female),
    ]
    staff = [stated("b", 2020, 1.0, **male), stated("b", 2020, 3.0, **female), stated("b", 2020, 4.0)]
    believed = table(*hours, *staff)
    found = interpolate(believed, derive(believed, formulas), formulas, POINTS, 2)
    [row] = found.rows(named=True)
    assert (row["fiscal_year"], row["value"], row["years_apart"]) == (2020, 17.5, 2)
    assert row["observation_ids"][:3] == ["f1", "f2", "male"]


def test_a_mean_over_an_interpolated_whole_says_so() -> None:
    formulas = FORMULAS.head(1).with_columns(
        data_point_id=pl.lit("a"),
        kind=pl.lit("weighted_mean"),
        numerator=pl.lit("a"),
        numerator_dimension=pl.lit("gender"),
        denominator=pl.lit("b"),
        denominator_dimension=pl.lit("gender"),
    )
    parts = [stated(point, 2020, 2.0, dimension=f"gender={who}") for point in "ab" for who in ("male", "female")]
    wholes = [stated("b", 2019, 3.0), stated("b", 2021, 5.0)]
    assert following(*parts, *wholes, formulas=formulas) == [("a", 2020, 2.0, 2)]
    assert following(*parts, wholes[0], formulas=formulas) == []


@given(
    st.lists(st.tuples(st.integers(0, 12), st.floats(-1e6, 1e6)), max_size=8, unique_by=lambda pair: pair[0]),
    st.integers(1, 6),
)
@settings(max_examples=60)
def test_what_is_left_out_is_what_would_be_filled_were_it_missing(
    series: list[tuple[int, float]], longest: int
) -> None:
    rows = [stated("a", 2000 + year, value) for year, value in series]
    lines = left_out(known_terms(table(*rows), OF_ALL), POINTS, longest)
    found = dict(lines.select("fiscal_year", "value").rows())
    expected = {}
    for row in rows:
        others = filled(*(other for other in rows if other is not row), longest=longest)
        if row["fiscal_year"] in others:
            expected[row["fiscal_year"]] = others[row["fiscal_year"]]
    assert found == pytest.approx(expected)


def test_the_formulas_behind_growth_are_those_that_feed_it() -> None:
    feeding = FORMULAS.head(1).with_columns(
        data_point_id=pl.lit("a"), numerator=pl.lit("level"), denominator=pl.lit("points"), kind=pl.lit("sum")
    )
    assert behind_growth(FORMULAS)["data_point_id"].to_list() == ["g"]
    assert behind_growth(pl.concat([FORMULAS, feeding]))["data_point_id"].to_list() == ["g", "a"]
    assert behind_growth(FORMULAS.head(1)).height == 0


def test_nothing_known_is_an_empty_table() -> None:
    assert following() == []


# Interpolated among what is known on a rating date


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
