"""PDF files to pages of lines: characters from pdfium, layout from `page_layout`, pages without text through OCR."""

import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from esg_pipeline.disclosure.broken_words import rejoined
from esg_pipeline.disclosure.document_limits import Deadline, DocumentError, DocumentLimits, check_limit
from esg_pipeline.disclosure.glyphs import Glyph, words_of
from esg_pipeline.disclosure.ocr import HOW_TO_INSTALL
from esg_pipeline.disclosure.page_layout import page_lines
from esg_pipeline.disclosure.pdf_rules import Turn, rules_of
from esg_pipeline.disclosure.text_cleaning import is_garbage

_MAX_CHARS = 60_000
_MANY_OBJECTS, _PICTURE_SHARE = 300, 0.3
_EM = 0.8  # of the height that a font reserves for a line
_TURNS: dict[int, Turn] = {
    0: lambda x, y: (x, -y),
    90: lambda x, y: (-y, -x),
    180: lambda x, y: (-x, y),
    270: lambda x, y: (y, x),
}
Recognise = Callable[[pypdfium2.PdfPage], list[str]]


@dataclass(frozen=True, slots=True)
class PdfText:
    """Lines of each page, and the pages (from 1) that OCR has read."""

    pages: list[list[str]]
    recognised: frozenset[int]


def pdf_pages(content: bytes, limits: DocumentLimits, deadline: Deadline, recognise: Recognise | None) -> PdfText:
    """The text of each page; `recognise` reads a page that is a picture, None when OCR is not there.

    Raises DocumentError for a file that is encrypted, broken or beyond the limits, or when no page has a text.
    """
    pdf = _opened(content)
    try:
        check_limit("pages", len(pdf), limits.max_pages)
        pages: list[list[str]] = []
        pictures: list[int] = []
        for index in range(len(pdf)):
            deadline.check()
            lines, is_picture = _page(pdf, index, recognise if len(pictures) < limits.max_ocr_pages else None)
            pictures += [index + 1] if is_picture else []
            pages.append(lines)
    finally:
        pdf.close()
    if pictures and not any(pages) and recognise is None:
        raise DocumentError(f"the PDF is scanned, no page has a text layer: {HOW_TO_INSTALL}")
    if len(pictures) == len(pages):
        check_limit("scanned pages", len(pictures), limits.max_ocr_pages)
    seen = pictures[: limits.max_ocr_pages] if recognise is not None else []
    return PdfText(rejoined(pages), frozenset(seen))


def _opened(content: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise DocumentError("the PDF is encrypted: it needs a password") from error
        raise DocumentError(f"not a readable PDF: {error}") from error


def _page(pdf: pypdfium2.PdfDocument, index: int, recognise: Recognise | None) -> tuple[list[str], bool]:
    """Lines of a page, and whether it is a picture; a page that pdfium cannot load is empty."""
    try:
        page = pdf[index]
    except pypdfium2.PdfiumError:
        return [], False
    try:
        lines = _text_lines(page)
        is_picture = (not lines or is_garbage("".join(lines))) and _has_picture(page)
        if is_picture:
            lines = recognise(page) if recognise is not None else []
        return lines, is_picture
    finally:
        page.close()


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    """Whether a page without text can be a scan, or letters drawn as paths: not a blank page, not a small logo."""
    if pdfium.FPDFPage_CountObjects(page) > _MANY_OBJECTS:
        return True
    untyped: Any = page
    width, height = untyped.get_size()
    for item in untyped.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        if (right - left) * (top - bottom) > _PICTURE_SHARE * width * height:
            return True
    return False


def _text_lines(page: pypdfium2.PdfPage) -> list[str]:
    """Lines of the text layer; text that runs in another direction follows behind."""
    try:
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return []
    try:
        turned = _by_direction(text_page)
    finally:
        text_page.close()
    lines: list[str] = []
    for place, (angle, glyphs) in enumerate(turned):
        words = words_of(glyphs)
        found = page_lines(words, rules_of(page, _TURNS[angle])) if place == 0 else page_lines(words)
        lines += ["", *found] if lines and found else found
    return lines


def _by_direction(text_page: pypdfium2.PdfTextPage) -> list[tuple[int, list[Glyph]]]:
    """The glyphs by the angle of their lines, the most frequent first."""
    count = min(pdfium.FPDFText_CountChars(text_page), _MAX_CHARS)
    groups: dict[int, list[Glyph]] = {}
    for angle, glyph in _glyphs(text_page, count):
        groups.setdefault(angle, []).append(glyph)
    sizes = Counter({angle: len(glyphs) for angle, glyphs in groups.items()})
    return [(angle, groups[angle]) for angle, _ in sizes.most_common()]


def _glyphs(text_page: pypdfium2.PdfTextPage, count: int) -> Iterator[tuple[int, Glyph]]:
    box = pdfium.FS_RECTF()
    high, angle = 0, 0
    for index in range(count):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + code - 0xDC00 if high else 0xFFFD
        high = 0
        if not code or not pdfium.FPDFText_GetLooseCharBox(text_page, index, box):
            continue
        text = chr(code)
        if not text.isspace():
            angle = _right_angle(pdfium.FPDFText_GetCharAngle(text_page, index))
        yield angle, _glyph(text, box, _TURNS[angle])


def _right_angle(radians: float) -> int:
    return round(math.degrees(radians) / 90) % 4 * 90 if radians > 0 else 0


def _glyph(text: str, box: pdfium.FS_RECTF, turn: Turn) -> Glyph:
    (x0, y0), (x1, y1) = turn(box.left, box.bottom), turn(box.right, box.top)
    x0, x1 = (x0, x1) if x0 <= x1 else (x1, x0)
    y0, y1 = (y0, y1) if y0 <= y1 else (y1, y0)
    return Glyph(text, x0, y0, x1, y1, _EM * (y1 - y0))
