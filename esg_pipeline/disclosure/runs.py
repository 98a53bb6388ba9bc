"""Tables that lost their separators: `Indicator Unit 2019 2020 2021 Report Pages` and rows of right-aligned numbers.

A row must have exactly one number per year (and a page where the header says so): a lost cell is never guessed.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from esg_pipeline.disclosure.cells import Cell, tokens, trailing_values
from esg_pipeline.disclosure.document_text import Line
from esg_pipeline.disclosure.label_text import longest_unit_suffix
from esg_pipeline.disclosure.numbers import ParsedValue, parse_value
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.disclosure.years import FIRST_YEAR, LAST_YEAR
from esg_pipeline.methodology.codes import State

_HEADER = re.compile(
    r"^(?P<lead>.{0,60}?)(?:^|\s)(?P<years>(?:(?:FY\s?)?(?:19|20)\d\d年?\s+)*(?:FY\s?)?(?:19|20)\d\d年?)"
    r"(?P<page>\s+(?:report\s+)?pages?(?:\s+no\.?)?|\s+页码|\s+頁碼)?$",
    re.IGNORECASE,
)
_UNIT_WORD = re.compile(r"(?:^|\s)(?:units?|单位|單位)$", re.IGNORECASE)
_LABEL_WORD = re.compile(
    r"^(?:indicators?|index|metrics?|kpis?|items?|指标|指標|项目|項目|绩效指标|績效指標)?$", re.IGNORECASE
)
_PAGES = re.compile(r"^\d{1,4}(?:[-–,/]\d{1,4})*$")
_HANGING = re.compile(r"(?:\band|\bto|\bor|&|,|、|\+|-|/|\bscopes?|及|和|与|至)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RunHeader:
    """Years in their printed order, and whether a unit and a page column exist. `subject`: words over the labels."""

    years: tuple[int, ...]
    has_unit: bool
    has_page: bool
    subject: str = ""
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class RunRow:
    """A row cut from the right; `values` is empty for a line without numbers."""

    label: str
    unit: str = ""
    values: tuple[tuple[Cell, ParsedValue], ...] = ()
    years: tuple[int | None, ...] = ()
    page: int | None = None
    problem: str = ""


def read_run_header(line: Line, fiscal_year: int | None) -> RunHeader | None:
    """The header a line is, or None: years in order, at most a few label words and a unit word before."""
    text = line.text.strip()
    found = _HEADER.match(text) if len(text) <= 120 else None
    if found is None:
        return None
    years = tuple(int(y) for y in re.findall(r"(?:19|20)\d\d", found["years"]))
    steps = {b - a for a, b in pairwise(years)}
    lead = found["lead"].strip()
    has_unit = _UNIT_WORD.search(lead) is not None
    label = _UNIT_WORD.sub("", lead).strip()
    is_named = bool(_LABEL_WORD.match(label)) and bool(lead)
    is_series = (
        len(years) > 1
        and steps in ({1}, {-1})
        and len(label.split()) <= 8
        and not label.endswith((".", ",", ":", "。"))
    )
    if not (is_series or (is_named and len(years) == 1)) or not all(FIRST_YEAR <= y <= LAST_YEAR for y in years):
        return None
    return RunHeader(years, has_unit, found["page"] is not None, "" if _LABEL_WORD.match(label) else label, fiscal_year)


def read_run_row(line: Line, header: RunHeader, units: UnitTable) -> RunRow | None:
    """Cut a row from the right; None when the line cannot be a row (too long)."""
    if len(line.text) > 400:
        return None
    parts = tokens(line)
    count = trailing_values(parts)
    if not parts or count == 0:
        return RunRow(line.text.strip())
    width = len(header.years)
    page: int | None = None
    body = parts
    if header.has_page and count > width and _PAGES.match(parts[-1].text):
        page = int(re.split(r"[-–,/]", parts[-1].text)[0])
        body = parts[:-1]
        count -= 1
    elif header.has_page:
        count = 0  # without a page the last number may be one: nothing is certain
    if count < width:
        return _refused(line, parts, "fewer values than years: a cell is lost")
    values, words = body[-width:], [p.text for p in body[:-width]]
    return _row(header, values, words, page, units)


def _row(header: RunHeader, values: list[Cell], words: list[str], page: int | None, units: UnitTable) -> RunRow:
    start = longest_unit_suffix(words, units) if header.has_unit else len(words)
    label, unit = " ".join(words[:start]), " ".join(words[start:])
    problem = ""
    if header.has_unit and not unit:
        problem = "no unit is readable before the values"
    elif not unit and _HANGING.search(label):
        problem = "the label does not end before the values"
    parsed = tuple((cell, value) for cell in values if (value := parse_value(cell.text)) is not None)
    years = tuple(y if header.fiscal_year is None or y <= header.fiscal_year else None for y in header.years)
    return RunRow(label, unit, parsed, years, page, problem)


def _refused(line: Line, parts: list[Cell], problem: str) -> RunRow:
    """Every number at the end of the row, without a year."""
    start = len(parts) - trailing_values(parts)
    found = [(cell, value) for cell in parts[start:] if (value := parse_value(cell.text)) is not None]
    kept = tuple((cell, value) for cell, value in found if value.state in (State.REPORTED, State.REPORTED_ZERO))
    if not kept:
        return RunRow(line.text.strip())
    return RunRow(" ".join(p.text for p in parts[:start]), "", kept, (None,) * len(kept), None, problem)
