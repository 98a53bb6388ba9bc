"""Nearness in meaning proposes, features and margins dispose; without a model there is no proposal."""

from collections.abc import Sequence

import numpy as np
import polars as pl
import pytest

from esg_pipeline.disclosure.embedding import Loaded, Vectors
from esg_pipeline.disclosure.labels import COLUMNS, LabelIndex
from esg_pipeline.disclosure.semantic import FLOOR, Budget, SemanticIndex

ROWS = [
    ("water", "", "en", "Renewable water", "alias", ""),
    ("water", "", "en", "Total renewable water", "alias", ""),
    ("waste", "", "en", "Hazardous waste", "alias", ""),
    ("ratio", "", "en", "Zonal renewable water", "alias", ""),
]
LABELS = LabelIndex.from_frame(pl.DataFrame(ROWS, schema=list(COLUMNS), orient="row"))


class Angles:
    """An embedder whose texts lie at chosen angles (degrees); it counts what it is asked."""

    name = "angles"

    def __init__(self, angles: dict[str, float]) -> None:
        self.angles = angles
        self.asked: list[str] = []

    def encode(self, texts: list[str]) -> Vectors:
        self.asked += texts
        turns = np.radians([self.angles.get(text, 90.0) for text in texts])
        return np.stack([np.cos(turns), np.sin(turns)], axis=1).astype(np.float32)


def index_of(angles: dict[str, float]) -> tuple[SemanticIndex, Angles]:
    embedder = Angles(angles)
    return SemanticIndex(LABELS, lambda: Loaded(embedder, "angles")), embedder


def test_the_nearest_alias_with_equal_features_is_proposed() -> None:
    index, _ = index_of({"aggregated renewable water": 0, "total renewable water": 20, "renewable water": 60})
    proposal = index.propose("Aggregated renewable water")
    assert proposal is not None
    assert (proposal.label, proposal.alias.candidates, proposal.similarity) == (
        "Total renewable water",
        ("water",),
        0.94,
    )
    assert proposal.similarity >= FLOOR


@pytest.mark.parametrize(
    ("label", "angles"),
    [
        ("Aggregated renewable water", {"aggregated renewable water": 0, "renewable water": 40}),  # too far
        (
            "Aggregated renewable water",
            {"aggregated renewable water": 0, "renewable water": 10, "zonal renewable water": 10},
        ),  # a rival as near
        ("Aggregated non-hazardous waste", {"aggregated non-hazardous waste": 0, "hazardous waste": 0}),
        ("Renewable water of the kiln", {"renewable water of the kiln": 0, "renewable water": 0}),
        ("Kitchen renewable water", {"kitchen renewable water": 0, "renewable water": 0}),
        ("Aggregated waste", {"aggregated waste": 0, "hazardous waste": 0}),
        ("Aggregated", {"aggregated": 0, "renewable water": 0}),
    ],
)
def test_similarity_alone_never_decides(label: str, angles: dict[str, float]) -> None:
    assert index_of(angles)[0].propose(label) is None


@pytest.mark.parametrize("label", ["Renewable water", "Kitchen renewable water", "x" * 500, "Purely unknown words", ""])
def test_no_model_is_asked_where_no_answer_can_come(label: str) -> None:
    index, embedder = index_of({})
    assert index.propose(label) is None
    assert embedder.asked == []


def test_a_text_is_encoded_once() -> None:
    index, embedder = index_of({"aggregated renewable water": 0})
    assert [index.propose("Aggregated renewable water") for _ in range(3)] == [None] * 3
    assert len(embedder.asked) == len(set(embedder.asked))


def test_without_a_model_nothing_is_proposed_and_the_reason_is_kept() -> None:
    index = SemanticIndex(LABELS, lambda: Loaded(None, "off: not installed"))
    assert (index.propose("Aggregated renewable water"), index.status) == (None, "off: not installed")


@pytest.mark.parametrize(("asked", "allowed"), [(["a", "b", "a", "c", "b"], [True, True, True, False, True]), ([], [])])
def test_a_budget_counts_different_labels(asked: Sequence[str], allowed: list[bool]) -> None:
    budget = Budget(limit=2)
    assert [budget.allows(label) for label in asked] == allowed
