"""An Excel workbook of published tables: formats, frozen header, filter, dictionary sheet. Text is never a formula."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from esg_pipeline.display import clean
from esg_pipeline.machine_output import starts_formula

ROWS, CELL, NAME = 1_048_576, 32_767, 31  # what a sheet, a cell and a sheet's name hold
DICTIONARY = "data dictionary"
SHORTENED = " [shortened]"
WIDEST = 60
MADE = datetime(2000, 1, 1)  # noqa: DTZ001  # the same tables give the same bytes; no clock is in the file
SHOWN_OF_DICTIONARY = (
    *("table_name", "kind", "column_name", "data_type", "description"),
    *("is_key", "is_nullable", "rules", "example", "table_description"),
)
HEADER = {"bold": True, "bg_color": "#0b4f6c", "font_color": "#ffffff", "valign": "top"}
# All digits are shown: a score must not be rounded over the border of a grade.
SHARE, SCORE, DAY, MOMENT = "0.0##%", "0.0#########", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"


class WorkbookError(ValueError):
    """What does not fit into a workbook; nothing was written."""


def check_fits(frames: Mapping[str, pl.DataFrame]) -> None:
    """Raises WorkbookError for tables with more rows than a sheet holds."""
    for name, frame in frames.items():
        if frame.height >= ROWS:
            raise WorkbookError(
                f"{name} has {frame.height:,} rows, a sheet holds {ROWS - 1:,}: narrow it with --rating-date, "
                "or take --format parquet"
            )


def write_workbook(file: Path, frames: Mapping[str, pl.DataFrame], words: pl.DataFrame) -> None:
    """One sheet per table and one for the dictionary; `words` is the data dictionary of the published file."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}
    with Workbook(str(file), options) as book:
        book.set_properties({"title": "ESG ratings of bond issuers", "created": MADE})
        header, as_text = book.add_format(HEADER), book.add_format({"quote_prefix": True})
        for name, frame in frames.items():
            rules = dict(words.filter(table_name=name).select("column_name", "rules").iter_rows())
            shown = {column: shown_as(frame[column], rules.get(column, "")) for column in frame.columns}
            formats = {column: book.add_format({"num_format": form}) for column, form in shown.items()}
            fill(book.add_worksheet(name[:NAME]), frame, header, formats, as_text)
        explained = words.filter(pl.col("table_name").is_in(list(frames))).select(SHOWN_OF_DICTIONARY)
        fill(book.add_worksheet(DICTIONARY), explained, header, {}, as_text)


def shown_as(column: pl.Series, rules: str) -> str:
    """The number format of a column by what its values keep."""
    if column.dtype == pl.Date:
        return DAY
    if column.dtype == pl.Datetime:
        return MOMENT
    if column.dtype != pl.Float64:
        return "General"
    return SHARE if "between 0 and 1" in rules.split("; ") else SCORE


def fill(sheet: Worksheet, frame: pl.DataFrame, header: Format, formats: Mapping[str, Format], as_text: Format) -> None:
    """Header, rows column by column, filter; the header and the first column stay in sight.

    Text like a formula is marked as text, so that it stays so when somebody edits its cell.
    """
    for place, column in enumerate(frame.columns):
        sheet.write_string(0, place, column, header)
        cells = [cell(value) for value in frame[column]]
        sheet.write_column(1, place, cells, formats.get(column))
        for row, value in enumerate(cells, start=1):
            if isinstance(value, str) and starts_formula(value):
                sheet.write_string(row, place, value, as_text)
        sheet.set_column(place, place, width(frame[column]))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, frame.height, len(frame.columns) - 1)


def cell(value: Any) -> Any:
    """Text without control characters, cut to what a cell holds; dates as Excel knows them, the rest as it is."""
    if isinstance(value, str):
        text = clean(value)
        return text if len(text) <= CELL else text[: CELL - len(SHORTENED)] + SHORTENED
    return datetime(value.year, value.month, value.day) if type(value) is date else value  # noqa: DTZ001


def width(column: pl.Series) -> float:
    """Characters that the column needs, within reason."""
    longest = column.cast(pl.String).str.len_chars().max()
    return min(WIDEST, max(len(column.name), longest if isinstance(longest, int) else 0) + 2)
