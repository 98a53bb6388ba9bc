"""The figures of an index: tables of units to arrays, or one error naming file, row and rule. Nothing is computed."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from esg_pipeline.impute import Floats, Whole, group_numbers
from esg_pipeline.index.model import Index
from esg_pipeline.index.problems import IndexRefused
from esg_pipeline.ingest.cells import as_number, trimmed
from esg_pipeline.ingest.limits import FileRefused
from esg_pipeline.ingest.records import ROW
from esg_pipeline.ingest.tables import read_table_file
from esg_pipeline.methodology.model import Problem

SUFFIXES = (".csv", ".parquet")
MAX_PROBLEMS = 200
UNIT, YEAR = "#unit", "#year"
WHOLE_YEAR = r"^(\d+)\.0+$"  # a year that a program kept as a decimal number
# File name and table.
Named = tuple[str, pl.DataFrame]


@dataclass(frozen=True)
class Panel:
    """Rows of units, one per unit and year, sorted by year and unit; every sequence and array is as long.

    `numbers`: column -> figures, NaN for a gap; `texts`: column -> texts, blank for none.
    """

    units: Sequence[str]
    years: Sequence[str]
    names: Sequence[str]
    numbers: Mapping[str, Floats]
    texts: Mapping[str, Sequence[str]]

    def samples(self, over: str, within: str | None = None) -> Whole:
        """Number of the sample of each row: its year (unless `over` is `all`) and its group in a column."""
        years = self.years if over == "year" else [""] * len(self.units)
        return group_numbers(years, self.texts[key(within)] if within else [""] * len(self.units))

    def at(self, rows: Sequence[int]) -> "Panel":
        """The same with some rows, in that order."""

        def chosen(column: Sequence[str]) -> list[str]:
            return [column[row] for row in rows]

        numbers = {name: column[np.asarray(rows, dtype=np.int64)] for name, column in self.numbers.items()}
        texts = {name: chosen(column) for name, column in self.texts.items()}
        return Panel(chosen(self.units), chosen(self.years), chosen(self.names), numbers, texts)


def read_panel(index: Index, source: Path) -> Panel:
    """The figures that an index needs, from one file or from a folder. Raises IndexRefused with every problem."""
    problems: list[Problem] = []
    tables = [(path.name, read_frame(index, path, problems)) for path in files(index, source)]
    if any(UNIT not in frame.columns for _, frame in tables):
        raise IndexRefused(problems)
    if tables[0][1].is_empty():
        problems.append(Problem(tables[0][0], 1, "no_units", "the table has no rows"))
    elif index.layout.year and (tables[0][1][YEAR] == "").all():
        problems.append(Problem(tables[0][0], 1, "missing_column", f"column {index.layout.year!r} names the year"))
    problems += strangers(tables)
    wanted = dict.fromkeys([*numeric(index), *grouping(index), *named(index)])
    columns = {name: locate(name, tables, problems) for name in wanted}
    base = tables[0][1]
    for name in numeric(index):
        problems += bad_cells(*tables[columns[name]], base, name)
    refuse(problems)
    joined = {name: joined_column(base, tables[place][1], name) for name, place in columns.items()}
    for name, place in columns.items():
        problems += conflicts(name, joined[name], tables[place + 1 :], base)
    numbers = {name: figures(joined[name]) for name in numeric(index)}
    texts = {name: [str(text or "") for text in joined[name]["text"]] for name in [*grouping(index), *named(index)]}
    for name in compulsory(index):
        problems += blanks(joined[name], tables[columns[name]][0], name)
    refuse(problems)
    names = texts[key(index.layout.name)] if index.layout.name else [""] * base.height
    return in_order(Panel(base[UNIT].to_list(), base[YEAR].to_list(), names, numbers, texts))


def refuse(problems: list[Problem]) -> None:
    """Raise what was found, if anything; of very many problems the first ones."""
    if problems:
        raise IndexRefused(sorted(set(problems))[:MAX_PROBLEMS])


def key(column: str) -> str:
    """A column's name as the reader of files gives it: upper and lower case are alike."""
    return column.strip().lower()


