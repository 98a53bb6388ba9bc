"""Runs the extractor over every document of a store. What cannot be read is listed, the rest goes on.

A document that was read before by the same words and code is not read again, where there are `readings`.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from esg_pipeline.disclosure.content_index import INDEX_SCHEMA
from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS, DocumentLimits
from esg_pipeline.disclosure.document_text import DocumentError as UnreadableError
from esg_pipeline.disclosure.event_table import EVENT_SCHEMA, counted
from esg_pipeline.disclosure.examine import NO_DECISIONS, examine
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, Reader, extract_document, reader_of
from esg_pipeline.disclosure.fact_table import BLOCK_SCHEMA, EVIDENCE_SCHEMA, OBSERVATION_SCHEMA
from esg_pipeline.disclosure.llm.settings import llm_settings_from
from esg_pipeline.disclosure.readings import Readings, Words, reading_name, words_of
from esg_pipeline.disclosure.review import Bands
from esg_pipeline.ingest.document_files import DocumentGoneError
from esg_pipeline.ingest.document_index import find_document
from esg_pipeline.ingest.documents import DocumentError, document_bytes
from esg_pipeline.ingest.limits import Limits
from esg_pipeline.methodology.model import Methodology

UNREAD_SCHEMA = {"document_id": pl.String(), "reason": pl.String()}
TEXT_SCHEMA: dict[str, pl.DataType] = {
    "document_id": pl.String(),
    "language": pl.String(),
    "pages": pl.Int64(),
    "lines": pl.Int64(),
    "semantic": pl.String(),
    "text": pl.String(),
}
READ_AGAIN = "the store has changed since its feeds were read: refresh again"
Frames = Mapping[str, pl.DataFrame]


@dataclass
class Desk:
    """Reads documents by one version of the method, or takes the reading that is there; keeps count of both.

    With a language model switched on nothing is taken or kept: its answers are no matter of words and code.
    """

    words: Words
    limits: DocumentLimits = DEFAULT_LIMITS
    readings: Readings | None = None
    names: list[str] = field(default_factory=list[str])
    read_anew: int = 0

    @cached_property
    def reader(self) -> Reader:
        """The reader, made when the first document needs it."""
        return reader_of(self.words)

    @cached_property
    def kept(self) -> Readings | None:
        """Where readings are kept."""
        return None if llm_settings_from(os.environ) else self.readings

    @cached_property
    def fingerprint(self) -> str:
        """The hash of the words."""
        return self.words.fingerprint()

    def read(self, given: DocumentInput) -> Extraction:
        """What a document says. Raises DocumentError of `document_text` when it cannot be read."""
        name = reading_name(given, self.fingerprint, self.limits) if self.kept else ""
        self.names.append(name)
        if self.kept and (reading := self.kept.get(name)):
            return reading
        self.read_anew += 1
        reading = extract_document(given, self.reader, self.limits, os.environ)
        if self.kept:
            self.kept.put(name, reading)
        return reading

    def tidy(self) -> None:
        """Removes the readings that none of the documents read here needs."""
        if self.kept:
            self.kept.keep(self.names)


class StoreChangedError(RuntimeError):
    """A document is not what it was when the store was read. To go on without it would lose what it says silently."""


def extract_store(
    root: Path,
    documents: pl.DataFrame,
    methodology: Methodology,
    issuers: pl.DataFrame,
    decisions: pl.DataFrame = NO_DECISIONS,
    limits: DocumentLimits = DEFAULT_LIMITS,
    readings: Readings | None = None,
) -> Frames:
    """Every table of `core` that is read from documents, by name; each row keeps the document's `is_simulated`.

    `documents` and `issuers` are `raw.document` and `raw.issuer`, `decisions` `raw.review_decision`. `readings`: what
    was read before, and where to keep what is read now; the tables are the same without.
    """
    desk = Desk(words_of(methodology), limits, readings)
    found, unread = _extracted(root, documents, desk)
    desk.tidy()
    names = dict(methodology.data_points.select("data_point_id", "name").iter_rows())
    examined = examine(found, documents, bands_of(methodology), decisions, names)
    papers = documents.select("document_id", "issuer_id", "published_date").join(
        issuers.select("issuer_id", "name", "name_zh"), on="issuer_id", how="left", validate="m:1"
    )
    events = counted(_all(found, "events", EVENT_SCHEMA), papers, methodology.event_types["event_type"])
    flags = documents.select("document_id", "is_simulated")
    tables = {
        "core.document_text": _texts(found),
        "core.document_block": _all(found, "blocks", BLOCK_SCHEMA),
        "core.extracted_fact": examined.facts,
        "core.fact_standing": examined.standings,
        "core.fact_evidence": _all(found, "evidence", EVIDENCE_SCHEMA),
        "core.raw_observation": _all(found, "observations", OBSERVATION_SCHEMA),
        "core.disclosure_index": _all(found, "index", INDEX_SCHEMA),
        "core.finding": examined.findings,
        "core.finding_fact": examined.finding_facts.join(
            examined.findings.select("finding_id", "document_id"), on="finding_id", validate="m:1"
        ),
        "core.review_item": examined.review_items,
        "core.document_event": events,
        "core.unread_document": pl.DataFrame(unread, schema=UNREAD_SCHEMA, orient="row"),
    }
    return {name: table.join(flags, on="document_id", validate="m:1") for name, table in tables.items()}


@dataclass(frozen=True)
class Filed:
    """How the reading of one filed document went: what it is, how much was found, or why it could not be read."""

    document_id: str
    source_path: str
    is_read: bool
    reason: str | None = None
    language: str | None = None
    lines: int = 0
    facts: int = 0
    events: int = 0


def read_filed(root: Path, document_id: str, desk: Desk) -> Filed:
    """Reads one document of a store, for the readings of the desk. Raises DocumentError when the store has it not."""
    row = find_document(root, document_id, Limits(documents=desk.limits))
    if row is None:
        raise DocumentError(f"the store {root} has no document {document_id}")
    try:
        found = desk.read(_input(root, row, desk.limits))
    except UnreadableError as error:
        return Filed(document_id, row["source_path"], is_read=False, reason=str(error))
    counts = found.lines, found.facts.height, found.events.height
    return Filed(document_id, row["source_path"], True, None, found.language, *counts)


def bands_of(methodology: Methodology) -> Bands:
    """The borders of confidence of a version."""
    return Bands(methodology.parameters.accept_confidence, methodology.parameters.sample_check_confidence)


def _extracted(root: Path, documents: pl.DataFrame, desk: Desk) -> tuple[list[Extraction], list[tuple[str, str]]]:
    found: list[Extraction] = []
    unread: list[tuple[str, str]] = []
    for row in documents.iter_rows(named=True):
        try:
            found.append(desk.read(_input(root, row, desk.limits)))
        except (UnreadableError, DocumentError) as error:
            unread.append((row["document_id"], str(error)))
    return found, unread


def _input(root: Path, row: Mapping[str, Any], limits: DocumentLimits) -> DocumentInput:
    try:
        content = document_bytes(root, row["source_path"], limits)
    except DocumentGoneError as error:
        raise StoreChangedError(f"{error} any more, {READ_AGAIN}") from error
    if hashlib.sha256(content).hexdigest() != row["document_id"]:
        raise StoreChangedError(f"{row['source_path']!r} holds other bytes than before, {READ_AGAIN}")
    return DocumentInput(row["document_id"], content, row["media_type"], row["fiscal_year"])


def _all(found: Sequence[Extraction], name: str, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *(getattr(each, name) for each in found)])


def _texts(found: Sequence[Extraction]) -> pl.DataFrame:
    rows = [(e.document_id, e.language, e.pages, e.lines, e.semantic, e.text) for e in found]
    return pl.DataFrame(rows, schema=TEXT_SCHEMA, orient="row")
