"""The table of the store's documents: each file with what its sidecar says, or the reason why it is refused."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

from esg_pipeline.ingest.document_files import DocumentError, document_language, media_type_of
from esg_pipeline.ingest.layout import DOCUMENTS, files_of, is_inside, require_safe, source_of
from esg_pipeline.ingest.limits import DEFAULT_LIMITS, FileRefused, Limits, unreadable
from esg_pipeline.ingest.rules import REJECTED_SCHEMA, rejected_file
from esg_pipeline.ingest.sidecar import SUFFIX, DocumentMeta, read_sidecar

DOCUMENT_SCHEMA = pl.Schema(
    {
        "document_id": pl.String,
        "issuer_id": pl.String,
        "fiscal_year": pl.Int64,
        "published_date": pl.Date,
        "is_date_assumed": pl.Boolean,
        "language": pl.String,
        "media_type": pl.String,
        "source_path": pl.String,
        "title": pl.String,
        "size_bytes": pl.Int64,
        "citation": pl.String,
    }
)


def read_documents(
    store: Path, *, today: date | None = None, limits: Limits = DEFAULT_LIMITS
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The documents of a store and its sub-stores (DOCUMENT_SCHEMA, by document_id), and rejected rows.

    Of two files with the same bytes, the one published first is the document, then the first by path.
    """
    found: list[dict[str, Any]] = []
    rejected = [REJECTED_SCHEMA.to_frame()]
    for path in files_of(store, DOCUMENTS):
        source = source_of(store, path)
        try:
            if row := _document(store, path, today or datetime.now(UTC).date(), limits):
                found.append(row)
        except FileRefused as refused:
            rejected.append(rejected_file(source, refused.rule, refused.reason))
    rows: dict[str, dict[str, Any]] = {}
    for row in sorted(found, key=lambda row: row["published_date"]):
        if (first := rows.setdefault(row["document_id"], row)) is not row:
            reason = f"the same bytes as {first['source_path']}"
            rejected.append(rejected_file(row["source_path"], "duplicate_document", reason))
    frame = pl.DataFrame(list(rows.values()), schema=DOCUMENT_SCHEMA, orient="row")
    return frame.sort("document_id"), pl.concat(rejected).sort("source", "row_number", "rule")


def find_document(store: Path, document_id: str, limits: Limits = DEFAULT_LIMITS) -> dict[str, Any] | None:
    """The row of one document of a store; None when none of its files has these bytes, or its sidecar is refused.

    Files that `add_document` has named after their bytes are looked at first.
    """
    names = sorted(files_of(store, DOCUMENTS), key=lambda path: not document_id.startswith(path.name.partition("_")[0]))
    for path in names:
        try:
            if not path.name.endswith(SUFFIX) and _has_bytes(store, path, document_id, limits):
                return _document(store, path, datetime.now(UTC).date(), limits)
        except FileRefused:
            continue
    return None


def _has_bytes(store: Path, path: Path, document_id: str, limits: Limits) -> bool:
    require_safe(store, path)
    return hashlib.sha256(_content(path, limits)).hexdigest() == document_id


def _document(store: Path, path: Path, today: date, limits: Limits) -> dict[str, Any] | None:
    """The row of one document file; None for a sidecar, which is read with its document."""
    require_safe(store, path)
    if path.name.endswith(SUFFIX):
        return _nothing_or_orphan(path)
    try:
        media_type = media_type_of(path)
    except DocumentError as error:
        raise FileRefused("unsupported_file", str(error)) from error
    content = _content(path, limits)
    meta = _meta(store, path.with_name(path.name + SUFFIX), today, limits)
    return {
        "document_id": hashlib.sha256(content).hexdigest(),
        "issuer_id": meta.issuer_id,
        "fiscal_year": meta.fiscal_year,
        "published_date": meta.published_date,
        "is_date_assumed": meta.is_date_assumed,
        "language": meta.language or _language(content, media_type, limits),
        "media_type": media_type,
        "source_path": source_of(store, path),
        "title": meta.title or None,
        "size_bytes": len(content),
        "citation": meta.citation or None,
    }


def _nothing_or_orphan(sidecar: Path) -> None:
    if not sidecar.with_name(sidecar.name.removesuffix(SUFFIX)).exists():
        raise FileRefused("missing_document", "the sidecar stands alone, its document is not there")


def _content(path: Path, limits: Limits) -> bytes:
    try:
        if not path.is_file():
            raise FileRefused("unreadable_file", "it is no ordinary file")
        size, limit = path.stat().st_size, limits.documents.max_bytes
        if size > limit:
            raise FileRefused("file_too_large", f"the document has {size} bytes, the limit is {limit}")
        content = path.read_bytes()
    except OSError as error:
        raise unreadable("the document", error) from error
    if not content.strip():
        raise FileRefused("empty_file", "the document is empty")
    return content


def _meta(store: Path, sidecar: Path, today: date, limits: Limits) -> DocumentMeta:
    if not sidecar.is_file():
        raise FileRefused(
            "missing_sidecar", f"there is no {sidecar.name} beside it: add documents with `esg add-document`"
        )
    if not is_inside(store, sidecar):
        raise FileRefused("outside_store", "the sidecar is a link that leads out of the store")
    if sidecar.stat().st_size > limits.sidecar_bytes:
        raise FileRefused("bad_sidecar", f"the sidecar is larger than {limits.sidecar_bytes} bytes")
    return read_sidecar(sidecar.read_bytes(), today)


def _language(content: bytes, media_type: str, limits: Limits) -> str:
    try:
        return document_language(content, media_type, limits.documents)
    except DocumentError as error:
        raise FileRefused("unreadable_document", f"{error}; or state the language in the sidecar") from error
