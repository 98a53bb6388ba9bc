"""Which role each column of a table has: label, unit, value of a year, member, page, or none. No data rows.

Words of roles stand in `header_words`, years in `years`; headers of two rows and turned tables in `header_rows`.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum

from esg_pipeline.disclosure import header_words
from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.concepts import breakdowns, concepts, members, subject
from esg_pipeline.disclosure.label_text import split_unit
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.disclosure.years import normal, year_of

_PLAIN = re.compile(r"[-+(]?\d[\d,.]*\)?\s?%?")
_YEAR_LIKE = re.compile(r"(?:19|20)\d\d|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d")
_KINDS_OF = re.compile(r"^(?:types?|kinds?|categor(?:y|ies)) of (?=\S)", re.IGNORECASE)
FUTURE = "a year after the fiscal year"
NO_YEAR = "a column without a year"


class Role(Enum):
    """What a column holds."""

    LABEL = "label"
    UNIT = "unit"
    VALUE = "value"
    PAGE = "page"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its year, or how many years before the document's own; a breakdown member; a unit.

    `label` is what a column of a turned table measures; `is_split` marks a year that spans two.
    """

    role: Role
    title: str = ""
    period: int | None = None
    years_back: int | None = None
    member: str = ""
    unit: str = ""
    reason: str = ""
    label: str = ""
    is_split: bool = False

    @property
    def has_time(self) -> bool:
        """Whether the column says or implies a year."""
        return self.period is not None or self.years_back is not None


@dataclass(frozen=True, slots=True)
class Header:
    """The columns, and the words over the label column when they name a subject. `has_year_rows`: rows are years."""

    columns: tuple[Column, ...]
    subject: str = ""
    has_year_rows: bool = False

    @property
    def signature(self) -> tuple[str, ...]:
        """What a repeated header on the next page has in common with this one."""
        return tuple(normal(c.title) for c in self.columns)


def read_header(
    cells: list[Cell], fiscal_year: int | None, units: UnitTable, *, is_marked: bool, is_first: bool
) -> Header | None:
    """The header a row is, or None. `is_marked`: a rule follows (pipe tables); `is_first`: first row of its block."""
    if any(is_plain_number(cell.text) for cell in cells):
        return None
    columns = [read_column(cell.text, units) for cell in cells]
    if len(cells) < 2 or any(c is None for c in columns):
        return None
    known = _positioned([c for c in columns if c is not None])
    if not _is_header(known, cells[0].text, fiscal_year, is_marked=is_marked, is_first=is_first):
        return None
    return Header(settled(known, fiscal_year), subject_of(cells[0].text))


def _is_header(columns: list[Column], first: str, fiscal_year: int | None, *, is_marked: bool, is_first: bool) -> bool:
    years = [c for c in columns if year_of(c.title) is not None and c.role is not Role.LABEL]
    values = [c for c in columns if c.role is Role.VALUE and c.title != c.unit]
    member_columns = [c for c in values if c.member]
    has_unit = any(c.role is Role.UNIT for c in columns)
    is_named = not first or header_words.is_label_title(first) or columns[0].role is not Role.LABEL
    is_year = is_first and len(years) == 1 and years[0].period == fiscal_year and len(columns) == 2
    is_broken_down = len(member_columns) > 1 or (bool(member_columns) and bool(breakdowns(concepts(first))))
    is_all_told = len(values) > 1 and all(c.role is not Role.LABEL for c in columns[1:])
    is_header = is_marked or len(years) >= 2 or is_all_told or (bool(years or values) and (is_named or has_unit))
    return bool(years or values or is_marked) and (is_header or is_year or is_broken_down)


def subject_of(first: str) -> str:
    """The words over the label column when they say what the table is about."""
    first = _KINDS_OF.sub("", first)
    is_plain = header_words.is_label_title(first) or header_words.role_name(first) is not None
    found = concepts(first)
    is_bare = bool(breakdowns(found)) and not subject(found)
    return "" if is_plain or is_bare or year_of(first) is not None else first


def read_column(title: str, units: UnitTable) -> Column | None:
    """Role of one title alone; None when it is a number that no header holds."""
    year = year_of(title)
    if year is not None:
        column = Column(Role.VALUE, title, year.year, is_split=year.is_split)
        return _with_rest(column, year.rest, units)
    reason = header_words.ignored_reason(title)
    if reason:
        return Column(Role.IGNORED, title, reason=reason)
    name = header_words.role_name(title)
    if name is not None:
        return _role_column(name, title)
    return None if is_number(title, units) else _word_column(title, units)


def is_plain_number(text: str) -> bool:
    """Whether a cell is a figure and no year: most rows are told from headers by this alone."""
    return _PLAIN.fullmatch(text) is not None and _YEAR_LIKE.fullmatch(text) is None


def is_number(text: str, units: UnitTable) -> bool:
    """Whether a cell is a number, alone or with a unit, or says that there is none; `30-50` may be a group of ages."""
    value = parse_value(text)
    if value is None or (value.suffix and units.parse(value.suffix) is None):
        return False
    return not members(concepts(text))


