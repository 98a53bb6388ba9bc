"""One row of a table to raw observations, with the section and caption in force. Which header holds is in `tables`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from esg_pipeline.disclosure.cells import Cell
from esg_pipeline.disclosure.concepts import breakdowns, concepts, members, subject
from esg_pipeline.disclosure.document_text import Line
from esg_pipeline.disclosure.headers import Column, Role
from esg_pipeline.disclosure.numbers import ParsedValue, is_number_like, parse_value
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.sections import Section, is_intensity_alone
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.disclosure.years import year_of
from esg_pipeline.methodology.codes import State

UNCERTAIN = "the number cannot be read with certainty"
_EVENTS = re.compile(
    r"fatalit|death|\bcases?\b|complaint|injur|accident|incident|lawsuit|litigation|penalt|\bfines?\b|recall|violation|breach"
    r"|corrupt|non-compliance|strike|dispute|死亡|亡故|案件|案例|投诉|投訴|工伤|工傷|事故|诉讼|訴訟|处罚|處罰|罚款|罰款|召回|回收"
    r"|违规|違規|违反|違反|贪|貪|腐败|腐敗|泄露|洩露|泄漏|受伤|受傷",
    re.IGNORECASE,
)
_COUNTED = frozenset({"count", "person", "person_times", "days"})
_AMOUNTS = frozenset({"mass", "co2e", "energy", "volume", "hours"})
_MULTIPLE = re.compile(r"'000|千|万|萬|亿|億|百|thousand|million|billion|\bmn\b|\bbn\b|\b10,?000\b", re.IGNORECASE)
_ONLY_MULTIPLE = re.compile(
    r"thousands?|millions?|mn|billions?|bn|千|万|萬|百万|百萬|千万|千萬|亿|億|ten thousand|hundred million",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Row:
    """What the cells of one row have in common; `units` are those printed in the row itself."""

    line: Line
    label: str
    units: tuple[str, ...] = ()
    page: int | None = None
    problem: str = ""
    period: int | None = None
    depth: int = 0
    span: tuple[int, int] | None = None


Values = list[tuple[Column, Cell, ParsedValue]]


def read_cell(text: str, *, decimal_comma: bool) -> ParsedValue | None:
    """A cell's value; a number that may be read in two ways is kept as rejected."""
    value = parse_value(text, decimal_comma=decimal_comma)
    return ParsedValue(State.REJECTED) if value is None and is_number_like(text) else value


