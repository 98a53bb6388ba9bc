"""Bytes to text and lines with offsets; what cannot be read is refused with a reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.document_text import DocumentError, DocumentLimits, read_document

CHINESE = "指标\t2022年\n员工总数\t2,000\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_give_the_same_text(encoding: str) -> None:
    assert read_document(CHINESE.encode(encoding), "text/plain").text == CHINESE


def test_utf16_without_a_mark_is_recognised() -> None:
    assert read_document("Index\t2022\n".encode("utf-16-le"), "txt").text == "Index\t2022\n"


def test_lines_carry_number_offset_and_page() -> None:
    document = read_document(b"one\r\n  two \n\x0cthree", "text/plain; charset=utf-8")
    assert [(line.number, line.text, line.page) for line in document.lines] == [
        (1, "one", 1),
        (2, "  two ", 1),
        (3, "\x0cthree", 2),
    ]
    start, end = document.lines[1].stripped_span()
    assert document.text[start:end] == "two"


@pytest.mark.parametrize(
    ("content", "media_type", "limits", "message"),
    [
        (b"x", "image/png", DocumentLimits(), "unsupported media type 'image/png'"),
        (b"x" * 11, "txt", DocumentLimits(max_bytes=10), "11 bytes, the limit is 10"),
        (b"x" * 11, "txt", DocumentLimits(max_line_chars=10), "line 1 has 11 characters"),
        (b"\n" * 11, "txt", DocumentLimits(max_lines=10), "12 lines, the limit is 10"),
        (b"\x00\x00\x00\x00", "txt", DocumentLimits(), "neither UTF-8"),
        (b"\xff\xff\xff", "txt", DocumentLimits(), "neither UTF-8"),
        (b"not a pdf", "pdf", DocumentLimits(), "not a readable PDF"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, media_type: str, limits: DocumentLimits, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read_document(content, media_type, limits)


@given(st.binary(max_size=300), st.sampled_from(["txt", "html", "pdf"]))
def test_any_bytes_are_read_or_refused(content: bytes, media_type: str) -> None:
    try:
        document = read_document(content, media_type)
    except DocumentError:
        return
    assert all(document.text[line.start :].startswith(line.text) for line in document.lines)
