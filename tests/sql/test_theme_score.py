"""A theme is the weighted mean of its key issues; an unknown one drops out of the reported score only."""

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

World = Callable[..., pl.DataFrame]
Row = dict[str, Any]
KEY_ISSUES = [
    {"key_issue_id": "a", "theme_id": "t"},
    {"key_issue_id": "b", "theme_id": "t"},
    {"key_issue_id": "c", "theme_id": "u"},
]

SHARES: list[Row] = [
    {"node_level": "theme", "node_id": "t", "reported_share": 0.25, "carried_share": 0.0, "imputed_share": 0.5},
    {"node_level": "theme", "node_id": "u"},
]
SHARES[0]["not_applicable_share"] = 0.25


def child(name: str, weight: float, score: float, reported: float | None, coverage: float, **other: Any) -> Row:
    sums = {"weight": weight, "score": score, "score_reported_only": reported}
    return {"key_issue_id": name, **sums, "coverage": coverage, **other}


def nodes(world: World, *children: Row) -> dict[str, Row]:
    rows = {"score.key_issue_score": children, "reference.key_issue": KEY_ISSUES, "score.node_share": SHARES}
    return {row["theme_id"]: row for row in world("score.theme_score", rows).iter_rows(named=True)}


def test_the_score_is_the_mean_of_its_children_by_their_weights(world: World) -> None:
    found = nodes(
        world, child("a", 0.1, 40.0, 40.0, 1.0), child("b", 0.3, 80.0, 80.0, 1.0), child("c", 0.6, 55.0, 55.0, 1.0)
    )
    assert {name: (node["score"], node["score_reported_only"]) for name, node in found.items()} == {
        "t": (70.0, 70.0),
        "u": (55.0, 55.0),
    }


def test_the_weight_is_the_sum_of_the_childrens(world: World) -> None:
    found = nodes(
        world, child("a", 0.125, 1.0, 1.0, 1.0), child("b", 0.25, 1.0, 1.0, 1.0), child("c", 0.625, 1.0, 1.0, 1.0)
    )
    assert {name: node["weight"] for name, node in found.items()} == {"t": 0.375, "u": 0.625}


def test_a_child_without_known_values_drops_out_of_the_reported_score_only(world: World) -> None:
    node = nodes(world, child("a", 0.1, 40.0, None, 0.0), child("b", 0.3, 80.0, 60.0, 0.5))["t"]
    assert (node["score"], node["score_reported_only"]) == (70.0, 60.0)
    assert node["coverage"] == pytest.approx(0.375)


def test_the_reported_score_is_null_when_nothing_is_known(world: World) -> None:
    node = nodes(world, child("a", 0.1, 40.0, None, 0.0), child("b", 0.3, 80.0, None, 0.0))["t"]
    assert (node["score"], node["score_reported_only"], node["coverage"]) == (70.0, None, 0.0)


def test_the_last_bits_of_a_sum_are_rounded_away(world: World) -> None:
    node = nodes(world, child("a", 0.1, 70.1, 70.1, 0.3), child("b", 0.2, 70.1, 70.1, 0.3))["t"]
    assert (node["score"], node["score_reported_only"]) == (70.1, 70.1)
    assert node["coverage"] == 0.3


def test_issuers_and_kinds_stay_apart(world: World) -> None:
    rows = {
        "score.key_issue_score": [
            child("a", 1.0, 40.0, None, 0.0, issuer_id="I1"),
            child("a", 1.0, 80.0, None, 0.0, issuer_id="I2", is_simulated=True),
        ],
        "reference.key_issue": KEY_ISSUES,
        "score.node_share": [
            {**SHARES[1], "node_id": "t", "issuer_id": "I1"},
            {**SHARES[1], "node_id": "t", "issuer_id": "I2", "is_simulated": True},
        ],
    }
    found = world("score.theme_score", rows).select("issuer_id", "score", "is_simulated").rows()
    assert found == [("I1", 40.0, False), ("I2", 80.0, True)]


def test_the_shares_are_those_of_the_node(world: World) -> None:
    found = nodes(
        world, child("a", 0.125, 1.0, 1.0, 1.0), child("b", 0.25, 1.0, 1.0, 0.5), child("c", 0.6, 1.0, 1.0, 1.0)
    )
    names = ("reported_share", "carried_share", "imputed_share", "not_applicable_share")
    assert [found["t"][name] for name in names] == [0.25, 0.0, 0.5, 0.25]
    assert [found["u"][name] for name in names] == [0.5, 0.12, 0.38, 0.0]
