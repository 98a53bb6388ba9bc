"""Outliers: what is held, what is drawn in, and that nothing else is touched."""

import math
from collections.abc import Sequence
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_contracts.outliers import OUTLIER
from esg_pipeline.outliers import OUTLIER_SCHEMA, OutlierPolicy, fences, hold_unit_slips, scored_figures, winsorise

POLICY = OutlierPolicy(winsor_fence=3.0, min_peers=20, unit_slip_tolerance=0.1)
POINTS = pl.DataFrame(
    [
        ("ghg", "quantitative", "tCO2e", "context_only"),
        ("ghg_int", "quantitative", "tCO2e/employee", "lower_better"),
        ("share", "quantitative", "%", "higher_better"),
        ("lr_total", "quantitative", "persons", "context_only"),
        ("op_revenue", "quantitative", "CNY million", "context_only"),
        ("policy", "boolean", "yes/no", "true_better"),
        ("stars", "ordinal", "level", "higher_better"),
        ("fines", "event", "points", "lower_better"),
    ],
    schema=["data_point_id", "kind", "unit", "direction"],
    orient="row",
)
SCHEMA = {
    "observation_id": pl.String,
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "dimension": pl.String,
    "fiscal_year": pl.Int64,
    "value": pl.Float64,
    "state": pl.String,
    "is_confirmed": pl.Boolean,
}
CHOSEN = {**{name: kind for name, kind in SCHEMA.items() if name not in ("dimension", "is_confirmed")}}
Cell = tuple[str, str, int, float | None]


def universe(issuers: int, industry: str | None = "steel", **changes: Any) -> pl.DataFrame:
    plain = {"industry_code": industry, "is_simulated": False, "size_assets_cny_million": None, **changes}
    return pl.DataFrame(
        [{"issuer_id": f"I{number:03d}", **plain} for number in range(issuers)],
        schema={
            "issuer_id": pl.String,
            "industry_code": pl.String,
            "is_simulated": pl.Boolean,
            "size_assets_cny_million": pl.Float64,
        },
    )


def believed(cells: Sequence[Cell], **changes: Any) -> pl.DataFrame:
    rows = [
        {
            "observation_id": f"{issuer}/{point}/{year}",
            "issuer_id": issuer,
            "data_point_id": point,
            "dimension": "",
            "fiscal_year": year,
            "value": value,
            "state": "reported" if value else "reported_zero",
            "is_confirmed": False,
            **changes,
        }
        for issuer, point, year, value in cells
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def peers(point: str, level: float, issuers: int = 30, years: Sequence[int] = (2019, 2020, 2021)) -> list[Cell]:
    """Figures within a factor of two of the level, each issuer steady over the years."""
    return [
        (f"I{number:03d}", point, year, level * 10 ** (0.2 * math.sin(number)) * (1 + 0.01 * (year - 2019)))
        for number in range(1, issuers)
        for year in years
    ]


def history(point: str, *values: float | None, issuer: str = "I000", last: int = 2021) -> list[Cell]:
    return [(issuer, point, last - len(values) + 1 + place, value) for place, value in enumerate(values)]


def held_years(cells: Sequence[Cell], issuers: int = 30, **changes: Any) -> list[int]:
    """Years of the first issuer that are held; nobody else's may be."""
    frame = believed(cells)
    kept, logged = hold_unit_slips(frame, universe(issuers, **changes), POINTS, POLICY)
    assert kept.height + logged.height == frame.height
    gone = frame.join(kept, on="observation_id", how="anti")
    assert sorted(gone["observation_id"]) == sorted(logged["observation_id"])
    assert set(gone["issuer_id"]) <= {"I000"}
    return sorted(gone["fiscal_year"])


# What is held


@pytest.mark.parametrize("power", [-6, -5, -4, -3, -2, 2, 3, 4, 5, 6])
def test_a_power_of_a_hundred_and_more_against_years_and_peers_is_held(power: int) -> None:
    own = history("ghg_int", 10.0, 10.4, 10.2 * 10**power)
    assert held_years([*peers("ghg_int", 9.0), *own]) == [2021]


@pytest.mark.parametrize("power", [-1, 1])
def test_a_factor_of_ten_needs_three_steady_years_and_all_peers(power: int) -> None:
    slipped = 10.1 * 10**power
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 10.0, 10.4, 10.2, slipped)]) == [2021]
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 10.0, 10.4, slipped)]) == []
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 10.0, 10.4, 10.2, slipped * 1.5)]) == []
    assert held_years([*peers("ghg_int", 10.0 * 10**power), *history("ghg_int", 10.0, 10.4, 10.2, slipped)]) == []


