"""Writes published tables as files for other tools, with a data package that says what they hold. Reads only.

Parquet, CSV and JSON are a file per table, Excel is one workbook (`workbook.py`). A folder gets all files or none, and
the same published file gives the same bytes.
"""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from esg_pipeline.data_package import data_package, resource
from esg_pipeline.machine_output import to_json
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import PARTITION_COLUMN, Warehouse
from esg_pipeline.workbook import check_fits, write_workbook

FORMATS = ("parquet", "csv", "xlsx", "json")
PACKAGE = "datapackage.json"
# What machine_output.starts_formula says of one text, for whole columns.
FORMULA = r"^[\t\r\n]|^[\p{C}\p{Z}]*[=+\-@＝＋－＠]"
WORKBOOK = "esg_ratings.xlsx"
WHERE_TO_LOOK = '`esg sql "from mart.data_dictionary"` has every table and its columns'
# What people ask for first; evidence and score trees alone would fill a workbook.
FOR_SHEETS = (
    "mart.issuer_rating",
    "mart.bond_rating",
    "mart.rating_action",
    "mart.grade_migration",
    "mart.industry_summary",
    "mart.finding",
)


class ExportError(ValueError):
    """What was asked for is not there; nothing was written."""


@dataclass(frozen=True)
class Exported:
    """A table of the export: the file it is in, its rows."""

    table: str
    file: Path
    rows: int


def export(
    reader: PublishedReader,
    folder: Path,
    file_format: str,
    tables: Sequence[str] = (),
    rating_dates: Sequence[date] = (),
) -> list[Exported]:
    """Writes tables (default: those of `mart`) into a folder, of all rating dates or of some; replaces files.

    Raises ExportError for a table that is not published, WorkbookError for what no workbook holds.
    """
    words = reader.data_dictionary()
    names = wanted(words, tables, file_format)
    frames = {name: rows_of(reader, name, words.filter(table_name=name), rating_dates) for name in names}
    if file_format == "xlsx":
        check_fits(frames)
    files = {name: WORKBOOK if file_format == "xlsx" else f"{name}.{file_format}" for name in names}
    folder.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=".export-", dir=folder))
    try:
        write_files(aside, file_format, frames, files, words)
        resources = [resource(aside / files[name], name, frames[name], words, names) for name in names]
        (aside / PACKAGE).write_bytes(to_json(data_package(resources, rating_dates)))
        # The description comes last: until then the older one stands for files that may be of either export.
        for file in sorted(aside.iterdir(), key=lambda file: (file.name == PACKAGE, file.name)):
            file.replace(folder / file.name)
    finally:
        # An interrupt may come twice, from the writer of files and then from the interpreter, at the first call.
        try:
            shutil.rmtree(aside)
        except KeyboardInterrupt:
            shutil.rmtree(aside, ignore_errors=True)
            raise
    return [Exported(name, folder / files[name], frames[name].height) for name in names]


def wanted(words: pl.DataFrame, tables: Sequence[str], file_format: str) -> list[str]:
    """The tables asked for, `mart.` may be left out. Raises ExportError for an unknown one, with what is like it."""
    there_are = words.filter(pl.col("kind") != "macro")["table_name"].unique(maintain_order=True).to_list()
    if not tables:
        every = [name for name in there_are if name.startswith("mart.") and not name.startswith("mart.latest_")]
        return [name for name in FOR_SHEETS if name in every] if file_format == "xlsx" else every
    named = {name: name if "." in name else f"mart.{name}" for name in tables}
    unknown = [name for name, full in named.items() if full not in there_are]
    if unknown:
        alike = [near for name in unknown for near in get_close_matches(named[name], there_are, n=2, cutoff=0.8)]
        meant = f"; did you mean {' or '.join(dict.fromkeys(alike))}?" if alike else ";"
        raise ExportError(f"not published as a table: {', '.join(unknown)}{meant} {WHERE_TO_LOOK}")
    return list(dict.fromkeys(named.values()))


def rows_of(reader: PublishedReader, table: str, words: pl.DataFrame, rating_dates: Sequence[date]) -> pl.DataFrame:
    """A table or view, sorted by its key; of the rating dates asked for, when it has such."""
    published = Warehouse(reader.file)
    if rating_dates and PARTITION_COLUMN in words["column_name"]:
        frame = pl.concat([published.read(table, day) for day in rating_dates])
    else:
        frame = published.read(table)
    return frame.select(words["column_name"].to_list()).sort(words.filter("is_key")["column_name"].to_list())


def write_files(
    folder: Path, file_format: str, frames: Mapping[str, pl.DataFrame], files: Mapping[str, str], words: pl.DataFrame
) -> None:
    """The tables in one of FORMATS."""
    if file_format == "xlsx":
        write_workbook(folder / WORKBOOK, frames, words)
        return
    for name, frame in frames.items():
        file = folder / files[name]
        if file_format == "parquet":
            frame.write_parquet(file, statistics=True)
        elif file_format == "csv":
            without_formulas(frame).write_csv(file, line_terminator="\r\n")
        else:
            frame.write_json(file)


def without_formulas(frame: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would take for a formula stands behind an apostrophe."""
    text = pl.col(pl.String)
    return frame.with_columns(pl.when(text.str.contains(FORMULA)).then(pl.lit("'") + text).otherwise(text).name.keep())
