"""Runs the extractor over every document of a store. What cannot be read is listed, the rest goes on."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from esg_pipeline.disclosure.content_index import INDEX_SCHEMA
from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS, DocumentLimits
from esg_pipeline.disclosure.document_text import DocumentError as UnreadableError
from esg_pipeline.disclosure.event_table import EVENT_SCHEMA, counted
from esg_pipeline.disclosure.examine import NO_DECISIONS, examine
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, extract_document, reader_of
from esg_pipeline.disclosure.fact_table import BLOCK_SCHEMA, EVIDENCE_SCHEMA, OBSERVATION_SCHEMA
from esg_pipeline.disclosure.review import Bands
from esg_pipeline.ingest.documents import DocumentError, document_bytes
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
Frames = Mapping[str, pl.DataFrame]


def extract_store(
    root: Path,
    documents: pl.DataFrame,
    methodology: Methodology,
    issuers: pl.DataFrame,
    decisions: pl.DataFrame = NO_DECISIONS,
    limits: DocumentLimits = DEFAULT_LIMITS,
) -> Frames:
    """Every table of `core` that is read from documents, by name; each row keeps the document's `is_simulated`.

    `documents` and `issuers` are `raw.document` and `raw.issuer`, `decisions` `raw.review_decision`.
    """
    found, unread = _extracted(root, documents, methodology, limits)
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


def bands_of(methodology: Methodology) -> Bands:
    """The borders of confidence of a version."""
    return Bands(methodology.parameters.accept_confidence, methodology.parameters.sample_check_confidence)


def _extracted(
    root: Path, documents: pl.DataFrame, methodology: Methodology, limits: DocumentLimits
) -> tuple[list[Extraction], list[tuple[str, str]]]:
    reader = reader_of(methodology)
    found: list[Extraction] = []
    unread: list[tuple[str, str]] = []
    for row in documents.iter_rows(named=True):
        try:
            content = document_bytes(root, row["source_path"], limits)
            given = DocumentInput(row["document_id"], content, row["media_type"], row["fiscal_year"])
            found.append(extract_document(given, reader, limits, os.environ))
        except (UnreadableError, DocumentError) as error:
            unread.append((row["document_id"], str(error)))
    return found, unread


def _all(found: Sequence[Extraction], name: str, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.concat([pl.DataFrame(schema=schema), *(getattr(each, name) for each in found)])


def _texts(found: Sequence[Extraction]) -> pl.DataFrame:
    rows = [(e.document_id, e.language, e.pages, e.lines, e.semantic, e.text) for e in found]
    return pl.DataFrame(rows, schema=TEXT_SCHEMA, orient="row")
