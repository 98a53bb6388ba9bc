"""The parts of which a slip is made: an issuer's own years, sizes of a business, and groups of peers."""

import math

import polars as pl
import pytest

from esg_pipeline.slips import beside_own_years, beside_peers, peer_groups, size_free, sizes, slips

COLUMNS = {
    "row_number": pl.UInt32,
    "issuer_id": pl.String,
    "data_point_id": pl.String,
    "dimension": pl.String,
    "unit": pl.String,
    "industry_code": pl.String,
    "is_simulated": pl.Boolean,
    "log": pl.Float64,
}
UNIVERSE = pl.DataFrame(
    {"issuer_id": ["A", "B", "C"], "size_assets_cny_million": [1000.0, None, 0.0]},
    schema={"issuer_id": pl.String, "size_assets_cny_million": pl.Float64},
)


def figures(*cells: tuple[str, str, str, float]) -> pl.DataFrame:
    """Issuer, data point, unit, value."""
    rows = [
        (place, issuer, point, "", unit, "steel", False, math.log10(value))
        for place, (issuer, point, unit, value) in enumerate(cells)
    ]
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


def years(*values: float) -> pl.DataFrame:
    return figures(*(("A", "ghg", "tCO2e", value) for value in values))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((10, 10, 10_000), [(2, 3, 1, 2)]),
        ((10, 10_000), [(0, -3, 1, 1), (1, 3, 1, 1)]),
        ((10, 10, 10_000, 10_000), [(0, -3, 2, 2), (1, -3, 2, 2), (2, 3, 2, 2), (3, 3, 2, 2)]),
        ((10, 12, 15_000), [(2, 3, 1, 2)]),
        ((10, 12, 16_000), []),
        ((10, 11, 12), []),
        ((10, 30, 90), [(0, -1, 1, 1), (2, 1, 1, 1)]),
        ((10, 10_000, 1000), []),
        ((10, 10 * 10**7), []),
        ((10,), []),
    ],
)
def test_a_value_beside_its_own_years(values: tuple[float, ...], expected: list[tuple[int, ...]]) -> None:
    found = beside_own_years(years(*values), 0.1).sort("row_number")
    assert found.select("row_number", "power", "as_it_is", "as_corrected").rows() == expected


def test_sizes_are_the_middle_of_the_years_and_assets_may_come_from_the_registry() -> None:
    stated = figures(
        ("A", "lr_total", "persons", 100), ("A", "lr_total", "persons", 1000), ("A", "lr_total", "persons", 100_000),
        ("B", "op_assets", "CNY million", 50), ("C", "ghg", "tCO2e", 7),
    )  # fmt: skip
    found = sizes(stated, UNIVERSE).with_columns(pl.col("size_log").round(6)).sort("issuer_id", "measure")
    assert found.rows() == [
        ("A", "lr_total", 3.0),
        ("A", "op_assets", 3.0),
        ("B", "op_assets", round(math.log10(50), 6)),
    ]


def test_amounts_are_taken_per_size_rates_as_they_are_and_cases_both_ways() -> None:
    stated = figures(
        ("A", "lr_total", "persons", 100), ("A", "ghg", "tCO2e", 1000), ("A", "rate", "%", 10),
        ("A", "cases", "count", 10), ("B", "ghg", "tCO2e", 1000),
    )  # fmt: skip
    found = size_free(stated, UNIVERSE).with_columns(pl.col("level").round(6))
    assert found.select("issuer_id", "data_point_id", "measure", "level").sort(pl.all()).rows() == [
        ("A", "cases", "", 1.0),
        ("A", "cases", "lr_total", -1.0),
        ("A", "cases", "op_assets", -2.0),
        ("A", "ghg", "lr_total", 1.0),
        ("A", "ghg", "op_assets", 0.0),
        ("A", "lr_total", "op_assets", -1.0),
        ("A", "rate", "", 1.0),
    ]


def test_an_issuer_counts_once_and_equal_peers_leave_room_for_the_tolerance() -> None:
    cells = [(f"P{n}", "rate", "t/employee", 10.0) for n in range(5)]
    rates = size_free(figures(*cells, *cells[:1] * 9, ("A", "rate", "t/employee", 1e4)), UNIVERSE)
    keys = ["data_point_id", "dimension", "is_simulated", "measure"]
    [group] = peer_groups(rates, keys, 5, 0.1).iter_rows(named=True)
    assert (group["peers"], group["middle"], group["deviation"]) == (5, 1.0, 0.1)
    # The value that is asked about is among them, so the next one is the border.
    assert (group["high"], group["low"]) == (1.0, 1.0)
    assert peer_groups(rates, keys, 6, 0.1).is_empty()


def test_peers_are_the_industry_s_and_where_these_are_few_everybody_s() -> None:
    cells = [(f"P{n}", "rate", "t/employee", 10.0 if n < 6 else 1000.0) for n in range(12)]
    steel = pl.when(pl.col("row_number") < 6).then(pl.lit("steel"))
    rates = size_free(figures(*cells).with_columns(industry_code=steel.otherwise(pl.lit("banking"))), UNIVERSE)
    near = beside_peers(rates[:1], rates, 5, 0.1)
    assert near.select("peers", "middle").rows() == [(5, 1.0)]
    far = beside_peers(rates[:1], rates, 6, 0.1)
    assert far.select("peers", "middle").rows() == [(11, 2.0)]
    assert beside_peers(rates[:1], rates, 12, 0.1).is_empty()
    unknown = rates.with_columns(industry_code=pl.lit(None, dtype=pl.String))
    assert beside_peers(unknown[:1], unknown, 5, 0.1)["peers"].to_list() == [11]


def test_no_figures_have_no_slips() -> None:
    found = slips(figures(), UNIVERSE, 20, 0.1)
    assert found.is_empty()
    assert found.columns == ["row_number", "power", "own_log", "peer_log", "peers"]