def _with_rest(column: Column, rest: str, units: UnitTable) -> Column:
    """What stands beside a year: nothing, a unit, a member, or words that make the column no value."""
    if not rest or header_words.is_base_year(rest) or header_words.role_name(rest) == "value":
        return column
    reason = header_words.ignored_reason(rest)
    if reason:
        return replace(column, role=Role.IGNORED, reason=reason)
    if units.parse(rest) is not None:
        return replace(column, unit=_printed(rest, column.title))
    found = concepts(rest)
    if members(found) and not subject(found):
        return replace(column, member=_printed(rest, column.title))
    return replace(column, role=Role.IGNORED, reason="words beside the year")


def _printed(words: str, title: str) -> str:
    """The words as the title prints them, where they can be found in it."""
    start = title.lower().find(words)
    return title[start : start + len(words)] if start >= 0 else words


def _word_column(title: str, units: UnitTable) -> Column:
    if not title or header_words.is_column_title(title):
        return Column(Role.LABEL, title)  # an item is also a unit, but not on top of a column
    text, given = split_unit(title, units)
    found, unit = concepts(text), next(iter(given), "")
    name = header_words.role_name(text)
    if name in ("value", "prior", "share") and unit:
        return replace(_role_column(name, title), unit=unit)
    if units.parse(title) is not None:
        return Column(Role.VALUE, title, years_back=0, unit=title)
    if members(found) and not subject(found):
        return Column(Role.VALUE, title, years_back=0, member=text, unit=unit)
    return Column(Role.LABEL, title)


def _role_column(name: str, title: str) -> Column:
    match name:
        case "unit":
            return Column(Role.UNIT, title)
        case "value":
            return Column(Role.VALUE, title, years_back=0)
        case "share":
            return Column(Role.VALUE, title, years_back=0, unit="%")
        case "prior":
            return Column(Role.VALUE, title, years_back=1)
        case "page":
            return Column(Role.PAGE, title)
        case _:
            return Column(Role.IGNORED, title, reason=f"a {name} column")


def _positioned(columns: list[Column]) -> list[Column]:
    """Where the label column is: the one that is called so, else the first that is no code; text behind is no label."""
    named = next(
        (i for i, c in enumerate(columns) if c.role is Role.LABEL and c.title and header_words.is_label_title(c.title)),
        0,
    )
    out: list[Column] = []
    is_behind = False
    for index, column in enumerate(columns):
        if index == 0 and named == 0 and header_words.role_name(column.title) not in ("code", "standard", "note"):
            out.append(Column(Role.LABEL, column.title))
            continue
        is_text = column.role is Role.LABEL and is_behind and index > named
        out.append(replace(column, role=Role.IGNORED, reason=NO_YEAR) if is_text else column)
        is_behind = is_behind or column.role is Role.VALUE or (column.role is Role.UNIT and index > named)
    return out


def settled(columns: list[Column], fiscal_year: int | None) -> tuple[Column, ...]:
    """Values without a year count only where no year is printed; two columns for one year are not told apart."""
    columns = _aligned(columns, fiscal_year)
    has_years = any(c.role is Role.VALUE and c.period is not None for c in columns)
    has_amounts = any(c.role is Role.VALUE and c.unit != "%" for c in columns)
    keys = Counter(_key(c) for c in columns if c.role is Role.VALUE and (c.period or not has_years))
    wholes = Counter(_key(c) for c in columns if c.role is Role.VALUE and not c.member)
    out: list[Column] = []
    for column in columns:
        if column.role is Role.VALUE and column.period is None and has_years:
            out.append(replace(column, role=Role.IGNORED, reason=NO_YEAR))
        elif column.role is Role.VALUE and has_amounts and header_words.role_name(column.title) == "share":
            out.append(replace(column, role=Role.IGNORED, reason="a share column"))
        elif (
            column.role is Role.VALUE
            and keys[_key(column)] > 1
            and not (not column.member and wholes[_key(column)] == 1)
        ):
            out.append(replace(column, role=Role.IGNORED, reason="two columns for one year"))
        else:
            out.append(column)
    return tuple(out)


def _key(column: Column) -> tuple[int | None, int | None, frozenset[str], str, str]:
    """What tells a column from another: words that say nothing (`The Company`) do not."""
    return column.period, column.years_back, concepts(column.member), column.unit, column.label


def _aligned(columns: list[Column], fiscal_year: int | None) -> list[Column]:
    """Years such as 2021/22 are counted as the document counts them; a year after the fiscal year is no value."""
    if fiscal_year is None:
        return columns
    newest = max((c.period for c in columns if c.is_split and c.period is not None), default=0)
    shift = 1 if newest == fiscal_year + 1 else 0
    dated = [replace(c, period=c.period - shift) if c.is_split and c.period else c for c in columns]
    return [
        replace(c, role=Role.IGNORED, reason=FUTURE)
        if c.role is Role.VALUE and c.period is not None and c.period > fiscal_year
        else c
        for c in dated
    ]
