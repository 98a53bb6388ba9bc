"""Files of the document store: their types, bytes and language. What is known about them is in `sidecar`."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from esg_pipeline.disclosure import document_text
from esg_pipeline.disclosure.document_kind import MEDIA_TYPES
from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS, DocumentLimits
from esg_pipeline.ingest.language import language_of
from esg_pipeline.ingest.layout import DOCUMENTS, files_of, is_inside


class DocumentError(ValueError):
    """A document that cannot be filed or handed out; the message says why."""


class DocumentGoneError(DocumentError):
    """There is no file where a document was."""


def media_type_of(path: Path) -> str:
    """Media type by suffix. Raises DocumentError for a type that is not read."""
    try:
        return MEDIA_TYPES[path.suffix.lower()]
    except KeyError:
        known = ", ".join(MEDIA_TYPES)
        raise DocumentError(f"documents of type {path.suffix or 'none'!r} are not read, only {known}") from None


def document_language(content: bytes, media_type: str, limits: DocumentLimits = DEFAULT_LIMITS) -> str:
    """Language of a document's text. Raises DocumentError when it has none that can be read."""
    try:
        return language_of(document_text.read_document(content, media_type, limits).text)
    except document_text.DocumentError as error:
        raise DocumentError(f"the text cannot be read: {error}") from error


def stored_documents(store: Path, limits: DocumentLimits = DEFAULT_LIMITS) -> Iterator[Path]:
    """Document files of the store that may be read: of a known type, inside of it, within the size limit."""
    for path in files_of(store, DOCUMENTS) if store.is_dir() else []:
        is_known = path.suffix.lower() in MEDIA_TYPES and is_inside(store, path) and path.is_file()
        if is_known and path.stat().st_size <= limits.max_bytes:
            yield path


def document_bytes(store: Path, source_path: str, limits: DocumentLimits = DEFAULT_LIMITS) -> bytes:
    """The bytes of a document by its `source_path`. Raises DocumentError when that leaves the store or is no file."""
    parts = PurePosixPath(source_path)
    if not source_path or parts.is_absolute() or ".." in parts.parts or "\\" in source_path or "\x00" in source_path:
        raise DocumentError(f"{source_path!r} is no path inside of the store")
    path = store / parts
    if not is_inside(store, path):
        raise DocumentError(f"{source_path!r} leads out of the store")
    if not path.is_file():
        raise DocumentGoneError(f"the store has no file {source_path!r}")
    if path.stat().st_size > limits.max_bytes:
        raise DocumentError(f"{source_path!r} is larger than the limit of {limits.max_bytes} bytes")
    return path.read_bytes()