@pytest.mark.parametrize("factor", [7.0, 30.0, 300.0, 10.0**7])
def test_what_is_no_power_of_ten_within_a_million_is_kept(factor: float) -> None:
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 10.0, 10.4, 10.2, 10.2 * factor)]) == []


def test_a_value_that_fits_its_peers_is_kept_whatever_the_other_years_say() -> None:
    own = history("ghg_int", 0.0101, 0.0103, 0.0102, 10.2)
    assert held_years([*peers("ghg_int", 10.0), *own]) == []


def test_the_first_year_is_not_held_because_a_later_one_slipped() -> None:
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 10.0, 10_300.0)]) == [2021]
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 10_300.0, 10.0)]) == [2020]
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 10_000.0, 10_300.0, 10.2, 10.1, 10.2)]) == [
        2017,
        2018,
    ]


def test_a_tie_without_peers_holds_nothing() -> None:
    assert held_years(history("ghg_int", 10.0, 10_300.0)) == []
    assert held_years(history("ghg_int", 10.0, 10.1, 10_300.0, 10_400.0)) == []


def test_without_peers_three_years_that_agree_are_enough_for_a_hundred_but_not_for_ten() -> None:
    assert held_years(history("ghg_int", 10.0, 10.1, 9.9, 10_300.0)) == [2021]
    assert held_years(history("ghg_int", 10.0, 10.1, 10_300.0)) == []
    assert held_years(history("ghg_int", 10.0, 10.1, 9.9, 101.0)) == []


def test_without_other_years_it_is_held_where_no_peer_lies() -> None:
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 10_300.0)]) == [2021]
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 103.0)]) == []
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 4_000.0)]) == []
    assert held_years([*peers("ghg_int", 10.0, 15), *history("ghg_int", 10_300.0)]) == []
    assert held_years([*peers("ghg_int", 10.0), *history("ghg_int", 0.01)]) == []


def test_a_share_written_as_a_fraction_is_held_but_a_small_share_is_not() -> None:
    assert held_years([*peers("share", 34.0), *history("share", 35.0, 36.0, 34.0, 0.355)]) == [2021]
    assert held_years([*peers("share", 34.0), *history("share", 35.0, 36.0, 34.0, 0.032)]) == []
    assert held_years([*peers("share", 34.0), *history("share", 35.0, 20.0, 30.0, 0.3)]) == []
    assert held_years([*peers("share", 34.0), *history("share", 0.34)]) == []
    assert held_years([*peers("share", 0.34), *history("share", 0.35, 0.36, 0.34, 35.5)]) == [2021]


def sized(issuers: int, heads: float, years: Sequence[int] = (2019, 2020, 2021)) -> list[Cell]:
    """Headcount and revenue of everybody, over three orders of magnitude."""
    return [
        (f"I{number:03d}", point, year, scale * heads * 10 ** (number % 4))
        for number in range(issuers)
        for year in years
        for point, scale in (("lr_total", 1.0), ("op_revenue", 2.0))
    ]


def amounts(issuers: int, heads: float) -> list[Cell]:
    """Emissions in step with headcount."""
    return [
        (f"I{number:03d}", "ghg", year, 3.0 * heads * 10 ** (number % 4) * 10 ** (0.2 * math.sin(number + year)))
        for number in range(1, issuers)
        for year in (2019, 2020, 2021)
    ]


def test_amounts_are_compared_with_peers_by_size() -> None:
    all_sizes, others = sized(41, 100.0), amounts(41, 100.0)
    assert held_years([*all_sizes, *others, *history("ghg", 300_000.0)], 41) == [2021]
    assert held_years([*all_sizes, *others, *history("ghg", 310.0)], 41) == []
    assert held_years([*all_sizes, *others, *history("ghg", 300.0, 310.0, 305_000.0)], 41) == [2021]


def test_a_great_issuer_is_no_slip_and_amounts_without_sizes_need_their_own_years() -> None:
    great = [(i, p, y, v * 1000 if i == "I000" and v else v) for i, p, y, v in sized(41, 100.0)]
    assert held_years([*great, *amounts(41, 100.0), *history("ghg", 300_000.0)], 41) == []
    assert held_years([*amounts(41, 100.0), *history("ghg", 300_000_000.0)], 41) == []
    assert held_years([*amounts(41, 100.0), *history("ghg", 300.0, 310.0, 305.0, 305_000.0)], 41) == [2021]


