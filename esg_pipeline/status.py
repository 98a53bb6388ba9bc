"""What is published, by which method, since when, and what of it is stale. Read from the published file alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from esg_pipeline.builds import SCHEMAS, WHOLE, Builds, BuildState, Step, in_words, states
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse

NOT_RECORDED = "not_recorded"  # rated before builds were recorded


@dataclass(frozen=True)
class DateStatus:
    """One rating date: how many issuers are rated, by which method, and its state with the reason for it."""

    rating_date: date
    rated: int
    not_rated: int
    methodology_version: str
    methodology_hash: str
    state: str
    stale_tables: int
    reason: str


@dataclass(frozen=True)
class Status:
    """The published file as a whole. `tables` has a row per build: table_name, partition_key, state, reason."""

    file: Path
    published_at: datetime
    methodology_hash: str
    dates: list[DateStatus]
    tables: pl.DataFrame

    @property
    def stale(self) -> list[str]:
        """What is stale, in words; empty when nothing is."""
        return in_words(self.tables)

    def record(self) -> dict[str, Any]:
        """The same for machines."""
        return {
            "file": self.file,
            "published_at": self.published_at.isoformat(),
            "methodology_hash": self.methodology_hash,
            "rating_dates": [vars(day) for day in self.dates],
            "stale": self.tables.filter(pl.col("state") == str(BuildState.STALE)).to_dicts(),
        }


def status(file: Path, steps: Mapping[str, Step], methodology_hash: str) -> Status:
    """The status of a published file by the code and the method in force. Raises WarehouseError when there is none."""
    reader = PublishedReader(file)
    found = states(published_builds(file), steps, methodology_hash)
    dates = [date_status(row, found) for row in reader.ask("status_dates").to_dicts()]
    published_at = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
    return Status(file, published_at, methodology_hash, dates, found)


def published_builds(file: Path) -> Builds:
    """The builds that a file records; none in one that is older than the record."""
    empty = (pl.DataFrame(schema=schema) for schema in SCHEMAS.values())
    return Builds(*(Warehouse(file).read_or_empty(name, frame) for name, frame in zip(SCHEMAS, empty, strict=True)))


def date_status(row: Mapping[str, Any], found: pl.DataFrame) -> DateStatus:
    """One rating date with the worst that is true of its tables."""
    of_date = found.filter(pl.col("partition_key") == row["rating_date"].isoformat())
    stale = of_date.filter(pl.col("state") == str(BuildState.STALE))
    others = of_date.filter(pl.col("state") == str(BuildState.OTHER_METHOD))
    if of_date.is_empty():
        state, reason = NOT_RECORDED, "rated before builds were recorded"
    elif stale.height:
        state, reason = str(BuildState.STALE), first_reason(stale)
    elif others.height:
        state, reason = str(BuildState.OTHER_METHOD), others["reason"][0]
    else:
        state, reason = str(BuildState.CURRENT), ""
    return DateStatus(**row, state=state, stale_tables=stale.height, reason=reason)


def first_reason(stale: pl.DataFrame) -> str:
    """A reason that is no mere consequence, if there is one."""
    causes = stale.filter(~pl.col("reason").str.starts_with("made from "))
    table, reason = (causes if causes.height else stale).select("table_name", "reason").row(0)
    return f"{table}: {reason}"


def whole_tables(found: pl.DataFrame) -> dict[str, int]:
    """State -> how many of the tables that are not written per rating date."""
    rows = found.filter(pl.col("partition_key") == WHOLE).group_by("state").len().sort("state")
    return dict(rows.iter_rows())