def numeric(index: Index) -> list[str]:
    """Columns that must hold figures."""
    wanted = [key(each.column) for each in index.indicators.values()]
    by = [key(each.denominate) for each in index.indicators.values() if each.denominate]
    return list(dict.fromkeys([*wanted, *by]))


def compulsory(index: Index) -> list[str]:
    """Columns of groups in which every unit must have one."""
    found = [key(each.impute.group) for each in index.indicators.values() if each.impute.group]
    scales = [
        *(each.normalise for each in index.indicators.values()),
        *(each.normalise for each in index.nodes.values()),
    ]
    found += [key(each.within) for each in scales if each and each.within]
    return list(dict.fromkeys(found))


def grouping(index: Index) -> list[str]:
    """Columns of groups."""
    by = [key(node.weights.column) for node in index.nodes.values() if node.weights.column]
    return list(dict.fromkeys([*compulsory(index), *by]))


def named(index: Index) -> list[str]:
    """The column with the names of units, if there is one."""
    return [key(index.layout.name)] if index.layout.name else []


def files(index: Index, source: Path) -> list[Path]:
    """The files to read. Raises IndexRefused when it is not clear which."""
    tables = index.layout.tables
    if not source.is_dir():
        if len(tables) > 1:
            raise unclear(source, "the index has several tables: name their folder")
        return [source]
    if not tables:
        there = sorted(path for path in source.iterdir() if path.suffix.lower() in SUFFIXES)
        if len(there) != 1:
            raise unclear(source, f"the folder holds {len(there)} tables: name those to read in `tables`")
        return there
    if any(Path(table).name != table for table in tables):
        raise unclear(source, "a table is named by its file alone, without a path")
    return [source / table for table in tables]


def unclear(source: Path, message: str) -> IndexRefused:
    """The error of a source that does not say which files to read."""
    return IndexRefused([Problem(source.name, 1, "missing_file", message)])


def read_frame(index: Index, path: Path, problems: list[Problem]) -> pl.DataFrame:
    """Text columns of one file with UNIT, YEAR and ROW; what is wrong with it is added to `problems`."""
    empty = pl.DataFrame()
    try:
        table = read_table_file(path)
    except FileRefused as error:
        problems.append(Problem(path.name, 1, error.rule, error.reason))
        return empty
    problems += [Problem(path.name, int(row[0]) + 1, str(row[1]), str(row[2])) for row in table.broken.iter_rows()]
    if path.suffix.lower() == ".parquet":
        problems += not_a_number(path)
    unit, year = key(index.layout.unit), key(index.layout.year) if index.layout.year else None
    if unit not in table.frame.columns:
        problems.append(Problem(path.name, 1, "missing_column", f"column {index.layout.unit!r} of the unit is missing"))
        return empty
    gaps = list(index.layout.missing_values)
    texts = [known_text(name, gaps) for name in table.frame.columns if name != ROW]
    years = (
        trimmed(year).fill_null("").str.replace(WHOLE_YEAR, "$1")
        if year and year in table.frame.columns
        else pl.lit("")
    )
    frame = table.frame.select(ROW, trimmed(unit).fill_null("").alias(UNIT), years.alias(YEAR), *texts)
    problems += bad_keys(frame, path.name, has_year=year in table.frame.columns)
    return frame


def known_text(name: str, gaps: list[str]) -> pl.Expr:
    """The text of a column; null where it is empty or one of the texts that mean a gap."""
    return pl.when(~trimmed(name).is_in(gaps)).then(trimmed(name)).alias(name)


def not_a_number(path: Path) -> Iterator[Problem]:
    """Cells of a Parquet file that hold NaN, which is no gap and no figure."""
    for column in pl.read_parquet(path).iter_columns():
        if column.dtype.is_float():
            for row in column.is_nan().fill_null(value=False).arg_true():
                message = f"{column.name}: NaN is not a figure; a gap is null"
                yield Problem(path.name, int(row) + 2, "not_a_number", message)


