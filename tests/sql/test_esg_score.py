"""The total is the weighted mean of the pillars; neither it nor its coverage falls below a border by the last bits."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
Universe = Callable[[int], dict[str, pl.DataFrame]]

TOTAL: Row = {
    "node_level": "total",
    "node_id": "total",
    "reported_share": 0.25,
    "carried_share": 0.125,
    "imputed_share": 0.5,
    "not_applicable_share": 0.125,
}


def pillar(letter: str, weight: float, score: float, reported: float | None, coverage: float, **other: Any) -> Row:
    sums = {"weight": weight, "score": score, "score_reported_only": reported}
    return {"pillar_id": letter, **sums, "coverage": coverage, **other}


def total(world: World, *pillars: Row) -> Row:
    return world("score.esg_score", {"score.pillar_score": pillars, "score.node_share": [TOTAL]}).row(0, named=True)


def test_the_total_is_the_mean_of_the_pillars_by_their_weights(world: World) -> None:
    found = total(
        world, pillar("E", 0.5, 60.0, 60.0, 1.0), pillar("S", 0.25, 80.0, 80.0, 1.0), pillar("G", 0.25, 90.0, 90.0, 1.0)
    )
    assert (found["score"], found["score_reported_only"], found["weight"]) == (72.5, 72.5, 1.0)
    assert found["coverage"] == 1.0


def test_a_pillar_without_known_values_drops_out_of_the_reported_score_only(world: World) -> None:
    found = total(
        world,
        pillar("E", 0.5, 60.0, None, 0.0),
        pillar("S", 0.25, 80.0, 70.0, 0.5),
        pillar("G", 0.25, 90.0, 50.0, 0.25),
    )
    assert (found["score"], found["score_reported_only"]) == (72.5, 60.0)
    assert found["coverage"] == 0.1875


def test_nothing_known_leaves_the_reported_score_null(world: World) -> None:
    found = total(world, pillar("E", 0.5, 60.0, None, 0.0), pillar("S", 0.5, 80.0, None, 0.0))
    assert (found["score"], found["score_reported_only"], found["coverage"]) == (70.0, None, 0.0)


def test_an_issuer_without_one_pillar_is_scored_on_the_others(world: World) -> None:
    assert total(world, pillar("S", 0.4, 50.0, 50.0, 1.0), pillar("G", 0.6, 75.0, 75.0, 1.0))["score"] == 65.0


def test_a_score_on_the_border_of_a_grade_stays_on_it(world: World) -> None:
    # In floats the mean of three times 75 is 74.99999999999999 by these weights: a grade lower.
    pillars = [pillar(letter, weight, 75.0, 75.0, 1.0) for letter, weight in (("E", 0.33), ("G", 0.56), ("S", 0.11))]
    found = total(world, *pillars)
    assert (found["score"], found["score_reported_only"]) == (75.0, 75.0)


def test_a_coverage_on_the_minimum_stays_on_it(world: World) -> None:
    # 0.12 * 0.2 + 0.19 * 0.3 + 0.69 * 0.1 is 0.15, but in floats 0.14999999999999997, which would be no grade at all.
    pillars = [pillar(p, w, 70.0, 70.0, c) for p, w, c in (("E", 0.12, 0.2), ("G", 0.19, 0.3), ("S", 0.69, 0.1))]
    found = total(world, *pillars)
    assert found["coverage"] == 0.15


def test_issuers_dates_and_kinds_stay_apart(world: World) -> None:
    earlier = date(2022, 4, 30)
    rows = [
        pillar("E", 1.0, 40.0, None, 0.0, issuer_id="I1"),
        pillar("E", 1.0, 80.0, None, 0.0, issuer_id="I2", is_simulated=True),
        pillar("E", 1.0, 99.0, None, 0.0, issuer_id="I1", rating_date=earlier),
    ]
    shares: list[Row] = [{**TOTAL, **who} for who in ({"issuer_id": "I1"}, {"issuer_id": "I2", "is_simulated": True})]
    shares.append({**shares[0], "rating_date": earlier, "reported_share": 0.0, "imputed_share": 0.75})
    tables = {"score.pillar_score": rows, "score.node_share": shares}
    columns = ("issuer_id", "score", "imputed_share", "is_simulated")
    found = world("score.esg_score", tables).select(columns).rows()
    assert found == [("I1", 40.0, 0.5, False), ("I2", 80.0, 0.5, True)]
    assert world("score.esg_score", tables, earlier).select(columns).rows() == [("I1", 99.0, 0.75, False)]


def test_the_shares_are_those_of_the_whole_tree(world: World) -> None:
    found = total(world, pillar("E", 0.5, 60.0, 60.0, 1.0), pillar("S", 0.5, 80.0, None, 0.0))
    assert {name: found[name] for name in TOTAL if name.endswith("_share")} == {
        "reported_share": 0.25,
        "carried_share": 0.125,
        "imputed_share": 0.5,
        "not_applicable_share": 0.125,
    }


@pytest.mark.parametrize("seed", [0, 1])
def test_the_total_lies_between_its_pillars_in_a_random_universe(universe: Universe, seed: int) -> None:
    tables = universe(seed)
    bounds = (
        tables["score.pillar_score"]
        .group_by("issuer_id", "rating_date")
        .agg(low=pl.col("score").min(), high=pl.col("score").max())
    )
    joined = tables["score.esg_score"].join(bounds, on=["issuer_id", "rating_date"], validate="1:1")
    assert joined.height == tables["score.esg_score"].height > 4
    assert joined.filter(~pl.col("score").is_between(pl.col("low") - 1e-9, pl.col("high") + 1e-9)).is_empty()
