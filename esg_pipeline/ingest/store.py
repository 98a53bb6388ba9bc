"""Reads a whole store into the tables of the `raw` layer: every feed, every document, and what was refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from esg_pipeline.ingest import feeds
from esg_pipeline.ingest.committee_files import read_decisions
from esg_pipeline.ingest.decisions import check_decisions
from esg_pipeline.ingest.documents import read_documents
from esg_pipeline.ingest.feeds import Feed, feed_of, take_file, type_rows
from esg_pipeline.ingest.layout import FEED_FOLDERS, files_of, require_safe, source_of
from esg_pipeline.ingest.limits import DEFAULT_LIMITS, FileRefused, Limits
from esg_pipeline.ingest.registry import (
    check_bonds,
    check_events,
    check_issuers,
    check_memberships,
    known_issuer,
    undated_memberships,
)
from esg_pipeline.ingest.reported import check_reported
from esg_pipeline.ingest.rules import REJECTED_SCHEMA, apply_rules, rejected_file, with_payloads
from esg_pipeline.ingest.tables import read_table_file
from esg_pipeline.ingest.vocabulary import MethodTables, UnitFits, Vocabulary, vocabulary_of

REVIEW = feeds.DECISIONS.folder
_PROVENANCE = " source source_sha256 row_number"
# What each feed becomes: its own columns, what the rules found out about them, and the place of origin.
COLUMNS = {
    name: (columns + _PROVENANCE).split()
    for name, columns in {
        "raw.issuer": "issuer_id name name_zh country is_listed size_assets_cny_million event_coverage_start_date"
        " is_simulated citation",
        "raw.bond": "bond_id issuer_id name security_type offering is_lgfv is_green issue_date maturity_date citation",
        "raw.industry_membership": "issuer_id industry_code classification source_code valid_from_date valid_to_date",
        "raw.reported_value": "issuer_id data_point_id data_point dimension fiscal_year value_text value unit state"
        " published_date is_date_assumed source_type citation",
        "raw.review_decision": "document_id char_start char_end data_point_id dimension period decision value"
        " decided_by decided_at comment observation_id",
        "raw.event": "event_id issuer_id event_type severity event_date published_date amount_cny description citation",
    }.items()
}
KEYS = {
    "raw.issuer": ("issuer_id",),
    "raw.bond": ("bond_id",),
    "raw.industry_membership": ("issuer_id", "valid_from_date"),
    "raw.reported_value": ("source", "row_number"),
    "raw.event": ("event_id",),
    "raw.review_decision": ("source", "row_number"),
    "raw.document": ("document_id",),
    "raw.committee_decision": ("decision_id",),
    "raw.rejected_row": ("source", "row_number", "rule"),
}


class StoreError(ValueError):
    """The store as a whole cannot be used; the message says what to do."""


@dataclass(frozen=True)
class RawStore:
    """The `raw` tables by name, each sorted by its key, and how many rows of feed files were read and refused."""

    tables: dict[str, pl.DataFrame]
    rows_read: int
    rows_refused: int


@dataclass(frozen=True)
class _Delivered:
    """What lies in the feed folders: rows per feed (text), the files' own frames by source, rejected rows."""

    rows: dict[str, list[pl.DataFrame]]
    files: dict[str, pl.DataFrame]
    rejected: list[pl.DataFrame]
    rows_read: int