def bad_keys(frame: pl.DataFrame, file: str, *, has_year: bool) -> Iterator[Problem]:
    """Rows without a unit or a year, and units that are there twice."""
    for row, unit, year in frame.select(ROW, UNIT, YEAR).iter_rows():
        if not unit:
            yield Problem(file, row + 1, "missing_unit", "the row names no unit")
        if has_year and not year:
            yield Problem(file, row + 1, "missing_year", f"unit {unit!r} has no year")
    twice = frame.filter(pl.col(UNIT) != "", ~pl.struct(UNIT, YEAR).is_first_distinct())
    for row, unit, year in twice.select(ROW, UNIT, YEAR).iter_rows():
        in_year = f" in {year}" if year else ""
        yield Problem(file, row + 1, "duplicate_unit", f"unit {unit!r}{in_year} is already there")


def strangers(tables: list[Named]) -> Iterator[Problem]:
    """Tables that have no unit (and year) in common with the first one: all of their columns would be gaps."""
    first = tables[0][1]
    for file, frame in tables[1:]:
        on = [UNIT] if (frame[YEAR] == "").all() else [UNIT, YEAR]
        if not first.is_empty() and first.join(frame, on=on, how="semi").is_empty():
            message = f"no unit{' and year' if len(on) > 1 else ''} of the table is in {tables[0][0]}"
            yield Problem(file, 1, "no_units", message)


def locate(name: str, tables: list[Named], problems: list[Problem]) -> int:
    """Number of the first table with a column."""
    for place, (_, frame) in enumerate(tables):
        if name in frame.columns:
            return place
    problems.append(Problem(tables[0][0], 1, "missing_column", f"column {name!r} is missing in the data"))
    return 0


def joined_column(base: pl.DataFrame, table: pl.DataFrame, name: str) -> pl.DataFrame:
    """`text` of a column and its ROW for each row of `base`; a table without years holds for all years."""
    on = [UNIT] if (table[YEAR] == "").all() else [UNIT, YEAR]
    found = base.select(UNIT, YEAR).join(
        table.select(*on, ROW, pl.col(name).alias("text")), on=on, how="left", maintain_order="left", validate="m:1"
    )
    if found.height != base.height:
        raise AssertionError(f"{name}: {found.height} rows for {base.height} units")
    return found


def conflicts(name: str, found: pl.DataFrame, later: list[Named], base: pl.DataFrame) -> Iterator[Problem]:
    """Cells of the same column in a later table that say something else."""
    for file, frame in later:
        if name in frame.columns:
            other = joined_column(base, frame, name)
            differs = (other["text"] != found["text"]) & other["text"].is_not_null() & found["text"].is_not_null()
            for row, unit in other.filter(differs.fill_null(value=False)).select(ROW, UNIT).iter_rows():
                message = f"{name} of unit {unit!r} differs from an earlier table"
                yield Problem(file, row + 1, "ambiguous_column", message)


def bad_cells(file: str, frame: pl.DataFrame, base: pl.DataFrame, name: str) -> Iterator[Problem]:
    """Cells of a column of figures that hold text, of the units that count."""
    if name not in frame.columns:
        return
    bad = frame.filter(pl.col(name).is_not_null() & as_number(pl.col(name)).is_null())
    for row, unit, text in bad.join(base, on=UNIT, how="semi").select(ROW, UNIT, name).iter_rows():
        yield Problem(file, row + 1, "not_a_number", f"{name} of unit {unit!r}: {str(text)[:40]!r} is not a number")


def figures(found: pl.DataFrame) -> Floats:
    """The numbers of a column without bad cells; NaN for a gap."""
    return found.select(as_number(pl.col("text")).fill_null(math.nan)).to_series().to_numpy().astype(np.float64)


def blanks(found: pl.DataFrame, file: str, name: str) -> Iterator[Problem]:
    """Units without a group."""
    for row, unit in found.filter(pl.col("text").is_null()).select(ROW, UNIT).iter_rows():
        yield Problem(file, (row or 0) + 1, "missing_group", f"unit {unit!r} has no {name}")


def in_order(panel: Panel) -> Panel:
    """The rows by year and unit, so that their order in the file moves nothing."""
    keys = [(year_number(year), year, unit) for year, unit in zip(panel.years, panel.units, strict=True)]
    places = sorted(range(len(keys)), key=lambda row: keys[row])
    return panel.at(places)


def year_number(year: str) -> float:
    """A year as a number; what is none comes first."""
    try:
        number = float(year)
    except ValueError:
        return -math.inf
    return number if math.isfinite(number) else -math.inf
