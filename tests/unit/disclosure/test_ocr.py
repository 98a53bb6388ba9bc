"""Pictures by OCR: the extra is loaded when it is needed, and what it gives goes through the page's layout."""

import io
import socket
import struct
import zlib
from typing import Any

import numpy as np
import pypdfium2
import pytest

from esg_pipeline.disclosure import ocr
from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS, Deadline, DocumentError, DocumentLimits
from esg_pipeline.disclosure.page_shapes import Word
from tests.unit.disclosure.pdf_files import Page, pdf

needs_extra = pytest.mark.skipif(not ocr.is_available(), reason="the ocr extra is not installed")


def png(width: int, height: int) -> bytes:
    """A white picture."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress((b"\x00" + b"\xff" * width) * height) if height < 10_000 else b""
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def reader(picture: Any) -> list[Word]:
    """Sees a table in whatever it is shown."""
    assert picture.ndim == 3
    cells = [("Index", 0, 0), ("2022", 300, 0), ("2023", 400, 0), ("Water", 0, 30), ("5", 300, 30), ("6", 400, 31)]
    return [Word(text, x, y, x + 50, y + 20, 14, is_after_blank=True) for text, x, y in cells]


def test_runs_of_text_become_rows() -> None:
    assert ocr.image_pages(png(40, 20), DEFAULT_LIMITS, Deadline(60), reader) == [["Index\t2022\t2023", "Water\t5\t6"]]


def test_a_page_of_a_pdf_is_rendered_and_read() -> None:
    document = pypdfium2.PdfDocument(pdf([Page().image()]))
    read = ocr.page_reader(reader)
    assert read is not None
    assert read(document[0]) == ["Index\t2022\t2023", "Water\t5\t6"]
    document.close()


def test_the_same_picture_is_recognised_once_while_it_is_kept() -> None:
    seen: list[int] = []

    def read(picture: Any) -> list[Word]:
        seen.append(int(picture[0, 0, 0]))
        return reader(picture)

    remembering = ocr.Remembering(read, size=2)
    pictures = [np.full((2, 3, 3), shade, dtype=np.uint8) for shade in (0, 1, 2)]
    first = remembering(pictures[0])
    first.clear()
    assert remembering(pictures[0]) == reader(pictures[0])
    assert remembering(pictures[0].reshape(3, 2, 3)) == reader(pictures[0])
    for picture in pictures[1:]:
        remembering(picture)
    remembering(pictures[0])
    assert seen == [0, 0, 1, 2, 0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\x89PNG\r\n\x1a\nbroken", "not a readable picture: [^<>]{1,60}$"),
        (png(40, 20)[:50], "not a readable picture"),
        (b"II*\x00broken", "not a readable picture"),
        (png(100_000, 100_000), "the limit is|not a readable picture"),
    ],
)
def test_refused(content: bytes, message: str) -> None:
    with pytest.raises(DocumentError, match=message):
        ocr.image_pages(content, DEFAULT_LIMITS, Deadline(60), reader)


def test_a_picture_with_many_pages_is_limited() -> None:
    image = pytest.importorskip("PIL.Image")
    file = io.BytesIO()
    frames = [image.new("L", (40, 20), 255) for _ in range(3)]
    frames[0].save(file, "TIFF", save_all=True, append_images=frames[1:])
    assert len(ocr.image_pages(file.getvalue(), DEFAULT_LIMITS, Deadline(60), reader)) == 3
    with pytest.raises(DocumentError, match="3 pages, the limit is 2"):
        ocr.image_pages(file.getvalue(), DocumentLimits(max_ocr_pages=2), Deadline(60), reader)


def test_without_the_extra_the_refusal_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "is_available", lambda: False)
    ocr.recogniser.cache_clear()
    assert ocr.page_reader() is None
    with pytest.raises(DocumentError, match=r"pip install 'esg-pipeline\[ocr\]'"):
        ocr.image_pages(png(40, 20), DEFAULT_LIMITS, Deadline(60))


@needs_extra
@pytest.mark.slow
def test_a_scan_is_read_without_network_and_without_a_word(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def no_network(*_: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    page = Page().row(100, [(60, "Indicator"), (270, "Unit"), (400, "2022"), (480, "2023")])
    page.row(120, [(60, "Scope 1 emissions"), (270, "tonnes"), (400, "1,866"), (480, "1,835")])
    document = pypdfium2.PdfDocument(pdf([page]))
    read = ocr.page_reader()
    assert read is not None
    lines = read(document[0])
    assert lines == ["Indicator\tUnit\t2022\t2023", "Scope 1 emissions\ttonnes\t1,866\t1,835"]
    assert read(document[0]) == lines
    document.close()
    assert capfd.readouterr() == ("", "")
