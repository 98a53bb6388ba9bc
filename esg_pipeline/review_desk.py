"""What people decide about facts and values, as rows of the store's `review/decisions.csv`. Nothing is scored here.

Which facts wait is read from the published file; what a decision does is in `disclosure.review`; sheets to fill in are
in `review_sheet`.
"""

import csv
import fcntl
import io
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.disclosure.review import DECISION_SCHEMA, IDENTITY
from esg_pipeline.display import clean
from esg_pipeline.ingest.decode import REPLACEMENT
from esg_pipeline.ingest.documents import write_whole
from esg_pipeline.machine_output import to_csv
from esg_pipeline.review_value import ReviewError, Scales, right_value

FILE = Path("review") / "decisions.csv"
COLUMNS = tuple(DECISION_SCHEMA)
# Files from before delivered values could be decided about end one column earlier.
OLDER_COLUMNS = COLUMNS[:-1]
MIN_PREFIX = 6
SHORT_ID = 8
MAX_WHO = 200
# Far below the length of a line that the store still reads.
MAX_COMMENT = 2_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a person says about one item; `value` and `unit` only with a correction, `place` for messages."""

    decision: Decision
    decided_by: str
    value: str | None = None
    unit: str | None = None
    comment: str | None = None
    place: str = ""


def find_item(items: pl.DataFrame, text: str) -> dict[str, Any]:
    """The item whose id starts with `text`. Raises ReviewError when none or several do."""
    wanted = text.strip().lower()
    if len(wanted) < MIN_PREFIX:
        raise ReviewError(f"id {text!r} is too short: give its first {MIN_PREFIX} characters or more")
    found = items.filter(pl.col("review_id").str.starts_with(wanted))
    if found.is_empty():
        raise ReviewError(f"no fact has an id that starts with {text!r}: `esg review list` shows the ids")
    if found.height > 1:
        raise ReviewError(f"{found.height} facts have an id that starts with {text!r}: give more characters of it")
    return found.row(0, named=True)


def decision_rows(
    items: pl.DataFrame, verdicts: Mapping[str, Verdict], scales: Scales, now: datetime
) -> list[dict[str, Any]]:
    """The rows to keep, one per item, by id or start of an id. Raises ReviewError when one of them cannot be taken."""
    by_id = {row["review_id"]: row for row in items.iter_rows(named=True)}
    rows: dict[str, dict[str, Any]] = {}
    for text, verdict in verdicts.items():
        with _placed(verdict.place):
            item = by_id.get(text) or find_item(items, text)
            row = _decision_of(item, verdict, scales, now)
            if rows.setdefault(item["review_id"], row) != row:
                raise ReviewError(f"{item['review_id'][:SHORT_ID]} is decided twice, in two ways")
    return list(rows.values())


@contextmanager
def _placed(place: str) -> Generator[None]:
    """Says where in a sheet the row stands that cannot be taken."""
    try:
        yield
    except ReviewError as error:
        raise ReviewError(f"{place}: {error}" if place else str(error)) from error


def _decision_of(item: Mapping[str, Any], verdict: Verdict, scales: Scales, now: datetime) -> dict[str, Any]:
    with _placed(f"{item['review_id'][:SHORT_ID]} ({item['data_point_id']} {item['period']})"):
        return decision_row(item, verdict, scales, now)


def decision_row(item: Mapping[str, Any], verdict: Verdict, scales: Scales, now: datetime) -> dict[str, Any]:
    """The row to keep. Raises ReviewError when a name is missing or the value cannot be the data point's."""
    if (verdict.decision is Decision.CORRECT) != (verdict.value is not None):
        raise ReviewError("a correction needs a value, and only a correction has one")
    if verdict.unit and verdict.value is None:
        raise ReviewError("a unit without a value says nothing")
    return {
        **{name: item[name] for name in IDENTITY},
        "decision": verdict.decision.value,
        "value": None if verdict.value is None else right_value(verdict.value, verdict.unit, item, scales),
        "decided_by": _who(verdict.decided_by),
        "decided_at": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "comment": _line(verdict.comment or "", "comment", MAX_COMMENT) or None,
        "observation_id": item.get("observation_id"),
    }


def _who(text: str) -> str:
    name = _line(text, "name", MAX_WHO)
    if not name:
        raise ReviewError("say who decides: the name is empty")
    return name


def _line(text: str, what: str, longest: int) -> str:
    """One line without control characters: the store would refuse the row otherwise, and the decision be lost."""
    line = clean(text)
    if len(line) > longest:
        raise ReviewError(f"the {what} has {len(line)} characters, the limit is {longest}")
    if REPLACEMENT in line:
        raise ReviewError(f"the {what} holds a character that was damaged on the way (U+FFFD)")
    return line


def keep(store: Path, rows: Sequence[Mapping[str, Any]]) -> Path:
    """Adds rows to the store's decisions in one step; what was there stays as it is. Raises ReviewError.

    Two people who decide at the same moment wait for each other.
    """
    if not store.is_dir():
        raise ReviewError(f"there is no folder {store}: point ESG_DATA_DIR at the store that `esg run` reads")
    path = store / FILE
    path.parent.mkdir(exist_ok=True)
    with _alone_in(path.parent):
        before = path.read_bytes() if path.exists() else b""
        columns = _columns_of(path, before) if before else COLUMNS
        if columns == OLDER_COLUMNS and any(row["observation_id"] for row in rows):
            before, columns = _with_new_column(path, before), COLUMNS
        write_whole(path, before + _added(before, to_csv(rows, columns)))
    return path


def _with_new_column(path: Path, before: bytes) -> bytes:
    """A file of the older form with the cells it has, and an empty one more in each row. Raises ReviewError."""
    header, *rows = csv.reader(io.StringIO(before.decode(), newline=""), strict=True)
    if any(len(row) not in (0, len(header)) for row in rows):
        raise ReviewError(f"{path} has a row that is shorter or longer than its header; nothing was written")
    text = io.StringIO(newline="")
    csv.writer(text).writerows([[*header, COLUMNS[-1]], *([*row, ""] for row in rows if row)])
    return text.getvalue().encode()


def _added(before: bytes, text: bytes) -> bytes:
    """What to write behind the bytes that are there: no second header, no row on an unfinished line."""
    if not before:
        return text
    ending = b"" if before.endswith(b"\n") else b"\r\n"
    return ending + text.partition(b"\r\n")[2]


@contextmanager
def _alone_in(folder: Path) -> Generator[None]:
    """Holds a lock on a folder; the system frees it when the program ends, however it ends."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _columns_of(path: Path, content: bytes) -> tuple[str, ...]:
    """The columns of a file, of today's form or the older one: rows must be read back from it."""
    try:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = next(rows, None)
        for _ in rows:  # a quote that is never closed would swallow what is added
            pass
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReviewError(f"{path} is no whole CSV file in UTF-8 ({error}); nothing was written") from error
    if tuple(header or ()) not in (COLUMNS, OLDER_COLUMNS):
        raise ReviewError(f"{path} has other columns than {', '.join(COLUMNS)}; nothing was written")
    return tuple(header or ())
