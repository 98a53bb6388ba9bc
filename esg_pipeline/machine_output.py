"""Results for machines: JSON and CSV as UTF-8 bytes, full precision, stable keys. What people read is in display.py."""

import csv
import io
import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

# A spreadsheet takes a cell that begins with one of these for a formula, some even in full width or behind what nobody
# sees: blanks, control and format characters (the first letter of their Unicode categories).
FORMULA_SIGNS = "=+-@＝＋－＠"
LINE_SIGNS = "\t\r\n"
UNSEEN = ("C", "Z")


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


def json_parts(parts: Iterable[Sequence[Mapping[str, Any]]]) -> Iterator[bytes]:
    """What `to_json` makes of all rows, part by part, so that they need not fit into memory at once."""
    before = b"["
    for rows in parts:
        if rows:
            yield before + to_json(rows).removeprefix(b"[").removesuffix(b"\n]\n")
            before = b","
    yield b"[]\n" if before == b"[" else b"\n]\n"


def csv_parts(parts: Iterable[Sequence[Mapping[str, Any]]], columns: Sequence[str]) -> Iterator[bytes]:
    """What `to_csv` makes of all rows, part by part."""
    yield to_csv([], columns)
    head = len(to_csv([], columns))
    for rows in parts:
        yield to_csv(rows, columns)[head:]


def to_csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> bytes:
    """RFC 4180: header, comma, CRLF, quotes where needed; empty for null; no text and no head starts a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([cell(column) for column in columns])
    writer.writerows([cell(row[column]) for column in columns] for row in rows)
    return stream.getvalue().encode("utf-8", errors="replace")


def cell(value: Any) -> Any:
    """One cell: flags as true and false, dates in ISO form, text that would start a formula behind an apostrophe."""
    match value:
        case bool():
            return str(value).lower()
        case date():
            return value.isoformat()
        case str() if starts_formula(value):
            return f"'{value}"
        case _:
            return value


def starts_formula(text: str) -> bool:
    """True for text that a spreadsheet could take for a formula."""
    if text[:1].isalnum():
        return False
    seen = next((sign for sign in text if unicodedata.category(sign)[0] not in UNSEEN), "")
    return text.startswith(tuple(LINE_SIGNS)) or (seen != "" and seen in FORMULA_SIGNS)
