"""XLSX workbooks and CSV files to tab separated lines. Formulas count by their stored result; macros are never run.

What a workbook's own files say about it before it is opened is in `workbook_plan`.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from python_calamine import CalamineWorkbook

from esg_pipeline.disclosure.document_limits import Deadline, DocumentError, DocumentLimits, check_limit
from esg_pipeline.disclosure.workbook_plan import SheetPlan, plan_workbook

_DELIMITERS = ",;\t|"
_BLANKS = re.compile(r"[\s\u00a0]+")
_SNIFF_LINES = 200
_CHECK_EVERY = 1_000


def workbook_lines(content: bytes, limits: DocumentLimits, deadline: Deadline) -> list[str]:
    """Lines of a workbook: `# name` of each visible sheet, then its rows; percentages as shown.

    Raises DocumentError when it is no readable workbook or beyond the limits.
    """
    plans = {plan.name: plan for plan in plan_workbook(content, limits, deadline)}
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
        lines: list[str] = []
        for name in workbook.sheet_names:
            plan = plans.get(name)
            if plan is not None and not plan.is_hidden:
                lines += [*([""] if lines else []), *_sheet_lines(workbook, plan, deadline)]
    except DocumentError:
        raise
    except BaseException as error:
        # A panic of the Rust reader is no Exception.
        if isinstance(error, Exception) or type(error).__name__ == "PanicException":
            raise DocumentError(f"not a readable workbook: {error}") from error
        raise
    return lines


def _sheet_lines(workbook: CalamineWorkbook, plan: SheetPlan, deadline: Deadline) -> Iterator[str]:
    sheet = workbook.get_sheet_by_name(plan.name)
    first_row, first_column = sheet.start or (0, 0)
    yield f"# {_cell_text(plan.name)}"
    for row, values in enumerate(sheet.to_python(skip_empty_area=True), start=first_row):
        if row % _CHECK_EVERY == 0:
            deadline.check()
        cells = [
            _value_text(value, is_percent=(row, column) in plan.percents)
            for column, value in enumerate(values, start=first_column)
        ]
        yield "\t".join(cells) if any(cells) else ""


def _value_text(value: Any, *, is_percent: bool) -> str:
    """A cell as its sheet shows it, numbers with all digits that were stored."""
    match value:
        case bool():
            return "TRUE" if value else "FALSE"
        case int() | float():
            number = Decimal(format(value, ".15g"))
            return _plain(number * 100) + "%" if is_percent else _plain(number)
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
        case date() | time():
            return value.isoformat()
        case timedelta():
            return str(value)
        case _:
            return _cell_text(str(value))


def _plain(number: Decimal) -> str:
    """A decimal without exponent and without zeros that were not stored."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "") else text


def _cell_text(text: str) -> str:
    return _BLANKS.sub(" ", text).strip()


def csv_lines(text: str, limits: DocumentLimits, deadline: Deadline) -> list[str]:
    """Lines of a CSV file with tabs between the cells; the delimiter is the one that its rows agree on.

    Raises DocumentError for a broken file or one beyond the limits.
    """
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter_of(text), strict=False
    )
    lines: list[str] = []
    try:
        for number, row in enumerate(reader, start=1):
            check_limit("table rows", number, limits.max_table_rows)
            check_limit("table columns", len(row), limits.max_table_columns)
            if number % _CHECK_EVERY == 0:
                deadline.check()
            cells = [_cell_text(cell) for cell in row]
            lines.append("\t".join(cells) if any(cells) else "")
    except csv.Error as error:
        raise DocumentError(f"not a readable CSV file: {error}") from error
    return lines


def delimiter_of(text: str) -> str:
    """The delimiter that gives most rows the same number of cells, more than one; a comma when none does."""
    sample = "\n".join(text.split("\n", _SNIFF_LINES)[:_SNIFF_LINES])[:100_000]
    return max(_DELIMITERS, key=lambda mark: _agreement(sample, mark))


def _agreement(sample: str, mark: str) -> tuple[float, int]:
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=mark) if row]
    except csv.Error:
        return 0.0, 0
    wide = [width for width in widths if width > 1]
    if not wide:
        return 0.0, 0
    usual = max(set(wide), key=lambda width: (wide.count(width), width))
    return wide.count(usual) / len(widths), usual
