"""Ruling lines of a PDF page: strokes and thin or framed rectangles, from the paths that pdfium lists. Nothing else."""

import ctypes
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from esg_pipeline.disclosure.page_shapes import Rule, Rules

Turn = Callable[[float, float], tuple[float, float]]
_Point = tuple[float, float]

_NATIVE: Any = pdfium  # its functions have no types
_MAX_OBJECTS = 6_000
_MAX_SEGMENTS = 20_000
_MAX_RULES = 3_000
_SLANT, _THICK, _MIN_LENGTH, _JOIN = 1.0, 3.0, 8.0, 2.0


def rules_of(page: pypdfium2.PdfPage, turn: Turn) -> Rules:
    """The horizontal and vertical lines of a page in the coordinates of `turn`; a page full of paths has none."""
    if pdfium.FPDFPage_CountObjects(page) > _MAX_OBJECTS:
        return Rules()
    across: list[Rule] = []
    down: list[Rule] = []
    for start, end in _edges(page):
        (x0, y0), (x1, y1) = turn(*start), turn(*end)
        if abs(y0 - y1) <= _SLANT and abs(x0 - x1) >= _MIN_LENGTH:
            across.append(Rule((y0 + y1) / 2, min(x0, x1), max(x0, x1)))
        elif abs(x0 - x1) <= _SLANT and abs(y0 - y1) >= _MIN_LENGTH:
            down.append(Rule((x0 + x1) / 2, min(y0, y1), max(y0, y1)))
    if len(across) + len(down) > _MAX_RULES:
        return Rules()
    return Rules(tuple(_put_together(across)), tuple(_put_together(down)))


def _edges(page: pypdfium2.PdfPage) -> Iterator[tuple[_Point, _Point]]:
    budget = _MAX_SEGMENTS
    untyped: Any = page
    for item in untyped.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        count: int = _NATIVE.FPDFPath_CountSegments(item)
        budget -= count
        if budget < 0:
            return
        if 2 <= count <= 2_000:
            yield from _edges_of(item, count)


def _edges_of(item: pypdfium2.PdfObject, count: int) -> Iterator[tuple[_Point, _Point]]:
    """The straight segments of a path; a filled bar that is thinner than a line of text is one line."""
    points = list(_segments(item, count))
    if not points:
        return
    xs, ys = [p[1][0] for p in points], [p[1][1] for p in points]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if min(width, height) <= _THICK and count <= 6:
        middle_x, middle_y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        is_flat = height <= width
        yield (((min(xs), middle_y), (max(xs), middle_y)) if is_flat else ((middle_x, min(ys)), (middle_x, max(ys))))
        return
    first = last = points[0][1]
    for kind, point, closes in points:
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            yield last, point
        last = point
        if closes:
            yield point, first


def _segments(item: pypdfium2.PdfObject, count: int) -> Iterator[tuple[int, _Point, bool]]:
    matrix = item.get_matrix()
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, index)
        if segment and pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            kind = pdfium.FPDFPathSegment_GetType(segment)
            yield kind, matrix.on_point(x.value, y.value), bool(pdfium.FPDFPathSegment_GetClose(segment))


def _put_together(rules: list[Rule]) -> list[Rule]:
    """Lines that continue or repeat one another as one: each cell of a table may draw its own edges."""
    found: list[Rule] = []
    for rule in sorted(rules, key=lambda r: (round(r.at / _JOIN), r.start)):
        last = found[-1] if found else None
        if last is not None and abs(last.at - rule.at) <= _JOIN and rule.start <= last.end + _JOIN:
            found[-1] = Rule(last.at, last.start, max(last.end, rule.end))
        else:
            found.append(rule)
    return found
