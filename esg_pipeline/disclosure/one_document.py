"""One file on its own: read, checked and settled as in a run, but kept nowhere."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from esg_pipeline.disclosure.archive import bands_of
from esg_pipeline.disclosure.document_limits import document_limits_from
from esg_pipeline.disclosure.document_text import DocumentError
from esg_pipeline.disclosure.examine import PAPER_SCHEMA, Examined, examine
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, extract_document, reader_of
from esg_pipeline.methodology.model import Methodology


@dataclass(frozen=True, slots=True)
class OneDocument:
    """What a file says (`extraction`) and what is to be made of it (`examined`); `about` describes the file."""

    about: dict[str, Any]
    extraction: Extraction
    examined: Examined


def examine_file(
    file: Path, methodology: Methodology, fiscal_year: int | None, environ: Mapping[str, str] = os.environ
) -> OneDocument:
    """Read one file by a version of the method. Raises DocumentError when it cannot be read or is over a limit."""
    limits = document_limits_from(environ)
    size = file.stat().st_size
    if size > limits.max_bytes:
        raise DocumentError(f"{file} has {size} bytes, the limit is {limits.max_bytes}")
    content = file.read_bytes()
    document_id = hashlib.sha256(content).hexdigest()
    given = DocumentInput(document_id, content, file.suffix or "txt", fiscal_year)
    extraction = extract_document(given, reader_of(methodology), limits, environ)
    paper = pl.DataFrame(
        [(document_id, file.name, extraction.fiscal_year, None, extraction.language)],
        schema=PAPER_SCHEMA,
        orient="row",
    )
    names = dict(methodology.data_points.select("data_point_id", "name").iter_rows())
    examined = examine([extraction], paper, bands_of(methodology), names=names)
    return OneDocument(_about(file, extraction, methodology), extraction, examined)


def _about(file: Path, extraction: Extraction, methodology: Methodology) -> dict[str, Any]:
    return {
        "document_id": extraction.document_id,
        "file": file.name,
        "language": extraction.language,
        "fiscal_year": extraction.fiscal_year,
        "pages": extraction.pages,
        "lines": extraction.lines,
        "characters": len(extraction.text),
        "semantic": extraction.semantic,
        "notes": list(extraction.notes),
        "methodology_version": methodology.version,
        "methodology_hash": methodology.hash,
        "numbers": extraction.observations.height,
        "numbers_mapped": extraction.observations["fact_id"].count(),
    }
