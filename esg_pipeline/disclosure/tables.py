"""Lines of a document to raw observations: walks the rows, keeps header, headings and units in force.

How a line is cut is in `cells`, what a column holds in `headers`; what a number means is decided in `mapper`.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from esg_pipeline.disclosure import runs, stacks
from esg_pipeline.disclosure.cells import Cell, is_rule, split_cells
from esg_pipeline.disclosure.concepts import breakdowns, concepts, members, subject
from esg_pipeline.disclosure.document_text import DocumentText, Line
from esg_pipeline.disclosure.headers import Column, Header, Role, read_header
from esg_pipeline.disclosure.label_text import split_unit
from esg_pipeline.disclosure.numbers import ParsedValue, parse_value
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.methodology.codes import State

_PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?$", re.IGNORECASE)
_UNIT_CAPTION = re.compile(r"(?:单位|單位|\bunits?)\s*[:：]\s*([^\t|,，;；。]{1,30}?)\s*[)）]?\s*$", re.IGNORECASE)
_REFERENCE = re.compile(r"\b(?:see|refer|note|page|p\.)|详见|詳見|参见|參見|请见|附注", re.IGNORECASE)
_MAX_CAPTION = 80
_MAX_HEADING = 60
_MAX_BREAK_LINES = 3


@dataclass(slots=True)
class _Section:
    """The headings and units in force below a header."""

    heading: str = ""
    heading_units: tuple[str, ...] = ()
    indicator: str = ""
    indicator_units: tuple[str, ...] = ()
    breakdown_label: str = ""
    breakdown: tuple[str, ...] = ()
    breakdown_units: tuple[str, ...] = ()
    sibling: str = ""
    outer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Row:
    """What the cells of one row have in common; `units` are those printed in the row itself."""

    line: Line
    label: str
    units: tuple[str, ...] = ()
    page: int | None = None
    problem: str = ""


@dataclass(slots=True)
class _Break:
    """Text seen since the last row: a table may go on behind a page break when its header is repeated."""

    lines: int = 0
    is_long: bool = False
    caption: str = ""
    unit: str = ""


@dataclass(slots=True)
class TableReader:
    """Reads one document; make a new one for each. `topics`: concepts of whole labels, which no line break has cut."""

    units: UnitTable
    fiscal_year: int | None
    topics: Collection[frozenset[str]] = frozenset[frozenset[str]]()
    observations: list[RawObservation] = field(default_factory=list[RawObservation])
    _header: Header | None = None
    _suspended: Header | None = None
    _run: runs.RunHeader | None = None
    _is_broken: bool = False
    _section: _Section = field(default_factory=_Section)
    _break: _Break = field(default_factory=_Break)
    _caption: str = ""
    _caption_unit: str = ""
    _table: int = 0
    _is_first: bool = True

    def read(self, document: DocumentText) -> list[RawObservation]:
        """Every number in a table of the document, in order of place."""
        lines = document.lines
        index = 0
        while index < len(lines):
            stack = stacks.read_stack(lines, index, document.text, self.units)
            if stack is not None:
                self._stack(stack)
                index = stack.end
                continue
            self._line(lines[index], lines[index + 1] if index + 1 < len(lines) else None)
            index += 1
        return self.observations

    def _line(self, line: Line, following: Line | None) -> None:
        text = line.text.strip()
        if not text or is_rule(line):
            return
        cells = split_cells(line)
        if len(cells) >= 2:
            self._run = None
            self._row(line, cells, is_marked=following is not None and "|" in line.text and is_rule(following))
        elif _PAGE_NUMBER.match(text):
            return
        else:
            self._text(line, text, following)

    # --- text between rows -------------------------------------------------------------------------------------

    def _text(self, line: Line, text: str, following: Line | None) -> None:
        run = runs.read_run_header(line, self.fiscal_year)
        if run is not None:
            self._start_run(run)
            return
        if self._run is not None and self._run_line(line, text):
            return
        if self._header is not None and self._is_inner_heading(text, following):
            self._heading(text)
            return
        self._interrupt(text)

    def _interrupt(self, text: str) -> None:
        if self._header is not None:
            self._suspended, self._header, self._break = self._header, None, _Break()
        self._run, self._is_first = None, True
        self._break.lines += 1
        self._break.is_long = self._break.is_long or len(text) > _MAX_CAPTION
        caption_unit = _UNIT_CAPTION.search(text) if len(text) <= _MAX_CAPTION else None
        if caption_unit:
            self._break.unit = caption_unit.group(1)
        else:
            self._break.caption = "" if len(text) > _MAX_CAPTION or text[-1] in ".。;；" else text.lstrip("# ")

    def _is_inner_heading(self, text: str, following: Line | None) -> bool:
        """A short line straight above a row of the same width is a heading that lost its empty cells."""
        if len(text) > _MAX_HEADING or text[-1] in ".。;；:：" or following is None or self._header is None:
            return False
        cells = split_cells(following)
        return len(cells) == len(self._header.columns) and self._read_header(cells, is_marked=False) is None

    # --- runs of numbers without separators --------------------------------------------------------------------

    def _start_run(self, run: runs.RunHeader) -> None:
        is_same = self._run is not None and self._run.years == run.years
        if not is_same:
            self._open(Header(()))
            self._header, self._suspended = None, None
        self._run, self._is_broken = run, False
        if run.subject:
            self._heading(run.subject)

    def _run_line(self, line: Line, text: str) -> bool:
        """Read a line under a run header; False when it is prose and the run is over."""
        run = self._run
        row = runs.read_run_row(line, run, self.units) if run else None
        if run is None or row is None:
            return False
        if not row.values:
            if len(text) > _MAX_CAPTION or text[-1] in ".。":
                return False
            self._run_heading(text)
            return True
        label, label_units = split_unit(row.label, self.units)
        problem = row.problem or ("the label may be broken over two lines" if self._is_broken else "")
        self._is_broken = False
        columns = [Column(Role.VALUE, str(y or ""), y) for y in row.years]
        given = (row.unit, *label_units) if row.unit else label_units
        values = [(c, cell, v) for c, (cell, v) in zip(columns, row.values, strict=True)]
        self._values(_Row(line, label, given, row.page or line.page, problem), values)
        return True

    def _run_heading(self, text: str) -> None:
        found = concepts(split_unit(text, self.units)[0])
        if breakdowns(found) or subject(found) in self.topics:
            self._heading(text)
        else:
            self._is_broken = True
            self._section = _Section(heading=text)

    def _stack(self, stack: stacks.Stack) -> None:
        self._interrupt_for_stack()
        for row in stack.rows:
            self._is_broken = False
            for heading in row.headings:
                self._run_heading(heading)
            label, given = split_unit(row.label, self.units)
            problem = "the label may be broken over two lines" if self._is_broken else ""
            values = [
                (
                    Column(
                        Role.VALUE, str(year), year if self.fiscal_year is None or year <= self.fiscal_year else None
                    ),
                    cell,
                    value,
                )
                for year, cell in zip(stack.years, row.cells, strict=True)
                if (value := parse_value(cell.text)) is not None
            ]
            self._values(_Row(row.line, label, given, row.line.page, problem), values)

    def _interrupt_for_stack(self) -> None:
        self._open(Header(()))
        self._header, self._run, self._is_first, self._is_broken = None, None, True, False

    # --- rows of cells -----------------------------------------------------------------------------------------

    def _row(self, line: Line, cells: list[Cell], *, is_marked: bool) -> None:
        header = self._read_header(cells, is_marked=is_marked)
        if header is not None:
            self._take_header(header)
            return
        self._is_first = False
        if self._header is None:
            self._unread(line, cells, "a row without a table header")
            return
        width = len(self._header.columns)
        while len(cells) > width and not cells[-1].text:
            cells = cells[:-1]
        filled = [cell for cell in cells if cell.text]
        if not filled:
            return
        if len(filled) == 1 and cells[0].text:
            self._heading(cells[0].text)
        elif len(cells) != width:
            self._unread(line, cells, "the row has another number of cells than its header")
        else:
            self._data_row(line, cells, self._header)

    def _read_header(self, cells: list[Cell], *, is_marked: bool) -> Header | None:
        return read_header(cells, self.fiscal_year, self.units, is_marked=is_marked, is_first=self._is_first)

    def _take_header(self, header: Header) -> None:
        is_repeat = self._header is not None and self._header.signature == header.signature
        before = self._suspended
        if before is not None and before.signature == header.signature and not self._break.is_long:
            is_repeat = is_repeat or self._break.lines <= _MAX_BREAK_LINES
        if is_repeat:
            self._header, self._is_first = header, False
        else:
            self._open(header)
        if header.subject and not is_repeat:
            self._heading(header.subject)

    def _open(self, header: Header) -> None:
        self._table += 1
        self._header, self._suspended, self._is_first = header, None, False
        is_near = self._break.lines > 0
        self._caption = split_unit(self._break.caption, self.units)[0] if is_near else ""
        self._caption_unit = self._break.unit or next(iter(split_unit(self._break.caption, self.units)[1]), "")
        self._section, self._break = _Section(), _Break()

    def _data_row(self, line: Line, cells: list[Cell], header: Header) -> None:
        pairs = list(zip(header.columns, cells, strict=True))
        label, problem = self._label([cell.text for column, cell in pairs if column.role is Role.LABEL])
        label, label_units = split_unit(label, self.units)
        column_units = tuple(
            cell.text for column, cell in pairs if column.role is Role.UNIT and cell.text not in ("", "-", "–", "—")
        )
        pages = [
            cell.text
            for column, cell in pairs
            if column.role is Role.PAGE and cell.text.isdigit() and cell.text.isascii()
        ]
        data = [(c, cell) for c, cell in pairs if c.role in (Role.VALUE, Role.IGNORED) and cell.text]
        values = [(c, cell, v) for c, cell in data if (v := parse_value(cell.text)) is not None]
        texts = [cell.text for c, cell in data if c.role is Role.VALUE and parse_value(cell.text) is None]
        if texts and not values and not any(_REFERENCE.search(t) for t in texts) and self.units.parse(texts[0]) is None:
            self._suspended, self._header = None, None  # words where the numbers should be: another table began
            return
        if not values and label:
            self._heading(label, label_units + column_units)
            return
        page = int(pages[0]) if pages and len(pages[0]) < 6 else line.page
        self._values(_Row(line, label, (*column_units, *label_units), page, problem), values)

    def _label(self, texts: list[str]) -> tuple[str, str]:
        """The innermost label; outer label cells act as headings, and an empty one repeats the row above."""
        if not texts or not any(texts):
            return "", "the row has no label"
        inner = max(i for i, t in enumerate(texts) if t)
        outer = [
            t or (self._section.outer[i] if i < len(self._section.outer) else "") for i, t in enumerate(texts[:inner])
        ]
        if len(texts) > 1 and tuple(outer) != self._section.outer and any(outer):
            for text in outer:
                if text:
                    self._heading(text)
            self._section.outer = tuple(outer)
        return texts[inner], ""

    # --- headings and values -----------------------------------------------------------------------------------

    def _heading(self, text: str, more_units: tuple[str, ...] = ()) -> None:
        label, given = split_unit(text.lstrip("# "), self.units)
        found = concepts(label)
        keys = tuple(breakdowns(found))
        if keys and not subject(found):
            section = self._section
            section.breakdown_label, section.breakdown, section.breakdown_units = label, keys, (*given, *more_units)
        else:
            self._section = _Section(
                heading=label, heading_units=(*given, *more_units), breakdown=keys, outer=self._section.outer
            )

    def _values(self, row: _Row, values: list[tuple[Column, Cell, ParsedValue]]) -> None:
        found = concepts(row.label)
        is_breakdown = bool(breakdowns(found)) and not subject(found) and not members(found)
        if is_breakdown:
            self._heading(row.label)
            row = replace(row, problem=row.problem or "a number on a breakdown heading")
        is_indicator = bool(subject(found))
        if is_indicator:
            self._indicator(row.label, row.units, found)
        for column, cell, value in values:
            self.observations.append(self._observation(row, column, cell, value, is_indicator=is_indicator))
        if row.units and not is_breakdown:
            self._section.sibling = row.units[0]

    def _indicator(self, label: str, given: tuple[str, ...], found: frozenset[str]) -> None:
        section = self._section
        section.indicator, section.indicator_units = label, given
        section.breakdown, section.breakdown_label, section.breakdown_units = tuple(breakdowns(found)), "", ()

    def _observation(
        self, row: _Row, column: Column, cell: Cell, value: ParsedValue, *, is_indicator: bool
    ) -> RawObservation:
        section = self._section
        period = column.period
        if period is None and column.years_back is not None and self.fiscal_year is not None:
            period = self.fiscal_year - column.years_back
        parent = () if is_indicator else section.indicator_units
        inherited = (*section.breakdown_units, *parent, *section.heading_units, self._caption_unit)
        missing = "" if period is not None else "no year is known for the value"
        return RawObservation(
            table=self._table,
            line=row.line.number,
            page=row.page,
            label=row.label,
            value=value,
            raw_value=cell.text,
            span=(cell.start, cell.end),
            row_span=row.line.stripped_span(),
            headings=tuple(h for h in (self._caption, section.heading) if h),
            indicator="" if is_indicator else section.indicator,
            breakdown_label=section.breakdown_label,
            breakdown=section.breakdown,
            member=column.member,
            units=tuple(u for u in (value.suffix, *row.units, column.unit) if u),
            inherited=tuple(u for u in inherited if u),
            sibling=section.sibling,
            period=period,
            is_period_assumed=column.period is None,
            problem=row.problem or column.reason or missing,
        )

    def _unread(self, line: Line, cells: list[Cell], reason: str) -> None:
        """Numbers of a row that does not belong to a readable table: kept, never facts."""
        label = next((c.text for c in cells if c.text and parse_value(c.text) is None), "")
        for cell in cells:
            value = parse_value(cell.text) if cell.text else None
            if value is None or value.state in (State.NOT_DISCLOSED, State.NOT_APPLICABLE):
                continue
            column = Column(Role.IGNORED, reason=reason)
            row = _Row(line, label, (), line.page, reason)
            found = self._observation(row, column, cell, value, is_indicator=True)
            self.observations.append(
                replace(found, headings=(), breakdown=(), breakdown_label="", inherited=(), sibling="")
            )
