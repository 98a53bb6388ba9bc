"""Filing documents: names, sidecars, the same bytes twice."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.document_limits import DocumentLimits
from esg_pipeline.ingest import documents
from esg_pipeline.ingest.documents import AddedDocument, DocumentError, add_document, read_documents, safe_name
from esg_pipeline.ingest.limits import Limits

Put = Callable[[str, str | bytes], Path]
TODAY = date(2023, 6, 30)


def file_it(store: Path, file: Path, **fields: Any) -> AddedDocument:
    given_fields: dict[str, Any] = {
        "issuer_id": "A",
        "fiscal_year": 2021,
        "published_date": date(2022, 4, 30),
        "today": TODAY,
    } | fields
    return add_document(store, file, **given_fields)


@pytest.fixture
def report(put: Put) -> Path:
    return put("in/2021 ESG report.txt", "An English report.")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def test_a_document_is_filed_and_read_back(store: Path, report: Path) -> None:
    added = file_it(store, report, title="T", citation="C", is_date_assumed=True)
    assert added.path == store / "documents" / f"{added.document_id[:12]}_2021_ESG_report.txt"
    assert added.path.read_bytes() == report.read_bytes()
    assert not added.already_there
    (row,) = read_documents(store, today=TODAY)[0].to_dicts()
    assert row["document_id"] == added.document_id
    assert (row["language"], row["title"], row["citation"], row["is_date_assumed"]) == ("en", "T", "C", True)
    sidecar = json.loads(added.path.with_name(added.path.name + ".meta.json").read_text(encoding="utf-8"))
    assert sidecar["original_name"] == "2021 ESG report.txt"
    assert len(list(added.path.parent.iterdir())) == 2


def test_the_same_bytes_twice_are_one_document(store: Path, report: Path, put: Put) -> None:
    first = file_it(store, report, language="en")
    second = file_it(store, put("in/copy.txt", report.read_bytes()))
    assert second == AddedDocument(first.document_id, first.path, already_there=True)
    assert len(list(first.path.parent.iterdir())) == 2


@pytest.mark.parametrize(
    ("fields", "difference"),
    [
        ({"issuer_id": "B"}, "issuer_id is A, not B"),
        ({"fiscal_year": 2020}, "fiscal_year is 2021, not 2020"),
        ({"published_date": date(2022, 5, 1)}, "published_date is 2022-04-30, not 2022-05-01"),
        ({"title": "New"}, "title is None, not New"),
        ({"language": "zh"}, "language is en, not zh"),
    ],
)
def test_the_same_bytes_with_other_fields(store: Path, report: Path, fields: dict[str, Any], difference: str) -> None:
    file_it(store, report)
    with pytest.raises(DocumentError, match=difference):
        file_it(store, report, **fields)


def test_a_document_of_a_sub_store_is_already_there(store: Path, report: Path) -> None:
    first = file_it(store / "sample", report)
    assert file_it(store, report).path == first.path


def test_an_interrupted_filing_is_not_read_and_can_be_repeated(
    store: Path, report: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(meta: object) -> bytes:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(documents, "sidecar_bytes", fail)
        with pytest.raises(RuntimeError):
            file_it(store, report)
    assert read_documents(store, today=TODAY)[1]["rule"].to_list() == ["missing_sidecar"]
    assert not file_it(store, report).already_there
    assert read_documents(store, today=TODAY)[0].height == 1


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(self: Path, target: Path) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        documents.write_whole(tmp_path / "a.txt", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_sidecar_that_cannot_be_read_is_named(store: Path, report: Path) -> None:
    added = file_it(store, report)
    added.path.with_name(added.path.name + ".meta.json").write_text("{")
    with pytest.raises(DocumentError, match="its sidecar cannot be read"):
        file_it(store, report)


@pytest.mark.parametrize(
    ("name", "content", "fields", "message"),
    [
        ("a.docx", "x", {}, "of type '.docx' are not read"),
        ("a.txt", "", {}, "is empty"),
        ("a.txt", "x" * 200, {}, "has 200 bytes, the limit is 100"),
        ("a.pdf", "x", {}, "the text cannot be read"),
        ("a.txt", "x", {"published_date": date(2023, 7, 1)}, "lies after today"),
        ("a.txt", "x", {"fiscal_year": 202}, "fiscal_year 202 does not lie between"),
        ("a.txt", "x", {"issuer_id": " "}, "issuer_id is empty"),
        ("a.txt", "x", {"language": "fr"}, "language 'fr'"),
        ("a.txt", "x", {"title": "a\x1b"}, "title"),
        ("文.txt", "x", {"fiscal_year": 1989}, "1989"),
    ],
)
def test_what_is_not_filed(
    store: Path, put: Put, name: str, content: str, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(DocumentError, match=message):
        file_it(store, put(f"in/{name}", content), limits=Limits(documents=DocumentLimits(max_bytes=100)), **fields)
    assert not (store / "documents").exists() or not list((store / "documents").iterdir())


def test_what_is_no_file(store: Path, tmp_path: Path) -> None:
    (tmp_path / "folder.txt").mkdir()
    with pytest.raises(DocumentError, match="is not a file"):
        file_it(store, tmp_path / "folder.txt")
    with pytest.raises(DocumentError, match="is not a file"):
        file_it(store, tmp_path / "none.txt")


def test_a_documents_folder_that_leads_out_of_the_store(store: Path, report: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    store.mkdir()
    (store / "documents").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(DocumentError, match="leads out of the store"):
        file_it(store, report)
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("name", ["a\x1b[31m\n.txt", "-rf.txt", ".hidden.txt", "..\\..\\evil.txt", "年" * 80 + ".txt"])
def test_hostile_names_become_safe(store: Path, put: Put, name: str) -> None:
    added = file_it(store, put(f"in/{name}", "x"))
    assert added.path.parent == store / "documents"
    assert added.path.name.isprintable()
    assert read_documents(store, today=TODAY)[0].height == 1


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/report.txt", "report.txt"),
        ("/abs/olute.PDF", "olute.pdf"),
        ("a b\x00c.md", "a_b_c.md"),
        ("年度报告 2021.pdf", "年度报告_2021.pdf"),
    ],
)
def test_safe_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize("name", ["", "..", "../", "...txt", "///", "\x00.pdf"])
def test_names_of_which_nothing_is_left(name: str) -> None:
    with pytest.raises(DocumentError, match="no usable file name"):
        safe_name(name)


@given(st.text(max_size=300))
def test_no_name_leaves_its_folder(name: str) -> None:
    safe = safe_name("x" + name.replace("/", "").replace("\\", "") + ".txt")
    assert "/" not in safe
    assert not safe.startswith(".")
    assert len(f"0123456789ab_{safe}.meta.json".encode()) <= 255


def test_a_file_that_cannot_be_written_is_named_by_its_own_name(tmp_path: Path) -> None:
    place = tmp_path / "nowhere" / "card.html"
    with pytest.raises(FileNotFoundError) as refused:
        documents.write_whole(place, b"x")
    assert refused.value.filename == str(place)
    assert str(place) in str(refused.value)
