"""The document store for those who use it: file a document, list what is there, get the bytes of one.

What documents say is read in `disclosure`.
"""

import hashlib
import os
import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from esg_pipeline.ingest.document_files import (
    DocumentError,
    document_bytes,
    document_language,
    media_type_of,
    stored_documents,
)
from esg_pipeline.ingest.document_index import DOCUMENT_SCHEMA, read_documents
from esg_pipeline.ingest.layout import DOCUMENTS, is_inside
from esg_pipeline.ingest.limits import DEFAULT_LIMITS, FileRefused, Limits
from esg_pipeline.ingest.sidecar import SUFFIX, DocumentMeta, check_meta, read_sidecar, sidecar_bytes

__all__ = ["DOCUMENT_SCHEMA", "AddedDocument", "DocumentError", "add_document", "document_bytes", "read_documents"]

_MAX_STEM = 60
_HASH_CHARS = 12


@dataclass(frozen=True)
class AddedDocument:
    """A filed document: sha256 of its bytes, where it lies, and whether it lay there before."""

    document_id: str
    path: Path
    already_there: bool


def add_document(  # noqa: PLR0913 - the fields of the sidecar, by name
    store: Path,
    file: Path,
    *,
    issuer_id: str,
    fiscal_year: int,
    published_date: date,
    language: str | None = None,
    title: str | None = None,
    citation: str | None = None,
    is_date_assumed: bool = False,
    today: date | None = None,
    limits: Limits = DEFAULT_LIMITS,
) -> AddedDocument:
    """Files a document under `documents/` of a store; the same bytes twice are one document.

    Without `language` it is read off the text. Raises DocumentError when the file or a field breaks a rule, or when the
    same bytes are already there with other fields.
    """
    media_type = media_type_of(file)
    content = _content(file, limits)
    meta = DocumentMeta(issuer_id, fiscal_year, published_date, is_date_assumed, language, title, citation, _name(file))
    try:
        check_meta(meta, today or datetime.now(UTC).date())
    except FileRefused as refused:
        raise DocumentError(refused.reason) from refused
    known = _known(store, content, limits)
    if known and _sidecar(known).exists():
        return _agreeing(known, content, meta)
    meta = replace(meta, language=language or document_language(content, media_type, limits.documents))
    path = known or _folder(store) / f"{_id(content)[:_HASH_CHARS]}_{safe_name(file.name)}"
    return _write(path, content, meta)


def safe_name(name: str) -> str:
    """A file name of letters, digits, `.`, `-` and `_` that cannot leave its folder, hide, or be too long.

    Raises DocumentError when nothing of the name is left.
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    plain = re.sub(r"[^\w.\-]+", "_", last).lstrip("._-")
    stem, dot, suffix = plain.rpartition(".")
    if not stem.strip("._-"):
        raise DocumentError(f"{name!r} is no usable file name")
    return f"{stem[:_MAX_STEM]}{dot}{suffix.lower()}"


def _content(file: Path, limits: Limits) -> bytes:
    try:
        if not file.is_file():
            raise DocumentError(f"{file} is not a file")
        size = file.stat().st_size
        if size > limits.documents.max_bytes:
            raise DocumentError(f"{file} has {size} bytes, the limit is {limits.documents.max_bytes}")
        content = file.read_bytes()
    except OSError as error:
        raise DocumentError(f"{file} cannot be read: {error.strerror or error}") from error
    if not content.strip():
        raise DocumentError(f"{file} is empty")
    return content


def _name(file: Path) -> str:
    return "".join(character if character.isprintable() else "_" for character in file.name).replace("\\", "_")


def _id(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _folder(store: Path) -> Path:
    folder = store / DOCUMENTS
    if not is_inside(store, folder):
        raise DocumentError(f"{folder} leads out of the store")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _known(store: Path, content: bytes, limits: Limits) -> Path | None:
    """A file of the store with the same bytes, if there is one."""
    sized = (path for path in stored_documents(store, limits.documents) if path.stat().st_size == len(content))
    return next((path for path in sized if path.read_bytes() == content), None)


def _sidecar(path: Path) -> Path:
    return path.with_name(path.name + SUFFIX)


def _agreeing(path: Path, content: bytes, wanted: DocumentMeta) -> AddedDocument:
    try:
        found = read_sidecar(_sidecar(path).read_bytes(), date.max)
    except FileRefused as refused:
        raise DocumentError(f"{path.name} is there, but its sidecar cannot be read: {refused.reason}") from refused
    there = asdict(found)
    asked = {name: value for name, value in asdict(wanted).items() if value is not None and name != "original_name"}
    differences = [f"{name} is {there[name]}, not {value}" for name, value in asked.items() if there[name] != value]
    if differences:
        raise DocumentError(f"the same bytes are already there as {path.name}: {'; '.join(differences)}")
    return AddedDocument(_id(content), path, already_there=True)


def _write(path: Path, content: bytes, meta: DocumentMeta) -> AddedDocument:
    """The sidecar comes last: until it is there, the document is not read."""
    write_whole(path, content)
    write_whole(_sidecar(path), sidecar_bytes(meta))
    return AddedDocument(_id(content), path, already_there=False)


def write_whole(path: Path, content: bytes) -> None:
    """Writes a file in one step: others see the old one, or the new one, never a part of it."""
    aside = path.with_name(f".{path.name[:_MAX_STEM]}.{os.getpid()}.tmp")
    try:
        with aside.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(path)
    except OSError as error:
        if error.filename:
            error.filename, error.filename2 = str(path), None  # the name beside it is nobody's concern
        raise
    finally:
        aside.unlink(missing_ok=True)
