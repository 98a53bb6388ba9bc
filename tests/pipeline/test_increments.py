"""A new document read on its own gives the tables of a refresh from nothing; what was read before is not read again."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from assets.resources import StoreResource
from data_contracts.catalogue import PUBLISHED_TABLES
from data_contracts.table import Table
from esg_pipeline import paths
from esg_pipeline.disclosure import archive
from esg_pipeline.disclosure.archive import Desk, read_filed
from esg_pipeline.disclosure.extract import DocumentInput, Extraction
from esg_pipeline.disclosure.readings import Readings, words_of
from esg_pipeline.ingest.documents import add_document
from esg_pipeline.methodology.read import load_methodology
from tests.pipeline.conftest import APRIL, OCTOBER, Run, copy_sample, run_pipeline

REPORT = (
    "Sustainability report 2021\n\nIndicator\t2021\nTotal energy consumption (MWh)\t123,456\nTotal employees\t4,321\n"
)
# What tells how a rating came about over time: after an increment there is more to tell than after a beginning.
HISTORY = {"rating.rating_version", "quality.table_build", "quality.table_build_input"}
TOLD = {"mart.issuer_rating": ("version", "version_cause", "version_detail", "recorded_date")}


def rows_of(run: Run, table: Table) -> pl.DataFrame:
    """A published table in its order, without what tells its history."""
    found = run.published.read(table.name).sort(table.order or table.key)
    return found.select(pl.exclude(TOLD.get(table.name, ())))


@pytest.mark.slow
def test_an_increment_and_a_full_refresh_give_the_same_tables(
    sample_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = copy_sample(tmp_path / "data")
    folder = Path(shutil.copytree(sample_run.folder, tmp_path / "warehouse"))
    paper = tmp_path / "new report.txt"
    paper.write_text(REPORT, encoding="utf-8")
    issuer = sample_run.published.read("mart.issuer_rating")["issuer_id"][0]
    added = add_document(store, paper, issuer_id=issuer, fiscal_year=2021, published_date=date(2022, 4, 1))
    readings, read = Readings(paths.readings_dir(folder)), list[str]()

    def noted(given: DocumentInput, *others: Any) -> Extraction:
        read.append(given.document_id)
        return extract(given, *others)

    extract = archive.extract_document
    monkeypatch.setattr(archive, "extract_document", noted)
    limits = StoreResource().limits.documents
    read_filed(store, added.document_id, Desk(words_of(load_methodology()), limits, readings))
    grown = run_pipeline(store, folder, (APRIL, OCTOBER))
    assert grown.report.success, grown.report.message
    assert read == [added.document_id]
    whole = run_pipeline(store, tmp_path / "from nothing", (APRIL, OCTOBER))
    assert len(read) > 2
    assert whole.report.success
    assert whole.published.read("core.extracted_fact").height > sample_run.published.read("core.extracted_fact").height
    differing = [
        table.name
        for table in PUBLISHED_TABLES
        if table.name not in HISTORY and not rows_of(grown, table).equals(rows_of(whole, table))
    ]
    assert differing == []
