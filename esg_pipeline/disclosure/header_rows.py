"""Headers that one row alone does not tell: two rows (years over groups), and turned tables (measures on top)."""

from dataclasses import replace

from esg_pipeline.disclosure import header_words
from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.concepts import breakdowns, concepts, members, subject
from esg_pipeline.disclosure.headers import Column, Header, Role, is_number, read_column, settled, subject_of
from esg_pipeline.disclosure.label_text import split_unit
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.sections import is_total
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.disclosure.years import is_date, year_of

_MAX_ROW_TITLE = 60
Texts = list[str]


def read_two_rows(top: list[Cell], below: list[Cell], fiscal_year: int | None, units: UnitTable) -> Header | None:
    """The header that two rows make together, or None when the second is no part of it."""
    fitted = _fitted([c.text for c in top], [c.text for c in below], units)
    if fitted is None:
        return None
    upper, lower = fitted
    rows = [[read_column(text, units) for text in row] for row in (upper, lower)]
    tops = [c for c in rows[0] if c is not None]
    lows = [c for c in rows[1] if c is not None]
    if len(tops) < len(upper) or len(lows) < len(lower) or not _is_second(upper, lower, tops, lows):
        return None
    spread = _spread(tops, lows)
    columns = [Column(Role.LABEL, upper[0] or lower[0])]
    columns += [_joined(a, b, units) for a, b in zip(spread[1:], lows[1:], strict=True)]
    done = settled(_behind_values(columns), fiscal_year)
    if not any(c.role is Role.VALUE and c.has_time for c in done):
        return None
    return Header(done, subject_of(upper[0] or lower[0]))


def read_turned(
    top: list[Cell], below: list[Cell], fiscal_year: int | None, units: UnitTable, *, is_open: bool = False
) -> Header | None:
    """The header of a table whose columns are what is measured and whose rows are years or groups, or None.

    `is_open`: the top row is no other header: rows may be anything (sites, months) if every column has its unit.
    """
    if len(top) != len(below) or len(top) < 2 or any(is_number(c.text, units) for c in top if c.text):
        return None
    has_year_rows = _names_year(below[0].text)
    titles = [c.text for c in top[1:]]
    values = [parse_value(c.text) for c in below[1:]]
    measured = [
        _measure(title, units) if title else Column(Role.IGNORED, reason="a column without a title") for title in titles
    ]
    if (
        not below[0].text
        or not any(values)
        or any(v is None and c.text for v, c in zip(values, below[1:], strict=True))
    ):
        return None
    is_any_row = is_open and all(c.label and c.unit for c in measured if c.role is Role.VALUE)
    is_row = is_any_row and not is_number(below[0].text, units) and len(below[0].text) <= _MAX_ROW_TITLE
    if not _is_turned(top[0].text, below[0].text, measured, has_year_rows=has_year_rows, is_row=is_row):
        return None
    columns = [Column(Role.LABEL, top[0].text), *_under_subjects(measured)]
    name = subject_of(top[0].text) if has_year_rows else ""
    return Header(settled(columns, fiscal_year), name, has_year_rows=has_year_rows)


def _under_subjects(columns: list[Column]) -> list[Column]:
    """`Employees | Male | Female`: a member on the right of a figure is a part of it."""
    out: list[Column] = []
    subject_column: Column | None = None
    for column in columns:
        subject_column = column if column.label else subject_column
        is_part = bool(column.member) and not column.label and subject_column is not None
        is_whole = is_total(column.title) and not concepts(column.member)
        if is_part and not is_whole and subject_column is not None and column.unit in ("", subject_column.unit):
            out.append(replace(column, label=subject_column.label, unit=subject_column.unit))
        else:
            out.append(column)
    return out


def _names_year(text: str) -> bool:
    year = year_of(text)
    return year is not None and not year.rest


def _is_turned(first: str, row: str, measured: list[Column], *, has_year_rows: bool, is_row: bool) -> bool:
    """Rows must be years, or members or totals below columns that all say what is measured."""
    known = [c for c in measured if c.role is Role.VALUE]
    if has_year_rows:
        return bool(known) and year_of(first) is None
    if not known or not all(c.label for c in known):
        return False
    plain = header_words.folded(first)
    found = concepts(row)
    is_part = bool(members(found)) or not subject(found)
    is_grouped = not plain or bool(breakdowns(concepts(first))) or header_words.is_label_title(first)
    return is_row or (is_part and is_grouped)


def _measure(title: str, units: UnitTable) -> Column:
    """A title as what its column measures; a member alone is measured by the rows' own heading."""
    reason = header_words.ignored_reason(title)
    year = year_of(title)
    if reason or header_words.role_name(title) in ("page", "note", "code", "standard", "unit"):
        return Column(Role.IGNORED, title, reason=reason or "no column of values")
    text, given = split_unit(title, units)
    if year is not None and not year.rest:
        return Column(Role.IGNORED, title, reason="a year column of a turned table")
    label = text if subject(concepts(text)) else ""
    member = "" if label else text
    period = year.year if year is not None else None
    back = 0 if period is None else None
    return Column(Role.VALUE, title, period, back, member, next(iter(given), ""), label=label)


