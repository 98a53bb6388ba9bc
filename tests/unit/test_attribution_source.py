"""Pairs of ratings are found in a file with what they rest on, and versions in the file or the archive."""

from datetime import date
from pathlib import Path
from shutil import copytree

import polars as pl
import pytest

from data_contracts.catalogue import contract
from esg_pipeline import paths
from esg_pipeline.attribution_source import ChangeSource, attribute
from esg_pipeline.methodology.read import load_methodology
from tests.unit.changed_worlds import D1, D2, by_cause, file_of, filled, told

D0 = date(2020, 10, 31)
TABLES = ("rating.change_attribution", "rating.change_detail")


def whole(cell: dict[str, object]) -> list[dict[str, object]]:
    return [{**cell, "weight": 1.0}]


@pytest.fixture
def source(tmp_path: Path) -> ChangeSource:
    dates = {D0: whole(told(4, 2019)), D1: whole(told(6, 2020)), D2: whole(filled(50))}
    return ChangeSource(file_of(tmp_path / "warehouse.duckdb", dates))


def test_each_rating_is_held_against_the_one_before(source: ChangeSource) -> None:
    made = attribute(source, source.history())
    causes = made["rating.change_attribution"].filter(pl.col("points") != 0)
    assert causes.select("previous_rating_date", "rating_date", "cause", "points").rows() == [
        (D0, D1, "new_facts", 20.0),
        (D1, D2, "imputation", -10.0),
    ]
    detail = made["rating.change_detail"]
    sides = ("previous_value", "value", "previous_fiscal_year", "fiscal_year", "previous_score", "score", "weight")
    assert detail.select(sides).rows()[0] == (4.0, 6.0, 2019, 2020, 40.0, 60.0, 1.0)
    for name in TABLES:
        assert contract(name).violations(contract(name).conform(made[name])) == []


def test_an_issuer_that_was_away_is_held_against_its_own_last_rating(tmp_path: Path) -> None:
    other = {**told(5, 2020), "issuer_id": "B", "weight": 1.0}
    dates = {D0: whole(told(4, 2019)), D1: [other], D2: [*whole(told(6, 2021)), other]}
    source = ChangeSource(file_of(tmp_path / "warehouse.duckdb", dates))
    pairs = source.history().drop_nulls("previous_rating_date")
    assert pairs.select("issuer_id", "previous_rating_date", "rating_date").rows() == [("A", D0, D2), ("B", D1, D2)]
    assert by_cause(attribute(source, pairs)["rating.change_detail"]) == {"new_facts": 20.0}


def test_one_date_alone_has_no_changes(tmp_path: Path) -> None:
    source = ChangeSource(file_of(tmp_path / "warehouse.duckdb", {D1: whole(told(4, 2019))}))
    made = attribute(source, source.history())
    assert [contract(name).conform(made[name]).height for name in TABLES] == [0, 0]


def test_events_are_read(tmp_path: Path) -> None:
    from tests.unit.changed_worlds import struck  # noqa: PLC0415

    known = {"issuer_id": "A", "data_point_id": "p3", "rating_date": D2, "event_id": "E1", "points": 30.0}
    dates = {D1: whole(struck(0)), D2: whole(struck(30))}
    source = ChangeSource(file_of(tmp_path / "warehouse.duckdb", dates, [known]))
    assert by_cause(attribute(source, source.history())["rating.change_detail"]) == {"events_new": -30.0}


def test_an_archived_version_is_read_by_its_hash_and_held_against_it(source: ChangeSource) -> None:
    shipped = load_methodology()
    folder = paths.archive_dir(source.warehouse.path.parent) / "methodology"
    assert source.rules(shipped.hash) is None
    copytree(paths.methodology_dir(), folder / shipped.hash)
    fresh = ChangeSource(source.warehouse)
    known = fresh.rules(shipped.hash)
    assert known is not None
    assert known.anchors.height == shipped.anchors.height
    copytree(paths.methodology_dir(), folder / ("0" * 64))
    with pytest.raises(ValueError, match="its files were changed"):
        fresh.rules("0" * 64)


def test_versions_that_nobody_has_are_named(source: ChangeSource) -> None:
    assert source.unknown_versions() == []
    ratings = source.warehouse.read("rating.rating")
    old = pl.when(pl.col("rating_date") == D0).then(pl.lit("0" * 64)).otherwise("methodology_hash")
    source.warehouse.replace({"rating.rating": ratings.with_columns(methodology_hash=old)})
    assert ChangeSource(source.warehouse).unknown_versions() == ["0" * 64]
