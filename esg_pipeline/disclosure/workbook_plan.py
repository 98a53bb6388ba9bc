"""What a workbook's zip directory and XML say before any value is read: sizes, sheets, percent formats. No cell values.

XML is read as a stream, without document types, so that no entity is expanded and no sheet is held in memory.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from posixpath import normpath
from typing import IO
from xml.parsers import expat

from esg_pipeline.disclosure.document_limits import Deadline, DocumentError, DocumentLimits, check_limit

_MAX_ENTRIES = 5_000
_MAX_RATIO = 200
_SMALL = 1024 * 1024
_CHUNK = 256 * 1024
_MAX_CELLS = 5_000_000
_PERCENT_IDS = frozenset({9, 10})
_QUOTED = re.compile(r'"[^"]{0,200}"|\\.|\[[^\]]{0,100}\]')
_CELL = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})$")
_WORKBOOK, _STYLES = "xl/workbook.xml", "xl/styles.xml"
_STRINGS = "xl/sharedStrings.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"

_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, KeyError, OSError, EOFError, ValueError)

Attributes = Mapping[str, str]


@dataclass(slots=True)
class SheetPlan:
    """A sheet: whether it is hidden, and its cells (0-based row and column) that are shown as percentages."""

    name: str
    is_hidden: bool = False
    percents: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])


def plan_workbook(content: bytes, limits: DocumentLimits, deadline: Deadline) -> list[SheetPlan]:
    """The sheets of a workbook, checked against the limits while they are still packed.

    Raises DocumentError for a broken or oversized zip, for XML with a document type, and for a sheet that is too large.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive, limits)
            budget = _Budget(limits.max_uncompressed_bytes, deadline)
            styles = _percent_styles(archive, budget)
            paths = _sheet_paths(archive, budget)
            if _STRINGS in archive.namelist():
                _stream(archive, _STRINGS, budget, _pass_over)
            return [_plan(archive, plan, path, styles, (limits, budget)) for plan, path in paths]
    except DocumentError:
        raise
    except expat.ExpatError as error:
        raise DocumentError(f"not a readable workbook: broken XML, {error}") from error
    except _BROKEN as error:
        raise DocumentError(f"not a readable workbook: {error}") from error


def _check_directory(archive: zipfile.ZipFile, limits: DocumentLimits) -> None:
    entries = archive.infolist()
    check_limit("zip entries", len(entries), _MAX_ENTRIES)
    check_limit("bytes when unpacked", sum(e.file_size for e in entries), limits.max_uncompressed_bytes)
    for entry in entries:
        if entry.flag_bits & 1:
            raise DocumentError("the workbook is encrypted: it needs a password")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DocumentError("not a readable workbook: it is packed in a way that workbooks are not")
        if entry.file_size > _SMALL and entry.file_size > _MAX_RATIO * max(entry.compress_size, 1):
            raise DocumentError(
                f"the workbook is a zip bomb: {entry.filename[:80]!r} unpacks to {entry.file_size} bytes"
            )


class _Budget:
    """Bytes that may still be unpacked: a directory can lie about sizes."""

    def __init__(self, size: int, deadline: Deadline) -> None:
        self._left = size
        self._deadline = deadline

    def take(self, size: int) -> None:
        self._left -= size
        self._deadline.check()
        if self._left < 0:
            raise DocumentError("the workbook unpacks to more bytes than its directory says or the limit allows")


