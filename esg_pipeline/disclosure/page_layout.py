"""Words of a page to its lines in reading order: columns of prose one after the other, tables as rows with tabs.

What a table is, is decided in `page_tables`; nothing here knows PDF or images.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import mean, median

from esg_pipeline.disclosure.page_shapes import Row, Rule, Rules, Word, is_value, rows_of, weight
from esg_pipeline.disclosure.page_tables import flow_lines

NO_RULES = Rules()
_BIN = 2.0
_MAX_CANDIDATES = 8
_MAX_DEPTH = 6
_MIN_LINES = 3
_LETTER = re.compile(r"[^\W\d_]")


def page_lines(words: Sequence[Word], rules: Rules = NO_RULES) -> list[str]:
    """Lines of a page; an empty line parts paragraphs, tabs part the cells of a table row."""
    lines: list[str] = []
    for flow in _flows([w for w in words if w.text], rules, 0):
        found = flow_lines(flow, rules)
        lines += ["", *found] if lines and found else found
    return lines


def _flows(words: list[Word], rules: Rules, depth: int) -> list[list[Word]]:
    """The parts of a page in reading order; each part is read line by line over its whole width."""
    if len(words) < 4 * _MIN_LINES or depth >= _MAX_DEPTH:
        return [words] if words else []
    for gutter in _gutters(words):
        bands = _bands(words, gutter, rules)
        if any(is_split for is_split, _ in bands):
            return _ordered(bands, gutter, rules, depth)
    return [words]


def _ordered(bands: list[tuple[bool, list[Word]]], gutter: float, rules: Rules, depth: int) -> list[list[Word]]:
    flows: list[list[Word]] = []
    for is_split, band in bands:
        if not is_split:
            flows += _flows(band, rules, depth + 1) if len(bands) > 1 else [band]
            continue
        left = [w for w in band if w.x1 <= gutter]
        right = [w for w in band if w.x0 >= gutter]
        flows += [*_flows(left, rules, depth + 1), *_flows(right, rules, depth + 1)]
    return flows


def _gutters(words: Sequence[Word]) -> list[float]:
    """Middles of the vertical strips that stay free over the greatest height, the best first."""
    left, right = min(w.x0 for w in words), max(w.x1 for w in words)
    size = median(w.size for w in words)
    step = max(_BIN, (right - left) / 2_000)
    free = [0.0] * (int((right - left) / step) + 2)
    for atom in _atoms(words):
        height = max(w.bottom for w in atom) - min(w.top for w in atom)
        for start, end in _free_strips(atom, 0.6 * size):
            for index in range(int((start - left) / step) + 1, int((end - left) / step)):
                free[index] += height
    found: list[float] = []
    for _ in range(_MAX_CANDIDATES):
        best = max(free)
        if best < 2 * _MIN_LINES * size:
            break
        first = free.index(best)
        last = next((i for i in range(first, len(free)) if free[i] < 0.9 * best), len(free)) - 1
        found.append(left + ((first + last) / 2 + 0.5) * step)
        reach = int(size / step) + 1
        free[max(0, first - reach) : last + reach] = [0.0] * (last + reach - max(0, first - reach))
    return found


def _free_strips(words: Sequence[Word], least: float) -> Iterator[tuple[float, float]]:
    """Horizontal gaps that no word of a band covers."""
    end: float | None = None
    for word in sorted(words, key=lambda w: w.x0):
        if end is not None and word.x0 - end >= least:
            yield end, word.x0
        end = word.x1 if end is None else max(end, word.x1)


def _bands(words: Sequence[Word], gutter: float, rules: Rules) -> list[tuple[bool, list[Word]]]:
    """The page from top to bottom in bands that are two columns of prose at the gutter (True) or not (False)."""
    atoms = _atoms(words)
    bands: list[tuple[bool, list[Word]]] = []
    open_band: list[list[Word]] = []
    for atom in [*atoms, None]:
        is_crossing = atom is None or any(w.x0 < gutter < w.x1 for w in atom) or _is_run(atom, gutter)
        if not is_crossing and atom is not None:
            open_band.append(atom)
            continue
        bands += _split_band(open_band, gutter, rules, 0)
        open_band = []
        if atom is not None:
            bands.append((False, atom))
    return _merged(bands)


def _is_run(atom: Sequence[Word], gutter: float) -> bool:
    """Whether a line runs over the gutter with no more than a blank there."""
    return any(
        piece.x0 < gutter < piece.x1 and not any(w.x0 < gutter < w.x1 for w in piece.words)
        for row in rows_of(atom)
        for piece in row.pieces
    )


def _merged(bands: Iterable[tuple[bool, list[Word]]]) -> list[tuple[bool, list[Word]]]:
    merged: list[tuple[bool, list[Word]]] = []
    for is_split, band in bands:
        if merged and merged[-1][0] == is_split:
            merged[-1][1].extend(band)
        else:
            merged.append((is_split, list(band)))
    return merged


def _atoms(words: Iterable[Word]) -> list[list[Word]]:
    """Words that overlap in height, from top to bottom."""
    atoms: list[list[Word]] = []
    bottom = -math.inf
    for word in sorted(words, key=lambda w: w.top):
        shrink = 0.2 * (word.bottom - word.top)
        if atoms and word.top + shrink < bottom:
            atoms[-1].append(word)
        else:
            atoms.append([word])
            bottom = -math.inf
        bottom = max(bottom, word.bottom - shrink)
    return atoms


def _split_band(atoms: list[list[Word]], gutter: float, rules: Rules, depth: int) -> list[tuple[bool, list[Word]]]:
    """A band that no line crosses: two columns as a whole, or above and below its widest gaps, or none."""
    if not atoms:
        return []
    words = [word for atom in atoms for word in atom]
    if _are_columns(words, gutter, rules):
        return [(True, words)]
    gaps = [
        (min(w.top for w in below) - max(w.bottom for w in above), index + 1)
        for index, (above, below) in enumerate(pairwise(atoms))
    ]
    size = median(w.size for w in words)
    widest = max(gaps, default=(0.0, 0))
    if depth >= _MAX_DEPTH or widest[0] < 0.8 * size:
        return [(False, words)]
    cut = widest[1]
    return [*_split_band(atoms[:cut], gutter, rules, depth + 1), *_split_band(atoms[cut:], gutter, rules, depth + 1)]


def _are_columns(words: Sequence[Word], gutter: float, rules: Rules) -> bool:
    """Prose on both sides, or prose beside something that stands for itself; never the columns of a table."""
    left = rows_of([w for w in words if w.x1 <= gutter], rules.down)
    right = rows_of([w for w in words if w.x0 >= gutter], rules.down)
    if min(len(left), len(right)) < _MIN_LINES or _is_ruled_over(words, gutter, rules.across):
        return False
    is_left, is_right = _is_prose(left), _is_prose(right)
    if not (is_left or is_right) or not (_stands_for_itself(left) and _stands_for_itself(right)):
        return False
    return not _are_aligned_blocks(left, right)


def _is_ruled_over(words: Sequence[Word], gutter: float, across: Sequence[Rule]) -> bool:
    """Whether two or more horizontal rules run over the gutter inside of the words."""
    top, bottom = min(w.top for w in words), max(w.bottom for w in words)
    heights = {round(r.at) for r in across if r.start < gutter - 5 and r.end > gutter + 5 and top < r.at < bottom}
    return len(heights) >= 2


def _is_prose(rows: Sequence[Row]) -> bool:
    """Long lines that fill their column, hardly one of them a figure."""
    width = max(row.x1 for row in rows) - min(row.x0 for row in rows)
    full = [row for row in rows if row.x1 - row.x0 >= 0.75 * width]
    length = mean(weight(row.text) for row in rows)
    values = sum(is_value(piece.text) for row in rows for piece in row.pieces)
    cells = sum(len(row.pieces) for row in rows)
    return len(full) >= 0.5 * len(rows) and length >= 22 and values <= 0.1 * cells and cells <= 1.6 * len(rows)


def _stands_for_itself(rows: Sequence[Row]) -> bool:
    """Text with few figures, or rows that bring their own labels."""
    cells = [piece.text for row in rows for piece in row.pieces]
    return sum(is_value(cell) for cell in cells) <= 0.15 * len(cells) or _has_labels(rows)


def _has_labels(rows: Sequence[Row]) -> bool:
    labelled = [r for r in rows if len(r.pieces) > 1 and len(_LETTER.findall(r.pieces[0].text)) >= 4]
    return len(labelled) >= max(2, 0.4 * len(rows))


def _are_aligned_blocks(left: Sequence[Row], right: Sequence[Row]) -> bool:
    """Whether the paragraphs of both sides begin at the same heights, as the cells of a table of texts do."""
    starts = [_block_starts(rows) for rows in (left, right)]
    few, many = sorted(starts, key=len)
    if len(few) < 3 or len(many) > 1.5 * len(few):
        return False
    size = median(row.size for row in left)
    hits = sum(any(abs(a - b) < 0.5 * size for b in many) for a in few)
    return hits >= 0.8 * len(few)


def _block_starts(rows: Sequence[Row]) -> list[float]:
    steps = [b.middle - a.middle for a, b in pairwise(rows)]
    usual = median(steps) if steps else 0.0
    usual = min(usual, 1.6 * median(row.size for row in rows))
    return [rows[0].middle, *(b.middle for s, b in zip(steps, rows[1:], strict=True) if s > 1.25 * usual)]
