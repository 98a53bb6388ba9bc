"""New, upgrade, downgrade, affirm, withdrawn: always against the rating date before, and NR is no grade."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
NAME = "rating.rating_action"
D1, D2, D3 = date(2021, 10, 31), date(2022, 4, 30), date(2022, 10, 31)
LADDER = ("AAA", "AA", "A", "BBB", "BB", "B", "CCC", "CC", "C")


def actions(world: World, *ratings: tuple[str, date, str]) -> list[tuple[Any, ...]]:
    """(issuer, date, action, previous date, previous grade, grade, notches) per action, by issuer and date."""
    rows = [{"issuer_id": issuer, "rating_date": day, "grade": grade} for issuer, day, grade in ratings]
    return world(NAME, {"rating.rating": rows}).drop("is_simulated").rows()


def test_on_the_first_date_every_grade_is_new(world: World) -> None:
    assert actions(world, ("I1", D1, "B"), ("I2", D1, "AAA")) == [
        ("I1", D1, "new", None, None, "B", None),
        ("I2", D1, "new", None, None, "AAA", None),
    ]


@pytest.mark.parametrize(
    ("before", "now", "action", "notches"),
    [
        ("CCC", "B", "upgrade", 1),
        ("B", "CCC", "downgrade", -1),
        ("C", "AAA", "upgrade", 8),
        ("AAA", "C", "downgrade", -8),
        ("BB", "BB", "affirm", 0),
    ],
)
def test_a_grade_is_compared_with_the_one_before(
    world: World, before: str, now: str, action: str, notches: int
) -> None:
    assert actions(world, ("I1", D1, before), ("I1", D2, now))[1:] == [("I1", D2, action, D1, before, now, notches)]


@pytest.mark.parametrize(("before", "now"), list(zip(LADDER[1:], LADDER[:-1], strict=True)))
def test_each_step_of_the_ladder_is_one_notch(world: World, before: str, now: str) -> None:
    found = actions(world, ("I1", D1, before), ("I1", D2, now), ("I1", D3, before))
    assert [(row[2], row[6]) for row in found[1:]] == [("upgrade", 1), ("downgrade", -1)]


def test_an_issuer_that_is_gone_is_withdrawn_once(world: World) -> None:
    found = actions(world, ("I1", D1, "B"), ("I2", D1, "A"), ("I2", D2, "A"), ("I2", D3, "A"))
    assert [row for row in found if row[0] == "I1"] == [
        ("I1", D1, "new", None, None, "B", None),
        ("I1", D2, "withdrawn", D1, "B", None, None),
    ]


def test_an_issuer_that_comes_back_is_new_again(world: World) -> None:
    found = actions(world, ("I1", D1, "B"), ("I2", D1, "A"), ("I2", D2, "A"), ("I2", D3, "A"), ("I1", D3, "A"))
    assert [(day, action, before) for who, day, action, _, before, *_ in found if who == "I1"] == [
        (D1, "new", None),
        (D2, "withdrawn", "B"),
        (D3, "new", None),
    ]


def test_losing_the_grade_to_nr_is_a_withdrawal_and_gaining_one_is_new(world: World) -> None:
    assert actions(world, ("I1", D1, "B"), ("I1", D2, "NR"), ("I1", D3, "B")) == [
        ("I1", D1, "new", None, None, "B", None),
        ("I1", D2, "withdrawn", D1, "B", None, None),
        ("I1", D3, "new", None, None, "B", None),
    ]


def test_nr_on_both_sides_is_no_action(world: World) -> None:
    assert actions(world, ("I1", D1, "NR"), ("I1", D2, "NR")) == []


def test_a_date_on_which_everybody_is_nr_still_stands_between_two_others(world: World) -> None:
    found = actions(world, ("I1", D1, "B"), ("I1", D2, "NR"), ("I1", D3, "A"))
    assert [(day, action) for _, day, action, *_ in found] == [(D1, "new"), (D2, "withdrawn"), (D3, "new")]


def test_the_date_before_is_the_one_that_was_rated_not_half_a_year_ago(world: World) -> None:
    found = actions(world, ("I1", date(2019, 4, 30), "B"), ("I1", D3, "A"))
    assert found[1] == ("I1", D3, "upgrade", date(2019, 4, 30), "B", "A", 3)


def test_no_ratings_no_actions(world: World) -> None:
    assert actions(world) == []


def test_a_withdrawal_keeps_the_kind_of_the_issuer(world: World) -> None:
    rows = [
        {"issuer_id": "I1", "rating_date": D1, "is_simulated": True},
        {"issuer_id": "I2", "rating_date": D1},
        {"issuer_id": "I3", "rating_date": D2},
    ]
    found = world(NAME, {"rating.rating": rows}).filter(rating_date=D2).select("issuer_id", "action", "is_simulated")
    assert found.rows() == [("I1", "withdrawn", True), ("I2", "withdrawn", False), ("I3", "new", False)]
