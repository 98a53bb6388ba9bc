"""Bytes of a document to immutable text and its lines, with the offset and page of each line.

Markup becomes text in `markup`; what the lines mean is decided in `tables`.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

from esg_pipeline.disclosure import markup

_LINE_END = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x00\ufffe\uffff]")
_MEDIA_TYPES = {
    "text/plain": "text",
    "text/markdown": "text",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "application/pdf": "pdf",
    "txt": "text",
    "md": "text",
    "html": "html",
    "htm": "html",
    "pdf": "pdf",
}


class DocumentError(ValueError):
    """The document cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """What a document may weigh before it is refused."""

    max_bytes: int = 64 * 1024 * 1024
    max_pages: int = 2_000
    max_lines: int = 500_000
    max_line_chars: int = 100_000


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
    """The whole text, never changed after reading, and its lines."""

    text: str
    lines: tuple[Line, ...]


DEFAULT_LIMITS = DocumentLimits()


def read_document(content: bytes, media_type: str, limits: DocumentLimits = DEFAULT_LIMITS) -> DocumentText:
    """Text of a document; `media_type` is a MIME type or a file suffix.

    Raises DocumentError for an unknown type, an unreadable file or one beyond the limits.
    """
    kind = _MEDIA_TYPES.get(media_type.split(";", maxsplit=1)[0].strip().lower().lstrip("."))
    if kind is None:
        raise DocumentError(f"unsupported media type {media_type!r}")
    if len(content) > limits.max_bytes:
        raise DocumentError(f"document has {len(content)} bytes, the limit is {limits.max_bytes}")
    if kind == "pdf":
        return _paged(_pdf_pages(content, limits), limits)
    text = decode(content)
    return _plain(markup.html_to_text(text) if kind == "html" else text, limits)


def decode(content: bytes) -> str:
    """Decode by byte order mark, then UTF-8, UTF-16 without a mark, GB 18030. Raises DocumentError."""
    for encoding in _candidate_encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROL.search(text):
            return text
    raise DocumentError("text is neither UTF-8, UTF-16 nor GB 18030")


def _candidate_encodings(content: bytes) -> list[str]:
    if content.startswith(codecs.BOM_UTF8):
        return ["utf-8-sig"]
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if b"\x00" in content[:2_000]:
        # Latin text in UTF-16 has its zero bytes on one side only.
        even, odd = content[0:2_000:2].count(0), content[1:2_000:2].count(0)
        return ["utf-16-le" if odd >= even else "utf-16-be"]
    return ["utf-8", "gb18030"]


def _plain(text: str, limits: DocumentLimits) -> DocumentText:
    has_pages = "\f" in text
    lines: list[Line] = []
    page = 1
    for number, (start, body) in enumerate(_split(text), start=1):
        page += body.count("\f") if has_pages else 0
        lines.append(Line(number, body, start, page if has_pages else None))
    return _checked(text, lines, limits)


def _paged(pages: list[str], limits: DocumentLimits) -> DocumentText:
    lines: list[Line] = []
    offset = 0
    for page, body in enumerate(pages, start=1):
        for start, line in _split(body):
            lines.append(Line(len(lines) + 1, line, offset + start, page))
        offset += len(body) + 1
    return _checked("\n".join(pages), lines, limits)


def _split(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for end in _LINE_END.finditer(text):
        yield start, text[start : end.start()]
        start = end.end()
    yield start, text[start:]


def _checked(text: str, lines: list[Line], limits: DocumentLimits) -> DocumentText:
    if len(lines) > limits.max_lines:
        raise DocumentError(f"document has {len(lines)} lines, the limit is {limits.max_lines}")
    for line in lines:
        if len(line.text) > limits.max_line_chars:
            raise DocumentError(
                f"line {line.number} has {len(line.text)} characters, the limit is {limits.max_line_chars}"
            )
    return DocumentText(text, tuple(lines))


def _pdf_pages(content: bytes, limits: DocumentLimits) -> list[str]:
    try:
        pdf = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise DocumentError(f"not a readable PDF: {error}") from error
    try:
        if len(pdf) > limits.max_pages:
            raise DocumentError(f"document has {len(pdf)} pages, the limit is {limits.max_pages}")
        return [_pdf_page_text(pdf, index) for index in range(len(pdf))]
    finally:
        pdf.close()


def _pdf_page_text(pdf: pypdfium2.PdfDocument, index: int) -> str:
    page = pdf[index]
    text_page = page.get_textpage()
    try:
        return str(text_page.get_text_range()).replace("\x00", " ").replace("\ufffe", "-")
    finally:
        text_page.close()
        page.close()
