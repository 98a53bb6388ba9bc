"""One line to cells with offsets: tab separated, pipe tables, and right-aligned runs of numbers. No meaning yet."""

import re
from dataclasses import dataclass

from esg_pipeline.disclosure.document_text import Line
from esg_pipeline.disclosure.numbers import parse_value

_PIPE = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"^[\s|:\-–—=+]*-{2,}[\s|:\-–—=+]*$")
_TOKEN = re.compile(r"\(?[-\u2212\u2013]?\d[\d,.]*\)?\s%|not applicable|不适用|不適用|\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """Text of a cell without surrounding blanks, and its offsets in the document."""

    text: str
    start: int
    end: int


def split_cells(line: Line) -> list[Cell]:
    """Cells of a tab or pipe line; fewer than two cells mean that the line is no table row."""
    if "\t" in line.text:
        return _cut(line, [m.start() for m in re.finditer("\t", line.text)])
    bars = [m.start() for m in _PIPE.finditer(line.text)]
    if len(bars) < 2 and not (bars and line.text.lstrip().startswith("|")):
        return []
    cells = _cut(line, bars)
    if line.text.lstrip().startswith("|"):
        cells = cells[1:]
    return cells[:-1] if line.text.rstrip().endswith("|") and cells else cells


def _cut(line: Line, separators: list[int]) -> list[Cell]:
    starts, ends = [0, *(s + 1 for s in separators)], [*separators, len(line.text)]
    return [_cell(line, start, end) for start, end in zip(starts, ends, strict=True)]


def _cell(line: Line, start: int, end: int) -> Cell:
    raw = line.text[start:end]
    lead = len(raw) - len(raw.lstrip())
    text = raw.strip()
    offset = line.start + start + (lead if text else 0)
    return Cell(text, offset, offset + len(text))


def is_rule(line: Line) -> bool:
    """Whether the line is the dashed rule under a pipe table's header."""
    return "|" in line.text and _RULE.match(line.text) is not None


def tokens(line: Line) -> list[Cell]:
    """Blank separated tokens; `26 %` and `not applicable` stay together."""
    return [Cell(m.group(), line.start + m.start(), line.start + m.end()) for m in _TOKEN.finditer(line.text)]


def trailing_values(parts: list[Cell]) -> int:
    """How many tokens at the end of a line are values."""
    count = 0
    for part in reversed(parts):
        if parse_value(part.text) is None:
            break
        count += 1
    return count
