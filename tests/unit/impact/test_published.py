"""What the published file says beside a shadow run."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.impact.compare import Impact, Side
from esg_pipeline.impact.inputs import Source
from esg_pipeline.impact.published import notes, reference_universe
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.warehouse import Warehouse
from tests.unit.impact.conftest import DAY, where


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


@pytest.fixture
def published(small_published_file: Path, tmp_path: Path) -> Path:
    """The small published file's universe, and what was known in it."""
    there, file = Warehouse(small_published_file), tmp_path / "published.duckdb"
    names = ("core.known_value", "core.rating_universe")
    Warehouse(file).replace({name: there.read(name) for name in names})
    return file


def test_the_universe_is_that_of_the_date_and_the_data_points(published: Path, shipped: Methodology) -> None:
    known = Warehouse(published).read("core.known_value", DAY)
    point, unit = known.select("data_point_id", "unit").row(0)
    version = replace(shipped, data_points=shipped.data_points.head(1).with_columns(
        data_point_id=pl.lit(point), unit=pl.lit(unit)
    ))  # fmt: skip
    found = reference_universe(published, DAY, version, [point], is_simulated=True)
    assert found.known["data_point_id"].unique().to_list() == [point]
    assert set(found.universe["rating_date"]) == {DAY}
    assert found.is_simulated
    other = replace(version, data_points=where(version.data_points, pl.lit(value=True), unit="other"))
    with pytest.raises(ValueError, match=f"was published in '{unit}', the version has 'other'"):
        reference_universe(published, DAY, other, [point], is_simulated=True)
