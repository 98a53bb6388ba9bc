"""How many issuers would gain from silence: everybody with a score is counted, the gains of an issuer are summed."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
NAME = "mart.silence_summary"


def gain(issuer: str, point: str, points: float, **other: Any) -> Row:
    return {"issuer_id": issuer, "data_point_id": point, "gain": points, **other}


def summary(world: World, scores: list[Row], gains: list[Row]) -> list[Row]:
    return world(NAME, {"score.esg_score": scores, "score.silence_gain": gains}).to_dicts()


def test_the_gains_of_an_issuer_are_summed_and_the_mean_is_over_everybody(world: World) -> None:
    scores: list[Row] = [{"issuer_id": name} for name in "ABCD"]
    [row] = summary(world, scores, [gain("A", "x", 0.25), gain("A", "y", 0.5), gain("B", "x", 0.25)])
    assert (row["issuers"], row["issuers_gaining"], row["share_gaining"]) == (4, 2, 0.5)
    assert (row["mean_gain"], row["largest_gain"]) == (0.25, 0.75)


def test_where_silence_never_pays_the_row_says_zero(world: World) -> None:
    [row] = summary(world, [{"issuer_id": "A"}, {"issuer_id": "B"}], [])
    assert (row["issuers"], row["issuers_gaining"], row["share_gaining"]) == (2, 0, 0.0)
    assert (row["mean_gain"], row["largest_gain"]) == (0.0, 0.0)


def test_worlds_stand_apart_and_other_dates_are_not_counted(world: World) -> None:
    scores: list[Row] = [{"issuer_id": "A"}, {"issuer_id": "S", "is_simulated": True}]
    earlier = {"rating_date": date(2022, 4, 30)}
    rows = summary(
        world, scores, [gain("S", "x", 0.5, is_simulated=True), gain("A", "x", 9.0, **earlier), gain("A", "y", 0.125)]
    )
    found = [(row["is_simulated"], row["issuers"], row["issuers_gaining"], row["largest_gain"]) for row in rows]
    assert found == [(False, 1, 1, 0.125), (True, 1, 1, 0.5)]


def test_nobody_scored_is_no_row(world: World) -> None:
    assert summary(world, [], []) == []
