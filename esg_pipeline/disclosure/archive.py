"""Runs the extractor over every document of a store. What cannot be read is listed, the rest goes on."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from esg_pipeline.disclosure.document_text import DocumentError as UnreadableError
from esg_pipeline.disclosure.extract import (
    FACT_SCHEMA,
    OBSERVATION_SCHEMA,
    DocumentInput,
    Extraction,
    HasTables,
    extractor_from,
)
from esg_pipeline.ingest.documents import DocumentError, document_bytes

UNREAD_SCHEMA = {"document_id": pl.String(), "reason": pl.String()}


@dataclass(frozen=True)
class Extracts:
    """What all documents together gave: facts, every number met, and the documents that could not be read."""

    facts: pl.DataFrame
    observations: pl.DataFrame
    unread: pl.DataFrame


def extract_store(root: Path, documents: pl.DataFrame, methodology: HasTables) -> Extracts:
    """Extracts every document of `raw.document` below `root`; each row keeps the document's `is_simulated`."""
    extract = extractor_from(methodology)
    found: list[Extraction] = []
    unread: list[tuple[str, str]] = []
    for row in documents.iter_rows(named=True):
        try:
            content = document_bytes(root, row["source_path"])
            found.append(extract(DocumentInput(row["document_id"], content, row["media_type"], row["fiscal_year"])))
        except (UnreadableError, DocumentError) as error:
            unread.append((row["document_id"], str(error)))
    flags = documents.select("document_id", "is_simulated")
    tables = (
        pl.concat([pl.DataFrame(schema=FACT_SCHEMA), *(each.facts for each in found)]),
        pl.concat([pl.DataFrame(schema=OBSERVATION_SCHEMA), *(each.observations for each in found)]),
        pl.DataFrame(unread, schema=UNREAD_SCHEMA, orient="row"),
    )
    return Extracts(*(table.join(flags, on="document_id", validate="m:1") for table in tables))
