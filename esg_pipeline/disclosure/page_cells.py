"""Which lines of a table on a page are one row: ruling lines prove it, else narrow line spacing or a broken phrase."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from esg_pipeline.disclosure.page_shapes import Rule, is_value

_MAX_LINES = 14
_CJK_END = re.compile(r"[\u2e80-\u9fff\uff00-\uffef]$")
_CJK_START = re.compile(r"^[\u2e80-\u9fff\uff00-\uffef]")
_HANGING = re.compile(
    r"(?:\b(?:and|or|of|to|per|in|by|the|for|with|from|a|an|on|at|scopes?|total)|[,&/、，(（+])\s*$|[及和与與或的之至]$",
    re.IGNORECASE,
)


@dataclass(slots=True)
class GridRow:
    """One line of a table: its edges, its em, and a text for each column."""

    top: float
    bottom: float
    size: float
    cells: list[str]

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    @property
    def filled(self) -> list[int]:
        """The columns with text."""
        return [index for index, cell in enumerate(self.cells) if cell]

    @property
    def values(self) -> list[int]:
        """The columns with a figure, beside the first."""
        return [index for index in self.filled if index and is_value(self.cells[index])]


def joined_rows(rows: Sequence[GridRow], borders: Sequence[float], across: Sequence[Rule]) -> list[list[str]]:
    """Cells of each row of the table, lines of one row put together."""
    bands = _bands(rows, across)
    if _is_ruled(bands):
        groups = [group for band in bands for group in ([band] if _is_one_row(band) else _by_spacing(band, rows))]
    else:
        groups = [group for band in bands for group in _by_spacing(band, rows)]
    table = [(group, _merged(group)) for group in groups]
    return _first_column_spans(table, borders, across)


def _bands(rows: Sequence[GridRow], across: Sequence[Rule]) -> list[list[GridRow]]:
    """Rows between two horizontal rules; a rule counts when it runs over more than half of the longest one."""
    longest = max((rule.end - rule.start for rule in across), default=0.0)
    heights = sorted(rule.at for rule in across if rule.end - rule.start > 0.5 * longest)
    bands: list[list[GridRow]] = [[rows[0]]]
    for above, row in pairwise(rows):
        if any(above.middle < at < row.middle for at in heights):
            bands.append([row])
        else:
            bands[-1].append(row)
    return bands


def _is_ruled(bands: Sequence[Sequence[GridRow]]) -> bool:
    """Whether rules part the rows of the table, not only its head and foot."""
    full = [band for band in bands if _is_one_row(band)]
    return len(bands) >= 3 and len(full) >= 0.7 * len(bands)


def _is_one_row(band: Sequence[GridRow]) -> bool:
    """Whether no column has two figures, nor a list of labels of its own, between two rules."""
    if len(band) > _MAX_LINES:
        return False
    with_values = [row for row in band if row.values]
    columns = [column for row in band for column in row.values]
    return len(columns) == len(set(columns)) and (len(with_values) <= 1 or _is_close(with_values))


def _is_close(rows: Sequence[GridRow]) -> bool:
    return all(below.middle - above.middle < 0.9 * below.size for above, below in pairwise(rows))


def _by_spacing(band: Sequence[GridRow], rows: Sequence[GridRow]) -> list[list[GridRow]]:
    """Lines grouped without rules: those that stand closer than rows do, and those that finish a phrase."""
    step = _row_step(rows)
    groups: list[list[GridRow]] = [[band[0]]]
    for index, row in enumerate(band[1:], start=1):
        behind = band[index + 1] if index + 1 < len(band) else None
        if len(groups[-1]) < _MAX_LINES and _is_same_row(groups[-1], row, behind, step):
            groups[-1].append(row)
        else:
            groups.append([row])
    return groups


def _row_step(rows: Sequence[GridRow]) -> float:
    """The usual distance of two rows with figures that follow one another; 0 when there are too few."""
    steps = sorted(b.middle - a.middle for a, b in pairwise(rows) if a.values and b.values)
    return steps[len(steps) // 4] if len(steps) >= 2 else 0.0


def _is_same_row(group: Sequence[GridRow], row: GridRow, behind: GridRow | None, step: float) -> bool:
    above = group[-1]
    gap = row.middle - above.middle
    is_close = gap < 0.85 * min(row.size, above.size)
    has_values = any(r.values for r in group)
    if (has_values and row.values and not is_close) or gap > 2 * row.size:
        return False
    if set(row.values) & {column for r in group for column in r.values}:
        return False
    if is_close or _is_broken_phrase(group, row):
        return True
    if gap > 1.5 * row.size:
        return False
    if step and gap < 0.8 * step:
        # Three lines with the figures in the middle: the last belongs to whichever row it is nearer to.
        return behind is None or row.values != [] or not behind.values or gap <= behind.middle - row.middle
    return not (has_values or row.values or row.cells[0]) and len(group[0].filled) > 1


def _is_broken_phrase(group: Sequence[GridRow], row: GridRow) -> bool:
    """The line holds text of one column only and goes on with what that column's cell left open."""
    if len(row.filled) != 1 and not (
        len(group) == 1 and len(group[0].filled) == 1 and group[0].filled[0] == row.filled[0]
    ):
        return False
    column = row.filled[0]
    cell, rest = " ".join(r.cells[column] for r in group if r.cells[column]), row.cells[column]
    if not cell or is_value(rest) or is_value(cell):
        return False
    is_open = cell.count("(") + cell.count("（") > cell.count(")") + cell.count("）")
    if is_open or _HANGING.search(cell) or rest[0] in ")）,，":
        return True
    return rest[0].islower() and len(rest.split()[0]) > 1 and not re.match(r"[a-z]{1,2}[.)]|[ivx]+[.)]", rest)


def _merged(group: Sequence[GridRow]) -> list[str]:
    cells = [[row.cells[column] for row in group if row.cells[column]] for column in range(len(group[0].cells))]
    return [_phrase(parts) for parts in cells]


def _phrase(parts: Sequence[str]) -> str:
    text = ""
    for part in parts:
        is_chinese = _CJK_END.search(text) and _CJK_START.match(part)
        text += part if not text or is_chinese or text.endswith("-") else " " + part
    return text


def _first_column_spans(
    table: Sequence[tuple[Sequence[GridRow], list[str]]], borders: Sequence[float], across: Sequence[Rule]
) -> list[list[str]]:
    """A first cell beside several rows, proven by rules that leave its column out, goes to the first of these rows."""
    lines = [cells for _, cells in table]
    if not borders or not across:
        return lines
    partial = [rule for rule in across if rule.start > borders[0] - 0.5 * table[0][0][0].size]
    start = 0
    for index in range(1, len(table) + 1):
        is_inside = index < len(table) and _has_rule(partial, table[index - 1][0], table[index][0])
        is_inside = is_inside and not _has_rule(
            [r for r in across if r not in partial], table[index - 1][0], table[index][0]
        )
        if not is_inside:
            _lift(lines[start:index])
            start = index
    return lines


def _has_rule(rules: Sequence[Rule], above: Sequence[GridRow], below: Sequence[GridRow]) -> bool:
    top, bottom = above[-1].middle, below[0].middle
    size = median(row.size for row in below)
    return any(top - 0.1 * size < rule.at < bottom + 0.1 * size for rule in rules)


def _lift(lines: Sequence[list[str]]) -> None:
    if len(lines) > 1:
        label = _phrase([cells[0] for cells in lines if cells[0]])
        for cells in lines:
            cells[0] = ""
        lines[0][0] = label
