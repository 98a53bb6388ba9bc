"""Tables printed one cell per line, as PDF text layers give them: years first, then a label and one number per year.

Only complete groups are rows: a label followed by exactly as many numbers as years. Anything else ends the table.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.document_text import Line
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.disclosure.years import FIRST_YEAR, LAST_YEAR

_YEAR = re.compile(r"^(?:FY\s?)?((?:19|20)\d\d)年?(?:年度)?$", re.IGNORECASE)
_MAX_LABEL_LINES = 2
_MAX_YEARS = 12
_MAX_LABEL = 120


@dataclass(frozen=True, slots=True)
class StackRow:
    """A row: heading lines above, the label line, and the value cells in the order of the years."""

    headings: tuple[str, ...]
    line: Line
    label: str
    cells: tuple[Cell, ...]
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Stack:
    """A table of such rows and the index of the first line behind it."""

    years: tuple[int, ...]
    rows: tuple[StackRow, ...]
    end: int


def read_stack(lines: Sequence[Line], index: int, text: str, units: UnitTable) -> Stack | None:
    """The stack whose first year stands at `index`, or None."""
    years = _years(lines, index)
    if len(years) < 2:
        return None
    rows: list[StackRow] = []
    position = index + len(years)
    while (found := _row(lines, position, len(years), text, units)) is not None:
        row, position = found
        rows.append(row)
    return Stack(years, tuple(rows), position) if rows else None


def _years(lines: Sequence[Line], index: int) -> tuple[int, ...]:
    years: list[int] = []
    for line in lines[index : index + _MAX_YEARS]:
        found = _YEAR.match(line.text.strip())
        if found is None:
            break
        years.append(int(found[1]))
    steps = {b - a for a, b in pairwise(years)}
    in_range = all(FIRST_YEAR <= y <= LAST_YEAR for y in years)
    return tuple(years) if in_range and steps in ({1}, {-1}) else ()


def _row(lines: Sequence[Line], start: int, width: int, text: str, units: UnitTable) -> tuple[StackRow, int] | None:
    position = start
    while position < len(lines) and not _is_value(lines[position], units) and position - start <= _MAX_LABEL_LINES + 1:
        position += 1
    labels = lines[start:position]
    unit = labels[-1].text.strip() if len(labels) > 1 and units.parse(labels[-1].text.strip()) is not None else ""
    labels = labels[:-1] if unit else labels
    values = lines[position : position + width]
    behind = lines[position + width] if position + width < len(lines) else None
    is_label = 1 <= len(labels) <= _MAX_LABEL_LINES and all(0 < len(v.text.strip()) <= _MAX_LABEL for v in labels)
    is_full = len(values) == width and all(_is_value(v, units) for v in values)
    if not (is_label and is_full) or (behind is not None and _is_value(behind, units)):
        return None
    last = values[-1]
    whole = Line(
        labels[-1].number, text[labels[-1].start : last.start + len(last.text)], labels[-1].start, labels[-1].page
    )
    cells = tuple(Cell(v.text.strip(), *v.stripped_span()) for v in values)
    row = StackRow(tuple(v.text.strip() for v in labels[:-1]), whole, labels[-1].text.strip(), cells, unit)
    return row, position + width


def _is_value(line: Line, units: UnitTable) -> bool:
    """A number alone or with a unit; `15 Investments` is a label."""
    value = parse_value(line.text)
    return value is not None and (not value.suffix or units.parse(value.suffix) is not None)
