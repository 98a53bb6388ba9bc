"""How many pages a second are read, beside plain reading of the same pages' text by pypdfium2.

The pages are PDF made here: the real report set in lines of 95 characters, and a real page fifty times over.
"""

import ctypes
import textwrap
import time
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
from marks import Case
from pypdfium2 import raw
from reading import extract, full_reader

WIDTH = 95
LINES = 52
COPIES = 50
ROUNDS = 3
PAGE = (595.0, 842.0)


@dataclass(frozen=True)
class Speed:
    """Pages of a document, and the best of some rounds in seconds: the extractor's and plain reading's."""

    name: str
    pages: int
    seconds: float
    plain_seconds: float

    @property
    def pages_per_second(self) -> float:
        """Pages a second on one core."""
        return self.pages / self.seconds

    @property
    def ratio(self) -> float:
        """How many times as long as plain reading."""
        return self.seconds / self.plain_seconds


def measure_speed(shared: Path) -> list[Speed]:
    """The report as PDF, the report as text counted in the same pages, and the copied page."""
    text = (shared / "seeds" / "000_66534d47639af9d5.txt").read_bytes()
    report = pdf_of_text(text.decode())
    copied = pdf_of_copies(shared / "reports" / "addiko_bank_sr2023_p54.pdf")
    pages = len(pdfium.PdfDocument(report))
    return [
        _speed("report, PDF", Case("speed", "", report, ".pdf", 2021), report, pages),
        _speed("report, text", Case("speed", "", text, ".txt", 2021), report, pages),
        _speed("one page with a table, 50 times", Case("speed", "", copied, ".pdf", 2023), copied, COPIES),
    ]


def _speed(name: str, case: Case, content: bytes, pages: int) -> Speed:
    full_reader()
    return Speed(name, pages, _best(lambda: extract(case, full_reader())), _best(lambda: read_plainly(content)))


def _best(work: Callable[[], object]) -> float:
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return best


def read_plainly(content: bytes) -> int:
    """Characters of all pages, by the PDF library alone."""
    with pdfium.PdfDocument(content) as document:
        return sum(len(page.get_textpage().get_text_bounded()) for page in document)


def pdf_of_text(text: str) -> bytes:
    """Lines of the text that Latin letters can write, wrapped, on pages of 52 lines."""
    plain = text.encode("latin-1", "replace").decode("latin-1").replace("\t", "    ")
    lines = [part for line in plain.split("\n") for part in (textwrap.wrap(line, WIDTH) or [""])]
    document = pdfium.PdfDocument.new()
    font = raw.FPDFText_LoadStandardFont(document, b"Helvetica")
    for start in range(0, len(lines), LINES):
        page = document.new_page(*PAGE)
        for number, line in enumerate(lines[start : start + LINES]):
            _write(document, page, font, line, PAGE[1] - 50 - 14.5 * number)
        page.gen_content()
    return _saved(document)


def _write(document: pdfium.PdfDocument, page: pdfium.PdfPage, font: object, line: str, height: float) -> None:
    if not line.strip():
        return
    shape = raw.FPDFPageObj_CreateTextObj(document, font, 9.0)
    encoded = (line + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(shape, ctypes.cast(encoded, ctypes.POINTER(ctypes.c_ushort)))
    raw.FPDFPageObj_Transform(shape, 1, 0, 0, 1, 40.0, height)
    raw.FPDFPage_InsertObject(page, shape)


def pdf_of_copies(path: Path) -> bytes:
    """The first page of a file, many times."""
    document = pdfium.PdfDocument.new()
    with pdfium.PdfDocument(path) as source:
        document.import_pages(source, [0] * COPIES)
    return _saved(document)


def _saved(document: pdfium.PdfDocument) -> bytes:
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()
