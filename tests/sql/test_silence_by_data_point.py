"""Data points that let issuers gain from silence: counted per world, with how many know them."""

from collections.abc import Callable
from typing import Any

import polars as pl

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
NAME = "mart.silence_by_data_point"
POINTS: list[Row] = [
    {"data_point_id": "ghg_int_emp", "name": "GHG per employee"},
    {"data_point_id": "women_board", "name": "Women on the board"},
]


def cell(issuer: str, point: str = "ghg_int_emp", *, sim: bool = False, **other: Any) -> Row:
    return {"issuer_id": issuer, "data_point_id": point, "is_simulated": sim, **other}


def table(world: World, scores: list[Row], gains: list[Row]) -> list[Row]:
    rows = {"score.data_point_score": scores, "score.silence_gain": gains, "reference.data_point": POINTS}
    return world(NAME, rows).to_dicts()


def test_gains_of_one_data_point(world: World) -> None:
    scores = [
        cell("A", origin="reported"),
        cell("B", origin="carried"),
        cell("C", origin="reported"),
        cell("D", origin="imputed", observation_id=None, value=None),
    ]
    [row] = table(world, scores, [cell("A", gain=0.2), cell("B", gain=0.5)])
    assert (row["name"], row["issuers_knowing"], row["issuers_gaining"]) == ("GHG per employee", 3, 2)
    assert (row["mean_gain"], row["largest_gain"]) == (0.35, 0.5)


def test_data_points_that_nobody_gains_by_hiding_have_no_row(world: World) -> None:
    scores = [cell("A"), cell("A", "women_board")]
    assert [row["data_point_id"] for row in table(world, scores, [cell("A", "women_board")])] == ["women_board"]
    assert table(world, scores, []) == []


def test_worlds_are_counted_apart(world: World) -> None:
    scores = [cell("A"), cell("S", sim=True), cell("T", sim=True)]
    rows = table(world, scores, [cell("A", gain=0.1), cell("S", sim=True, gain=0.3)])
    found = [(r["is_simulated"], r["issuers_knowing"], r["issuers_gaining"], r["largest_gain"]) for r in rows]
    assert found == [(False, 1, 1, 0.1), (True, 2, 1, 0.3)]