def test_a_size_that_slips_in_one_year_does_not_hold_the_amounts() -> None:
    slipped = [
        (i, p, y, v * 1000 if (i, p, y) == ("I000", "lr_total", 2021) and v else v) for i, p, y, v in sized(41, 100.0)
    ]
    frame = believed([*slipped, *amounts(41, 100.0), *history("ghg", 300.0, 310.0, 305.0)])
    kept, logged = hold_unit_slips(frame, universe(41), POINTS, POLICY)
    assert logged.select("data_point_id", "fiscal_year", "factor").rows() == [("lr_total", 2021, 1000.0)]
    assert kept.height == frame.height - 1


def test_real_and_simulated_issuers_and_industries_are_no_peers_of_each_other() -> None:
    cells = [*peers("ghg_int", 10.0), *history("ghg_int", 10_300.0)]
    first = pl.col("issuer_id") == "I000"
    world = universe(30).with_columns(is_simulated=~first)
    assert hold_unit_slips(believed(cells), world, POINTS, POLICY)[1].is_empty()
    # Too few in its own industry: all issuers of the world are asked.
    industry = universe(30).with_columns(
        industry_code=pl.when(first).then(pl.lit("banking")).otherwise("industry_code")
    )
    assert hold_unit_slips(believed(cells), industry, POINTS, POLICY)[1].height == 1


def test_what_a_person_confirmed_is_kept_and_logged() -> None:
    cells = [*peers("ghg_int", 10.0), *history("ghg_int", 10.0, 10.2, 10_300.0)]
    frame = believed(cells).with_columns(is_confirmed=pl.col("value") > 1000)
    kept, logged = hold_unit_slips(frame, universe(30), POINTS, POLICY)
    assert_frame_equal(kept, frame)
    assert logged.select("treatment", "treated_value").rows() == [("confirmed", 10_300.0)]


def test_the_log_says_by_what_it_is_off_and_beside_whom() -> None:
    cells = [*peers("ghg_int", 10.0), *history("ghg_int", 10.0, 10.0, 10_000.0)]
    _, logged = hold_unit_slips(believed(cells), universe(30), POINTS, POLICY)
    [row] = logged.iter_rows(named=True)
    assert (row["treatment"], row["value"], row["treated_value"]) == ("held_unit_slip", 10_000.0, None)
    assert (row["factor"], row["peers"]) == (1000.0, 29)
    assert row["own_value"] == pytest.approx(10.0)
    assert row["peer_median"] == pytest.approx(10.0, rel=0.2)
    assert row["reason"] == "1,000 times the other years of the issuer, and far from 29 peers"
    _, alone = hold_unit_slips(believed(cells[:-3] + history("ghg_int", 10_000.0)), universe(30), POINTS, POLICY)
    assert alone["reason"].to_list() == ["1,000 times the middle of 29 peers; there is no other year"]
    _, small = hold_unit_slips(believed(history("ghg_int", 10.0, 10.0, 10.0, 0.01)), universe(1), POINTS, POLICY)
    assert small["reason"].to_list() == ["1/1,000 of the other years of the issuer; there are too few peers to ask"]


# What is drawn in


def chosen(values: Sequence[float | None], point: str = "share") -> pl.DataFrame:
    rows = [(f"I{n:03d}", point, 2021, value) for n, value in enumerate(values)]
    return believed(rows).drop("dimension", "is_confirmed")


def drawn(
    values: Sequence[float | None], point: str = "share", **changes: Any
) -> tuple[list[float | None], pl.DataFrame]:
    frame, logged = winsorise(chosen(values, point), universe(len(values), **changes), POINTS, POLICY)
    assert_frame_equal(frame.drop("scored_value"), chosen(values, point))
    return frame["scored_value"].to_list(), logged


def test_fences_are_tukey_s() -> None:
    """Worked by hand: of 1..20 and 100 the quartiles are 6 and 16, the fences 6 - 30 and 16 + 30."""
    values = [*map(float, range(1, 21)), 100.0]
    scored, logged = drawn(values)
    assert scored == [*values[:-1], 46.0]
    [row] = logged.iter_rows(named=True)
    assert (row["treatment"], row["value"], row["treated_value"], row["peers"]) == ("winsorised", 100.0, 46.0, 20)
    assert (row["peer_median"], row["factor"], row["own_value"]) == (11.0, None, None)
    assert row["reason"] == "above the upper fence of the 21 values of its industry"
    low, logged = drawn([-v for v in values])
    assert low[-1] == -46.0
    assert logged["reason"].to_list() == ["below the lower fence of the 21 values of its industry"]


