"""Kinds by content before names; binaries that are not read are refused by what they are."""

import pytest

from esg_pipeline.disclosure.document_kind import MEDIA_TYPES, Kind, kind_of, media_type_named
from esg_pipeline.disclosure.document_limits import DocumentError

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"text", "txt", Kind.TEXT),
        (b"text", ".MD", Kind.TEXT),
        (b"text", "text/plain; charset=utf-8", Kind.TEXT),
        (b"a,b", "csv", Kind.CSV),
        (b"<p>x</p>", "text/html", Kind.HTML),
        (b"<p>x</p>", "txt", Kind.TEXT),
        (b"%PDF-1.7", "txt", Kind.PDF),
        (b"junk %PDF-1.7", "application/octet-stream", Kind.PDF),
        (b"not one", "pdf", Kind.PDF),
        (b" \n<!-- made by hand --><!DOCTYPE html><html>", "txt", Kind.HTML),
        (b"\xef\xbb\xbf<HTML lang='zh'>", "pdf", Kind.HTML),
        (b"<?xml version='1.0'?><html xmlns='x'>", "txt", Kind.HTML),
        (b"PK\x03\x04 xl/workbook.xml", "csv", Kind.XLSX),
        (PNG, "pdf", Kind.IMAGE),
        (b"\xff\xd8\xff\xe0", "png", Kind.IMAGE),
        (b"II*\x00", "x", Kind.IMAGE),
        (b"RIFF\x00\x00\x00\x00WEBP", "x", Kind.IMAGE),
    ],
)
def test_kinds(content: bytes, name: str, kind: Kind) -> None:
    assert kind_of(content, name) is kind


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        (b"x", "application/zip", "unsupported media type"),
        (b"", "", "unsupported media type"),
        (b"PK\x03\x04 word/document.xml", "xlsx", "Word document"),
        (b"PK\x03\x04", "xlsx", "zip archive without a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls", "save it as .xlsx"),
        (b"MZ\x90\x00", "txt", "a program"),
        (b"{\\rtf1", "txt", "RTF"),
        (b"text", "xlsx", "the content is of another kind"),
        (b"text", "png", "the content is of another kind"),
    ],
)
def test_refused(content: bytes, name: str, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        kind_of(content, name)


def test_a_text_may_begin_like_a_program() -> None:
    assert kind_of(b"MZ Holdings report", "txt") is Kind.TEXT


@pytest.mark.parametrize("suffix", MEDIA_TYPES)
def test_every_suffix_has_its_media_type(suffix: str) -> None:
    assert media_type_named(suffix) == media_type_named(suffix[1:].upper()) == media_type_named(MEDIA_TYPES[suffix])


def test_unknown_names() -> None:
    assert media_type_named("docx") is None