def _stream(archive: zipfile.ZipFile, path: str, budget: _Budget, start: Callable[[str, Attributes], None]) -> None:
    """Calls `start` with the local name and attributes of each element. Raises DocumentError for a document type."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, attributes: start(name.rpartition(":")[2], attributes)
    parser.StartDoctypeDeclHandler = _refuse_doctype
    with archive.open(path) as file:
        for chunk in _chunks(file, budget):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def _pass_over(_name: str, _attributes: Attributes) -> None:
    """Nothing is sought: reading shows that the XML is sound and as large as the directory says."""


def _refuse_doctype(*_: object) -> None:
    raise DocumentError("the workbook's XML has a document type, as XML bombs have and workbooks never")


def _chunks(file: IO[bytes], budget: _Budget) -> Iterator[bytes]:
    while chunk := file.read(_CHUNK):
        budget.take(len(chunk))
        yield chunk


def _percent_styles(archive: zipfile.ZipFile, budget: _Budget) -> frozenset[int]:
    """The numbers of the cell styles that show a fraction as a percentage."""
    if _STYLES not in archive.namelist():
        return frozenset()
    formats: dict[int, str] = {}
    styles: list[int] = []
    depth: list[str] = []

    def start(name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            formats[_number(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
        elif name in ("cellXfs", "cellStyleXfs", "dxfs", "cellStyles"):
            depth[:] = [name]
        elif name == "xf" and depth == ["cellXfs"]:
            styles.append(_number(attributes.get("numFmtId")))

    _stream(archive, _STYLES, budget, start)
    percents = _PERCENT_IDS | {key for key, code in formats.items() if "%" in _QUOTED.sub("", code[:1_000])}
    return frozenset(index for index, key in enumerate(styles) if key in percents)


def _sheet_paths(archive: zipfile.ZipFile, budget: _Budget) -> list[tuple[SheetPlan, str]]:
    targets: dict[str, str] = {}
    sheets: list[tuple[SheetPlan, str]] = []

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship" and attributes.get("TargetMode") != "External":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            key = next((value for key, value in attributes.items() if key.rpartition(":")[2] == "id"), "")
            is_hidden = attributes.get("state", "visible") != "visible"
            sheets.append((SheetPlan(attributes.get("name", ""), is_hidden), targets.get(key, "")))

    if _RELATIONS in archive.namelist():
        _stream(archive, _RELATIONS, budget, relation)
    _stream(archive, _WORKBOOK, budget, sheet)
    return [(plan, normpath(t.lstrip("/") if t.startswith("/") else f"xl/{t}")) for plan, t in sheets]


def _plan(
    archive: zipfile.ZipFile, plan: SheetPlan, path: str, styles: frozenset[int], bounds: tuple[DocumentLimits, _Budget]
) -> SheetPlan:
    """Fills in the percentages of a sheet and checks how far its cells reach: readers hold that whole rectangle."""
    limits, budget = bounds
    reach = [0, 0]
    place = [-1, -1]

    def start(name: str, attributes: Attributes) -> None:
        if name == "row":
            place[:] = [_number(attributes.get("r"), place[0] + 2) - 1, -1]
        elif name == "c":
            place[:] = _position(attributes.get("r", ""), place)
            if place[0] >= reach[0] or place[1] >= reach[1]:
                reach[:] = [max(reach[0], place[0] + 1), max(reach[1], place[1] + 1)]
                _check_reach(plan.name, reach, limits)
            if attributes.get("s", "0").isdigit() and int(attributes.get("s", "0")[:6]) in styles:
                plan.percents.add((place[0], place[1]))

    if path in archive.namelist() and path.startswith("xl/worksheets/"):
        _stream(archive, path, budget, start)
    return plan


def _check_reach(name: str, reach: list[int], limits: DocumentLimits) -> None:
    check_limit(f"table rows in sheet {name[:40]!r}", reach[0], limits.max_table_rows)
    check_limit(f"table columns in sheet {name[:40]!r}", reach[1], limits.max_table_columns)
    check_limit(f"cells in the area of sheet {name[:40]!r}", reach[0] * reach[1], _MAX_CELLS)


def _position(reference: str, before: list[int]) -> list[int]:
    """0-based row and column of a reference like `B7`; the next cell of the row when there is none."""
    found = _CELL.match(reference)
    if found is None:
        return [max(before[0], 0), before[1] + 1]
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return [int(found[2]) - 1, column - 1]


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 10 else default
