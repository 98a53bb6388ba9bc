"""Results for machines: JSON and CSV as UTF-8 bytes, full precision, stable keys. What people read is in display.py."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

# A spreadsheet takes a cell that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def plain(value: Any) -> Any:
    """What JSON has no word for, as text: dates in ISO form, paths. Raises TypeError for anything else."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Path):
        return str(value)
    raise TypeError(f"no JSON for {type(value).__name__}")


def to_json(value: Any) -> bytes:
    """Indented JSON with a newline at its end. Raises ValueError for NaN and infinity, which JSON does not know."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=2, default=plain)
    # Half a surrogate pair cannot be written as UTF-8; nothing else is lost.
    return f"{text}\n".encode("utf-8", errors="replace")


def to_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """RFC 4180: header, comma, CRLF, quotes where needed; empty for null; text never starts a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow(columns)
    writer.writerows([cell(row[column]) for column in columns] for row in rows)
    return stream.getvalue().encode("utf-8", errors="replace")


def cell(value: Any) -> Any:
    """One cell: flags as true and false, dates in ISO form, text that would start a formula behind an apostrophe."""
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case str() if value.startswith(FORMULA_STARTS):
            return f"'{value}"
        case _:
            return value
