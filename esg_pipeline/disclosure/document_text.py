"""Bytes of a document to immutable text and its lines, with the offset and page of each line.

How each kind of file is read is in `markup`, `pdf_text`, `ocr` and `spreadsheet`; what the lines mean is in `tables`.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from esg_pipeline.disclosure import markup, ocr, spreadsheet
from esg_pipeline.disclosure.decoding import decode
from esg_pipeline.disclosure.document_kind import Kind, kind_of
from esg_pipeline.disclosure.document_limits import (
    DEFAULT_LIMITS,
    Deadline,
    DocumentError,
    DocumentLimits,
    check_limit,
)
from esg_pipeline.disclosure.pdf_text import pdf_pages
from esg_pipeline.disclosure.text_cleaning import clean

__all__ = [
    "DEFAULT_LIMITS",
    "DocumentError",
    "DocumentLimits",
    "DocumentText",
    "Line",
    "decode",
    "read_document",
]

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: 1-based number, its text without the line end, where it starts, and its page if known."""

    number: int
    text: str
    start: int
    page: int | None

    def stripped_span(self) -> tuple[int, int]:
        """Offsets of the line in the document without surrounding blanks."""
        lead = len(self.text) - len(self.text.lstrip())
        return self.start + lead, self.start + lead + len(self.text.strip())


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The whole text, never changed after reading, and its lines. `recognised` pages were read from pictures."""

    text: str
    lines: tuple[Line, ...]
    recognised: frozenset[int] = frozenset()


def read_document(
    content: bytes, media_type: str, limits: DocumentLimits = DEFAULT_LIMITS, deadline: Deadline | None = None
) -> DocumentText:
    """Text of a document; `media_type` is a MIME type or a file suffix, but content that proves its kind goes first.

    Raises DocumentError for an unknown type, an unreadable file or one beyond the limits.
    """
    check_limit("bytes", len(content), limits.max_bytes)
    deadline = deadline or Deadline(limits.max_seconds)
    match kind_of(content, media_type):
        case Kind.PDF:
            found = pdf_pages(content, limits, deadline, ocr.page_reader())
            return _paged(found.pages, limits, found.recognised)
        case Kind.IMAGE:
            pages = ocr.image_pages(content, limits, deadline)
            return _paged(pages, limits, range(1, len(pages) + 1))
        case Kind.XLSX:
            return _plain("\n".join(spreadsheet.workbook_lines(content, limits, deadline)), limits)
        case Kind.CSV:
            return _plain("\n".join(spreadsheet.csv_lines(decode(content), limits, deadline)), limits)
        case Kind.HTML:
            return _plain(markup.html_to_text(decode(content), limits, deadline), limits)
        case Kind.TEXT:
            return _plain(decode(content), limits)


def _plain(raw: str, limits: DocumentLimits) -> DocumentText:
    text = clean(raw)
    check_limit("lines", 1 + sum(text.count(end) for end in "\n\r") - text.count("\r\n"), limits.max_lines)
    has_pages = "\f" in text
    lines: list[Line] = []
    page = 1
    for number, (start, body) in enumerate(_split(text), start=1):
        page += body.count("\f") if has_pages else 0
        lines.append(Line(number, body, start, page if has_pages else None))
    return _checked(text, lines, limits)


def _paged(pages: Sequence[Sequence[str]], limits: DocumentLimits, recognised: Iterable[int]) -> DocumentText:
    """Pages one after the other; each line of theirs is one line of the document."""
    check_limit("lines", sum(max(len(page), 1) for page in pages), limits.max_lines)
    lines: list[Line] = []
    offset = 0
    for number, page in enumerate(pages, start=1):
        for body in page or [""]:
            lines.append(Line(len(lines) + 1, _LINE_END.sub(" ", clean(body)), offset, number))
            offset += len(lines[-1].text) + 1
    return _checked("\n".join(line.text for line in lines), lines, limits, recognised)


def _split(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]


def _checked(text: str, lines: list[Line], limits: DocumentLimits, recognised: Iterable[int] = ()) -> DocumentText:
    for line in lines:
        if len(line.text) > limits.max_line_chars:
            raise DocumentError(
                f"line {line.number} has {len(line.text)} characters, the limit is {limits.max_line_chars}"
            )
    rows = sum("\t" in line.text or line.text.lstrip().startswith("|") for line in lines)
    check_limit("table rows", rows, limits.max_table_rows)
    return DocumentText(text, tuple(lines), frozenset(recognised))
