"""The form in which every file reader hands over its rows: text columns, row numbers, and rows it could not read."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from esg_pipeline.ingest.limits import DEFAULT_LIMITS, FileRefused

# A name that no header can spell by accident, beside the file's own columns.
ROW = "#row"
BROKEN_SCHEMA = pl.Schema({ROW: pl.Int64, "rule": pl.String, "reason": pl.String, "payload": pl.String})


@dataclass(frozen=True)
class Records:
    """Rows of a file as text, numbered from 1 in `ROW`, and the rows that could not be read (BROKEN_SCHEMA)."""

    frame: pl.DataFrame
    broken: pl.DataFrame


def no_broken_rows() -> pl.DataFrame:
    """The frame of a file whose rows could all be read."""
    return BROKEN_SCHEMA.to_frame()


def header_names(cells: Sequence[str]) -> list[str]:
    """Column names in lower case without blanks around; a nameless column is named by its place.

    Raises FileRefused with rule `duplicate_column` or `too_many_columns`.
    """
    names = [cell.strip().lower() or f"(column {place})" for place, cell in enumerate(cells, start=1)]
    if len(names) > DEFAULT_LIMITS.columns:
        raise FileRefused(
            "too_many_columns", f"the file has {len(names)} columns, the limit is {DEFAULT_LIMITS.columns}"
        )
    twice = sorted(name for name, count in Counter([*names, ROW]).items() if count > 1)
    if twice:
        raise FileRefused("duplicate_column", f"the header names a column twice: {', '.join(twice)}")
    return names
