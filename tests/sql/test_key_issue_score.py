"""Weighted means of data points; what does not apply leaves its weight to what is left of the tree."""

from collections.abc import Callable
from datetime import date
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
Universe = Callable[[int], dict[str, pl.DataFrame]]
NAME = "score.key_issue_score"
DATA_POINTS = [
    {"data_point_id": "a1", "key_issue_id": "a", "weight": 1.0},
    {"data_point_id": "a2", "key_issue_id": "a", "weight": 3.0},
    {"data_point_id": "b1", "key_issue_id": "b", "weight": 2.0},
    {"data_point_id": "c1", "key_issue_id": "c", "weight": 1.0},
]
KEY_ISSUES = [{"key_issue_id": name} for name in "abc"]
DAY = date(2022, 10, 31)


def cell(data_point_id: str, score: float, origin: str = "reported", **other: Any) -> Row:
    method = {"reported": "value_function", "carried": "carry_forward", "imputed": "prior"}[origin]
    return {"data_point_id": data_point_id, "score": score, "origin": origin, "method": method, **other}


def weights(**by_issue: float) -> list[Row]:
    return [{"key_issue_id": issue, "weight": weight} for issue, weight in by_issue.items()]


def nodes(world: World, cells: list[Row], **by_issue: float) -> dict[str, Row]:
    rows = {
        "score.data_point_score": cells,
        "reference.key_issue_weight": weights(**(by_issue or {"a": 0.5, "b": 0.3, "c": 0.2})),
        "core.rating_universe": [{}],
    }
    return {row["key_issue_id"]: row for row in scored(world, rows).iter_rows(named=True)}


def scored(world: World, rows: dict[str, list[Row]], day: date = DAY) -> pl.DataFrame:
    """The key issues of some cells, with the shares that the model before makes of them."""
    known = {**rows, "reference.data_point": DATA_POINTS, "reference.key_issue": KEY_ISSUES}
    shares = world("score.node_share", known, day).to_dicts()
    return world(NAME, {**known, "score.node_share": shares}, day)


def test_the_score_is_the_weighted_mean_of_the_data_points(world: World) -> None:
    found = nodes(world, [cell("a1", 40.0), cell("a2", 80.0), cell("b1", 55.5)])
    assert found["a"]["score"] == 70.0
    assert found["b"]["score"] == 55.5


def test_imputed_cells_count_in_the_score_but_not_in_the_reported_one(world: World) -> None:
    node = nodes(world, [cell("a1", 40.0), cell("a2", 80.0, "imputed")])["a"]
    assert (node["score"], node["score_reported_only"]) == (70.0, 40.0)
    assert (node["coverage"], node["imputed_share"]) == (0.25, 0.75)


def test_carried_cells_are_known(world: World) -> None:
    node = nodes(world, [cell("a1", 40.0, "imputed"), cell("a2", 80.0, "carried")])["a"]
    assert (node["score_reported_only"], node["coverage"]) == (80.0, 0.75)


def test_without_a_known_cell_the_reported_score_is_null(world: World) -> None:
    node = nodes(world, [cell("a1", 40.0, "imputed"), cell("a2", 80.0, "imputed")])["a"]
    assert (node["score"], node["score_reported_only"]) == (70.0, None)
    assert (node["coverage"], node["imputed_share"]) == (0.0, 1.0)


def test_a_data_point_that_does_not_apply_leaves_its_weight_inside_the_key_issue(world: World) -> None:
    found = nodes(world, [cell("a1", 40.0), cell("b1", 50.0), cell("c1", 60.0)])
    assert found["a"]["score"] == 40.0
    assert {issue: node["weight"] for issue, node in found.items()} == {"a": 0.5, "b": 0.3, "c": 0.2}


def test_a_key_issue_without_data_points_leaves_its_weight_to_the_others(world: World) -> None:
    found = nodes(world, [cell("b1", 50.0), cell("c1", 60.0)])
    assert found["b"]["weight"] == pytest.approx(0.6)
    assert found["c"]["weight"] == pytest.approx(0.4)
    assert set(found) == {"b", "c"}


def test_a_key_issue_that_is_irrelevant_to_the_industry_is_left_out(world: World) -> None:
    found = nodes(world, [cell("a1", 40.0), cell("b1", 50.0), cell("c1", 60.0)], a=0.0, b=0.75, c=0.25)
    assert {issue: node["weight"] for issue, node in found.items()} == {"b": 0.75, "c": 0.25}


def test_each_issuer_has_the_weights_of_its_own_industry(world: World) -> None:
    rows = {
        "score.data_point_score": [cell(point, 50.0, issuer_id=who) for who in ("I1", "I2") for point in ("a1", "b1")],
        "reference.key_issue_weight": [
            *weights(a=0.25, b=0.75),
            *({**row, "industry_code": "steel"} for row in weights(a=0.9, b=0.1)),
        ],
        "core.rating_universe": [{"issuer_id": "I1"}, {"issuer_id": "I2", "industry_code": "steel"}],
    }
    found = scored(world, rows).select("issuer_id", "key_issue_id", "weight").rows()
    assert found == [("I1", "a", 0.25), ("I1", "b", 0.75), ("I2", "a", 0.9), ("I2", "b", 0.1)]


def test_another_rating_date_does_not_mix_in(world: World) -> None:
    day = date(2022, 4, 30)
    rows = {
        "score.data_point_score": [cell("a1", 40.0), cell("a1", 90.0, rating_date=day)],
        "reference.key_issue_weight": weights(a=1.0),
        "core.rating_universe": [{}, {"rating_date": day}],
    }
    assert scored(world, rows)["score"].to_list() == [40.0]
    assert scored(world, rows, day)["score"].to_list() == [90.0]


def test_weights_of_an_issuer_sum_to_one_in_a_random_universe(universe: Universe) -> None:
    sums = universe(0)[NAME].group_by("issuer_id", "rating_date").agg(pl.col("weight").sum())
    assert sums.height >= 4
    assert (sums["weight"] - 1).abs().max() < 1e-12
