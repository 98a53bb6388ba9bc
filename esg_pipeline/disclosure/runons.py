"""Tables that a page has poured into one line: years, then label and one number per year, again and again.

Only what is complete is read: a group with another count of numbers than years stays without a year.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.document_text import Line
from esg_pipeline.disclosure.label_text import longest_unit_suffix, split_unit
from esg_pipeline.disclosure.numbers import ParsedValue, parse_value
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.disclosure.years import FIRST_YEAR, LAST_YEAR, arabic_years

_MIN_LINE = 60
_MAX_LABEL = 240
_MAX_CAPTION = 120
_MIN_ROWS = 2
_MIN_BARE_ROWS = 3
_YEARS = re.compile(r"(?<!\S)(?:FY\s?)?((?:19|20)\d\d)年?(?:\s+(?:FY\s?)?(?:19|20)\d\d年?){1,9}(?!\S)", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_UNIT_TITLE = re.compile(r"(?<!\S)(?:units?|单位|單位)(?:\s+(?:单位|單位|units?))?\s*$", re.IGNORECASE)
_LABEL_TITLE = re.compile(
    r"\s*(?:indicators?|items?|metrics?|kpis?|amount|数量|數量|指标|指標|项目|項目)(?:\s+(?:指标|指標|项目|項目|数量|數量))?\s*$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"[(（][^()（）]{0,80}[)）]")
_ONLY_NUMBER = re.compile(r"[(（]\s*[\d,]+\.\d+\s*%?\s*[)）]")
_NUMBER = re.compile(
    r"(?<!\S)(?:[-+\u2212\u2013]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[-+\u2212\u2013]?\d{1,12}(?:\.\d{1,8})?|[(（][\d,]+\.\d+\s?%?[)）])%?\*{0,2}"
    r"(?:\s%)?(?!\S)|(?<!\S)(?:N/A|n\.a\.|Nil|nil|不适用|不適用|无|無|[-–—])(?!\S)"
)
_SENTENCE_END = re.compile(r"[。；！？：]|[.!?;:](?=\s|$)")
_HANGING = re.compile(
    r"\b(?:and|to|or|of|the|with|by|in|for|a|an|than|about|over|from|was|were|is|are|had|has)\s*$|[,，、&+]\s*$",
    re.IGNORECASE,
)
_FIGURE = re.compile(
    r"^.{0,200}?(?:\b(?:figure|table|chart|exhibit)\s+(?:[ivxlc]+|\d{1,3})\b|[图圖表]\s?\d{1,3})[.:：]?\s*",
    re.IGNORECASE,
)
_FIGURE_WORD = re.compile(r"(?:\b(?:figure|table|chart|exhibit|page|note)|[图圖表页頁註注])\s*$", re.IGNORECASE)
_LOST = "the numbers of the row do not match the years: a cell is lost"


@dataclass(frozen=True, slots=True)
class RunOnRow:
    """A label, its units, and one value per year; without years where the count does not fit."""

    line: Line
    label: str
    units: tuple[str, ...]
    values: tuple[tuple[Cell, ParsedValue], ...]
    years: tuple[int | None, ...]
    span: tuple[int, int]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class RunOnTable:
    """The rows behind one run of years, and the words before it."""

    caption: str
    rows: tuple[RunOnRow, ...]


@dataclass(frozen=True, slots=True)
class _Head:
    """Where a run of years begins and where its rows begin."""

    start: int
    body: int
    years: tuple[int, ...]
    has_unit: bool


def read_run_ons(line: Line, fiscal_year: int | None, units: UnitTable) -> tuple[RunOnTable, ...]:
    """The tables inside one long line; empty when it holds none. Spans are offsets in the document."""
    text = line.text
    if len(text) < _MIN_LINE or _YEARS.search(text) is None:
        return ()
    heads = list(_heads(text))
    if not heads:
        return ()
    masked = _masked(text)
    found: list[RunOnTable] = []
    behind = 0
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        end = following.start if following else len(text)
        rows, stop = _rows(line, masked, head, end, fiscal_year, units)
        good = [row for row in rows if not row.problem]
        has_units = 2 * sum(bool(row.units) for row in good) >= len(good)
        if len(good) >= (_MIN_ROWS if has_units else _MIN_BARE_ROWS) and 2 * len(good) > len(rows):
            found.append(RunOnTable(_caption(text[max(behind, head.start - 400) : head.start]), tuple(rows)))
            behind = stop
    return tuple(found)


def _heads(text: str) -> Iterator[_Head]:
    """Runs of years in order; the same years in Chinese characters close behind belong to the head."""
    behind = 0
    for found in _YEARS.finditer(text):
        years = tuple(int(y) for y in _YEAR.findall(found.group()))
        steps = {b - a for a, b in pairwise(years)}
        if found.start() < behind or steps not in ({1}, {-1}) or not all(FIRST_YEAR <= y <= LAST_YEAR for y in years):
            continue
        behind = _behind_chinese_years(text, found.end(), years)
        has_unit = _UNIT_TITLE.search(text[max(0, found.start() - 20) : found.start()]) is not None
        yield _Head(found.start(), behind, years, has_unit)


def _behind_chinese_years(text: str, end: int, years: tuple[int, ...]) -> int:
    window = text[end : end + 160]
    same = re.search(r"\s+".join(f"{year}年(?:度)?" for year in years), arabic_years(window))
    is_title = same is not None and re.search(r"\d", window[: same.start()]) is None
    return end + same.end() if same is not None and is_title else end


def _masked(text: str) -> str:
    """The text with brackets blanked out, innermost first, so that digits inside them are no values."""
    plain = text
    for _ in range(3):
        shorter = _BRACKET.sub(
            lambda m: m.group() if _ONLY_NUMBER.fullmatch(m.group()) else "\x00" * len(m.group()), plain
        )
        if shorter == plain:
            break
        plain = shorter
    return plain.replace("\x00", " ")


def _rows(
    line: Line, masked: str, head: _Head, end: int, fiscal_year: int | None, units: UnitTable
) -> tuple[list[RunOnRow], int]:
    """Rows from the head to the first text that is no label, and where they stop."""
    rows: list[RunOnRow] = []
    start = head.body
    for numbers in _groups(masked, head.body, end):
        label = line.text[start : numbers[0].start()]
        if not _is_label(masked[start : numbers[0].start()]) or _FIGURE_WORD.search(label):
            break
        rows.append(_row(line, label, start, numbers, head, fiscal_year, units))
        start = numbers[-1].end()
    return rows, start


def _groups(masked: str, start: int, end: int) -> Iterator[list[re.Match[str]]]:
    """Numbers that stand side by side."""
    group: list[re.Match[str]] = []
    for found in _NUMBER.finditer(masked, start, end):
        if group and masked[group[-1].end() : found.start()].strip():
            yield group
            group = []
        group.append(found)
    if group:
        yield group


def _is_label(text: str) -> bool:
    """Words, no sentence: a label does not begin with a small letter, nor end with `and`."""
    plain = text.strip()
    first = re.search(r"[^\W\d_]", plain)
    if first is None or len(text) > _MAX_LABEL or first.group() in "abcdefghijklmnopqrstuvwxyz":
        return False
    return _SENTENCE_END.search(plain) is None and _HANGING.search(plain) is None


def _row(
    line: Line,
    label: str,
    start: int,
    numbers: list[re.Match[str]],
    head: _Head,
    fiscal_year: int | None,
    units: UnitTable,
) -> RunOnRow:
    text, given = split_unit(label.strip(), units)
    words = text.split()
    at = longest_unit_suffix(words, units) if head.has_unit and not given else len(words)
    if words[at:]:
        text, given = " ".join(words[:at]), (" ".join(words[at:]),)
    cells = [Cell(m.group(), line.start + m.start(), line.start + m.end()) for m in numbers]
    values = tuple((cell, value) for cell in cells if (value := parse_value(cell.text)) is not None)
    is_full = len(values) == len(head.years)
    years = tuple(y if fiscal_year is None or y <= fiscal_year else None for y in head.years)
    lead = len(label) - len(label.lstrip())
    span = (line.start + start + lead, cells[-1].end)
    problem = "" if is_full else _LOST
    return RunOnRow(line, text, given, values, years if is_full else (None,) * len(values), span, problem)


def _caption(before: str) -> str:
    """The words right before the years: behind the last sentence, number or figure title."""
    ends = [m.end() for m in _SENTENCE_END.finditer(before)] + [
        m.end() for m in re.finditer(r"(?<!\S)[\d,.]*\d%?(?=\s)", before)
    ]
    tail = before[max(ends, default=0) :]
    tail = _LABEL_TITLE.sub("", _UNIT_TITLE.sub("", _FIGURE.sub("", tail))).strip()
    return tail if len(tail) <= _MAX_CAPTION else ""
