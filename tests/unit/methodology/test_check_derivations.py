"""Derivations that go in a circle, and results in another unit than the data point's."""

from collections.abc import Callable

import pytest

from esg_pipeline.methodology.check_derivations import check_circles, check_derived_units
from esg_pipeline.methodology.model import Row, Table

Cells = dict[str, str]
Add = Callable[..., int]
Rows = Callable[..., list[Cells]]
Refusal = Callable[[], list[tuple[str, int, str]]]

UNITS = Table(
    "units.csv",
    tuple(
        Row(2, {"unit": unit, "dimension": dimension, "factor": factor})
        for unit, dimension, factor in [
            ("t", "mass", 1.0),
            ("kg", "mass", 0.001),
            ("persons", "person", 1.0),
            ("count", "count", 1.0),
            ("CNY million", "currency_cny", 1e6),
            ("CNY billion", "currency_cny", 1e9),
            ("%", "share", 1.0),
            ("ratio", "ratio", 1.0),
            ("days", "days", 1.0),
        ]
    ),
)
POINTS = dict(
    zip(
        ["steel", "sand", "dust", "staff", "cases", "each", "part", "times", "turn", "other", "years"],
        ["t", "t", "kg", "persons", "count", "t/persons", "%", "ratio", "days", "%", "t"],
        strict=True,
    )
) | {"sales": "CNY million", "cost": "CNY million", "rate": "count/CNY billion"}


def circles(*pairs: tuple[str, str, str]) -> list[str]:
    rows = [{"data_point_id": a, "numerator": b, "denominator": c} for a, b, c in pairs]
    table = Table("derivations.csv", tuple(Row(line, dict(row)) for line, row in enumerate(rows, start=2)))
    return [f"{problem.line} {problem.message.split(': ')[1]}" for problem in check_circles(table)]


def test_a_circle_is_named_once() -> None:
    assert circles(("a", "b", "x"), ("b", "y", "c"), ("c", "a", "x")) == ["2 a <- b <- c <- a"]
    assert circles(("a", "a", "x")) == ["2 a <- a"]
    assert circles(("a", "b", "x"), ("b", "a", "x"), ("c", "a", "b")) == ["2 a <- b <- a"]


def test_what_follows_from_others_by_two_ways_is_no_circle() -> None:
    assert circles(("a", "b", "c"), ("b", "c", "d"), ("a", "d", "c")) == []


def test_a_breakdown_of_itself_is_no_circle() -> None:
    cells = {"data_point_id": "a", "numerator": "a", "numerator_dimension": "gender", "denominator": "b"}
    assert list(check_circles(Table("derivations.csv", (Row(2, dict(cells)),)))) == []


def test_a_circle_in_a_version_is_refused(rows: Rows, add: Add, refusal: Refusal) -> None:
    last = rows("derivations.csv", kind="sum")[-1]
    turned = {
        "data_point_id": last["numerator"],
        "numerator": last["data_point_id"],
        "denominator": last["denominator"],
    }
    add("derivations.csv", kind="difference", scale="1", **turned)
    assert [(file, rule) for file, _, rule in refusal()] == [("derivations.csv", "circle")]


def units(kind: str, result: str, first: str, second: str, scale: float = 1.0) -> bool:
    """Whether a derivation gives its data point's unit."""
    row = {"kind": kind, "data_point_id": result, "numerator": first, "denominator": second, "scale": scale}
    points = tuple(Row(2, {"data_point_id": name, "unit": unit}) for name, unit in POINTS.items())
    derivations, data_points = Table("derivations.csv", (Row(2, dict(row)),)), Table("data_points.csv", points)
    found = list(check_derived_units(derivations, data_points, UNITS))
    assert [problem.rule for problem in found] in ([], ["derived_unit"])
    return not found


FIT = [
    ("ratio", "each", "steel", "staff", 1),
    ("ratio", "rate", "cases", "sales", 1000),
    ("share", "part", "sales", "cost", 100),
    ("share", "part", "cases", "staff", 100),
    ("share", "part", "dust", "steel", 0.1),
    ("ratio", "times", "sales", "cost", 1),
    ("ratio", "turn", "sales", "cost", 365),
    ("growth", "part", "sales", "sales", 100),
    ("sum", "years", "steel", "sand", 1),
    ("sum", "dust", "steel", "sand", 1000),
    ("difference", "part", "other", "part", 1),
    ("weighted_mean", "part", "other", "staff", 1),
]


@pytest.mark.parametrize(("kind", "result", "first", "second", "scale"), FIT)
def test_a_result_in_its_unit_is_taken(kind: str, result: str, first: str, second: str, scale: float) -> None:
    assert units(kind, result, first, second, scale)


MISFIT = [
    ("ratio", "each", "sand", "sales", 1),
    ("ratio", "rate", "cases", "sales", 1),
    ("share", "part", "sales", "cost", 1),
    ("share", "part", "dust", "steel", 100),
    ("share", "steel", "sales", "cost", 100),
    ("growth", "part", "sales", "sales", 1),
    ("growth", "sales", "sales", "sales", 100),
    ("sum", "years", "steel", "staff", 1),
    ("sum", "years", "steel", "dust", 1),
    ("difference", "sales", "steel", "sand", 1),
    ("weighted_mean", "part", "steel", "staff", 1),
]


@pytest.mark.parametrize(("kind", "result", "first", "second", "scale"), MISFIT)
def test_a_result_in_another_unit_is_refused(kind: str, result: str, first: str, second: str, scale: float) -> None:
    assert not units(kind, result, first, second, scale)


@pytest.mark.parametrize(
    ("cells", "rule"),
    [
        ({"scale": "0"}, "out_of_range"),
        ({"scale": "-1"}, "out_of_range"),
        ({"numerator_dimension": "gendre=female"}, "unknown_reference"),
        ({"denominator_dimension": "gender=female;levle=senior"}, "unknown_reference"),
    ],
)
def test_a_scale_that_spoils_every_result_and_a_breakdown_that_no_figure_has_are_refused(
    spoil: Callable[[str, Cells, Cells], int], refusal: Refusal, cells: Cells, rule: str
) -> None:
    line = spoil("derivations.csv", {"kind": "ratio"}, cells)
    assert refusal() == [("derivations.csv", line, rule)]
