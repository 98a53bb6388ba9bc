"""What became different for whom between two archived inputs, as known on a rating date. The ledger is history.py."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from esg_pipeline.archive import Archive
from esg_pipeline.impact.inputs import OF_DOCUMENTS, Tables
from esg_pipeline.methodology.codes import VersionCause
from esg_pipeline.observe import GRAIN, IDENTITY, short_hash

# Where a row stands, how it was written and what it is called: no rating depends on it.
NO_MATTER = frozenset(
    (
        *("source", "source_sha256", "row_number", "source_path", "citation", "title", "name", "name_zh"),
        *("description", "size_bytes", "media_type", "language", "value_text", "data_point", "comment", "source_code"),
        *("quote", "line", "page", "char_start", "char_end", "raw_value", "raw_unit", "method"),
    )
)
LENGTHS = {"document_id": 12}  # of what is shown
DOCUMENTS, VALUES, REVIEWS = "raw.document", "raw.reported_value", "raw.review_decision"
CHANGES = {"issuer_id": pl.String(), "cause": pl.String(), "is_reading": pl.Boolean(), "what": pl.String()}


@dataclass(frozen=True)
class Kind:
    """How the rows of a table are told apart, from when they are known, and what it means when they differ.

    `words`: columns that name a row to a reader. Rows without `known` count always.
    """

    identity: Sequence[str]
    known: str | None
    added: VersionCause
    changed: VersionCause
    removed: VersionCause
    words: Sequence[str]


REWRITTEN = (VersionCause.CHANGED_INPUT, VersionCause.REMOVED_INPUT)


def entry(identity: Sequence[str], known: str | None, words: Sequence[str]) -> Kind:
    """A table of the registry: whatever differs, the registry has another entry."""
    return Kind(identity, known, VersionCause.REGISTRY, VersionCause.REGISTRY, VersionCause.REGISTRY, words)


KINDS: Mapping[str, Kind] = {
    VALUES: Kind(
        IDENTITY,
        "published_date",
        VersionCause.LATE_VALUE,
        *REWRITTEN,
        ("data_point_id", "dimension", "fiscal_year", "published_date"),
    ),
    DOCUMENTS: Kind(
        ("document_id",),
        "published_date",
        VersionCause.LATE_DOCUMENT,
        *REWRITTEN,
        ("title", "document_id", "published_date"),
    ),
    "raw.event": Kind(
        ("event_id",), "published_date", VersionCause.EVENT, *REWRITTEN, ("event_id", "event_type", "published_date")
    ),
    "raw.issuer": entry(("issuer_id",), None, ("issuer_id",)),
    "raw.bond": entry(("bond_id",), "issue_date", ("bond_id",)),
    "raw.industry_membership": entry(
        ("issuer_id", "valid_from_date"), "valid_from_date", ("industry_code", "valid_from_date")
    ),
}
# Tables of what was read in documents.
READ = OF_DOCUMENTS


@dataclass
class Inputs:
    """The archived inputs, each pair of them compared once."""

    archive: Archive
    kept: dict[tuple[str, str], "Difference"] = field(default_factory=dict[tuple[str, str], "Difference"], repr=False)

    def changes(self, before: str, after: str, rating_date: date) -> pl.DataFrame:
        """Columns CHANGES: what differs for each issuer, as known on the rating date; `is_reading` as `reading` says.

        Raises ArchiveError when one of the two inputs cannot be had.
        """
        if (before, after) not in self.kept:
            self.kept[before, after] = difference(self.archive, before, after)
        return self.kept[before, after].on(rating_date)


@dataclass(frozen=True)
class Difference:
    """The rows of two inputs that are not in the other one, table by table, and both as a whole where they differ."""

    added: Tables
    removed: Tables
    before: Tables
    after: Tables

    def on(self, rating_date: date) -> pl.DataFrame:
        """What differs for each issuer as known on a rating date."""
        found = [part for name in self.added for part in self.of_table(name, rating_date)]
        return pl.concat([pl.DataFrame(schema=CHANGES), *found]).sort("issuer_id", "cause", "what")

    def of_table(self, name: str, rating_date: date) -> Iterator[pl.DataFrame]:
        """The differences of one table."""
        if name in KINDS:
            yield from self.of_kind(name, KINDS[name], rating_date)
        elif name in READ:
            yield self.reading(name, rating_date)
        elif name == REVIEWS:
            yield self.reviews()

    def of_kind(self, name: str, kind: Kind, rating_date: date) -> Iterator[pl.DataFrame]:
        """Rows that came, rows that say something else under the same identity, rows that went."""
        came, went = (known_by(side[name], kind.known, rating_date) for side in (self.added, self.removed))
        key = list(kind.identity)
        new = came.join(went, on=key, how="anti", nulls_equal=True)
        if name == VALUES:
            again = self.said_before(new, rating_date)
            yield listed(again, VersionCause.RESTATEMENT, kind.words)
            new = new.join(again, on=key, how="anti", nulls_equal=True)
        yield listed(new, kind.added, kind.words)
        for one, other in ((came, went), (went, came)):  # an event may have gone from one issuer to another
            yield listed(one.join(other, on=key, how="semi", nulls_equal=True), kind.changed, kind.words)
        yield listed(went.join(came, on=key, how="anti", nulls_equal=True), kind.removed, kind.words)

    def said_before(self, new: pl.DataFrame, rating_date: date) -> pl.DataFrame:
        """New values of a cell and year for which another value was known: restatements."""
        known = known_by(self.before[VALUES], "published_date", rating_date).select(
            *GRAIN, was="value", state_was="state"
        )
        both = new.join(known.join(new, on=GRAIN, how="semi"), on=GRAIN, how="inner")
        is_other = pl.col("value").ne_missing(pl.col("was")) | (pl.col("state") != pl.col("state_was"))
        return both.filter(is_other).select(new.columns).unique(maintain_order=True)

    def reading(self, name: str, rating_date: date) -> pl.DataFrame:
        """Issuers of documents that are there on both sides and are read otherwise."""
        sides = [known_by(side[DOCUMENTS], "published_date", rating_date) for side in (self.before, self.after)]
        papers = sides[0].join(sides[1].select("document_id"), on="document_id", how="semi")
        touched = pl.concat([side[name].select("document_id") for side in (self.added, self.removed)]).unique()
        found = papers.join(touched, on="document_id", how="semi")
        return listed(found, VersionCause.CHANGED_INPUT, ("document_id", "published_date"), is_reading=True)

    def reviews(self) -> pl.DataFrame:
        """Decisions of reviewers that came or went, with the issuer whose fact or value they are about."""
        rows = pl.concat([side[REVIEWS] for side in (self.added, self.removed)]).unique()
        papers = pl.concat([side[DOCUMENTS].select("document_id", "issuer_id") for side in (self.before, self.after)])
        of_facts = rows.join(
            papers.unique("document_id", keep="last", maintain_order=True), on="document_id", how="inner"
        )
        cells = rows.filter(pl.col("observation_id").is_not_null()).rename({"period": "fiscal_year"})
        values = pl.concat([side[VALUES].select(IDENTITY) for side in (self.before, self.after)]).unique()
        near = values.join(cells, on=["data_point_id", "dimension", "fiscal_year"], how="semi")
        text = pl.concat_str([pl.col(name).cast(pl.String) for name in IDENTITY], separator="\x1f")
        named = near.with_columns(observation_id=text.map_elements(short_hash, return_dtype=pl.String))
        of_values = cells.join(named.select("observation_id", "issuer_id").unique(), on="observation_id", how="inner")
        about = [part.select("issuer_id", "data_point_id", "decision") for part in (of_facts, of_values)]
        return listed(pl.concat(about), VersionCause.REVIEW_DECISION, ("data_point_id", "decision"))


def difference(archive: Archive, before: str, after: str) -> Difference:
    """Loads what two inputs do not share and compares it row by row."""
    hashes = archive.table_hashes(before), archive.table_hashes(after)
    shared = [name for name in hashes[0] if name in hashes[1]]
    differing = [name for name in shared if hashes[0][name] != hashes[1][name]]
    # Documents and values say whose the rows of other tables are.
    needed = sorted({*differing, DOCUMENTS, VALUES}) if differing else []
    loaded = {sha256: archive.table(sha256) for sha256 in sorted({side[name] for side in hashes for name in needed})}
    old, new = ({name: loaded[side[name]] for name in needed} for side in hashes)
    pairs = {name: (old[name], new[name]) for name in differing}
    added = {name: only_in(two, one) for name, (one, two) in pairs.items()}
    removed = {name: only_in(one, two) for name, (one, two) in pairs.items()}
    return Difference(added, removed, old, new)


def only_in(one: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """Rows of one table that the other one does not hold, by the columns of both that matter."""
    matter = [name for name in one.columns if name in other.columns and name not in NO_MATTER]
    return one.join(other, on=matter, how="anti", nulls_equal=True)


def known_by(rows: pl.DataFrame, column: str | None, rating_date: date) -> pl.DataFrame:
    """Rows that were known on a rating date."""
    return rows if column is None else rows.filter(pl.col(column) <= rating_date)


def listed(rows: pl.DataFrame, cause: VersionCause, words: Sequence[str], *, is_reading: bool = False) -> pl.DataFrame:
    """Rows as CHANGES."""
    shown = [pl.col(name).cast(pl.String).str.slice(0, LENGTHS.get(name, 40)).replace("", None) for name in words]
    return rows.select(
        "issuer_id",
        cause=pl.lit(cause.value),
        is_reading=pl.lit(is_reading),
        what=pl.concat_str(shown, separator=" ", ignore_nulls=True),
    )
