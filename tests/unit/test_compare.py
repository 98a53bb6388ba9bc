"""Two issuers beside each other: the points sum to the difference, for any trees and weights."""

from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.compare import Comparison, compare

COLUMNS = ("issuer_id", "node_level", "node_id", "node_name", "score", "weight", "coverage")
SCHEMA = {name: pl.Float64 if name in COLUMNS[4:] else pl.String for name in COLUMNS}
Node = tuple[float, float]


def tree(issuer: str, nodes: dict[str, Node]) -> list[tuple[Any, ...]]:
    return [(issuer, "key_issue", name, name.title(), score, weight, 0.5) for name, (score, weight) in nodes.items()]


def total(nodes: dict[str, Node]) -> float:
    return sum(score * weight for score, weight in nodes.values())


def beside(first: dict[str, Node], second: dict[str, Node]) -> Comparison:
    rows = pl.DataFrame([*tree("A", first), *tree("B", second)], schema=SCHEMA, orient="row")
    return compare({"issuer_id": "A", "score": total(first)}, {"issuer_id": "B", "score": total(second)}, rows)


def test_by_hand() -> None:
    found = beside({"x": (80.0, 0.5), "y": (60.0, 0.5)}, {"x": (60.0, 0.25), "z": (80.0, 0.75)})
    assert found.difference == -5
    assert {node.node_id: node.points for node in found.nodes} == {
        "x": 0.5 * (80 - 72.5) - 0.25 * (60 - 72.5),
        "y": 0.5 * (60 - 72.5),
        "z": -0.75 * (80 - 72.5),
    }
    assert [node.node_id for node in found.at("key_issue")] == ["x", "y", "z"]
    missing = next(node for node in found.nodes if node.node_id == "z")
    assert (missing.first_score, missing.first_weight, missing.first_coverage) == (None, None, None)


SIDE = st.dictionaries(st.sampled_from("pqrstu"), st.tuples(st.floats(0, 100), st.floats(0.01, 1)), min_size=1)


def normalised(nodes: dict[str, Node]) -> dict[str, Node]:
    whole = sum(weight for _, weight in nodes.values())
    return {name: (score, weight / whole) for name, (score, weight) in nodes.items()}


@given(SIDE, SIDE)
def test_points_sum_to_the_difference_and_turn_with_the_sides(one: dict[str, Node], other: dict[str, Node]) -> None:
    first, second = normalised(one), normalised(other)
    found, turned = beside(first, second), beside(second, first)
    assert sum(node.points for node in found.nodes) == pytest.approx(found.difference, abs=1e-9)
    back = {node.node_id: node.points for node in turned.nodes}
    assert all(node.points == pytest.approx(-back[node.node_id], abs=1e-9) for node in found.nodes)


@given(SIDE)
def test_the_same_tree_twice_is_no_difference(nodes: dict[str, Node]) -> None:
    found = beside(normalised(nodes), normalised(nodes))
    assert found.difference == 0
    assert {node.points for node in found.nodes} == {0.0}
