"""What the published file says beside a shadow run."""

from datetime import date
from pathlib import Path

import polars as pl

from esg_pipeline.impact.compare import Impact, Side
from esg_pipeline.impact.inputs import Source
from esg_pipeline.impact.published import notes
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.warehouse import Warehouse
from tests.unit.impact.conftest import DAY


def said(method: Methodology, score: float, published_hash: str, *, again: bool = False) -> list[str]:
    side = Side(60.0, "CC", None)
    found = Impact(DAY, method, method, [], {"X": (side, side)}, frozenset(), [])
    published = pl.DataFrame({"issuer_id": ["X"], "score": [score], "methodology_hash": [published_hash]})
    return notes(found, Source(Warehouse(Path("w")), Path("store"), date(2023, 1, 1), again), published)


def test_equal_scores_need_no_note(shipped: Methodology) -> None:
    assert said(shipped, 60.0 + 1e-10, shipped.hash) == []


def test_another_version_is_named_by_its_hash(shipped: Methodology) -> None:
    (note,) = said(shipped, 61.0, "f" * 64)
    assert f"A ({shipped.hash[:12]}) scores 1 of 1 issuers otherwise than published by {'f' * 12}" in note
    assert "another version" in note


def test_the_same_version_on_other_data_says_what_to_do(shipped: Methodology) -> None:
    assert "run `esg run` again" in said(shipped, 61.0, shipped.hash)[0]


def test_a_store_that_was_read_again_is_named(shipped: Methodology) -> None:
    (note,) = said(shipped, 60.0, shipped.hash, again=True)
    assert note.endswith("differ from those of the last run, so store was read again")
