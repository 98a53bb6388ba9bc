"""Every document of a store is read; one that cannot be is listed with its reason and stops nobody else."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.archive import extract_store
from esg_pipeline.disclosure.document_limits import DocumentLimits
from esg_pipeline.ingest.documents import add_document, read_documents
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology

ISSUERS = pl.DataFrame({"issuer_id": ["A"], "name": ["North River"], "name_zh": ["北河"]})
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
    found = extract_store(tmp_path / "data", documents, method, ISSUERS)
    facts = found["core.extracted_fact"]
    assert sorted(facts["value"]) == [0.12, 7.0]
    assert set(facts["document_id"]) == set(documents["document_id"])
    assert facts["is_simulated"].all()
    assert found["core.document_text"]["lines"].to_list() == [3, 3]
    assert found["core.unread_document"].is_empty()


def test_an_unreadable_document_is_listed_and_the_rest_goes_on(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    documents = filed(TABLE.format("0.12"))
    lost = documents.with_columns(document_id=pl.lit("ff" * 32), source_path=pl.lit("documents/lost.txt"))
    found = extract_store(tmp_path / "data", pl.concat([documents, lost]), method, ISSUERS)
    assert found["core.extracted_fact"]["value"].to_list() == [0.12]
    [row] = found["core.unread_document"].to_dicts()
    assert (row["document_id"], row["is_simulated"]) == ("ff" * 32, True)
    assert "lost.txt" in row["reason"]


def test_the_limits_of_documents_hold_for_the_store_too(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    documents = filed(TABLE.format("0.12"))
    found = extract_store(tmp_path / "data", documents, method, ISSUERS, limits=DocumentLimits(max_bytes=10))
    assert "larger than the limit of 10 bytes" in found["core.unread_document"]["reason"][0]


def test_an_empty_store_gives_empty_tables(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    found = extract_store(tmp_path / "data", filed(TABLE.format("1")).clear(), method, ISSUERS)
    assert len(found) == 11
    assert all(table.is_empty() for table in found.values())
