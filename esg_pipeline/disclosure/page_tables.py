"""Rows of a flow to lines: runs of rows whose cells stand below one another become tab separated, the rest stays text.

Which columns a table has comes from `page_columns`, which lines make up one row from `page_cells`.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from esg_pipeline.disclosure.page_cards import card_lines, card_rows
from esg_pipeline.disclosure.page_cells import GridRow, joined_rows
from esg_pipeline.disclosure.page_columns import assign, columns_of
from esg_pipeline.disclosure.page_shapes import Row, Rule, Rules, Word, is_value, rows_of, weight

_LIST_MARK = re.compile(
    r"[-–—•·●○◦▪■□*✓➢►]|[(（]?(?:\d{1,2}|[a-zA-Z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})[.)）、]|[①-⑳]"
)
_MAX_COLUMNS = 100
_TAB_GAP = 1.0
_LONE_GAP = 2.5
_MAX_BETWEEN = 4
_MAX_CELL = 60


def flow_lines(words: Sequence[Word], rules: Rules) -> list[str]:
    """Lines of one flow from top to bottom; an empty line parts paragraphs."""
    rows = rows_of(words, rules.down)
    usual = _usual_step(rows)
    lines: list[str] = []
    index = 0
    while index < len(rows):
        if lines and _is_gap(rows[index - 1], rows[index], usual):
            lines.append("")
        cards = card_rows(rows, index)
        end = index if cards else _table_end(rows, index, rules)
        if cards:
            lines += [*([""] if lines and lines[-1] else []), *card_lines(rows[index : index + cards]), ""]
            index += cards
        elif end > index:
            lines += [*([""] if lines and lines[-1] else []), *table_lines(rows[index:end], rules), ""]
            index = end
        else:
            lines += _lone_lines(rows[index], is_edge=index in (0, len(rows) - 1))
            index += 1
    return _without_double_blanks(lines)


def table_lines(rows: Sequence[Row], rules: Rules) -> list[str]:
    """The rows of one table as lines with the same number of tabs; a line with one cell only stands in the first."""
    columns = columns_of([row for row in rows if len(row.pieces) > 1], rules, _span(rows))
    grid = [GridRow(row.top, row.bottom, row.size, assign(row, columns)) for row in rows]
    table = joined_rows(grid, columns, _within(rows, rules))
    mark = " " if _is_list(table) else "\t"
    return [mark.join(cells).strip(" ") for cells in table]


def _is_list(table: Sequence[Sequence[str]]) -> bool:
    """Whether the first of two columns holds nothing but bullets or the numbers of a list, the second texts."""
    marks = [cells[0] for cells in table if cells[0]]
    is_text = len(table[0]) == 2 and not any(is_value(cells[1]) for cells in table)
    return is_text and all(_LIST_MARK.fullmatch(mark) for mark in marks)


def _span(rows: Sequence[Row]) -> tuple[float, float]:
    return min(row.top for row in rows), max(row.bottom for row in rows)


def _within(rows: Sequence[Row], rules: Rules) -> tuple[Rule, ...]:
    top, bottom = _span(rows)
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    size = median(row.size for row in rows)
    return tuple(r for r in rules.across if top - size < r.at < bottom + size and r.start < right and r.end > left)


def _usual_step(rows: Sequence[Row]) -> float:
    steps = sorted(b.middle - a.middle for a, b in pairwise(rows))
    return steps[len(steps) // 3] if steps else 0.0


def _is_gap(above: Row, row: Row, usual: float) -> bool:
    """Whether a new paragraph begins: a wide gap, or a heading's other size of type."""
    step = row.middle - above.middle
    size = max(above.size, row.size)
    is_other_type = abs(above.size - row.size) > 0.15 * size
    return step > max(1.35 * usual, 1.2 * size) or (is_other_type and step > 1.05 * size)


def _is_parted(row: Row) -> bool:
    """Whether a row has cells: a gap wide enough, or a narrower one before a figure."""
    return len(row.pieces) <= _MAX_COLUMNS and any(
        right.x0 - left.x1 > (_TAB_GAP if not is_value(right.text) else 0.7) * row.size
        for left, right in pairwise(row.pieces)
    )


def _table_end(rows: Sequence[Row], start: int, rules: Rules) -> int:
    """Index behind the last row of the table that starts at `start`; `start` itself when there is none."""
    if not _is_parted(rows[start]):
        return start if not _is_boxed_label(rows, start, rules) else _grow(rows, start, rules)
    return _grow(rows, start, rules)