def test_skewed_values_have_the_upper_fence_of_their_logarithms() -> None:
    values = [10 ** (n / 10) for n in range(21)]
    assert drawn(values)[1].is_empty()
    # Logarithms 0 to 2: quartiles 0.5 and 1.5, fence 4.5.
    scored, logged = drawn([*values, 10.0**6])
    assert scored[-1] == pytest.approx(10 ** (1.575 + 3 * 1.05))
    assert logged["reason"].to_list() == ["above the upper fence of the logarithms of the 22 values of its industry"]
    # A share may come as near to zero as it likes.
    assert drawn([*values, 1e-9])[1].is_empty()


def test_too_few_values_no_spread_and_unknown_industries_are_left_alone() -> None:
    values = [*map(float, range(1, 20)), 1000.0]
    assert drawn(values)[1].height == 1
    assert drawn(values[1:])[1].is_empty()
    assert drawn([5.0] * 30 + [1e9])[1].is_empty()
    assert drawn([0.0] * 30 + [1e9, -1e9])[1].is_empty()
    assert drawn(values, industry=None)[1].is_empty()


@pytest.mark.parametrize("point", ["policy", "stars", "fines", "ghg", "lr_total"])
def test_yes_no_levels_events_and_figures_that_are_not_scored_are_left_alone(point: str) -> None:
    assert drawn([*map(float, range(1, 21)), 1e6], point)[1].is_empty()


def test_what_states_no_value_and_what_is_stale_is_left_alone() -> None:
    frame = chosen([*map(float, range(1, 21)), 1000.0, None])
    other = frame.with_columns(state=pl.when(pl.col("value") > 500).then(pl.lit("stale")).otherwise("state"))
    scored, logged = winsorise(other, universe(22), POINTS, POLICY)
    assert logged.is_empty()
    assert scored["scored_value"].to_list() == frame["value"].to_list()


def test_real_and_simulated_values_have_fences_of_their_own() -> None:
    values = [*map(float, range(1, 21)), *(1000.0 + n for n in range(20))]
    world = universe(40).with_columns(is_simulated=pl.Series([False] * 20 + [True] * 20))
    assert winsorise(chosen(values), world, POINTS, POLICY)[1].is_empty()


# Edges


@pytest.mark.parametrize("issuers", [0, 1])
def test_no_rows_and_one_issuer_are_defined(issuers: int) -> None:
    frame = believed(history("ghg_int", *[10.0] * issuers))
    kept, logged = hold_unit_slips(frame, universe(issuers), POINTS, POLICY)
    assert_frame_equal(kept, frame)
    assert logged.schema == OUTLIER_SCHEMA
    values, drawn_in = winsorise(frame.drop("dimension", "is_confirmed"), universe(issuers), POINTS, POLICY)
    assert values["scored_value"].to_list() == values["value"].to_list()
    assert drawn_in.schema == OUTLIER_SCHEMA
    assert kept.schema == frame.schema


def test_a_giant_among_equal_values_is_held_alone_and_not_drawn_in() -> None:
    cells = [(f"I{n:03d}", "ghg_int", 2021, 5.0) for n in range(1, 30)]
    assert held_years([*cells, *history("ghg_int", 5e6)]) == [2021]
    assert held_years([*cells, *history("ghg_int", 5e9)]) == []
    assert drawn([5.0] * 29 + [5e9], "ghg_int")[1].is_empty()


def test_values_that_are_not_finite_and_claims_do_not_disturb() -> None:
    odd = believed([("I000", "ghg_int", 2018, math.nan), ("I000", "ghg_int", 2017, math.inf)], state="reported")
    claim = believed([("I000", "ghg_int", 2016, None)], state="not_applicable")
    frame = pl.concat([believed([*peers("ghg_int", 10.0), *history("ghg_int", 10.0, 10.1, 10_200.0)]), odd, claim])
    kept, logged = hold_unit_slips(frame, universe(30), POINTS, POLICY)
    assert kept.height == frame.height - 1
    assert logged["fiscal_year"].to_list() == [2021]


def test_the_log_keeps_its_contract() -> None:
    frame = believed([*peers("ghg_int", 10.0), *history("ghg_int", 10.0, 10.1, 10_200.0)])
    held = hold_unit_slips(frame, universe(30), POINTS, POLICY)[1]
    far = drawn([*map(float, range(1, 21)), 100.0])[1]
    dated = pl.concat([held, far]).with_columns(rating_date=pl.date(2022, 10, 31))
    assert OUTLIER.violations(OUTLIER.conform(dated)) == []
    assert dated.height == 2


def test_fences_hold_their_own_quartiles() -> None:
    rows = chosen([*map(float, range(1, 21)), 100.0]).with_row_index("row_number")
    [fence] = fences(scored_figures(rows, universe(21), POINTS), POLICY).iter_rows(named=True)
    assert (fence["low"], fence["high"], fence["values"], fence["is_log"]) == (-24.0, 46.0, 21, False)
