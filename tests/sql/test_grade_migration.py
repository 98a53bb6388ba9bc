"""How many issuers moved from grade to grade; those who were or became unrated moved nowhere."""

from collections.abc import Callable
from datetime import date

import polars as pl

World = Callable[..., pl.DataFrame]
Universe = Callable[[int], dict[str, pl.DataFrame]]
NAME = "mart.grade_migration"
D1, D2, D3 = date(2021, 10, 31), date(2022, 4, 30), date(2022, 10, 31)


def action(
    issuer: str, day: date, before: str | None, now: str | None, is_simulated: bool = False
) -> dict[str, object]:
    previous = {D2: D1, D3: D2}[day]
    row = {"issuer_id": issuer, "rating_date": day, "previous_grade": before, "grade": now}
    return {**row, "previous_rating_date": previous, "is_simulated": is_simulated}


def test_moves_are_counted_per_pair_of_grades_date_and_kind(world: World) -> None:
    rows = [
        action("I1", D3, "B", "A"),
        action("I2", D3, "B", "A"),
        action("I3", D3, "B", "A", is_simulated=True),
        action("I4", D3, "A", "B"),
        action("I5", D3, "B", "B"),
        action("I1", D2, "B", "A"),
    ]
    found = world(NAME, {"rating.rating_action": rows})
    columns = ("rating_date", "previous_rating_date", "previous_grade", "grade", "is_simulated", "issuers")
    assert found.select(columns).rows() == [
        (D2, D1, "B", "A", False, 1),
        (D3, D2, "A", "B", False, 1),
        (D3, D2, "B", "A", False, 2),
        (D3, D2, "B", "A", True, 1),
        (D3, D2, "B", "B", False, 1),
    ]


def test_new_and_withdrawn_issuers_moved_nowhere(world: World) -> None:
    rows = [action("I1", D3, None, "A"), action("I2", D3, "A", None), action("I3", D3, "A", "A")]
    found = world(NAME, {"rating.rating_action": rows})
    assert found.select("previous_grade", "grade", "issuers").rows() == [("A", "A", 1)]


def test_moves_and_comparable_actions_are_the_same_number(universe: Universe) -> None:
    tables = universe(1)
    compared = tables["rating.rating_action"].filter(pl.col("notches").is_not_null())
    assert tables[NAME]["issuers"].sum() == compared.height > 0
