"""The columns of a table on a page: strips that its rows leave free, and vertical rules. Rows are `page_cells`."""

from bisect import bisect_left
from collections.abc import Sequence
from statistics import median

from esg_pipeline.disclosure.page_shapes import PIECE_GAP, Piece, Row, Rules, Word, joined

_STEP = 1.0
_MAX_STEPS = 4_000
_SPLIT_GAP = 0.42


def columns_of(rows: Sequence[Row], rules: Rules, span: tuple[float, float]) -> list[float]:
    """The x positions between the columns, left to right; `span` is the table's upper and lower edge."""
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    size = median(row.size for row in rows)
    step = max(_STEP, (right - left) / _MAX_STEPS)
    gaps, blocks = _votes(rows, left, right, step)
    borders: list[float] = []
    start: int | None = None
    for index in range(len(gaps) + 1):
        is_free = index < len(gaps) and gaps[index] > 0 and blocks[index] <= 0.15 * gaps[index]
        if is_free and start is None:
            start = index
        elif not is_free and start is not None:
            if (index - start) * step >= 0.4 * size:
                borders.append(left + _emptiest(blocks, start, index) * step)
            start = None
    return _with_rules(borders, _long_rules(rules, span, (left + size / 2, right - size / 2)), rows)


def _votes(rows: Sequence[Row], left: float, right: float, step: float) -> tuple[list[int], list[int]]:
    """For each place how many rows have a gap between cells there, and how many have text there."""
    count = int((right - left) / step) + 2
    gaps, blocks = [0] * count, [0] * count
    for row in rows:
        end: int | None = None
        for piece in row.pieces:
            first, last = int((piece.x0 - left) / step), int((piece.x1 - left) / step)
            if end is not None:
                for index in range(end + 1, first):
                    gaps[index] += 1
            for index in range(max(first, 0 if end is None else end + 1), min(last + 1, count)):
                blocks[index] += 1
            end = max(last, end or 0)
    return gaps, blocks


def _emptiest(blocks: Sequence[int], start: int, end: int) -> float:
    least = min(blocks[start:end])
    best = [index for index in range(start, end) if blocks[index] == least]
    return best[len(best) // 2] + 0.5


def _long_rules(rules: Rules, span: tuple[float, float], extent: tuple[float, float]) -> list[float]:
    """Places of the vertical rules that run through most of the table's height."""
    top, bottom = span
    return sorted(
        rule.at
        for rule in rules.down
        if extent[0] < rule.at < extent[1] and min(rule.end, bottom) - max(rule.start, top) >= 0.6 * (bottom - top)
    )


def _with_rules(borders: Sequence[float], ruled: Sequence[float], rows: Sequence[Row]) -> list[float]:
    """The ruled borders, and the free strips that have text between themselves and every rule."""
    middles = sorted((piece.x0 + piece.x1) / 2 for row in rows for piece in row.pieces)
    kept = list(ruled)
    for border in borders:
        place = bisect_left(middles, border)
        if all(bisect_left(middles, at) != place for at in kept):
            kept.append(border)
    return sorted(kept)


def assign(row: Row, borders: Sequence[float]) -> list[str]:
    """Texts of a row's cells; a piece over several columns stands in its first one."""
    cells: list[list[Word]] = [[] for _ in range(len(borders) + 1)]
    for piece in row.pieces:
        for words in _split(piece, borders):
            cells[_column(words, borders)].extend(words)
    return [joined(cell) for cell in cells]


def _split(piece: Piece, borders: Sequence[float]) -> list[list[Word]]:
    """A piece cut where a border falls into a gap that is wider than a blank."""
    parts: list[list[Word]] = [[piece.words[0]]]
    for left, right in zip(piece.words, piece.words[1:], strict=False):
        is_wide = right.x0 - left.x1 > _SPLIT_GAP * right.size
        if is_wide and any(left.x1 <= border <= right.x0 for border in borders):
            parts.append([right])
        else:
            parts[-1].append(right)
    return parts


def _column(words: Sequence[Word], borders: Sequence[float]) -> int:
    start = words[0].x0 + PIECE_GAP * words[0].size * 0.5
    end = max(word.x1 for word in words)
    start = min(start, (words[0].x0 + end) / 2)
    return sum(border < start for border in borders)
