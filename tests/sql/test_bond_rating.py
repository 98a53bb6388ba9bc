"""A bond has its issuer's grade while it is outstanding; rates bonds and other private bonds have none."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
NAME = "mart.bond_rating"
DAY = date(2022, 10, 31)
TYPES = [{}, *({"security_type": name, "is_rates": True} for name in ("treasury", "policy_bank"))]


def rated(world: World, *bonds: Row, ratings: tuple[Row, ...] = ({},)) -> pl.DataFrame:
    rows = {"rating.rating": ratings, "raw.issuer": [{}], "raw.bond": bonds, "reference.security_type": TYPES}
    return world(NAME, rows)


def test_a_bond_has_the_grade_and_score_of_its_issuer(world: World) -> None:
    rating = {"grade": "C", "model_grade": "BBB", "score": 81.5, "is_simulated": True}
    row = rated(world, {"bond_id": "X", "name": "Bond X"}, ratings=(rating,)).row(0, named=True)
    assert (row["bond_id"], row["bond_name"], row["issuer_name"]) == ("X", "Bond X", "360 DigiTech, Inc.")
    assert (row["grade"], row["score"], row["is_simulated"]) == ("C", 81.5, True)


@pytest.mark.parametrize(
    ("change", "is_there"),
    [
        ({}, True),
        ({"security_type": "treasury"}, False),
        ({"security_type": "policy_bank"}, False),
        ({"security_type": "treasury", "is_lgfv": True}, False),
        ({"offering": "private"}, False),
        ({"offering": "private", "is_lgfv": True}, True),
        ({"maturity_date": DAY}, False),
        ({"maturity_date": date(2022, 11, 1)}, True),
        ({"issue_date": DAY}, True),
        ({"issue_date": date(2022, 11, 1)}, False),
        ({"issuer_id": "SOMEBODY"}, False),
    ],
)
def test_which_bonds_are_there(world: World, change: Row, is_there: bool) -> None:
    assert (rated(world, change).height == 1) is is_there


def test_a_bond_without_grade_says_so(world: World) -> None:
    assert rated(world, {}, ratings=({"grade": "NR"},))["grade"].to_list() == ["NR"]


def test_only_the_grade_of_the_date_counts(world: World) -> None:
    found = rated(world, {}, ratings=({"rating_date": date(2022, 4, 30), "grade": "A"}, {"grade": "B"}))
    assert found.select("rating_date", "grade").rows() == [(DAY, "B")]


def test_every_bond_of_an_issuer_is_there(world: World) -> None:
    assert rated(world, *({"bond_id": name} for name in "XYZ"))["bond_id"].to_list() == ["X", "Y", "Z"]
