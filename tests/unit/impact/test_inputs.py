"""What a version reads: the input of the last run when it uses the same words, else the store again."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.impact.inputs import FEEDS_READ_BY, OF_DOCUMENTS, RAW, Source, fingerprint
from esg_pipeline.ingest.store import StoreError
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import reference_tables
from tests.unit.impact.conftest import where


def without(methodology: Methodology, data_point_id: str) -> Methodology:
    points = methodology.data_points.filter(pl.col("data_point_id") != data_point_id)
    return replace(methodology, data_points=points)


def most_reported(source: Source) -> str:
    counts = source.warehouse.read("raw.reported_value")["data_point_id"].value_counts(sort=True)
    return str(counts["data_point_id"][0])


def test_the_last_runs_input_is_read_and_nothing_else(source: Source, shipped: Methodology, tmp_path: Path) -> None:
    gone = Source(source.warehouse, tmp_path / "gone", source.today)
    tables = gone.tables(shipped)
    assert set(tables) == {*RAW, *OF_DOCUMENTS}
    assert tables["raw.issuer"].equals(source.warehouse.read("raw.issuer"))
    assert not gone.was_read_again


def test_another_anchor_reads_the_same_input(source: Source, shipped: Methodology) -> None:
    later = replace(shipped, anchors=where(shipped.anchors, pl.col("score") == 60, score=61.0))
    assert source.tables(later)["raw.reported_value"] is source.tables(shipped)["raw.reported_value"]
    assert not source.was_read_again


def test_a_version_with_other_data_points_reads_the_store_again(source: Source, shipped: Methodology) -> None:
    lost = most_reported(source)
    fewer = source.tables(without(shipped, lost))
    assert source.was_read_again
    assert lost not in fewer["raw.reported_value"]["data_point_id"]
    assert lost in source.tables(shipped)["raw.reported_value"]["data_point_id"]


def test_a_value_that_the_last_run_did_not_know_is_found(
    last_run: Source, shipped: Methodology, tmp_path: Path
) -> None:
    lost = most_reported(last_run)
    work = type(last_run.warehouse)(tmp_path / "warehouse.duckdb")
    older = without(shipped, lost)
    reported = last_run.warehouse.read("raw.reported_value").filter(pl.col("data_point_id") != lost)
    kept = {name: last_run.warehouse.read(name) for name in (*RAW, *OF_DOCUMENTS)}
    work.replace({**kept, "raw.reported_value": reported, **reference_tables(older)})
    source = Source(work, last_run.store, last_run.today)
    assert lost not in source.tables(older)["raw.reported_value"]["data_point_id"]
    assert lost in source.tables(shipped)["raw.reported_value"]["data_point_id"]


def test_a_store_that_is_gone_is_missed_only_when_it_is_needed(
    last_run: Source, shipped: Methodology, tmp_path: Path
) -> None:
    gone = Source(last_run.warehouse, tmp_path / "gone", last_run.today)
    with pytest.raises(StoreError, match="there is no folder"):
        gone.tables(without(shipped, most_reported(last_run)))


def test_the_order_of_rows_is_not_read_and_a_missing_column_is(shipped: Methodology) -> None:
    tables = reference_tables(shipped)
    turned = {name: tables[name].reverse() for name in FEEDS_READ_BY}
    poorer = {**turned, "reference.data_point": turned["reference.data_point"].drop("framework_code")}
    words = fingerprint(tables, FEEDS_READ_BY)
    assert fingerprint(turned, FEEDS_READ_BY) == words
    assert fingerprint(poorer, FEEDS_READ_BY) != words
