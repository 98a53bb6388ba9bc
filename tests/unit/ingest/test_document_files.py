"""Bytes of documents never come from outside the store."""

from collections.abc import Callable
from pathlib import Path

import pytest

from esg_pipeline.disclosure.document_limits import DocumentLimits
from esg_pipeline.ingest.document_files import (
    DocumentError,
    document_bytes,
    document_language,
    media_type_of,
    stored_documents,
)

Put = Callable[[str, str | bytes], Path]


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.TXT", "text/plain"),
        ("a.md", "text/markdown"),
        ("a.htm", "text/html"),
        ("a.pdf", "application/pdf"),
        ("a.csv", "text/csv"),
        ("a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("a.jpeg", "image/jpeg"),
        ("a.TIF", "image/tiff"),
    ],
)
def test_media_types(name: str, media_type: str) -> None:
    assert media_type_of(Path(name)) == media_type


@pytest.mark.parametrize("name", ["a.docx", "a", "a.exe"])
def test_other_types(name: str) -> None:
    with pytest.raises(DocumentError, match="are not read, only"):
        media_type_of(Path(name))


def test_languages_of_documents() -> None:
    assert document_language("<p>温室气体</p>".encode(), "text/html") == "zh"
    with pytest.raises(DocumentError, match="cannot be read"):
        document_language(b"no pdf", "application/pdf")


def test_bytes_by_path(put: Put, tmp_path: Path) -> None:
    put("sample/documents/a.txt", b"text")
    assert document_bytes(tmp_path, "sample/documents/a.txt") == b"text"


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "/etc/passwd", "documents/../../secret.txt", "documents\\a.txt", "", "a\x00.txt", "none.txt"],
)
def test_paths_that_leave_the_store(put: Put, path: str) -> None:
    store = put("store/documents/a.txt", b"x").parents[1]
    put("secret.txt", b"secret")
    with pytest.raises(DocumentError):
        document_bytes(store, path)


def test_links_that_leave_the_store(put: Put) -> None:
    store = put("store/documents/a.txt", b"x").parents[1]
    (store / "documents" / "link.txt").symlink_to(put("secret.txt", b"secret"))
    with pytest.raises(DocumentError, match="leads out of the store"):
        document_bytes(store, "documents/link.txt")
    assert [path.name for path in stored_documents(store)] == ["a.txt"]


def test_the_size_limit(put: Put, tmp_path: Path) -> None:
    put("documents/a.txt", b"12345")
    assert document_bytes(tmp_path, "documents/a.txt", DocumentLimits(max_bytes=5)) == b"12345"
    assert list(stored_documents(tmp_path, DocumentLimits(max_bytes=4))) == []
    with pytest.raises(DocumentError, match="larger than the limit"):
        document_bytes(tmp_path, "documents/a.txt", DocumentLimits(max_bytes=4))


def test_a_store_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    assert list(stored_documents(tmp_path / "none")) == []
