"""What a shadow run reads: the input of the last run, or the store again for a version that reads it otherwise."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import polars as pl

from esg_pipeline.disclosure.archive import extract_store
from esg_pipeline.ingest.store import read_store
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.tables import reference_tables
from esg_pipeline.warehouse import Warehouse

Tables = Mapping[str, pl.DataFrame]
FACTS, STANDINGS, EVENTS = "core.extracted_fact", "core.fact_standing", "core.document_event"
OF_DOCUMENTS = (FACTS, STANDINGS, EVENTS)
# What the committee decided is no part of an impact: two methods are compared by what follows from their rules.
DECISIONS = "raw.committee_decision"
RAW = tuple(
    f"raw.{name}"
    for name in (*("issuer", "bond", "industry_membership", "reported_value", "event", "document", "review_decision"),)
)
# Everything that a rating is made from besides the method; kept in the archive with each run.
INPUTS = (*RAW, DECISIONS, *OF_DOCUMENTS)
UNITS = {"reference.unit": ("unit", "dimension", "factor", "aliases")}
# Where the words stand by which feeds are read, and by which documents are.
FEEDS_READ_BY = {
    "reference.data_point": ("data_point_id", "kind", "unit", "framework_code"),
    "reference.event_type": ("event_type",),
    "reference.event_severity": ("severity",),
    "reference.industry": ("industry_code",),
    "reference.industry_code": ("classification", "code", "industry_code"),
    "reference.security_type": ("security_type",),
    **UNITS,
}
PARAMETERS = "reference.parameter"
BANDS = ("accept_confidence", "sample_check_confidence")
DOCUMENTS_READ_BY = {
    PARAMETERS: ("name", "value"),
    "reference.event_type": ("event_type",),
    "reference.data_point": ("data_point_id", "kind", "unit"),
    "reference.label": ("data_point_ids", "dimension", "language", "label", "kind", "implied_unit"),
    **UNITS,
}
ReadBy = Mapping[str, tuple[str, ...]]


@dataclass
class Source:
    """The work file of the pipeline, the store behind it, and the day after which nothing can have been published."""

    warehouse: Warehouse
    store: Path
    today: date
    was_read_again: bool = False
    kept: dict[str, Tables] = field(default_factory=dict[str, Tables], repr=False)

    def tables(self, methodology: Methodology) -> Tables:
        """The tables of `raw` and the facts of documents as this version reads them.

        Raises WarehouseError when nothing was run yet, StoreError when the store must be read again and is not there.
        """
        reference = reference_tables(methodology)
        feeds = self.reading("feeds", FEEDS_READ_BY, reference, methodology)
        return {**feeds, **self.reading("documents", DOCUMENTS_READ_BY, reference, methodology, feeds)}

    def reading(
        self, what: str, read_by: ReadBy, reference: Tables, methodology: Methodology, feeds: Tables | None = None
    ) -> Tables:
        """Feeds, or documents where `feeds` are given: as the last run read them if it used the same words."""
        words = fingerprint(reference, read_by)
        key = f"{what} {words} {listed(feeds)}"
        if key not in self.kept:
            last = {name: self.warehouse.read(name) for name in read_by}
            if words == fingerprint(last, read_by):
                names = OF_DOCUMENTS if feeds else RAW
                self.kept[key] = {name: self.warehouse.read(name) for name in names}
            else:
                self.was_read_again = True
                self.kept[key] = self.documents(methodology, feeds) if feeds else self.feeds(methodology)
        return self.kept[key]

    def feeds(self, methodology: Methodology) -> Tables:
        """The feeds of the store by another version's words."""
        delivered = read_store(self.store, methodology, today=self.today).tables
        return {name: self.typed(name, delivered[name]) for name in RAW}

    def documents(self, methodology: Methodology, feeds: Tables) -> Tables:
        """The facts and events of the store's documents by another version's labels."""
        found = extract_store(
            self.store, feeds["raw.document"], methodology, feeds["raw.issuer"], feeds["raw.review_decision"]
        )
        return {name: self.typed(name, found[name]) for name in OF_DOCUMENTS}

    def typed(self, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        """The columns and types in which the last run wrote the table."""
        schema = self.warehouse.read(name).schema
        return frame.select(pl.col(column).cast(dtype) for column, dtype in schema.items())


def listed(feeds: Tables | None) -> str:
    """Which documents there are."""
    return ",".join(sorted(feeds["raw.document"]["document_id"])) if feeds else ""


def fingerprint(tables: Tables, read_by: ReadBy) -> str:
    """A hash of the cells by which input is read, whatever their order; a column that is missing shows in it."""
    digest = hashlib.sha256()
    for name, columns in read_by.items():
        there = [column for column in columns if column in tables[name].columns]
        rows = tables[name].filter(pl.col("name").is_in(BANDS)) if name == PARAMETERS else tables[name]
        cells = rows.select(pl.col(there).cast(pl.String).fill_null("")).sort(there)
        digest.update(f"{name}\n{cells.write_csv()}".encode())
    return digest.hexdigest()
