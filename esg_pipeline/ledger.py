"""The form of the ledger of ratings: its columns, the chain of hashes over its records, and where it is kept.

When a record is added, and why, is history.py.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeAlias

import polars as pl

from esg_pipeline.warehouse import Warehouse, WarehouseError

TABLE = "rating.rating_version"
FIRST = "first rating of this date"
KEY = ["issuer_id", "rating_date"]
RATED = (
    *("score", "score_reported_only", "coverage", "model_grade", "rule_grade", "grade", "cap_rule_id"),
    *("not_rated_reason", "decision_id"),
)
STAMPS = ("methodology_version", "methodology_hash", "code_hash", "inputs_hash")
NUMBERS = ("score", "score_reported_only", "coverage")
# What a record's hash covers, in this order, after the hash of the record before.
HASHED = (
    *("rating_date", "record_number", "issuer_id", "version", "recorded_date", "cause", "detail"),
    *RATED,
    *STAMPS,
    "is_simulated",
)
LEDGER: Mapping[str, pl.DataType] = {
    "issuer_id": pl.String(),
    "rating_date": pl.Date(),
    "version": pl.Int64(),
    "is_current": pl.Boolean(),
    "record_number": pl.Int64(),
    "recorded_date": pl.Date(),
    "cause": pl.String(),
    "detail": pl.String(),
    **{name: pl.Float64() if name in NUMBERS else pl.String() for name in (*RATED, *STAMPS)},
    "record_hash": pl.String(),
    "is_simulated": pl.Boolean(),
}
ORDER = ("rating_date", "record_number")
Row: TypeAlias = Mapping[str, Any]


class HistoryError(RuntimeError):
    """The history of ratings cannot be read; going on would begin it anew and forget what was said."""


def chained(ledger: pl.DataFrame, added: Sequence[Row], today: date) -> pl.DataFrame:
    """The ledger with further rows, numbered and chained per rating date. `added` is sorted by rating date."""
    last = {
        row[0]: row[1:]
        for row in ledger.sort(ORDER)
        .group_by("rating_date", maintain_order=True)
        .last()
        .select(*ORDER, "record_hash")
        .iter_rows()
    }
    records: list[dict[str, Any]] = []
    for day, rows in groupby(added, key=itemgetter("rating_date")):
        number, before = last.get(day, (0, ""))
        for row in rows:
            number += 1
            record = {**row, "record_number": number, "recorded_date": today, "is_current": True}
            before = record_hash(before, record)
            records.append({**record, "record_hash": before})
    new = pl.DataFrame([{name: record[name] for name in LEDGER} for record in records], schema=dict(LEDGER))
    return pl.concat([ledger.select([*LEDGER]), new])


def record_hash(before: str, record: Row) -> str:
    """SHA-256 of the JSON list of the hash before and the cells of HASHED."""
    cells = [cell.isoformat() if isinstance(cell, date) else cell for cell in (record[name] for name in HASHED)]
    text = json.dumps([before, *cells], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def with_current(ledger: pl.DataFrame) -> pl.DataFrame:
    """The ledger in its order, the last version of each rating marked."""
    return ledger.sort(ORDER).with_columns(is_current=pl.col("version") == pl.col("version").max().over(KEY))


def broken_records(ledger: pl.DataFrame) -> list[str]:
    """In words, the first record of each rating date at which the chain does not hold: edited, lost or put in."""
    found: list[str] = []
    for (day,), rows in ledger.sort(ORDER).group_by("rating_date", maintain_order=True):
        before, versions = "", dict[str, int]()
        for number, record in enumerate(rows.iter_rows(named=True), start=1):
            issuer = record["issuer_id"]
            versions[issuer] = versions.get(issuer, 0) + 1
            before = record_hash(before, record)
            if (record["record_number"], record["version"], record["record_hash"]) != (
                number,
                versions[issuer],
                before,
            ):
                found.append(
                    f"record {record['record_number']} of {day} ({issuer}, version {record['version']}) "
                    "is not what was recorded, or a record before it is gone"
                )
                break
    return found


def kept_ledger(work: Warehouse, published: Path) -> tuple[pl.DataFrame, list[str]]:
    """The ledger of the work file with what only the published file still holds, and where the two contradict.

    Raises HistoryError when neither can be asked: the work file knows of no ledger, the published file cannot be read.
    """
    empty = pl.DataFrame(schema=dict(LEDGER))
    has_own = work.path.exists() and TABLE in work.tables()
    own = as_ledger(work.read(TABLE)) if has_own else empty
    try:
        copy = as_ledger(Warehouse(published, wait=0 if has_own else None).read_or_empty(TABLE, empty))
    except WarehouseError as error:
        if has_own:  # an analyst may hold it
            return own, []
        raise HistoryError(
            f"{published} cannot be read, and the work file knows of no earlier ratings: put both back from a backup, "
            f"or remove the published file to begin their history anew: {error}"
        ) from error
    return merged(own, copy)


def published_ledger(file: Warehouse) -> pl.DataFrame:
    """The ledger of a published file; empty in one that is older than the ledger. Raises WarehouseError."""
    return as_ledger(file.read_or_empty(TABLE, pl.DataFrame(schema=dict(LEDGER))))


def as_ledger(rows: pl.DataFrame) -> pl.DataFrame:
    """A ledger as read, in its columns and types; columns that an earlier version did not have are null."""
    there = [
        pl.col(name).cast(dtype) if name in rows.columns else pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in LEDGER.items()
    ]
    return rows.select(there)


def merged(own: pl.DataFrame, copy: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Two copies of a ledger as one; for each date one of them begins with all of the other, or that is said."""
    pairs = own.join(copy, on=ORDER, how="inner", suffix="_copy")
    forks = (
        pairs.filter(pl.col("record_hash") != pl.col("record_hash_copy"))
        .sort(ORDER)
        .unique("rating_date", keep="first")
    )
    said = [
        f"record {number} of {day} is not the one that was published"
        for day, number in forks.select(ORDER).sort(ORDER).iter_rows()
    ]
    lost = copy.join(own, on=ORDER, how="anti")
    return with_current(pl.concat([own, lost])), said
