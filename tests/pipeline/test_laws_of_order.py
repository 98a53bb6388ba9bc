"""Neither the order of rows in a file nor that of runs shows in what is published."""

from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import APRIL, OCTOBER, Run, copy_sample, run_pipeline

# What is changed here is where a delivered row stands in its file, and that file's bytes; rows under `raw` tell both.
PLACE = ("row_number", "source_sha256")
# Fingerprints of delivered rows with their places. Tables are named one by one: every other hash is compared.
FINGERPRINTS = {
    "quality.table_build": ("content_hash", "build_hash"),
    "quality.table_build_input": ("build_hash",),
    "rating.rating": ("inputs_hash",),
    "rating.rating_version": ("inputs_hash", "record_hash"),
}


def told(file: Warehouse, table: str) -> pl.DataFrame:
    """A table without what speaks of places in files."""
    left_out = PLACE if table.startswith("raw.") else FINGERPRINTS.get(table, ())
    return file.read(table).drop(left_out, strict=not table.startswith("raw."))


@pytest.mark.slow
def test_rows_in_another_order_and_dates_one_by_one_change_nothing(sample_run: Run, tmp_path: Path) -> None:
    store = copy_sample(tmp_path / "data")
    for file in sorted(store.rglob("*.csv")):
        header, *rows = file.read_text(encoding="utf-8").splitlines()
        file.write_text("\n".join([header, *reversed(rows)]) + "\n", encoding="utf-8")
    for day in (OCTOBER, APRIL):
        shuffled = run_pipeline(store, tmp_path / "warehouse", (day,))
    tables = sample_run.published.tables()
    assert len(tables) > 75
    assert set(FINGERPRINTS) <= set(tables)
    for table in tables:
        assert told(shuffled.published, table).equals(told(sample_run.published, table)), table
