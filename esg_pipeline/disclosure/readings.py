"""Readings kept between runs: what one document was read to say, one file each. What it depends on is its name.

A file that is missing or damaged is a document to be read again, never an error. Readings are data: frames, no objects.
"""

import hashlib
import io
import json
import os
import time
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import polars as pl

from esg_pipeline.disclosure.content_index import INDEX_SCHEMA
from esg_pipeline.disclosure.document_limits import DocumentLimits
from esg_pipeline.disclosure.embedding import load_embedder
from esg_pipeline.disclosure.event_table import EVENT_SCHEMA
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, HasTables
from esg_pipeline.disclosure.fact_table import BLOCK_SCHEMA, EVIDENCE_SCHEMA, FACT_SCHEMA, OBSERVATION_SCHEMA
from esg_pipeline.methodology import codes

FRAMES: Mapping[str, Mapping[str, pl.DataType]] = {
    "facts": FACT_SCHEMA,
    "evidence": EVIDENCE_SCHEMA,
    "observations": OBSERVATION_SCHEMA,
    "blocks": BLOCK_SCHEMA,
    "index": INDEX_SCHEMA,
    "events": EVENT_SCHEMA,
}
PLAIN = ("document_id", "text", "lines", "pages", "language", "fiscal_year", "semantic", "notes")
HEAD = "document.json"
SUFFIX = ".zip"
# The columns of data_points.csv by which documents are read; names and texts beside them may change freely.
WORDS = ("data_point_id", "kind", "unit", "framework_code")
# What turns bytes into text and text into facts beside our own code; `none` where an extra is not installed.
LIBRARIES = (
    *("polars", "pypdfium2", "python-calamine", "selectolax", "rapidfuzz", "pyyaml"),
    *("rapidocr", "onnxruntime", "opencv-python-headless", "pillow", "numpy"),
)
SPARED_SECONDS = 86_400.0  # a reading of a document that the last run did not know may be one that has just come


@dataclass(frozen=True)
class Words:
    """The part of a version of the method by which documents are read: it alone is what readings depend on."""

    units: pl.DataFrame
    labels: pl.DataFrame
    data_points: pl.DataFrame

    def fingerprint(self) -> str:
        """A hash of every cell, in the order of the files."""
        frames = (self.units, self.labels, self.data_points)
        return digest([f"{frame.schema}\n{frame.write_ndjson()}" for frame in frames])


def words_of(methodology: HasTables) -> Words:
    """The words of a version."""
    return Words(methodology.units, methodology.labels, methodology.data_points.select(WORDS))


@dataclass(frozen=True)
class Readings:
    """A folder of readings."""

    folder: Path

    def get(self, name: str) -> Extraction | None:
        """The reading of this name; None when there is none, or none that is whole."""
        try:
            with zipfile.ZipFile(self._path(name)) as file:
                return unpacked(file)
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile, pl.exceptions.PolarsError):
            return None

    def put(self, name: str, reading: Extraction) -> None:
        """Keeps a reading; others see all of it or nothing. Raises OSError when the disk does not take it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        aside = self.folder / f".{name}.{os.getpid()}.tmp"
        try:
            with aside.open("wb") as file:
                file.write(packed(reading))
                file.flush()
                os.fsync(file.fileno())
            aside.replace(self._path(name))
        finally:
            aside.unlink(missing_ok=True)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name, whole or not."""
        return self._path(name).is_file()

    def keep(self, names: Collection[str]) -> int:
        """Removes what is not needed for these names and returns how many files that were.

        That is other readings of their documents, and readings that are a day old of documents not among them.
        """
        documents = {document_of(name) for name in names}
        removed = 0
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            if path.stem in names and path.suffix == SUFFIX:
                continue
            if document_of(path.name) in documents or time.time() - path.stat().st_mtime > SPARED_SECONDS:
                path.unlink(missing_ok=True)
                removed += 1
        return removed

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}{SUFFIX}"


def reading_name(document: DocumentInput, words: str, limits: DocumentLimits) -> str:
    """The name of a reading: the document, and a hash of everything that decides what is read in it.

    That is its bytes, type and year, the words of the method (`Words.fingerprint`), the limits, our code and libraries.
    """
    given = {
        "content": hashlib.sha256(document.content).hexdigest(),
        "media_type": document.media_type,
        "fiscal_year": document.fiscal_year,
        "words": words,
        "limits": asdict(limits),
        "code": code_fingerprint(),
        "meanings": load_embedder().status,
    }
    return f"{document.document_id}-{digest([json.dumps(given, sort_keys=True)])[:32]}"


def document_of(name: str) -> str:
    """The document of a reading's name or file name."""
    return name.lstrip(".").partition("-")[0]


@cache
def code_fingerprint() -> str:
    """A hash of the code and patterns that read documents, and of the versions of the libraries beneath."""
    folder = Path(__file__).parent
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    files = [(path.relative_to(folder).as_posix(), path) for path in found] + [("codes", Path(codes.__file__))]
    sources = [f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}" for name, path in sorted(files)]
    return digest([*sources, *(f"{name} {version_of(name)}" for name in LIBRARIES)])


def version_of(package: str) -> str:
    """The installed version of a package."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "none"


def digest(parts: Collection[str]) -> str:
    """One hash over texts; where one ends and the next begins shows in it."""
    return hashlib.sha256(json.dumps(list(parts)).encode()).hexdigest()


def packed(reading: Extraction) -> bytes:
    """A reading as the bytes of a file: the same reading gives the same bytes."""
    head = json.dumps({name: getattr(reading, name) for name in PLAIN}, ensure_ascii=True)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo(HEAD), head, zipfile.ZIP_DEFLATED)
        for name in FRAMES:
            part = io.BytesIO()
            frame: pl.DataFrame = getattr(reading, name)
            frame.write_parquet(part, compression="zstd")
            file.writestr(zipfile.ZipInfo(f"{name}.parquet"), part.getvalue())
    return whole.getvalue()


def unpacked(file: zipfile.ZipFile) -> Extraction:
    """The reading in a file. Raises one of the errors that `Readings.get` takes for damage."""
    head: dict[str, Any] = json.loads(file.read(HEAD))
    frames = {name: pl.read_parquet(io.BytesIO(file.read(f"{name}.parquet"))) for name in FRAMES}
    for name, frame in frames.items():
        if frame.schema != pl.Schema(FRAMES[name]):
            raise ValueError(f"{name} is of another shape")
    fields: dict[str, Any] = {**head, "notes": tuple(head["notes"]), **frames}
    return Extraction(**fields)
