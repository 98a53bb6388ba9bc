"""Every document of a store is read; one that cannot be is listed with its reason and stops nobody else."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from esg_pipeline.disclosure import archive
from esg_pipeline.disclosure.archive import Desk, StoreChangedError, extract_store, read_filed
from esg_pipeline.disclosure.document_limits import DocumentLimits
from esg_pipeline.disclosure.extract import DocumentInput
from esg_pipeline.disclosure.readings import Readings, Words, words_of
from esg_pipeline.ingest.documents import DocumentError, add_document, read_documents
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
    documents = filed(TABLE.format("0.12"), "of another kind")
    kinds = pl.when(pl.col("size_bytes") < 20).then(pl.lit("application/pdf")).otherwise("media_type")
    found = extract_store(tmp_path / "data", documents.with_columns(media_type=kinds), method, ISSUERS)
    assert found["core.extracted_fact"]["value"].to_list() == [0.12]
    [row] = found["core.unread_document"].to_dicts()
    assert (row["document_id"], row["is_simulated"]) == (documents.sort("size_bytes")["document_id"][0], True)
    assert "pdf" in row["reason"].lower()


@pytest.mark.parametrize(("damage", "words"), [("removed", "any more"), ("rewritten", "holds other bytes")])
def test_nothing_is_read_from_a_store_that_changes_under_way(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology, damage: str, words: str
) -> None:
    documents = filed(TABLE.format("0.12"))
    [path] = (tmp_path / "data" / "documents").glob("*.txt")
    if damage == "removed":
        shutil.rmtree(path.parent)
    else:
        path.write_text(TABLE.format("0.13"), encoding="utf-8")
    with pytest.raises(StoreChangedError, match=f"{words}.*, the store has changed"):
        extract_store(tmp_path / "data", documents, method, ISSUERS)


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
    assert len(found) == 12
    assert all(table.is_empty() for table in found.values())


# Readings


class ReadAgainError(Exception):
    """A document was read although its reading is there."""


def frames_are_equal(one: Mapping[str, pl.DataFrame], other: Mapping[str, pl.DataFrame]) -> bool:
    assert list(one) == list(other)
    for name, frame in one.items():
        assert_frame_equal(frame, other[name])
    return True


def test_readings_give_the_tables_of_a_full_reading(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology, monkeypatch: pytest.MonkeyPatch
) -> None:
    readings, store = Readings(tmp_path / "readings"), tmp_path / "data"
    first = filed(TABLE.format("0.12"), TABLE.format("7"))
    extract_store(store, first, method, ISSUERS, readings=readings)
    documents = filed(TABLE.format("0.12"), TABLE.format("7"), TABLE.format("9"))
    grown = extract_store(store, documents, method, ISSUERS, readings=readings)
    full = extract_store(store, documents, method, ISSUERS)
    assert frames_are_equal(grown, full)

    def no_reading(*_: object) -> None:
        raise ReadAgainError

    monkeypatch.setattr(archive, "extract_document", no_reading)
    assert frames_are_equal(extract_store(store, documents, method, ISSUERS, readings=readings), full)


def test_only_new_documents_are_read_and_those_of_other_words(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    readings, store = Readings(tmp_path / "readings"), tmp_path / "data"

    def read_anew(documents: pl.DataFrame, words: Words) -> int:
        desk = Desk(words, readings=readings)
        for row in documents.iter_rows(named=True):
            given = DocumentInput(
                row["document_id"], (store / row["source_path"]).read_bytes(), row["media_type"], row["fiscal_year"]
            )
            desk.read(given)
        desk.tidy()
        return desk.read_anew

    words = words_of(method)
    assert read_anew(filed(TABLE.format("1")), words) == 1
    assert read_anew(filed(TABLE.format("1"), TABLE.format("2")), words) == 1
    assert read_anew(filed(TABLE.format("1"), TABLE.format("2")), words) == 0
    others = replace(words, labels=words.labels.head(-1))
    assert read_anew(filed(TABLE.format("1"), TABLE.format("2")), others) == 2
    assert len(list(readings.folder.iterdir())) == 2


def test_an_unreadable_document_leaves_no_reading(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    readings = Readings(tmp_path / "readings")
    limits = DocumentLimits(max_lines=1)
    documents = filed(TABLE.format("0.12"))
    found = extract_store(tmp_path / "data", documents, method, ISSUERS, limits=limits, readings=readings)
    assert found["core.unread_document"].height == 1
    assert not readings.folder.exists()


def test_a_language_model_is_asked_each_time(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESG_LLM_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("ESG_LLM_MODEL", "none")
    monkeypatch.setenv("ESG_LLM_OFFLINE", "1")
    monkeypatch.setenv("ESG_LLM_CACHE", str(tmp_path / "answers"))
    readings = Readings(tmp_path / "readings")
    extract_store(tmp_path / "data", filed(TABLE.format("0.12")), method, ISSUERS, readings=readings)
    assert not readings.folder.exists()


def test_one_filed_document_is_read_and_kept(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    readings, store = Readings(tmp_path / "readings"), tmp_path / "data"
    [document_id] = filed(TABLE.format("0.12"))["document_id"]
    desk = Desk(words_of(method), readings=readings)
    read = read_filed(store, document_id, desk)
    assert (read.facts, read.is_read, read.reason) == (1, True, None)
    assert desk.kept is not None
    assert desk.kept.has(desk.names[0])
    documents = filed(TABLE.format("0.12"))
    other = Desk(words_of(method), readings=readings)
    extract_store(store, documents, method, ISSUERS, readings=readings)
    assert read_filed(store, document_id, other).facts == 1
    assert other.read_anew == 0


def test_a_filed_document_that_cannot_be_read_says_why(
    tmp_path: Path, filed: Callable[..., pl.DataFrame], method: Methodology
) -> None:
    [document_id] = filed(TABLE.format("0.12"))["document_id"]
    read = read_filed(tmp_path / "data", document_id, Desk(words_of(method), DocumentLimits(max_lines=1)))
    assert (read.is_read, read.reason) == (False, "document has 3 lines, the limit is 1")


def test_a_document_that_the_store_does_not_have_is_an_error(tmp_path: Path, method: Methodology) -> None:
    with pytest.raises(DocumentError, match=f"no document {'0' * 64}"):
        read_filed(tmp_path, "0" * 64, Desk(words_of(method)))
