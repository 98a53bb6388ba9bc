"""What kind of file some bytes are: by their content first, by the media type or suffix only among text formats."""

import re
from enum import StrEnum

from esg_pipeline.disclosure.document_limits import DocumentError


class Kind(StrEnum):
    """The ways to read a document."""

    TEXT = "text"
    HTML = "html"
    CSV = "csv"
    PDF = "pdf"
    XLSX = "xlsx"
    IMAGE = "image"


MEDIA_TYPES = {
    ".txt": "text/plain",
    ".md": "text/markdown",
    ".html": "text/html",
    ".htm": "text/html",
    ".pdf": "application/pdf",
    ".csv": "text/csv",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xlsm": "application/vnd.ms-excel.sheet.macroenabled.12",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".bmp": "image/bmp",
    ".webp": "image/webp",
}
_KINDS = {
    "text/plain": Kind.TEXT,
    "text/markdown": Kind.TEXT,
    "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML,
    "text/csv": Kind.CSV,
    "text/tab-separated-values": Kind.CSV,
    "application/pdf": Kind.PDF,
    MEDIA_TYPES[".xlsx"]: Kind.XLSX,
    MEDIA_TYPES[".xlsm"]: Kind.XLSX,
    "image/png": Kind.IMAGE,
    "image/jpeg": Kind.IMAGE,
    "image/tiff": Kind.IMAGE,
    "image/bmp": Kind.IMAGE,
    "image/webp": Kind.IMAGE,
}
_IMAGE_MAGIC = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")
_BINARY_MAGIC = {
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office file (.xls, .doc) or an encrypted workbook; save it as .xlsx",
    b"\x1f\x8b": "a gzip file",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7z archive",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"GIF8": "a GIF image",
    b"{\\rtf": "an RTF file; save it as PDF",
}
_HTML = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s{0,200}(?:<!--.{0,2000}?-->\s{0,200})?<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_XML = re.compile(rb"^(?:\xef\xbb\xbf)?\s{0,200}<\?xml\b", re.IGNORECASE)
_PDF_HEAD = 1_024


def media_type_named(name: str) -> str | None:
    """The media type of a suffix (`.pdf`, `pdf`) or of a MIME type with parameters; None when it is not read."""
    plain = name.split(";", maxsplit=1)[0].strip().lower()
    return plain if plain in _KINDS else MEDIA_TYPES.get("." + plain.lstrip("."))


def kind_of(content: bytes, media_type: str) -> Kind:
    """The kind of a document; `media_type` is a MIME type or a file suffix.

    Raises DocumentError for a type that is not read and for bytes that are not what they are named.
    """
    sniffed = _by_content(content)
    if sniffed is not None:
        return sniffed
    named = media_type_named(media_type)
    if named is None:
        raise DocumentError(f"unsupported media type {media_type!r}")
    kind = _KINDS[named]
    if kind in (Kind.XLSX, Kind.IMAGE):
        raise DocumentError(f"not a readable {named}: the content is of another kind")
    return kind


def _by_content(content: bytes) -> Kind | None:
    """The kind that the first bytes prove; None for text. Raises DocumentError for a binary that is not read."""
    if b"%PDF-" in content[:_PDF_HEAD] and not _HTML.match(content):
        return Kind.PDF
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(content)
    is_image = content.startswith(_IMAGE_MAGIC) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
    if is_image or (content[:2] == b"BM" and content[6:10] == b"\x00\x00\x00\x00"):
        return Kind.IMAGE
    for magic, what in _BINARY_MAGIC.items():
        if content.startswith(magic) and (len(magic) > 2 or b"\x00" in content[:200]):
            raise DocumentError(f"not a document that is read: {what}")
    is_html = _HTML.match(content) or (_XML.match(content) and b"<html" in content[:_PDF_HEAD].lower())
    return Kind.HTML if is_html else None


def _zipped(content: bytes) -> Kind:
    if b"xl/" in content:
        return Kind.XLSX
    what = "a Word document" if b"word/" in content else "a zip archive without a workbook"
    raise DocumentError(f"not a document that is read: {what}")
