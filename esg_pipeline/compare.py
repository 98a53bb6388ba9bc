"""Two issuers beside each other: how far apart their scores are, and which key issues that comes from.

A key issue adds w1 (s1 - c) - w2 (s2 - c), with weights w, scores s and c halfway between the totals: weights sum to 1,
so this sums to the difference of the totals, and where two industries differ weight alone counts for nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl


@dataclass(frozen=True)
class ComparedNode:
    """A node of the tree on both sides; a side is null where the node is not relevant there.

    `points` is what the node adds to the difference of the total scores, first less second.
    """

    node_level: str
    node_id: str
    node_name: str
    first_score: float | None
    second_score: float | None
    first_weight: float | None
    second_weight: float | None
    first_coverage: float | None
    second_coverage: float | None
    points: float


@dataclass(frozen=True)
class Comparison:
    """Two ratings of one date; `difference` is the first score less the second, the sum of the key issues' points."""

    first: Mapping[str, Any]
    second: Mapping[str, Any]
    difference: float
    nodes: Sequence[ComparedNode]

    def at(self, level: str) -> list[ComparedNode]:
        """The nodes of a level, those that matter most first."""
        return sorted((n for n in self.nodes if n.node_level == level), key=lambda n: (-abs(n.points), n.node_id))


def compare(first: Mapping[str, Any], second: Mapping[str, Any], nodes: pl.DataFrame) -> Comparison:
    """Compares two rows of `mart.issuer_rating` by their trees (`sql/read/compare_nodes.sql`)."""
    sides = [
        {(row["node_level"], row["node_id"]): row for row in nodes.iter_rows(named=True) if row["issuer_id"] == who}
        for who in (first["issuer_id"], second["issuer_id"])
    ]
    order = dict.fromkeys((row["node_level"], row["node_id"]) for row in nodes.iter_rows(named=True))
    centre = (first["score"] + second["score"]) / 2
    found = [compared(sides[0].get(key), sides[1].get(key), centre) for key in order]
    return Comparison(first, second, first["score"] - second["score"], found)


def compared(first: Mapping[str, Any] | None, second: Mapping[str, Any] | None, centre: float) -> ComparedNode:
    """One node of both trees; at least one side has it."""
    one, other = first or dict[str, Any](), second or dict[str, Any]()
    node = first or other
    return ComparedNode(
        node_level=node["node_level"],
        node_id=node["node_id"],
        node_name=node["node_name"],
        first_score=one.get("score"),
        second_score=other.get("score"),
        first_weight=one.get("weight"),
        second_weight=other.get("weight"),
        first_coverage=one.get("coverage"),
        second_coverage=other.get("coverage"),
        points=distance(first, centre) - distance(second, centre),
    )


def distance(node: Mapping[str, Any] | None, centre: float) -> float:
    """Points by which a node lifts its issuer's score over a centre; 0 where it is not relevant."""
    return node["weight"] * (node["score"] - centre) if node else 0.0
