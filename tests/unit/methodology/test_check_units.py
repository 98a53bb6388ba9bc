"""Units: one meaning for each word, none from outside the table, and anchors that they allow."""

from collections.abc import Callable

import pytest

from esg_pipeline.methodology.check_units import bounds, check_anchor_units, dimensions, measure
from esg_pipeline.methodology.model import Row, Table

Cells = dict[str, str]
Spoil = Callable[[str, Cells, Cells], int]
Add = Callable[..., int]
Rows = Callable[..., list[Cells]]
Refusal = Callable[[], list[tuple[str, int, str]]]

UNITS = Table(
    "units.csv",
    tuple(
        Row(line, {"unit": unit, "dimension": dimension, "factor": factor, "aliases": aliases})
        for line, (unit, dimension, factor, aliases) in enumerate(
            [
                ("t", "mass", 1.0, "tonne|吨"),
                ("kg", "mass", 0.001, ""),
                ("%", "share", 1.0, ""),
                ("‰", "share", 0.1, ""),
                ("CNY million", "currency_cny", 1e6, ""),
                ("year", "years", 1.0, ""),
                ("points100", "score", 1.0, ""),
                ("yes/no", "yes_no", 1.0, ""),
            ],
            start=2,
        )
    ),
)
INFINITY = float("inf")


@pytest.mark.parametrize("kind", ["quantitative", "boolean", "event", "ordinal"])
def test_a_unit_that_is_not_in_the_table_is_refused(spoil: Spoil, refusal: Refusal, kind: str) -> None:
    line = spoil("data_points.csv", {"kind": kind}, {"unit": "furlong"})
    assert ("data_points.csv", line, "unknown_unit") in refusal()


@pytest.mark.parametrize("unit", ["t/furlong", "furlong/t", "t/", "/t", "t/kg/t", "t per kg"])
def test_both_sides_of_a_fraction_are_units(spoil: Spoil, refusal: Refusal, unit: str) -> None:
    line = spoil("data_points.csv", {"kind": "quantitative"}, {"unit": unit})
    assert ("data_points.csv", line, "unknown_unit") in refusal()


def test_a_word_for_two_units_is_refused_where_the_second_stands(add: Add, refusal: Refusal) -> None:
    line = add("units.csv", unit="barrel", dimension="volume", factor="0.159", aliases="bbl|KILOGRAM")
    assert refusal() == [("units.csv", line, "duplicate_unit")]


@pytest.mark.parametrize("factor", ["1e-12", "1e20"])
def test_a_factor_beyond_all_measure_is_refused(add: Add, refusal: Refusal, factor: str) -> None:
    line = add("units.csv", unit="speck", dimension="mass", factor=factor)
    assert refusal() == [("units.csv", line, "out_of_range")]


def test_what_a_unit_measures() -> None:
    known = dimensions(UNITS)
    assert measure("Tonne", known) == ("mass", 1.0)
    assert measure("yes/no", known) == ("yes_no", 1.0)
    assert measure("kg/CNY million", known) == ("mass/currency_cny", pytest.approx(1e-9))
    assert [measure(unit, known) for unit in ("", "stone", "t/", "t/kg/t")] == [None] * 4


BOUNDS = [
    ("t", False, (0.0, INFINITY)),
    ("t/CNY million", False, (0.0, INFINITY)),
    ("t", True, (-INFINITY, INFINITY)),
    ("%", False, (-1000.0, 1000.0)),
    ("‰", False, (-10000.0, 10000.0)),
    ("%", True, (-INFINITY, INFINITY)),
    ("CNY million", False, (-INFINITY, INFINITY)),
    ("year", True, (1900.0, 2200.0)),
    ("points100", False, (0.0, 100.0)),
    ("yes/no", False, (0.0, 1.0)),
    ("furlong", False, (-INFINITY, INFINITY)),
]


@pytest.mark.parametrize(("unit", "is_change", "expected"), BOUNDS)
def test_what_a_unit_allows(unit: str, is_change: bool, expected: tuple[float, float]) -> None:
    assert bounds(unit, dimensions(UNITS), is_change=is_change) == expected


def anchor_problems(unit: str, x: float, anchor_unit: str, derived: str = "") -> list[str]:
    points = Table("data_points.csv", (Row(2, {"data_point_id": "a", "unit": unit}),))
    anchors = Table("anchors.csv", (Row(2, {"data_point_id": "a", "unit": anchor_unit, "x": x}),))
    derivations = Table("derivations.csv", (Row(2, {"data_point_id": "a", "kind": derived}),))
    return [problem.rule for problem in check_anchor_units(anchors, points, UNITS, derivations)]


def test_an_anchor_is_in_its_data_point_s_unit_and_within_what_it_allows() -> None:
    assert anchor_problems("t", 5.0, "t") == []
    assert anchor_problems("t", 5.0, "kg") == ["other_unit"]
    assert anchor_problems("t", -5.0, "t") == ["beyond_unit"]
    assert anchor_problems("%", 1001.0, "%") == ["beyond_unit"]
    assert anchor_problems("%", 1001.0, "%", derived="growth") == []
    assert anchor_problems("t", 1e300, "t") == ["beyond_unit"]
    assert anchor_problems("%", -1e300, "%", derived="growth") == ["beyond_unit"]
    assert anchor_problems("year", 30.0, "year") == ["beyond_unit"]
    assert anchor_problems("yes/no", 2.0, "yes/no") == ["beyond_unit"]


def test_an_anchor_of_an_unknown_data_point_is_left_to_the_references() -> None:
    anchors = Table("anchors.csv", (Row(2, {"data_point_id": "lost", "unit": "t", "x": -5.0}),))
    nothing = Table("nothing.csv")
    assert list(check_anchor_units(anchors, nothing, UNITS, nothing)) == []
