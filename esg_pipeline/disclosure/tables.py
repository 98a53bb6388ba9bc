"""Lines of a document to raw observations: walks the rows and keeps the header in force across page breaks.

How a line is cut is in `cells`, what a column holds in `headers`, what a row gives in `table_rows`.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from esg_pipeline.disclosure import captions, runons, runs, stacks, table_shape
from esg_pipeline.disclosure.captions import Break
from esg_pipeline.disclosure.cells import Cell, is_rule, split_cells
from esg_pipeline.disclosure.concepts import breakdowns, concepts, subject
from esg_pipeline.disclosure.document_text import DocumentText, Line
from esg_pipeline.disclosure.header_rows import read_turned, read_two_rows
from esg_pipeline.disclosure.headers import NO_YEAR, Column, Header, Role, is_plain_number, read_header
from esg_pipeline.disclosure.label_text import split_unit
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.sections import Section, depth_of, is_code
from esg_pipeline.disclosure.table_rows import Recorder, Row, Values, read_cell
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.disclosure.years import year_of

_PAGE_NUMBER = re.compile(r"^(?:page\s*)?[-–—]?\s*\d{1,4}\s*[-–—]?$", re.IGNORECASE)
_MAX_HEADING = 60
_MAX_BREAK_LINES = 3


@dataclass(slots=True)
class TableReader:
    """Reads one document; make a new one for each. `topics`: concepts of whole labels, which no line break has cut."""

    units: UnitTable
    fiscal_year: int | None
    topics: Collection[frozenset[str]] = frozenset[frozenset[str]]()
    _lines: Sequence[Line] = ()
    _header: Header | None = None
    _suspended: Header | None = None
    _run: runs.RunHeader | None = None
    _is_broken: bool = False
    _is_below_section: bool = False
    _break: Break = field(default_factory=Break)
    _is_first: bool = True
    _is_titled: bool = False
    _commas: frozenset[int] = frozenset()
    _out: Recorder = field(init=False)

    def __post_init__(self) -> None:
        self._out = Recorder(self.units, self.fiscal_year)

    def read(self, document: DocumentText) -> list[RawObservation]:
        """Every number in a table of the document, in order of place."""
        self._lines = lines = document.lines
        self._commas = table_shape.decimal_comma_lines(lines)
        index = 0
        while index < len(lines):
            stack = stacks.read_stack(lines, index, document.text, self.units)
            if stack is not None:
                self._stack(stack)
                index = stack.end
                continue
            index = self._line(index)
        return self._out.observations

    def _line(self, index: int) -> int:
        """Read one line; the index of the next one."""
        line = self._lines[index]
        text = line.text.strip()
        if not text or is_rule(line):
            return index + 1
        cells = split_cells(line)
        if len(cells) >= 2:
            self._run = None
            return self._row(index, line, cells)
        if not _PAGE_NUMBER.match(text):
            self._text(line, text, index)
        return index + 1

    # --- text between rows -------------------------------------------------------------------------------------

    def _text(self, line: Line, text: str, index: int) -> None:
        tables = runons.read_run_ons(line, self.fiscal_year, self.units)
        if tables:
            self._run_on(tables)
            return
        run = runs.read_run_header(line, self.fiscal_year)
        if run is not None:
            self._start_run(run)
            return
        if self._run is not None and self._run_line(line, text):
            return
        following = self._lines[index + 1] if index + 1 < len(self._lines) else None
        if self._header is not None and self._is_inner_heading(text, following):
            self._out.heading(text)
            return
        self._interrupt(text)

    def _interrupt(self, text: str) -> None:
        if self._header is not None:
            self._suspended, self._header, self._break = self._header, None, Break()
        self._run, self._is_first, self._is_titled = None, True, False
        self._break.add(text, self.units)

    def _is_inner_heading(self, text: str, following: Line | None) -> bool:
        """A short line straight above a row of the same width is a heading that lost its empty cells."""
        if len(text) > _MAX_HEADING or text[-1] in ".。;；:：" or following is None or self._header is None:
            return False
        if captions.is_furniture(text):
            return False
        cells = split_cells(following)
        return len(cells) == len(self._header.columns) and self._read_header(cells, is_marked=False) is None

    # --- numbers without separators ----------------------------------------------------------------------------

    def _run_on(self, tables: Sequence[runons.RunOnTable]) -> None:
        for table in tables:
            self._restart(table.caption, "")
            for row in table.rows:
                columns = [Column(Role.VALUE, str(y or ""), y) for y in row.years]
                values = [(c, cell, v) for c, (cell, v) in zip(columns, row.values, strict=True)]
                self._out.values(Row(row.line, row.label, row.units, row.line.page, row.problem, span=row.span), values)
        self._restart("", "")

    def _restart(self, caption: str, caption_unit: str) -> None:
        self._out.open(caption, caption_unit)
        self._header = self._suspended = self._run = None
        self._is_first, self._is_broken, self._break = True, False, Break()

    def _start_run(self, run: runs.RunHeader) -> None:
        is_same = self._run is not None and self._run.years == run.years
        if not is_same:
            self._open(Header(()))
            self._header, self._suspended = None, None
        self._run, self._is_broken = run, False
        if run.subject:
            self._out.heading(run.subject)

    def _run_line(self, line: Line, text: str) -> bool:
        """Read a line under a run header; False when it is prose and the run is over."""
        run = self._run
        row = runs.read_run_row(line, run, self.units) if run else None
        if run is None or row is None:
            return False
        if not row.values:
            if len(text) > captions.MAX_CAPTION or text[-1] in ".。":
                return False
            self._run_heading(text)
            return True
        label, label_units = split_unit(row.label, self.units)
        problem = row.problem or self._broken(row.label)
        columns = [Column(Role.VALUE, str(y or ""), y) for y in row.years]
        given = (row.unit, *label_units) if row.unit else label_units
        values = [(c, cell, v) for c, (cell, v) in zip(columns, row.values, strict=True)]
        self._out.values(Row(line, label, given, row.page or line.page, problem), values)
        return True

    def _run_heading(self, text: str) -> None:
        found = concepts(split_unit(text, self.units)[0])
        self._is_below_section = captions.is_section(text)
        if breakdowns(found) or subject(found) in self.topics or self._is_below_section:
            self._out.heading(text)
            self._is_broken = self._is_broken and not self._is_below_section
        else:
            self._is_broken = True
            self._out.section = Section(heading=text)

    def _broken(self, label: str) -> str:
        """Why a label may be the end of one that began on the line above; '' where it stands alone."""
        is_broken = self._is_broken or (self._is_below_section and label[:1].islower())
        self._is_broken = self._is_below_section = False
        return "the label may be broken over two lines" if is_broken else ""

    def _stack(self, stack: stacks.Stack) -> None:
        self._open(Header(()))
        self._header, self._run, self._is_first, self._is_broken = None, None, True, False
        for row in stack.rows:
            self._is_broken = False
            for heading in row.headings:
                self._run_heading(heading)
            label, given = split_unit(row.label, self.units)
            given = (row.unit, *given) if row.unit else given
            problem = self._broken(row.label)
            values: Values = []
            for year, cell in zip(stack.years, row.cells, strict=True):
                is_past = self.fiscal_year is None or year <= self.fiscal_year
                value = parse_value(cell.text)
                if value is not None:
                    values.append((Column(Role.VALUE, str(year), year if is_past else None), cell, value))
            self._out.values(Row(row.line, label, given, row.line.page, problem), values)

    # --- headers -----------------------------------------------------------------------------------------------

    def _row(self, index: int, line: Line, cells: list[Cell]) -> int:
        """Read a row of cells; a header may take the row below with it."""
        header, end = self._header_at(index, line, cells)
        if header is not None:
            self._take_header(header)
            return end
        if self._header is None and not self._resume(index, line, cells):
            self._is_first = False
            return index + 1
        self._is_first = False
        if self._header is not None:
            self._cells(line, cells, self._header)
        return index + 1

    def _header_at(self, index: int, line: Line, cells: list[Cell]) -> tuple[Header | None, int]:
        if any(is_plain_number(cell.text) for cell in cells):
            return None, index + 1
        following = self._lines[index + 1] if index + 1 < len(self._lines) else None
        is_marked = following is not None and "|" in line.text and is_rule(following)
        is_apart = self._header is not None and index > 0 and not self._lines[index - 1].text.strip()
        is_new = is_apart and self._header is not None and len(cells) != len(self._header.columns)
        header = self._read_header(cells, is_marked=is_marked, is_new=is_new)
        is_dated = header is not None and any(c.period is not None for c in header.columns)
        if header is None and not table_shape.may_head(cells, self.units):
            return None, index + 1
        below = table_shape.row_below(self._lines, index)
        if below is None:
            return header, index + 1
        position, others = below
        two = read_two_rows(cells, others, self.fiscal_year, self.units)
        if two is not None:
            return two, position + 1
        if not is_dated:
            is_open = header is None or all(c.role is not Role.VALUE for c in header.columns)
            others = table_shape.row_with_values(self._lines, below)
            turned = read_turned(cells, others, self.fiscal_year, self.units, is_open=is_open)
            header = turned or header
        return header, index + 1

    def _read_header(self, cells: list[Cell], *, is_marked: bool, is_new: bool = False) -> Header | None:
        """`is_new`: a blank line and another width set the row apart from the table above."""
        is_first = self._is_first or is_new
        return read_header(cells, self.fiscal_year, self.units, is_marked=is_marked, is_first=is_first)

    def _take_header(self, header: Header) -> None:
        is_repeat = self._header is not None and self._header.signature == header.signature
        before = self._suspended
        is_near = self._break.lines <= _MAX_BREAK_LINES and not self._break.is_long
        if before is not None and before.signature == header.signature and is_near:
            is_repeat = True
            self._head_behind_break()
        if is_repeat:
            self._header, self._is_first = header, False
        else:
            self._open(header)
        unit = captions.unit_title(header.columns[0].title, self.units)
        if unit and not self._out.caption_unit:
            self._out.caption_unit = unit
        elif header.subject and not is_repeat and not unit:
            self._out.heading(header.subject)

    def _head_behind_break(self) -> None:
        """Text between two parts of a table that is no page furniture is a heading of the second part."""
        for title in self._break.titles:
            self._out.heading(title)

    def _open(self, header: Header) -> None:
        is_near = self._break.lines > 0
        caption, given = split_unit(self._break.caption, self.units)
        self._out.open(caption if is_near else "", self._break.unit or next(iter(given), ""))
        self._header, self._suspended, self._is_first, self._break = header, None, False, Break()

    def _resume(self, index: int, line: Line, cells: list[Cell]) -> bool:
        """A row without a header: the table of the page before goes on, or its cells alone say enough."""
        if (
            captions.unit_of(line.text.replace("\t", " ").strip("| "), self.units)
            and len([c for c in cells if c.text]) == 1
        ):
            self._break.add(next(c.text for c in cells if c.text), self.units)
            return False
        before = self._suspended
        is_near = before is not None and self._break.lines <= _MAX_BREAK_LINES and not self._break.is_long
        if before is not None and is_near and not self._break.unit and table_shape.fits(cells, before, self.units):
            self._head_behind_break()
            self._header, self._suspended = before, None
            return True
        self._is_titled = self._is_titled or table_shape.is_wordy(cells)
        own = (
            table_shape.own_header(cells, self.units) if self.fiscal_year is not None and not self._is_titled else None
        )
        below = table_shape.row_below(self._lines, index)
        if own is not None and below is not None and table_shape.own_header(below[1], self.units) is not None:
            self._open(own)
            return True
        if [c for c in cells if c.text][1:]:
            self._out.unread(line, cells, "a row without a table header")
        return False

    # --- rows below a header -----------------------------------------------------------------------------------

    def _cells(self, line: Line, cells: list[Cell], header: Header) -> None:
        width = len(header.columns)
        while len(cells) > width and not cells[-1].text:
            cells = cells[:-1]
        cells = table_shape.filled_up(cells, header, self.units)
        filled = [cell for cell in cells if cell.text]
        if not filled:
            return
        if len(filled) == 1 and cells[0].text:
            self._out.heading(cells[0].text)
        elif len(cells) < width and (title := _title_behind_code(filled)):
            self._out.heading(title)
        elif len(cells) != width:
            self._out.unread(line, cells, "the row has another number of cells than its header")
        else:
            self._data_row(line, cells, header)

    def _data_row(self, line: Line, cells: list[Cell], header: Header) -> None:
        columns = enumerate(zip(header.columns, cells, strict=True))
        pairs = [(_of_numbers(c) if i and is_plain_number(cell.text) else c, cell) for i, (c, cell) in columns]
        data = [(c, cell) for c, cell in pairs if c.role in (Role.VALUE, Role.IGNORED) and cell.text]
        is_comma = line.number in self._commas
        read = [(c, cell, read_cell(cell.text, decimal_comma=is_comma)) for c, cell in data]
        values = [(c, cell, v) for c, cell, v in read if v is not None]
        texts = [cell.text for c, cell, v in read if c.role is Role.VALUE and v is None]
        if texts and not values and table_shape.is_other_table(texts, self.units):
            self._suspended, self._header = None, None  # words where the numbers should be: another table began
            return
        row = self._read_row(line, pairs)
        if header.has_year_rows or any(c.label for c in header.columns):
            self._turned_row(row, header, values)
        elif not values and row.label:
            self._out.heading(row.label, row.units)
        else:
            self._out.values(row, values)

    def _read_row(self, line: Line, pairs: list[tuple[Column, Cell]]) -> Row:
        label, problem = self._label([cell.text for column, cell in pairs if column.role is Role.LABEL])
        label, label_units = split_unit(label, self.units)
        units = tuple(
            cell.text for c, cell in pairs if c.role is Role.UNIT and cell.text not in ("", "-", "–", "—", "/")
        )
        pages = [cell.text for c, cell in pairs if c.role is Role.PAGE and re.fullmatch(r"[0-9]{1,5}", cell.text)]
        page = int(pages[0]) if pages else line.page
        # Only a label in the first column shows by its place how far it is set in.
        is_outer = pairs[0][0].role is Role.LABEL and sum(c.role is Role.LABEL for c, _ in pairs) == 1
        depth = depth_of(line.text.lstrip("|")) if is_outer else 0
        return Row(line, label, (*units, *label_units), page, problem, depth=depth)

    def _turned_row(self, row: Row, header: Header, values: Values) -> None:
        year = year_of(row.label) if header.has_year_rows else None
        is_past = year is not None and (self.fiscal_year is None or year.year <= self.fiscal_year)
        if header.has_year_rows and (year is None or year.rest or not is_past):
            row = Row(row.line, row.label, problem="the row is no year of the document", page=row.page)
        elif year is not None:
            row = Row(row.line, "", (), row.page, period=year.year)
        self._out.turned(row, values)

    def _label(self, texts: list[str]) -> tuple[str, str]:
        """The innermost label; outer label cells act as headings, and an empty one repeats the row above."""
        texts = [t for t in texts if not is_code(t)] if len(texts) > 1 else texts
        if not texts or not any(texts):
            return "", "the row has no label"
        inner, section = max(i for i, t in enumerate(texts) if t), self._out.section
        outer = [t or (section.outer[i] if i < len(section.outer) else "") for i, t in enumerate(texts[:inner])]
        if len(texts) > 1 and tuple(outer) != section.outer and any(outer):
            for text in outer:
                if text:
                    self._out.heading(text)
            section.outer = tuple(outer)
        return texts[inner], ""


def _of_numbers(column: Column) -> Column:
    """A column of words that turns out to hold numbers: a segment or a quarter beside the year."""
    return replace(column, role=Role.IGNORED, reason=NO_YEAR) if column.role is Role.LABEL and column.title else column


def _title_behind_code(filled: Sequence[Cell]) -> str:
    """The heading of a row that is no more than a code and a title: `B1.1 | Total workforce by gender`."""
    is_titled = len(filled) == 2 and is_code(filled[0].text) and not is_plain_number(filled[1].text)
    return filled[1].text if is_titled and parse_value(filled[1].text) is None else ""
