"""Every document of a store is read; one that cannot be is listed with its reason and stops nobody else."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.archive import extract_store
from esg_pipeline.ingest.documents import add_document, read_documents
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology

TABLE = "Index\t2021\nTotal Hazardous Waste Discharge (tons)\t{}\n"


@pytest.fixture(scope="module")
def method() -> Methodology:
    return load_methodology()


@pytest.fixture
def filed(tmp_path: Path) -> Callable[..., pl.DataFrame]:
    """Files texts in a store and gives its `raw.document`."""

    def file(*texts: str) -> pl.DataFrame:
        for number, text in enumerate(texts):
            paper = tmp_path / f"report{number}.txt"
            paper.write_text(text, encoding="utf-8")
            add_document(tmp_path / "data", paper, issuer_id="A", fiscal_year=2021, published_date=date(2022, 5, 1))
        found, _ = read_documents(tmp_path / "data", today=date(2022, 6, 1))
        return found.with_columns(is_simulated=pl.lit(value=True))

    return file


def test_facts_of_all_documents_come_together_with_their_flag(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    documents = filed(TABLE.format("0.12"), TABLE.format("7"))
    found = extract_store(tmp_path / "data", documents, method)
    assert sorted(found.facts["value"]) == [0.12, 7.0]
    assert set(found.facts["document_id"]) == set(documents["document_id"])
    assert found.facts["is_simulated"].all()
    assert found.unread.is_empty()


def test_an_unreadable_document_is_listed_and_the_rest_goes_on(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    documents = filed(TABLE.format("0.12"))
    lost = documents.with_columns(document_id=pl.lit("ff" * 32), source_path=pl.lit("documents/lost.txt"))
    found = extract_store(tmp_path / "data", pl.concat([documents, lost]), method)
    assert found.facts["value"].to_list() == [0.12]
    assert found.unread["document_id"].to_list() == ["ff" * 32]
    assert "lost.txt" in found.unread["reason"][0]


def test_an_empty_store_gives_empty_tables(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    found = extract_store(tmp_path / "data", filed(TABLE.format("1")).clear(), method)
    assert found.facts.is_empty()
    assert found.observations.is_empty()
    assert found.unread.is_empty()
