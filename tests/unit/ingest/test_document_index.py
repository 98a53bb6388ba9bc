"""The table of documents: one row per document, and a reason for every file that is none."""

import errno
import hashlib
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from esg_pipeline.disclosure.document_limits import DocumentLimits
from esg_pipeline.ingest.document_index import DOCUMENT_SCHEMA, find_document, read_documents
from esg_pipeline.ingest.limits import Limits

Put = Callable[[str, str | bytes], Path]
Document = Callable[..., Path]
TODAY = date(2023, 6, 30)


def refused(store: Path, limits: Limits | None = None) -> list[tuple[str, str]]:
    documents, rejected = read_documents(store, today=TODAY, limits=limits or Limits())
    assert documents["source_path"].to_list() == ["documents/good.txt"]
    assert rejected["row_number"].to_list() == [0] * rejected.height
    return rejected.select("source", "rule").rows()


def test_a_document(document: Document, tmp_path: Path) -> None:
    document("a.txt", "温室气体", title="T", citation="", is_date_assumed=True)
    documents, rejected = read_documents(tmp_path, today=TODAY)
    assert documents.schema == DOCUMENT_SCHEMA
    content = "温室气体".encode()
    assert documents.rows() == [
        (
            *(hashlib.sha256(content).hexdigest(), "A", 2021, date(2022, 4, 30), True, "zh", "text/plain"),
            *("documents/a.txt", "T", len(content), None),
        )
    ]
    assert rejected.is_empty()


def test_the_sidecar_tells_the_language(document: Document, tmp_path: Path) -> None:
    document("a.pdf", b"not read for its language", language="mixed")
    assert read_documents(tmp_path, today=TODAY)[0]["language"].to_list() == ["mixed"]


@pytest.mark.parametrize(
    ("name", "content", "fields", "rule"),
    [
        ("a.txt", "", {}, "empty_file"),
        ("a.txt", "x" * 2_000, {}, "file_too_large"),
        ("a.docx", "x", {}, "unsupported_file"),
        ("a.pdf", "x", {}, "unreadable_document"),
        ("a.txt", "x", {"issuer_id": None}, "missing_value"),
        ("a.txt", "x", {"published_date": "2023-07-01"}, "future_publication"),
        ("a.txt", "x", {"colour": "red"}, "unknown_key"),
        ("a.txt", "x", {"title": "x" * 2_000}, "bad_sidecar"),
        ("a.txt", "x", {"original_name": "../a.txt"}, "unsafe_name"),
    ],
)
def test_rules(
    document: Document, tmp_path: Path, name: str, content: str, fields: dict[str, object], rule: str
) -> None:
    document("good.txt")
    document(name, content, **fields)
    limits = Limits(documents=DocumentLimits(max_bytes=1_000), sidecar_bytes=1_000)
    assert refused(tmp_path, limits) == [(f"documents/{name}", rule)]


def test_a_document_without_sidecar_and_a_sidecar_without_document(
    document: Document, put: Put, tmp_path: Path
) -> None:
    document("good.txt")
    put("documents/a.txt", "x")
    put("documents/b.txt.meta.json", "{}")
    assert refused(tmp_path) == [
        ("documents/a.txt", "missing_sidecar"),
        ("documents/b.txt.meta.json", "missing_document"),
    ]


def test_the_same_bytes_twice_are_one_document(document: Document, tmp_path: Path) -> None:
    document("good.txt", "same")
    document("later.txt", "same")
    assert refused(tmp_path) == [("documents/later.txt", "duplicate_document")]


def test_of_the_same_bytes_the_one_published_first_is_the_document(document: Document, tmp_path: Path) -> None:
    document("a.txt", "same", published_date="2022-12-31")
    document("good.txt", "same", published_date="2022-05-01")
    assert refused(tmp_path) == [("documents/a.txt", "duplicate_document")]


def test_what_is_no_ordinary_file(document: Document, tmp_path: Path) -> None:
    document("good.txt")
    document("pipe.txt").unlink()
    os.mkfifo(tmp_path / "documents" / "pipe.txt")
    document("bad\x1b.txt")
    assert refused(tmp_path) == [
        ("documents/bad\\x1b.txt", "unsafe_name"),
        ("documents/bad\\x1b.txt.meta.json", "unsafe_name"),
        ("documents/pipe.txt", "unreadable_file"),
    ]


def test_a_disk_that_is_away_loses_no_document(
    document: Document, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document("good.txt")

    def fail(_: Path) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "read_bytes", fail)
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        read_documents(tmp_path, today=TODAY)


def test_links_out_of_the_store(document: Document, put: Put, tmp_path: Path) -> None:
    document("store/x.txt")
    outside = put("secret.txt", "x")
    store = tmp_path / "documents" / "store"
    (store / "documents").mkdir()
    (store / "documents" / "link.txt").symlink_to(outside)
    (store / "documents" / "folder").symlink_to(tmp_path)
    (store / "documents" / "b.txt").write_text("b")
    (store / "documents" / "b.txt.meta.json").symlink_to(outside)
    _, rejected = read_documents(store, today=TODAY)
    assert rejected.select("source", "rule").rows() == [
        ("documents/b.txt", "outside_store"),
        ("documents/b.txt.meta.json", "outside_store"),
        ("documents/folder", "outside_store"),
        ("documents/link.txt", "outside_store"),
    ]


def test_sub_stores_and_inner_folders_are_read(document: Document, put: Put, tmp_path: Path) -> None:
    document("2021/a.txt", "a")
    put("sample/documents/b.txt", "b")
    put("sample/documents/b.txt.meta.json", (tmp_path / "documents/2021/a.txt.meta.json").read_bytes())
    documents, _ = read_documents(tmp_path, today=TODAY)
    assert sorted(documents["source_path"]) == ["documents/2021/a.txt", "sample/documents/b.txt"]
    assert documents["document_id"].is_sorted()


# One document


@pytest.mark.parametrize("name", ["{}_report.txt", "report.txt", "_report.txt"])
def test_a_document_is_found_by_its_bytes_whatever_its_name(document: Document, tmp_path: Path, name: str) -> None:
    document("another.txt", "another")
    document_id = hashlib.sha256(b"this one").hexdigest()
    document(name.format(document_id[:12]), "this one")
    row = find_document(tmp_path, document_id)
    documents, _ = read_documents(tmp_path, today=TODAY)
    assert row in documents.to_dicts()
    assert row is not None
    assert row["document_id"] == document_id


def test_a_document_without_sidecar_or_that_is_not_there_is_not_found(document: Document, tmp_path: Path) -> None:
    document("another.txt", "another")
    path = document("this.txt", "this one")
    document_id = hashlib.sha256(b"this one").hexdigest()
    assert find_document(tmp_path, document_id) is not None
    assert find_document(tmp_path, document_id, Limits(documents=DocumentLimits(max_bytes=3))) is None
    path.with_name("this.txt.meta.json").unlink()
    assert find_document(tmp_path, document_id) is None
    assert find_document(tmp_path, "0" * 64) is None
