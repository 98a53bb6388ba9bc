"""Each data point's share of the total: weights sum to 1, and contributions to the score, whatever the universe."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
Universe = Callable[[int], dict[str, pl.DataFrame]]
NAME = "rating.contribution"
LEVELS = ("score.node_share", "score.key_issue_score", "score.theme_score", "score.pillar_score", "score.esg_score")
DATA_POINTS = [
    {"data_point_id": "a1", "key_issue_id": "a", "weight": 1.0},
    {"data_point_id": "a2", "key_issue_id": "a", "weight": 3.0},
    {"data_point_id": "b1", "key_issue_id": "b", "weight": 2.0},
]
KEY_ISSUES = [
    {"key_issue_id": "a", "theme_id": "t", "pillar_id": "E"},
    {"key_issue_id": "b", "theme_id": "u", "pillar_id": "S"},
]


def contributions(world: World, cells: list[Row], nodes: list[Row]) -> list[tuple[Any, ...]]:
    rows = {
        "score.data_point_score": cells,
        "score.key_issue_score": nodes,
        "reference.data_point": DATA_POINTS,
        "reference.key_issue": KEY_ISSUES,
    }
    columns = ("data_point_id", "pillar_id", "weight_in_total", "contribution")
    return world(NAME, rows).select(columns).rows()


def test_a_weight_is_the_key_issues_times_the_share_inside_it(world: World) -> None:
    cells = [{"data_point_id": name, "score": score} for name, score in (("a1", 40.0), ("a2", 80.0), ("b1", 50.0))]
    nodes = [{"key_issue_id": "a", "weight": 0.5}, {"key_issue_id": "b", "weight": 0.5}]
    assert contributions(world, cells, nodes) == [
        ("a1", "E", 0.125, 5.0),
        ("a2", "E", 0.375, 30.0),
        ("b1", "S", 0.5, 25.0),
    ]


def test_a_data_point_that_does_not_apply_leaves_its_weight_to_the_rest(world: World) -> None:
    cells = [{"data_point_id": "a2", "score": 80.0}, {"data_point_id": "b1", "score": 50.0}]
    nodes = [{"key_issue_id": "a", "weight": 0.25}, {"key_issue_id": "b", "weight": 0.75}]
    assert contributions(world, cells, nodes) == [("a2", "E", 0.25, 20.0), ("b1", "S", 0.75, 37.5)]


def test_a_data_point_of_an_irrelevant_key_issue_contributes_nothing(world: World) -> None:
    cells = [{"data_point_id": "a1", "score": 80.0}, {"data_point_id": "b1", "score": 50.0}]
    assert contributions(world, cells, [{"key_issue_id": "b", "weight": 1.0}]) == [("b1", "S", 1.0, 50.0)]


def test_issuers_do_not_share_weights(world: World) -> None:
    cells = [
        {"issuer_id": who, "data_point_id": point, "score": 50.0}
        for who, point in (("I1", "a1"), ("I1", "a2"), ("I2", "a1"))
    ]
    nodes = [{"issuer_id": who, "key_issue_id": "a", "weight": 1.0} for who in ("I1", "I2")]
    assert [row[2] for row in contributions(world, cells, nodes)] == [0.25, 0.75, 1.0]


@pytest.mark.parametrize("seed", [0, 1])
def test_contributions_sum_to_the_score_in_a_random_universe(universe: Universe, seed: int) -> None:
    tables = universe(seed)
    sums = tables[NAME].group_by("issuer_id", "rating_date").agg(pl.col("contribution", "weight_in_total").sum())
    joined = tables["score.esg_score"].join(sums, on=["issuer_id", "rating_date"], how="left", validate="1:1")
    assert joined.height > 4
    assert (joined["score"] - joined["contribution"]).abs().max() < 1e-9
    assert (joined["weight_in_total"] - 1).abs().max() < 1e-9


@st.composite
def issuers(draw: st.DrawFn) -> tuple[dict[str, list[Row]], int]:
    """One issuer: up to four key issues in two themes and pillars, up to three data points each, any weights."""
    share = st.floats(0.01, 10)
    issues = [f"issue_{place}" for place in range(draw(st.integers(1, 4)))]
    raw = [draw(share) for _ in issues]
    points = [(issue, f"{issue}_{place}", draw(share)) for issue in issues for place in range(draw(st.integers(1, 3)))]
    origins = st.sampled_from(["reported", "imputed"])
    scores = [
        {"data_point_id": name, "score": draw(st.floats(0, 100)), "origin": draw(origins)} for _, name, _ in points
    ]
    return {
        "reference.data_point": [
            {"key_issue_id": issue, "data_point_id": name, "weight": weight} for issue, name, weight in points
        ],
        "reference.key_issue": [
            {"key_issue_id": issue, "theme_id": f"theme_{place // 2}", "pillar_id": "ES"[place // 2]}
            for place, issue in enumerate(issues)
        ],
        "reference.key_issue_weight": [
            {"key_issue_id": issue, "weight": weight / sum(raw)} for issue, weight in zip(issues, raw, strict=True)
        ],
        "core.rating_universe": [{}],
        "score.data_point_score": scores,
    }, len(points)


@settings(max_examples=8)
@given(issuers())
def test_contributions_sum_to_the_score_of_any_issuer(world: World, issuer: tuple[dict[str, list[Row]], int]) -> None:
    rows, count = issuer
    for name in LEVELS:
        rows = {**rows, name: world(name, rows).to_dicts()}
    shares = world(NAME, rows)
    assert shares.height == count
    assert abs(shares["contribution"].sum() - rows["score.esg_score"][0]["score"]) < 1e-9
