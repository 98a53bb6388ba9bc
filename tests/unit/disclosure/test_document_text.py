"""Bytes to text and lines with offsets; what cannot be read is refused with a reason."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from esg_pipeline.disclosure import ocr
from esg_pipeline.disclosure.document_limits import Deadline
from esg_pipeline.disclosure.document_text import DocumentError, DocumentLimits, DocumentText, read_document
from tests.unit.disclosure.pdf_files import Page, pdf
from tests.unit.disclosure.workbook_files import number_cell, text_cell, xlsx

CHINESE = "指标\t2022年\n员工总数\t2,000\n"
PDF = pdf([Page().text(60, 60, "Water 12 t"), Page().text(60, 60, "Waste 3 t")])
WORKBOOK = xlsx({"Data": f'<row r="1">{text_cell("A1", "Water")}{number_cell("B1", "0.5", 1)}</row>'})


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
    ("content", "name", "lines"),
    [
        (PDF, "pdf", [("Water 12 t", 1), ("Waste 3 t", 2)]),
        (PDF, "report.txt".rpartition(".")[2], [("Water 12 t", 1), ("Waste 3 t", 2)]),
        (WORKBOOK, "csv", [("# Data", None), ("Water\t50%", None)]),
        (b"a;b\n1;2", "csv", [("a\tb", None), ("1\t2", None)]),
        (b"<html><p>x</p><script>y</script>", "txt", [("x", None)]),
        ("a\u202eb\ufb01c\x07".encode(), "txt", [("abfic", None)]),
        (b"", "txt", [("", None)]),
    ],
)
def test_every_kind_is_read_by_its_content(content: bytes, name: str, lines: list[tuple[str, int | None]]) -> None:
    document = read_document(content, name)
    assert [(line.text, line.page) for line in document.lines] == lines


@pytest.mark.parametrize(
    ("content", "media_type", "limits", "message"),
    [
        (b"x", "application/zip", DocumentLimits(), "unsupported media type 'application/zip'"),
        (b"x", "image/png", DocumentLimits(), "not a readable image/png"),
        (b"x" * 11, "txt", DocumentLimits(max_bytes=10), "11 bytes, the limit is 10"),
        (b"x" * 11, "txt", DocumentLimits(max_line_chars=10), "line 1 has 11 characters"),
        (b"\n" * 11, "txt", DocumentLimits(max_lines=10), "12 lines, the limit is 10"),
        (b"\r\n" * 11, "txt", DocumentLimits(max_lines=10), "12 lines, the limit is 10"),
        (PDF, "pdf", DocumentLimits(max_pages=1), "2 pages, the limit is 1"),
        (PDF, "pdf", DocumentLimits(max_lines=1), "2 lines, the limit is 1"),
        (b"a\tb\n| c |\nd\te", "txt", DocumentLimits(max_table_rows=2), "3 table rows, the limit is 2"),
        (b"a\nb\nc", "csv", DocumentLimits(max_table_rows=2), "3 table rows, the limit is 2"),
        (b"\x00\x00\x00\x00", "txt", DocumentLimits(), "neither UTF-8"),
        (b"\xff\xff\xff", "txt", DocumentLimits(), "neither UTF-8"),
        (b"not a pdf", "pdf", DocumentLimits(), "not a readable PDF"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, media_type: str, limits: DocumentLimits, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        read_document(content, media_type, limits)


@pytest.mark.parametrize(("content", "name"), [(PDF, "pdf"), (b"a,b\n" * 5_000, "csv"), (WORKBOOK, "xlsx")])
def test_time_is_a_limit(content: bytes, name: str) -> None:
    seconds = iter(range(10_000))
    with pytest.raises(DocumentError, match="more than 1 seconds"):
        read_document(content, name, deadline=Deadline(1, lambda: float(next(seconds))))


def test_pages_that_were_read_off_pictures_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "page_reader", lambda: lambda _: ["Water 5 m3"])
    monkeypatch.setattr(ocr, "recogniser", lambda: lambda _: [])
    read = read_document(pdf([Page().text(60, 60, "Water"), Page().image()]), "pdf")
    assert (read.text, read.recognised) == ("Water\nWater 5 m3", {2})
    assert read_document(PDF, "pdf").recognised == set()
    picture = io.BytesIO()
    pytest.importorskip("PIL.Image").new("L", (40, 20), 255).save(picture, "PNG")
    assert read_document(picture.getvalue(), "png").recognised == {1}


def check(document: DocumentText) -> None:
    assert all(document.text[line.start :].startswith(line.text) for line in document.lines)
    assert [line.number for line in document.lines] == list(range(1, len(document.lines) + 1))


@given(st.binary(max_size=300), st.sampled_from(["txt", "html", "pdf", "csv", "xlsx"]))
def test_any_bytes_are_read_or_refused(content: bytes, media_type: str) -> None:
    try:
        document = read_document(content, media_type)
    except DocumentError:
        return
    check(document)


@settings(max_examples=60)
@given(st.sampled_from([PDF, WORKBOOK]), st.integers(0, 5_000), st.binary(min_size=1, max_size=8))
def test_damaged_files_are_read_or_refused(content: bytes, place: int, damage: bytes) -> None:
    place %= len(content)
    try:
        document = read_document(content[:place] + damage + content[place + len(damage) :], "pdf")
    except DocumentError:
        return
    check(document)


@given(st.text(alphabet="<>/ abtrdhspnliv=\"'1&;"))
def test_any_markup_is_read(html: str) -> None:
    check(read_document(f"<html>{html}".encode(), "html"))
