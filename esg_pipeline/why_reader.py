"""Reads from the published file what moved one issuer's rating between any two dates. How it is split: attribution."""

from datetime import date

import polars as pl

from esg_pipeline.attribution_source import ChangeSource, attribute, with_version_before
from esg_pipeline.explain import explain
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse
from esg_pipeline.why import Why, why

TURNED = ("points", "notches", "model_notches")


class NothingBeforeError(RuntimeError):
    """The issuer has no other rating to compare with."""


def two_dates(reader: PublishedReader, issuer_id: str, start: date | None, end: date) -> tuple[date, date]:
    """The dates to compare. `start` defaults to the issuer's rating date before `end`.

    Raises NothingBeforeError when the issuer is not rated then, or has no rating before.
    """
    history = ChangeSource(Warehouse(reader.file)).history(issuer_id)
    rated: list[date] = history["rating_date"].to_list()
    before = [day for day in rated if day < end]
    listed = ", ".join(map(str, rated))
    if start is None and not before:
        raise NothingBeforeError(f"{issuer_id} has no rating before {end}; it is rated on {listed}")
    chosen = start or before[-1]
    if chosen not in rated:
        raise NothingBeforeError(f"{issuer_id} is not rated on {chosen}; it is rated on {listed}")
    if chosen == end:
        raise NothingBeforeError(f"a rating is compared with another date's: both are {end}")
    return chosen, end


def explained_change(reader: PublishedReader, issuer_id: str, first: date, last: date) -> Why:
    """Why the issuer's rating moved from `first` to `last`; with the later date first every sign turns."""
    source = ChangeSource(Warehouse(reader.file))
    earlier, later = sorted((first, last))
    history = pair_of(source.history(issuer_id), earlier, later)
    made = attribute(source, history, issuer_id)
    causes, detail = made["rating.change_attribution"], made["rating.change_detail"]
    if first > last:
        causes, detail = turned(causes), turned(detail)
    before, after = (explain(reader.explanation(issuer_id, day)) for day in (first, last))
    missing = {name for name in history["methodology_hash"] if source.rules(name) is None}
    return why(before, after, causes, detail, sorted(missing))


def pair_of(history: pl.DataFrame, earlier: date, later: date) -> pl.DataFrame:
    """Two ratings of a history, the later one with the earlier as the one before it."""
    two = history.filter(pl.col("rating_date").is_in([earlier, later])).drop("previous_methodology_hash")
    before = pl.when(pl.col("rating_date") == later).then(pl.lit(earlier))
    return with_version_before(two.with_columns(previous_rating_date=before))


def turned(rows: pl.DataFrame) -> pl.DataFrame:
    """The same move the other way round: signs turn, and the sides change places."""
    sides = {f"previous_{name}": name for name in rows.columns if f"previous_{name}" in rows.columns}
    swapped = rows.rename({**sides, **{name: before for before, name in sides.items()}})
    return swapped.with_columns(-pl.col(name) for name in TURNED if name in rows.columns)