@dataclass(slots=True)
class Recorder:
    """Collects the observations of a document; knows the section, caption and number of the table in hand."""

    units: UnitTable
    fiscal_year: int | None
    observations: list[RawObservation] = field(default_factory=list[RawObservation])
    section: Section = field(default_factory=Section)
    caption: str = ""
    caption_unit: str = ""
    table: int = 0

    def heading(self, text: str, more_units: tuple[str, ...] = ()) -> None:
        """A heading inside the table."""
        self.section.put_heading(text, self.units, more_units)

    def open(self, caption: str, caption_unit: str) -> None:
        """Another table begins: nothing is inherited from the one before."""
        self.table += 1
        self.caption, self.caption_unit, self.section = caption, caption_unit, Section()

    def values(self, row: Row, values: Values) -> None:
        """The numbers of one row; a row that names its own subject becomes the figure that parts below belong to."""
        is_below = self.section.is_below(row.label, row.depth)
        row = replace(row, label=self.section.whole(row.label))
        found = concepts(row.label)
        is_breakdown = bool(breakdowns(found)) and not subject(found) and not members(found)
        if is_breakdown:
            self.heading(row.label)
            row = replace(row, problem=row.problem or "a number on a breakdown heading")
        is_intensity = is_intensity_alone(found) and not is_below
        is_indicator = bool(subject(found)) and not is_below and not (is_intensity and self.section.is_lone)
        if is_intensity:
            self.section.last = "intensity"
        elif is_indicator:
            self.section.put_indicator(row.label, row.units, row.depth)
        elif not is_below and not is_breakdown:
            self.section.last, self.section.is_lone = "figure", False
        for column, cell, value in values:
            self.observations.append(self._observation(row, column, cell, value, is_indicator=is_indicator))
        if row.units and not is_breakdown:
            self.section.sibling = row.units[0]

    def turned(self, row: Row, values: Values) -> None:
        """The numbers of a row of a turned table: the column says what is measured, the row a year or a group."""
        for column, cell, value in values:
            label = column.label or column.member
            member = row.label if row.period is None else column.member if column.label else ""
            own = Row(row.line, label, (), row.page, row.problem, row.period)
            dated = replace(column, period=row.period or column.period, member=member)
            self.observations.append(self._observation(own, dated, cell, value, is_indicator=True))

    def unread(self, line: Line, cells: Iterable[Cell], reason: str) -> None:
        """Numbers of a row that does not belong to a readable table: kept, never facts."""
        cells = list(cells)
        label = next((c.text for c in cells if c.text and parse_value(c.text) is None), "")
        for cell in cells:
            value = read_cell(cell.text, decimal_comma=False) if cell.text else None
            if value is None or value.state in (State.NOT_DISCLOSED, State.NOT_APPLICABLE):
                continue
            row = Row(line, label, (), line.page, reason)
            found = self._observation(row, Column(Role.IGNORED, reason=reason), cell, value, is_indicator=True)
            self.observations.append(
                replace(found, headings=(), breakdown=(), breakdown_label="", inherited=(), sibling="")
            )

    def _observation(
        self, row: Row, column: Column, cell: Cell, value: ParsedValue, *, is_indicator: bool
    ) -> RawObservation:
        section = self.section
        period = column.period
        if period is None and column.years_back is not None and self.fiscal_year is not None:
            period = (self._said_year() or self.fiscal_year) - column.years_back
        parent = () if is_indicator else section.indicator_units
        inherited = tuple(
            u for u in (*section.breakdown_units, *parent, *section.heading_units, self.caption_unit) if u
        )
        units = self._units(value, row, column)
        value = self._resolved(value, row, (*units, *inherited, section.sibling), section)
        return RawObservation(
            table=self.table,
            line=row.line.number,
            page=row.page,
            label=row.label,
            value=value,
            raw_value=cell.text,
            span=(cell.start, cell.end),
            row_span=row.span or row.line.stripped_span(),
            headings=tuple(h for h in (self.caption, section.heading) if h),
            indicator="" if is_indicator else section.indicator,
            breakdown_label=section.breakdown_label,
            breakdown=section.breakdown,
            member=column.member,
            units=units,
            inherited=inherited,
            sibling=section.sibling,
            period=period,
            is_period_assumed=column.period is None,
            problem=row.problem or column.reason or _problem(value, period),
        )

    def _said_year(self) -> int | None:
        """The year a caption or heading names, for columns that name none."""
        for text in (self.section.heading, self.caption):
            year = year_of(text) if text else None
            if year is not None and self.fiscal_year is not None and year.year <= self.fiscal_year:
                return year.year
        return None

    def _units(self, value: ParsedValue, row: Row, column: Column) -> tuple[str, ...]:
        """Units printed for the number; `1.2万` in a column of tonnes is in ten thousands of tonnes."""
        others = tuple(u for u in (*row.units, column.unit) if u)
        if not value.suffix or not others or not _ONLY_MULTIPLE.fullmatch(value.suffix):
            return tuple(u for u in (value.suffix, *others) if u)
        if _MULTIPLE.search(others[0]):  # said twice, or two things that contradict each other
            return others if value.suffix.lower() in others[0].lower() else (value.suffix, *others)
        both = (f"{value.suffix} {others[0]}", f"{others[0]} {value.suffix}")
        return tuple(u for u in both if self.units.parse(u) is not None)[:1] or (value.suffix, *others)

    def _resolved(self, value: ParsedValue, row: Row, units: tuple[str, ...], section: Section) -> ParsedValue:
        """Nil is a zero where events are counted or an amount is measured; elsewhere it discloses nothing.

        无 and none are a zero only for events: of an amount they may as well say that there is no figure.
        """
        if not value.is_nil:
            return value
        known = next((unit for text in units if text and (unit := self.units.parse(text)) is not None), None)
        is_counted = known is not None and known.dimension in _COUNTED and not known.per_dimension
        is_event = _EVENTS.search(f"{row.label} {section.indicator} {section.heading}") is not None
        is_amount = known is not None and known.dimension in _AMOUNTS and not known.per_dimension
        is_nil = is_amount and value.is_strong_nil
        return ParsedValue(State.REPORTED_ZERO, Fraction(0)) if is_event or is_counted or is_nil else value


def _problem(value: ParsedValue, period: int | None) -> str:
    """What a number itself says against being a figure."""
    if value.state is State.REJECTED:
        return UNCERTAIN
    if value.suffix == "年" and value.value is not None and 1900 <= value.value <= 2100:
        return "a year, not a measure"
    return "" if period is not None else "no year is known for the value"