def _fitted(upper: Texts, lower: Texts, units: UnitTable) -> tuple[Texts, Texts] | None:
    """Both rows at one width: a spanning cell may have been printed once, or the label cell left out below."""
    if len(upper) == len(lower):
        return upper, lower
    lead = next((i for i, text in enumerate(lower) if text), 0)
    if len(upper) > len(lower):
        gap = len(upper) - len(lower)
        return (upper, [""] * gap + lower) if lead == 0 and upper[gap] and not any(upper[gap + 1 : gap + 2]) else None
    groups, parts = upper[max(lead, 1) :], lower[max(lead, 1) :]
    if not groups or not all(groups) or len(parts) % len(groups):
        return None
    size = len(parts) // len(groups)
    chunks = [parts[i : i + size] for i in range(0, len(parts), size)]
    columns = [read_column(group, units) for group in groups]
    if any(chunk != chunks[0] for chunk in chunks) or any(c is None or c.role is Role.UNIT for c in columns):
        return None
    return upper[: max(lead, 1)] + [group for group in groups for _ in range(size)], lower


def _is_second(upper: Texts, lower: Texts, tops: list[Column], lows: list[Column]) -> bool:
    """Whether the lower row belongs to the header: no label of its own, and only years, members, units or roles."""
    if lower[0] and lower[0] != upper[0] and not (header_words.is_label_title(lower[0]) and not upper[0]):
        return False
    told = [c for c in lows[1:] if c.title]
    is_told = bool(told) and all(c.role is not Role.LABEL for c in told)
    has_top_years = sum(c.period is not None for c in tops[1:]) > 0
    has_low_years = sum(c.period is not None for c in told) > 0
    if lower[0] and not has_low_years:
        return False
    is_worded = not lower[0] and has_top_years and bool(told) and len(told) > 1
    return (
        any(c.title for c in tops[1:])
        and (is_told or is_worded)
        and (has_top_years or has_low_years or _has_members(tops, told))
    )


def _has_members(tops: list[Column], told: list[Column]) -> bool:
    return any(c.member for c in tops) or any(c.member for c in told)


def _spread(tops: list[Column], lows: list[Column]) -> list[Column]:
    """A cell that spans several columns holds for the empty ones on its right."""
    out: list[Column] = []
    for index, (top, low) in enumerate(zip(tops, lows, strict=True)):
        spans = index > 1 and not top.title and low.title and out[-1].role not in (Role.UNIT, Role.PAGE)
        out.append(out[-1] if spans else top)
    return out


def _joined(top: Column, low: Column, units: UnitTable) -> Column:
    """One column of both rows: the year of either, the unit or member of the other."""
    # `Year`, `Data`: what stands over the years themselves names no group and no unit.
    if not low.title or not top.title or header_words.is_plain(top.title):
        return top if top.title and not low.title else low
    if low.reason == "a code column" and top.period is not None:
        return replace(top, title=f"{top.title} {low.title}", unit=low.title)  # `No.` beside `%`
    if Role.IGNORED in (top.role, low.role):
        return replace(top if top.role is Role.IGNORED else low, title=f"{top.title} {low.title}")
    if Role.UNIT in (top.role, low.role) or Role.PAGE in (top.role, low.role):
        return top if top.role in (Role.UNIT, Role.PAGE) else low
    if top.period is not None and low.period is not None and top.period != low.period:
        return Column(Role.IGNORED, f"{top.title} {low.title}", reason="two years over one column")
    dated = top if top.period is not None else low
    member = " ".join(m for m in (_group(top, units), _group(low, units)) if m)
    back = None if dated.period is not None else next((c.years_back for c in (low, top) if c.years_back), 0)
    unit = top.unit or low.unit or next(iter(split_unit(top.title, units)[1]), "")
    return Column(
        Role.VALUE, f"{top.title} {low.title}", dated.period, back, member, unit, is_split=top.is_split or low.is_split
    )


def _group(column: Column, units: UnitTable) -> str:
    """The words of a group over or under a year."""
    if column.member or column.period is not None or is_date(column.title):
        return column.member
    unit = units.parse(column.title) if column.unit == column.title else None
    if unit is not None and unit.dimension == "person" and subject(concepts(column.title)):
        return column.title  # `Headcount` is a unit and says what is counted
    if column.unit == column.title or header_words.role_name(column.title) is not None:
        return ""
    return split_unit(column.title, units)[0]


def _behind_values(columns: list[Column]) -> list[Column]:
    """A title without a year behind the first value is no label."""
    first = next((i for i, c in enumerate(columns) if c.role is Role.VALUE), len(columns))
    return [
        replace(c, role=Role.IGNORED, reason="a column without a year") if c.role is Role.LABEL and i > first else c
        for i, c in enumerate(columns)
    ]
