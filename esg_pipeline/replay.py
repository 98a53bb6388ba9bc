"""Derives published ratings again from the archive and compares them with what was said. Writes nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from esg_pipeline.archive import Archive, table_hash
from esg_pipeline.code_hash import code_hash
from esg_pipeline.history import short
from esg_pipeline.impact.inputs import DECISIONS, Tables
from esg_pipeline.impact.shadow import Shadow, shadow_run
from esg_pipeline.ledger import KEY, RATED, STAMPS, TABLE, Row, as_ledger, broken_records
from esg_pipeline.past import as_it_stood, last_made_on
from esg_pipeline.warehouse import Warehouse

RATING = "rating.rating"
# What is derived again beside the ratings, and what names a row of it.
KEYS: Mapping[str, Sequence[str]] = {
    RATING: ("issuer_id",),
    "rating.contribution": ("issuer_id", "data_point_id"),
    "rating.red_line_hit": ("issuer_id", "rule_id"),
    "rating.committee_decision": ("decision_id",),
    "score.esg_score": ("issuer_id",),
    "score.pillar_score": ("issuer_id", "pillar_id"),
    "score.theme_score": ("issuer_id", "theme_id"),
    "score.key_issue_score": ("issuer_id", "key_issue_id"),
    "score.node_share": ("issuer_id", "node_level", "node_id"),
    "score.data_point_score": ("issuer_id", "data_point_id"),
}
# How a run is named, which is no part of what it derived.
NAMES = ("code_hash", "inputs_hash")


class ReplayError(RuntimeError):
    """There is nothing to derive again, or it was rated before inputs were archived."""


@dataclass(frozen=True)
class Replayed:
    """What a replay found: `sha256` is over what was said, `differences` name each row that is not derived again."""

    rating_date: date
    ratings: int
    sha256: str
    made_by: Sequence[str]
    differences: Sequence[str]
    notes: Sequence[str]

    @property
    def is_identical(self) -> bool:
        """Whether everything came out as it was said."""
        return not self.differences


@dataclass
class Runs:
    """Shadow runs of one rating date by the hashes of method, inputs and earlier ratings, each made once."""

    archive: Archive
    rating_date: date
    ledger: pl.DataFrame
    loaded: dict[str, Tables] = field(default_factory=dict[str, Tables], repr=False)
    made: dict[tuple[str, str, str], Shadow] = field(default_factory=dict[tuple[str, str, str], Shadow], repr=False)

    def run(self, stamps: Row, made_on: date | None) -> Shadow:
        """The run by these STAMPS on a day.

        Raises ReplayError when nothing was archived, ArchiveError when that is gone.
        """
        method, inputs = stamps["methodology_hash"], stamps["inputs_hash"]
        if not inputs:
            raise ReplayError(f"{self.rating_date} was rated before inputs were archived: it cannot be derived again")
        if inputs not in self.loaded:
            self.loaded = {inputs: self.archive.inputs(inputs)}  # one at a time, for they are large
        tables = self.loaded[inputs]
        past = as_it_stood(self.ledger, self.rating_date, made_on, stamps)
        if DECISIONS not in tables or tables[DECISIONS].is_empty():
            past = past.clear()  # nobody looks back
        key = (method, inputs, table_hash(past))
        if key not in self.made:
            self.made[key] = shadow_run(self.archive.methodology(method), tables, self.rating_date, previous=past)
        return self.made[key]


def replay(published: Warehouse, archive: Archive, rating_date: date, as_of: date | None = None) -> Replayed:
    """Derives the published ratings of a date again, or the versions that stood at the end of the day `as_of`.

    Raises ReplayError, ArchiveError when what it needs is gone, WarehouseError when nothing is published.
    """
    ledger = as_ledger(published.read(TABLE))
    standing = standing_versions(ledger, as_of)
    versions = standing.filter(pl.col("rating_date") == rating_date)
    if versions.is_empty():
        raise ReplayError(nothing_said(ledger, rating_date, as_of))
    runs = Runs(archive, rating_date, ledger)
    found = broken_records(ledger.filter(pl.col("rating_date") == rating_date))
    made_by = versions.select(STAMPS).unique().sort(STAMPS)
    if as_of is None:
        tables = {name: published.read(name, rating_date) for name in KEYS}
        made_by = tables[RATING].select(STAMPS).unique().sort(STAMPS) if tables[RATING].height else made_by
        for stamps in made_by.iter_rows(named=True):
            run = runs.run(stamps, last_made_on(ledger, rating_date, stamps))
            found += [text for name in KEYS for text in differences(name, tables[name], run)]
        said = comparable(tables[RATING].drop(NAMES), KEYS[RATING])
    else:
        said = comparable(versions.select(*KEY, *RATED, *STAMPS[:2]), KEYS[RATING])
    found += version_differences(versions, runs)
    codes = {row["code_hash"] for row in (*made_by.to_dicts(), *versions.select(STAMPS).to_dicts())}
    others = sorted(short(code) for code in codes - {code_hash()})
    notes = [changed_code(others)] if others else []
    return Replayed(rating_date, said.height, table_hash(said), [*map(named, made_by.to_dicts())], found, notes)


def standing_versions(ledger: pl.DataFrame, as_of: date | None) -> pl.DataFrame:
    """The version of each rating that stood at the end of a day; None asks for those that stand."""
    known = ledger if as_of is None else ledger.filter(pl.col("recorded_date") <= as_of)
    return known.filter(pl.col("version") == pl.col("version").max().over(KEY)).sort(KEY)


def nothing_said(ledger: pl.DataFrame, rating_date: date, as_of: date | None) -> str:
    """Why there is nothing to derive again, and what there is."""
    of_date = ledger.filter(pl.col("rating_date") == rating_date)
    if of_date.is_empty():
        days = ", ".join(map(str, ledger["rating_date"].unique().sort()))
        return f"no rating of {rating_date} is published; there are: {days or 'none'}"
    days = ", ".join(map(str, of_date["recorded_date"].unique().sort()))
    return f"no rating of {rating_date} had been recorded by {as_of}; versions were recorded on: {days}"


def version_differences(versions: pl.DataFrame, runs: Runs) -> Iterator[str]:
    """Where a standing version is not what its own inputs and method give."""
    for _, of_run in versions.group_by("recorded_date", *STAMPS, maintain_order=True):
        stamps = of_run.row(0, named=True)
        ratings = runs.run(stamps, stamps["recorded_date"]).ratings
        mine = ratings.join(of_run, on="issuer_id", how="semi").select("issuer_id", *RATED)
        stated = of_run.filter(pl.col("grade").is_not_null()).select("issuer_id", *RATED)
        yield from row_differences(TABLE, stated, mine.cast(stated.schema), ("issuer_id",))


def differences(name: str, said: pl.DataFrame, run: Shadow) -> Iterator[str]:
    """Where a table as derived again is not what is published."""
    made = run.tables[name]
    lacking = [column for column in said.columns if column not in made.columns and column not in NAMES]
    if lacking:
        yield f"{name}: {', '.join(lacking)} cannot be derived by the present code"
    wanted = [column for column in said.columns if column in made.columns]
    yield from row_differences(
        name, said.select(wanted), made.select(wanted).cast(said.select(wanted).schema), KEYS[name]
    )


def row_differences(name: str, said: pl.DataFrame, made: pl.DataFrame, key: Sequence[str]) -> Iterator[str]:
    """Each row that only one side has, and each cell that differs, in words."""
    one, other = comparable(said, key), comparable(made, key)
    if table_hash(one) == table_hash(other):
        return
    both = one.join(other, on=key, how="full", suffix=" derived", coalesce=True, nulls_equal=True)
    values = [column for column in one.columns if column not in key]
    published, derived = (set(side.select(key).rows()) for side in (one, other))
    for row in both.sort(key).iter_rows(named=True):
        which = tuple(row[column] for column in key)
        who = f"{name} {' '.join(map(str, which))}"
        if which not in published:
            yield f"{who}: derived again, but not published"
        elif which not in derived:
            yield f"{who}: published, but not derived again"
        else:
            cells = [(column, row[column], row[f"{column} derived"]) for column in values]
            wrong = [f"{column} {was!r} published, {now!r} derived" for column, was, now in cells if was != now]
            if wrong:
                yield f"{who}: {', '.join(wrong)}"


def comparable(table: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """A table in an order that depends on its content alone, missing numbers as null."""
    return table.with_columns(pl.col(pl.Float64).fill_nan(None)).sort(key, nulls_last=True)


def named(stamps: Mapping[str, Any]) -> str:
    """By what something was rated."""
    method = f"method {stamps['methodology_version']} ({short(stamps['methodology_hash'])})"
    return f"{method}, inputs {short(stamps['inputs_hash'])}, code {short(stamps['code_hash'])}"


def changed_code(others: Sequence[str]) -> str:
    """That other code rated than is at work now."""
    then = ", ".join(others)
    return f"the code has changed since (then {then}, now {short(code_hash())}): differences may be the code's"