def _is_boxed_label(rows: Sequence[Row], start: int, rules: Rules) -> bool:
    """A line of a cell that is taller than the first line of its neighbours: no rule between it and the next row."""
    if start + 1 >= len(rows) or not _is_parted(rows[start + 1]) or len(rows[start].text) > _MAX_CELL * 2:
        return False
    first, row = rows[start], rows[start + 1]
    if row.middle - first.middle > 1.6 * first.size:
        return False
    over = [
        r for r in rules.across if first.top - first.size < r.at < first.middle and r.end - r.start > 3 * first.size
    ]
    between = [r for r in rules.across if first.middle < r.at < row.middle and r.start < first.x1 and r.end > first.x0]
    inside = [r for r in over if r.start <= min(first.x0, row.x0) + first.size and r.end >= row.x1 - first.size]
    return bool(inside) and not between


def _grow(rows: Sequence[Row], start: int, rules: Rules) -> int:
    last, parted = start, int(_is_parted(rows[start]))
    index = start + 1
    while index < len(rows):
        row = rows[index]
        if _is_parted(row):
            if not _belongs(rows[start:index], row):
                break
            last, parted = index, parted + 1
        elif index - last > _MAX_BETWEEN or _is_prose_line(rows[start:index], row, rules):
            break
        index += 1
    end = last + 1
    while end < len(rows) and end <= last + 2 and _continues(rows[end - 1], rows[end], rows[last], rules):
        end += 1
    return end if parted >= 2 or _is_single_row(rows[start : last + 1]) else start


def _belongs(table: Sequence[Row], row: Row) -> bool:
    """Whether a row with cells is near the table and its gaps fall where the table has some."""
    is_far = row.middle - table[-1].middle > 5 * row.size
    if is_far or (len(table) == 1 and abs(row.size - table[0].size) > 0.2 * row.size):
        return False
    parted = [r for r in table if len(r.pieces) > 1][-6:]
    return any(
        min(right.x0, b.x0) - max(left.x1, a.x1) > 0.3 * row.size
        for left, right in pairwise(row.pieces)
        for other in parted
        for a, b in pairwise(other.pieces)
    )


def _is_prose_line(table: Sequence[Row], row: Row, rules: Rules) -> bool:
    """A line that is no cell: far from the table, or long and running over the gap behind the first column."""
    if row.middle - table[-1].middle > 4 * row.size or row.size > 1.2 * max(r.size for r in table):
        return True
    edges = [r.pieces[1].x0 for r in table if len(r.pieces) > 1]
    is_over = row.x1 > median(edges) + row.size
    is_ruled = any(
        row.bottom - 0.4 * row.size < r.at < row.bottom + row.size and r.start <= row.x0 for r in rules.across
    )
    return is_over and weight(row.text) > (_MAX_CELL * 2 if is_ruled else _MAX_CELL)


def _continues(above: Row, row: Row, last: Row, rules: Rules) -> bool:
    """Whether a line behind the last row is the rest of one of its cells: same place, no rule between, close."""
    if _is_parted(row) or row.middle - above.middle > 1.35 * row.size or abs(row.size - above.size) > 0.1 * row.size:
        return False
    if any(above.middle < r.at < row.middle and r.start < row.x1 and r.end > row.x0 for r in rules.across):
        return False
    cell = next((p for p in last.pieces if abs(p.x0 - row.x0) < 0.5 * row.size), None)
    if cell is None or len(last.pieces) < 2:
        return False
    is_below = any(
        row.bottom - 0.5 * row.size < r.at < row.bottom + row.size and r.start <= row.x0 for r in rules.across
    )
    return is_below or (row.text[:1].islower() or row.text[:1] in "(（" or cell.text.count("(") > cell.text.count(")"))


def _is_single_row(rows: Sequence[Row]) -> bool:
    """One row alone is a table when words lead to figures over a wide gap."""
    pieces = next((r.pieces for r in rows if len(r.pieces) > 1), rows[0].pieces)
    if len(pieces) < 2 or is_value(pieces[0].text):
        return False
    is_wide = pieces[1].x0 - pieces[0].x1 > _LONE_GAP * rows[0].size
    return (
        is_wide
        and all(is_value(piece.text) or weight(piece.text) < 20 for piece in pieces[1:])
        and any(is_value(piece.text) for piece in pieces[1:])
    )


def _lone_lines(row: Row, *, is_edge: bool) -> list[str]:
    """A row outside of tables: one line, or one for each part that stands far away, as in a page's header."""
    parts: list[list[Word]] = []
    end = 0.0
    for piece in row.pieces:
        far = _LONE_GAP if not is_edge else 1.5
        if parts and piece.x0 - end <= far * row.size:
            parts[-1].extend(piece.words)
        else:
            parts.append(list(piece.words))
        end = piece.x1
    return [text for part in parts if (text := Row(part).text)]


def _without_double_blanks(lines: Sequence[str]) -> list[str]:
    kept = [line for index, line in enumerate(lines) if line or (index and lines[index - 1])]
    return kept[:-1] if kept and not kept[-1] else kept