def read_store(
    root: Path,
    methodology: MethodTables,
    *,
    today: date,
    unit_fits: UnitFits | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> RawStore:
    """Every table of the `raw` layer from the files below `root`. Nothing is lost: what is refused says why.

    Values published after `today` are refused. Units are judged by the method's own table unless `unit_fits` is given.
    Raises StoreError when there is no registry, CommitteeError when a decision file is wrong.
    """
    _require_registry(root)
    delivered = _deliver(root, limits)
    tables, rejected = _check(delivered, vocabulary_of(methodology, unit_fits), today)
    documents, refused = _documents(root, tables["raw.issuer"], today, limits)
    everything = pl.concat([with_payloads(rejected, delivered.files), refused])
    registry = dict(tables["raw.issuer"].select("issuer_id", "is_simulated").iter_rows())
    tables |= {"raw.committee_decision": read_decisions(root, registry, today, limits)}
    tables |= {"raw.document": documents, "raw.rejected_row": everything}
    return RawStore(_sorted(tables), delivered.rows_read, everything.height)


def read_decisions_again(
    root: Path,
    methodology: MethodTables,
    kept: Mapping[str, pl.DataFrame],
    *,
    today: date,
    limits: Limits = DEFAULT_LIMITS,
) -> RawStore:
    """The decisions of a store, and its rejected rows, while all other feeds stay as they were read last.

    `kept` holds `raw.issuer` and `raw.rejected_row` of then. Raises CommitteeError when a decision file is wrong.
    """
    delivered = _deliver(root, limits, (REVIEW,))
    rows, untyped = type_rows(feeds.DECISIONS, pl.concat(delivered.rows[feeds.DECISIONS.table]))
    decisions, broken = check_decisions(rows, vocabulary_of(methodology), today)
    refused = pl.concat([REJECTED_SCHEMA.to_frame(), *delivered.rejected, untyped, broken])
    others = kept["raw.rejected_row"].filter(~pl.col("source").str.contains(rf"(?:^|/){REVIEW}/"))
    registry = dict(kept["raw.issuer"].select("issuer_id", "is_simulated").iter_rows())
    tables = {
        feeds.DECISIONS.table: decisions.select(COLUMNS[feeds.DECISIONS.table]),
        "raw.committee_decision": read_decisions(root, registry, today, limits),
        "raw.rejected_row": pl.concat([others, with_payloads(refused, delivered.files)], how="diagonal_relaxed"),
    }
    return RawStore(_sorted(tables), delivered.rows_read, refused.height)


def _sorted(tables: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {name: table.sort(KEYS[name]) for name, table in tables.items()}


def _require_registry(root: Path) -> None:
    what_to_do = (
        "point ESG_DATA_DIR at a store, make one by hand (docs/tutorial.md) or with `esg simulate --out DIR`, "
        "or use `make run`, which makes its own"
    )
    if not root.is_dir():
        raise StoreError(f"there is no folder {root}: {what_to_do}")
    if not any(feed_of("registry", path.name) is feeds.ISSUERS for path in files_of(root, "registry")):
        raise StoreError(f"{root} holds no registry (registry/issuers.csv, .parquet or .jsonl): {what_to_do}")


def _feed_files(root: Path, folders: Sequence[str]) -> Iterator[tuple[str, Path]]:
    return ((folder, path) for folder in folders for path in files_of(root, folder))


def _deliver(root: Path, limits: Limits, folders: Sequence[str] = FEED_FOLDERS) -> _Delivered:
    rows: dict[str, list[pl.DataFrame]] = {feed.table: [_no_rows(feed)] for feed in feeds.FEEDS}
    files: dict[str, pl.DataFrame] = {}
    rejected: list[pl.DataFrame] = []
    rows_read = 0
    for folder, path in _feed_files(root, folders):
        source = source_of(root, path)
        try:
            feed = _feed(root, folder, path)
            table = read_table_file(path, limits)
            taken, refused = take_file(feed, table, source)
        except FileRefused as error:
            rejected.append(rejected_file(source, error.rule, error.reason))
            continue
        rows[feed.table].append(taken)
        rejected.append(refused)
        files[source] = table.frame
        rows_read += table.rows
    return _Delivered(rows, files, rejected, rows_read)


def _no_rows(feed: Feed) -> pl.DataFrame:
    texts = dict.fromkeys([field.target for field in feed.fields], pl.String())
    return pl.DataFrame(schema={**texts, "source": pl.String, "source_sha256": pl.String, "row_number": pl.Int64})


def _feed(root: Path, folder: str, path: Path) -> Feed:
    require_safe(root, path)
    feed = feed_of(folder, path.name)
    if feed is None:
        names = ", ".join(f"{feed.prefix}*" for feed in feeds.FEEDS if feed.folder == folder)
        raise FileRefused("unsupported_file", f"files of {folder}/ are named {names}")
    return feed


def _check(delivered: _Delivered, words: Vocabulary, today: date) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    rejected = [REJECTED_SCHEMA.to_frame(), *delivered.rejected]
    typed: dict[str, pl.DataFrame] = {}
    for feed in feeds.FEEDS:
        typed[feed.table], refused = type_rows(feed, pl.concat(delivered.rows[feed.table]))
        rejected.append(refused)
    issuers, refused = check_issuers(typed["raw.issuer"], words)
    codes = issuers["issuer_id"].to_list()
    memberships, refused_memberships = check_memberships(typed["raw.industry_membership"], words, codes)
    checked = {
        "raw.bond": check_bonds(typed["raw.bond"], words, codes),
        "raw.event": check_events(typed["raw.event"], words, codes, today),
        "raw.review_decision": check_decisions(typed["raw.review_decision"], words, today),
        "raw.reported_value": check_reported(typed["raw.reported_value"], words, codes, today),
    }
    tables = {name: frame for name, (frame, _) in checked.items()} | {"raw.issuer": issuers}
    tables["raw.industry_membership"] = pl.concat(
        [memberships, undated_memberships(issuers, memberships)], how="diagonal"
    )
    rejected += [refused, refused_memberships, *(rows for _, rows in checked.values())]
    shaped = {name: frame.select(COLUMNS[name]) for name, frame in tables.items()}
    shaped["raw.event"] = _flagged(shaped["raw.event"], issuers)
    return shaped, pl.concat(rejected)


def _flagged(rows: pl.DataFrame, issuers: pl.DataFrame) -> pl.DataFrame:
    """Rows of known issuers with the issuer's `is_simulated`."""
    return rows.join(issuers.select("issuer_id", "is_simulated"), on="issuer_id", validate="m:1")


def _documents(root: Path, issuers: pl.DataFrame, today: date, limits: Limits) -> tuple[pl.DataFrame, pl.DataFrame]:
    documents, rejected = read_documents(root, today=today, limits=limits)
    placed = documents.with_columns(source=pl.col("source_path"), row_number=pl.lit(0, dtype=pl.Int64))
    kept, strangers = apply_rules(placed, [known_issuer(issuers["issuer_id"].to_list())])
    return _flagged(kept.drop("source", "row_number"), issuers), pl.concat([rejected, strangers])
