"""What the shape of a row says without its words: whether it fits a header, needs none, or belongs to another table."""

import re
from collections.abc import Sequence

from esg_pipeline.disclosure.cells import Cell, is_rule, split_cells
from esg_pipeline.disclosure.document_text import Line
from esg_pipeline.disclosure.headers import Column, Header, Role, is_number
from esg_pipeline.disclosure.label_text import split_unit
from esg_pipeline.disclosure.numbers import decimal_comma_vote, parse_value
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.disclosure.years import year_of

_REFERENCE = re.compile(r"\b(?:see|refer|note|page|p\.)|详见|詳見|参见|參見|请见|附注", re.IGNORECASE)
_LOOK_AHEAD = 4
_MAX_SHORT = 6
_MAX_TITLE = 80
_WIDTH_SAYING_UNIT = 3


def row_below(lines: Sequence[Line], index: int) -> tuple[int, list[Cell]] | None:
    """Index and cells of the row right below a line; None where text or nothing stands there."""
    for position in range(index + 1, min(index + _LOOK_AHEAD, len(lines))):
        line = lines[position]
        if line.text.strip() and not is_rule(line):
            cells = split_cells(line)
            return (position, cells) if len(cells) > 1 else None
    return None


def row_with_values(lines: Sequence[Line], row: tuple[int, list[Cell]]) -> list[Cell]:
    """A row, or the next one where it only titles those below: `By gender` with empty cells."""
    position, cells = row
    is_title = bool(cells[0].text) and not any(cell.text for cell in cells[1:])
    following = row_below(lines, position) if is_title else None
    return cells if following is None else following[1]


def may_head(cells: list[Cell], units: UnitTable) -> bool:
    """Whether a row that is no header by itself may be one with the row below."""
    titles = [c.text for c in cells[1:] if c.text]
    is_wordy = bool(titles) and all(year_of(t) is not None or not is_number(t, units) for t in titles)
    return is_wordy and sum(map(len, titles)) <= _MAX_TITLE * len(cells)


def is_wordy(cells: list[Cell]) -> bool:
    """Whether a row has words in several cells and no number: a header that was not understood."""
    filled = [c.text for c in cells if c.text]
    return len(filled) > 1 and all(parse_value(text) is None for text in filled)


def fits(cells: list[Cell], header: Header, units: UnitTable) -> bool:
    """Whether a row has its units and numbers where the header has their columns."""
    if len(cells) != len(header.columns) or header.has_year_rows:
        return False
    pairs = list(zip(header.columns, cells, strict=True))
    unit_texts = [cell.text for c, cell in pairs if c.role is Role.UNIT]
    values = [cell.text for c, cell in pairs if c.role is Role.VALUE]
    labels = [cell.text for c, cell in pairs if c.role is Role.LABEL]
    has_units = bool(unit_texts) and all(units.parse(t) is not None for t in unit_texts)
    is_wide = has_units or len(values) > 1
    has_numbers = any(values) and all(not t or parse_value(t) is not None for t in values)
    return is_wide and has_numbers and any(labels) and not any(is_number(t, units) for t in labels)


def own_header(cells: list[Cell], units: UnitTable) -> Header | None:
    """The header of `label, unit, number` and of `label (unit), number`, which need none where one year is meant."""
    value = parse_value(cells[-1].text)
    is_short = 1 < len(cells) <= _WIDTH_SAYING_UNIT and all(c.text for c in cells)
    if not is_short or value is None or is_number(cells[0].text, units):
        return None
    columns = (Column(Role.LABEL), Column(Role.UNIT), Column(Role.VALUE, years_back=0))
    if len(cells) == _WIDTH_SAYING_UNIT:
        return Header(columns) if units.parse(cells[1].text) is not None else None
    has_suffix = bool(value.suffix) and units.parse(value.suffix) is not None
    is_said = has_suffix or bool(split_unit(cells[0].text, units)[1])
    return Header((columns[0], columns[2])) if is_said else None


def filled_up(cells: list[Cell], header: Header, units: UnitTable) -> list[Cell]:
    """With the empty cells behind the last value that a line dropped; certain only where the unit is in its column."""
    roles = [c.role for c in header.columns]
    missing = len(roles) - len(cells)
    last = max((i for i, role in enumerate(roles) if role is Role.VALUE), default=0)
    at = next((i for i, role in enumerate(roles) if role is Role.UNIT), None)
    if missing <= 0 or len(cells) != last + 1 or at is None or at > last:
        return cells
    is_unit = units.parse(cells[at].text) is not None
    is_full = all(parse_value(cell.text) is not None for cell in cells[at + 1 :])
    return cells + [Cell("", cells[-1].end, cells[-1].end)] * missing if is_unit and is_full else cells


def is_other_table(texts: list[str], units: UnitTable) -> bool:
    """Whether the texts in the columns of numbers are words of another table."""
    is_said = any(_REFERENCE.search(t) or len(t) <= _MAX_SHORT or re.search(r"\d", t) for t in texts)
    return not is_said and units.parse(texts[0]) is None


def decimal_comma_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the lines of tables whose every telling number writes a decimal comma."""
    found: set[int] = set()
    block: list[int] = []
    votes: set[int] = set()
    for line in (*lines, None):
        cells = split_cells(line) if line is not None else []
        if cells and line is not None:
            block.append(line.number)
            votes |= {decimal_comma_vote(cell.text) for cell in cells}
        elif line is None or line.text.strip():
            found.update(block if 1 in votes and -1 not in votes else ())
            block, votes = [], set()
    return frozenset(found)
