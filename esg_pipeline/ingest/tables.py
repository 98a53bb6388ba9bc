"""One delivered file, whatever its format, to a table of text columns. Types and meaning come later."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from esg_pipeline.ingest.decode import decode
from esg_pipeline.ingest.delimited import read_delimited
from esg_pipeline.ingest.json_lines import read_json_lines
from esg_pipeline.ingest.limits import DEFAULT_LIMITS, FileRefused, Limits, read_bytes
from esg_pipeline.ingest.records import ROW, Records, header_names, no_broken_rows

TABLE_SUFFIXES = (".csv", ".parquet", ".jsonl")


@dataclass(frozen=True)
class DeliveredTable:
    """A file as delivered.

    `frame` holds text columns named as in the file (lower case) and the row number `ROW` (1 is the first row of data;
    blank rows are counted but not kept); `broken` holds the rows that could not be read (records.BROKEN_SCHEMA).
    """

    frame: pl.DataFrame
    broken: pl.DataFrame
    sha256: str

    @property
    def rows(self) -> int:
        """Rows with content, broken ones too."""
        return self.frame.height + self.broken.height


def read_table_file(path: Path, limits: Limits = DEFAULT_LIMITS) -> DeliveredTable:
    """Reads a .csv, .parquet or .jsonl file.

    Raises FileRefused with rule `unsupported_file`, `empty_file`, `file_too_large`, `line_too_long`, `too_many_rows`,
    `too_many_columns`, `bad_encoding`, `bad_csv`, `bad_parquet`, `duplicate_column` or `unreadable_file`.
    """
    suffix = path.suffix.lower()
    if suffix not in TABLE_SUFFIXES:
        known = ", ".join(TABLE_SUFFIXES)
        raise FileRefused("unsupported_file", f"files of type {suffix or 'none'!r} are not read, only {known}")
    content = read_bytes(path, limits, has_lines=suffix != ".parquet")
    records = _parquet(content, limits) if suffix == ".parquet" else _text(content, suffix)
    if records.frame.height > limits.rows:
        raise FileRefused("too_many_rows", f"the file has {records.frame.height} rows, the limit is {limits.rows}")
    return DeliveredTable(records.frame, records.broken, hashlib.sha256(content).hexdigest())


def _text(content: bytes, suffix: str) -> Records:
    text = decode(content)
    if not text.strip():
        raise FileRefused("empty_file", "the file is empty")
    return read_json_lines(text) if suffix == ".jsonl" else read_delimited(text)


def _parquet(content: bytes, limits: Limits) -> Records:
    try:
        lazy = pl.scan_parquet(io.BytesIO(content))
        rows = int(lazy.select(pl.len()).collect().item())
        if rows > limits.rows:
            raise FileRefused("too_many_rows", f"the file has {rows} rows, the limit is {limits.rows}")
        frame = lazy.collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        what = str(error).partition("\n")[0]
        raise FileRefused("bad_parquet", f"the file is not a whole Parquet file: {what}") from error
    nested = [name for name, dtype in frame.schema.items() if dtype.is_nested()]
    if nested:
        raise FileRefused("bad_parquet", f"columns hold lists or structs: {', '.join(nested)}")
    texts = frame.rename(dict(zip(frame.columns, header_names(frame.columns), strict=True))).select(_as_text(frame))
    return Records(texts.with_row_index(ROW, offset=1).with_columns(pl.col(ROW).cast(pl.Int64)), no_broken_rows())


def _as_text(frame: pl.DataFrame) -> list[pl.Expr]:
    names = header_names(frame.columns)
    return [_cell(pl.col(name), dtype) for name, dtype in zip(names, frame.dtypes, strict=True)]


def _cell(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    if dtype.is_float():
        return column.fill_nan(None).cast(pl.String)
    if isinstance(dtype, pl.Datetime):
        # Dates are often stored as midnight; a time of day is kept and then refused as a date.
        return column.dt.to_string("%Y-%m-%dT%H:%M:%S")
    if isinstance(dtype, pl.Binary):
        return column.bin.encode("hex")
    return column.cast(pl.String)
