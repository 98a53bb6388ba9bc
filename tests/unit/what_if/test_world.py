from pathlib import Path
from shutil import copyfile

import polars as pl
import pytest

from esg_pipeline.archive import Archive
from esg_pipeline.methodology.read import DEFAULT_FOLDER
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse
from esg_pipeline.what_if import world as module
from esg_pipeline.what_if.scenario import WhatIfError
from esg_pipeline.what_if.world import (
    MOST_WORLDS,
    World,
    Worlds,
    cells_of,
    identity,
    method_of,
    related_points,
    stamps,
    values_of,
    without_values,
)
from tests.unit.what_if.conftest import DAY, Asked


@pytest.fixture
def copied(asked_run: Asked, tmp_path: Path) -> PublishedReader:
    file = tmp_path / "published.duckdb"
    copyfile(asked_run.file, file)
    return PublishedReader(file)


def rated_by(reader: PublishedReader, **stamps: str) -> None:
    """Says that everybody was rated by another version, other inputs or other code."""
    ratings = Warehouse(reader.file).read("rating.rating")
    changes = {name: pl.lit(value) for name, value in stamps.items()}
    Warehouse(reader.file).replace({"rating.rating": ratings.with_columns(**changes)})


def test_the_cells_are_those_that_are_published(asked_run: Asked, world: World) -> None:
    known, _ = values_of(asked_run.reader, world.where)
    for issuer_id in world.panel.issuers["issuer_id"][:3]:
        found = cells_of(world.panel, world.filled, issuer_id, known.filter(issuer_id=issuer_id), DAY)
        said = asked_run.shadow.tables["score.data_point_score"].filter(issuer_id=issuer_id)
        columns = ["data_point_id", "score", "origin", "method", "donors", "value", "observation_id", "rating_date"]
        assert found.select(columns).sort("data_point_id").equals(said.select(columns).sort("data_point_id"))
    with pytest.raises(WhatIfError, match="not rated"):
        cells_of(world.panel, world.filled, "NOBODY", known, DAY)


def test_values_can_be_asked_of_some_data_points_only(asked_run: Asked, world: World) -> None:
    known, interpolated = values_of(asked_run.reader, world.where, ["ghg_int_rev"])
    assert set(known["data_point_id"]) == {"ghg_int_rev"}
    assert set(interpolated["data_point_id"]) <= {"ghg_int_rev"}


def test_no_values_are_kept(world: World) -> None:
    kept = without_values(world.panel)
    assert not any(array.flags.owndata for array in (kept.newest.values, kept.earlier.age, kept.tried))
    assert kept.wanted is world.panel.wanted


def test_related_data_points_lie_in_the_same_pillar(world: World) -> None:
    method = world.methodology
    pillars = dict(
        method.data_points.join(method.key_issues, on="key_issue_id").select("data_point_id", "pillar_id").iter_rows()
    )
    found = related_points(world.panel.data_points, method.key_issues)
    assert found == world.related
    assert all(pillars[name] == pillars[other] for name, others in found.items() for other in others)
    assert all(len(others) <= 8 for others in found.values())


def test_a_world_is_kept_while_the_file_stays(copied: PublishedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr(module, "load", lambda *asked_run, **_: made.append(asked_run) or object())
    kept = Worlds()
    first = kept.of(copied, DAY, is_simulated=True)
    assert kept.of(copied, DAY, is_simulated=True) is first
    assert kept.of(copied, DAY, is_simulated=False) is not first
    assert len(made) == 2
    before = identity(copied.file)
    aside = copied.file.with_name("aside.duckdb")
    copyfile(copied.file, aside)
    aside.replace(copied.file)  # as a file is swapped in
    assert identity(copied.file) != before
    assert kept.of(copied, DAY, is_simulated=True) is not first
    assert len(kept.kept) == MOST_WORLDS


def test_a_date_that_is_rated_again_is_another_world(copied: PublishedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "load", lambda *_, **__: object())
    monkeypatch.setattr(module, "identity", lambda file: (file,))
    kept = Worlds()
    first = kept.of(copied, DAY, is_simulated=True)
    rated_by(copied, inputs_hash="ab" * 32)
    assert kept.of(copied, DAY, is_simulated=True) is not first
    assert [row[1] for row in stamps(copied, DAY)] == ["ab" * 32]


def test_the_version_is_the_one_in_use_or_the_archived_one(
    asked_run: Asked, copied: PublishedReader, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(module, "load_methodology", lambda _: asked_run.methodology)
    assert method_of(copied, DAY) is asked_run.methodology
    monkeypatch.undo()
    monkeypatch.setattr(module.paths, "methodology_dir", lambda: tmp_path / "none")
    with pytest.raises(WhatIfError, match="neither the one in use nor in the archive"):
        method_of(copied, DAY)
    Archive(tmp_path / "archive").keep_methodology(DEFAULT_FOLDER, asked_run.methodology)
    assert method_of(copied, DAY).hash == asked_run.methodology.hash


def test_a_version_that_is_gone_is_said(
    asked_run: Asked, copied: PublishedReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "load_methodology", lambda _: asked_run.methodology)
    rated_by(copied, methodology_hash="0" * 64)
    with pytest.raises(WhatIfError, match="version 000000000000"):
        method_of(copied, DAY)
    ratings = Warehouse(copied.file).read("rating.rating")
    other = ratings.with_columns(methodology_hash=pl.lit("1" * 64), issuer_id=pl.lit("X")).head(1)
    Warehouse(copied.file).replace({"rating.rating": pl.concat([ratings, other])})
    with pytest.raises(WhatIfError, match="2 versions"):
        method_of(copied, DAY)
