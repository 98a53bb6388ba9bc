"""Where things lie in a store: its sub-stores, their folders, and the border no path may cross. No file is read."""

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from esg_pipeline.ingest.limits import FileRefused

DOCUMENTS = "documents"
FEED_FOLDERS = ("registry", "reported", "events", "review")
COMMITTEE = "committee"
FOLDERS = (*FEED_FOLDERS, DOCUMENTS, COMMITTEE)


def sub_stores(root: Path) -> list[Path]:
    """The store itself and those of its folders that hold store folders of their own, by name."""
    below = sorted(child for child in _folders(root) if child.name not in FOLDERS)
    return [root, *(child for child in below if any((child / name).is_dir() for name in FOLDERS))]


def files_of(root: Path, folder: str) -> list[Path]:
    """Every visible file of one folder (`documents`, `reported` ...) of the store and its sub-stores, by relative path.

    Links to folders are not followed; they stand in the list themselves, so that somebody says what became of them.
    """
    found = (path for store in sub_stores(root) for path in _walk(store / folder))
    return sorted(found, key=lambda path: source_of(root, path))


def source_of(root: Path, path: Path) -> str:
    """How tables name a file: its path relative to the store, with slashes; what cannot be shown is escaped."""
    return "".join(map(_shown, path.relative_to(root).as_posix()))


def require_safe(root: Path, path: Path) -> None:
    """Refuses a file that a link takes out of the store, or whose name cannot be shown.

    Raises FileRefused with rule `outside_store` or `unsafe_name`.
    """
    if source_of(root, path) != path.relative_to(root).as_posix():
        raise FileRefused("unsafe_name", "the name holds control characters or is not UTF-8")
    if not is_inside(root, path):
        raise FileRefused("outside_store", "the link leads out of the store")


def is_inside(root: Path, path: Path) -> bool:
    """Whether a path, all links followed, lies in the store; links that lead in circles lie nowhere."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except RuntimeError:  # what pathlib makes of a circle
        return False


def _shown(character: str) -> str:
    return ascii(character)[1:-1] if unicodedata.category(character).startswith("C") else character


def _folders(root: Path) -> Iterator[Path]:
    return (path for path in root.iterdir() if path.is_dir() and not path.name.startswith("."))


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        linked = [name for name in folders if (Path(parent) / name).is_symlink()]
        yield from (Path(parent) / name for name in [*names, *linked] if not name.startswith("."))
