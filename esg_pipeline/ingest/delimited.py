"""Text with separators (CSV) to records: comma, semicolon or tab by the header. Types and meaning come later.

Files without quotes go through polars alone; quotes need a real CSV parser. Both ways give the same records.
"""

import csv
import io
import json
from collections.abc import Iterator
from itertools import compress, islice
from typing import NamedTuple, TypeAlias

import polars as pl

from esg_pipeline.ingest.limits import FileRefused
from esg_pipeline.ingest.records import BROKEN_SCHEMA, ROW, Records, header_names

_SEPARATORS = ",;\t"
_CHUNK_ROWS = 50_000


class _Problem(NamedTuple):
    line: str
    message: str


_Broken: TypeAlias = tuple[int, str, str, str]


def read_delimited(text: str) -> Records:
    """Records of a CSV text whose first line is the header. A row that does not fit the header is set apart.

    Raises FileRefused with rule `bad_csv` or `duplicate_column` when the header cannot be used.
    """
    body = text.lstrip("\n")
    separator = _separator(body.partition("\n")[0])
    body = _without_empty_quotes(body, separator)
    return _quoted(body, separator) if '"' in body else _plain(body, separator)


def _separator(header: str) -> str:
    return max(_SEPARATORS, key=header.count)


def _without_empty_quotes(text: str, separator: str) -> str:
    """The text without quotes around nothing, as programs write an empty cell, if it holds no other quotes."""
    unquoted = text.replace('""', "")
    if '"' in unquoted or unquoted == text:
        return text
    within_words = f'[^{separator}\n]""|""[^{separator}\n]'
    return text if pl.Series([text]).str.contains(within_words).any() else unquoted


def _plain(text: str, separator: str) -> Records:
    header, _, body = text.partition("\n")
    names = header_names(header.split(separator))
    numbered = pl.scan_lines(body.encode(), name="line", row_index_name=ROW, row_index_offset=1)
    is_filled = pl.col("line").str.strip_chars(f"{separator} \t\u3000") != ""
    lines = numbered.filter(is_filled).with_columns(pl.col(ROW).cast(pl.Int64)).collect()
    fields = pl.col("line").str.count_matches(separator, literal=True) + 1
    fits = fields == len(names)
    cells = pl.col("line").str.split_exact(separator, len(names) - 1).struct.rename_fields(names)
    frame = lines.filter(fits).select(ROW, cells).unnest("line")
    broken = lines.filter(~fits).select(
        ROW,
        rule=pl.lit("wrong_field_count"),
        reason=pl.format("the row has {} fields, the header has {}", fields, pl.lit(len(names))),
        payload=pl.struct(fields=pl.col("line").str.split(separator)).struct.json_encode(),
    )
    return Records(frame, broken.cast(BROKEN_SCHEMA))


def _quoted(text: str, separator: str) -> Records:
    try:
        return _records(csv.reader(io.StringIO(text, newline="\n"), delimiter=separator, strict=True), {})
    except csv.Error:
        # Somewhere quotes do not close. Line by line, only the rows that hold such quotes are lost.
        problems: dict[int, _Problem] = {}
        return _records(_line_by_line(text, separator, problems), problems)


def _line_by_line(text: str, separator: str, problems: dict[int, _Problem]) -> Iterator[list[str]]:
    """Cells of each line; a line that cannot be read is noted in `problems` and yields none."""
    for number, line in enumerate(text.split("\n")):
        try:
            yield from csv.reader([line], delimiter=separator, strict=True)
        except csv.Error as error:
            problems[number] = _Problem(line, str(error))
            yield []


def _records(rows: Iterator[list[str]], problems: dict[int, _Problem]) -> Records:
    header = next(rows)
    if 0 in problems:
        raise FileRefused("bad_csv", f"the header cannot be read: {problems[0].message}")
    names = header_names(header)
    broken: list[_Broken] = []
    frames = [_frame([], [], names)]
    number = 1
    while chunk := list(islice(rows, _CHUNK_ROWS)):
        fits = [len(cells) == len(names) for cells in chunk]
        numbers = range(number, number + len(chunk))
        misfits = ((place, cells) for place, cells, fit in zip(numbers, chunk, fits, strict=True) if not fit)
        broken.extend(_misfit(place, cells, names) for place, cells in misfits if any(cells))
        frames.append(_frame(list(compress(numbers, fits)), list(compress(chunk, fits)), names))
        number += len(chunk)
    broken.extend(_unreadable(number, problem) for number, problem in problems.items())
    return Records(_without_blank(pl.concat(frames)), pl.DataFrame(broken, schema=BROKEN_SCHEMA, orient="row"))


def _frame(numbers: list[int], rows: list[list[str]], names: list[str]) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) or [()] * len(names)
    cells = [pl.Series(name, column, dtype=pl.String) for name, column in zip(names, columns, strict=True)]
    return pl.DataFrame([pl.Series(ROW, numbers, dtype=pl.Int64), *cells])


def _without_blank(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.filter(pl.any_horizontal(pl.exclude(ROW).str.strip_chars() != ""))


def _misfit(number: int, cells: list[str], names: list[str]) -> _Broken:
    payload = json.dumps({"fields": cells}, ensure_ascii=False)
    return number, "wrong_field_count", f"the row has {len(cells)} fields, the header has {len(names)}", payload


def _unreadable(number: int, problem: _Problem) -> _Broken:
    payload = json.dumps({"line": problem.line}, ensure_ascii=False)
    return number, "bad_csv", f"the row cannot be read as CSV: {problem.message}", payload
