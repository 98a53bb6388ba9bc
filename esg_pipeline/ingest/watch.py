"""What lies in a store at a moment, and what is new in it: for those who wait for files. No feed is read here.

A file counts once it has stood still between two looks: what is being copied is left alone until it is whole.
"""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from esg_pipeline.ingest.layout import DOCUMENTS, FOLDERS, source_of
from esg_pipeline.ingest.sidecar import SUFFIX

Stamps = Mapping[str, str]


class WatchError(OSError):
    """The store is missing or cannot be looked into; nothing can be said about what is in it."""


def stamps(root: Path, folders: Sequence[str]) -> dict[str, str]:
    """Size and time of every visible file of these folders of a store and its sub-stores, by path in the store.

    Raises WatchError when the store or one of the folders cannot be looked into: an empty answer would look as if
    everything had been taken away.
    """
    try:
        parts = [root, *(child for child in sorted(root.iterdir()) if is_part(child))]
        found = [path for part in parts for folder in folders for path in walked(part / folder)]
    except OSError as error:
        raise WatchError(f"the store {root} cannot be looked into: {error.strerror or error}") from error
    return {source_of(root, path): stamp for path in found if (stamp := stamp_of(path))}


def is_part(folder: Path) -> bool:
    """Whether a folder of a store may be a sub-store."""
    return folder.is_dir() and folder.name not in FOLDERS and not folder.name.startswith(".")


def walked(folder: Path) -> Iterator[Path]:
    """Every visible file below a folder that may be missing. Raises OSError for one that is there and stays shut."""

    def stop(error: OSError) -> None:
        raise error

    if not folder.exists():
        return
    for parent, below, names in os.walk(folder, onerror=stop):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield from (Path(parent) / name for name in sorted(names) if not name.startswith("."))


def stamp_of(path: Path) -> str | None:
    """Size and time of a file; None for one that has just gone. Raises WatchError for one that may not be looked at."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise WatchError(f"{path} cannot be looked at: {error.strerror or error}") from error
    return f"{found.st_size} {found.st_mtime_ns}"


def fingerprint(now: Stamps) -> str:
    """A short hash of what lies there."""
    return hashlib.sha256(json.dumps(sorted(now.items())).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Memory:
    """What a look remembers: the files it saw, which documents they are, those acted on, and how often that was."""

    stamps: Stamps = field(default_factory=dict[str, str])
    documents: Stamps = field(default_factory=dict[str, str])
    handled: Stamps = field(default_factory=dict[str, str])
    turns: int = 0

    @classmethod
    def of(cls, cursor: str | None, start: int) -> "Memory":
        """The memory in a cursor; a new one, whose turns begin at `start`, where there is none that can be read."""
        try:
            found: object = json.loads(cursor or "")
            return cls(**cast("dict[str, Any]", found))
        except (ValueError, TypeError):
            return cls(turns=start)

    def cursor(self) -> str:
        """The memory as a text."""
        return json.dumps(asdict(self), sort_keys=True)

    def moving(self, now: Stamps) -> list[str]:
        """Files that have come, gone or changed since the look before."""
        return differing(self.stamps, now)

    def changed(self, now: Stamps) -> list[str]:
        """Files that have come, gone or changed since somebody acted."""
        return differing(self.handled, now)

    def with_documents(self, documents: Stamps) -> "Memory":
        """The memory with the ids of the documents there are."""
        return replace(self, documents=dict(documents))

    def seen(self, now: Stamps) -> "Memory":
        """The memory after a look at which nothing was done."""
        return replace(self, stamps=dict(now))

    def acted(self, now: Stamps) -> "Memory":
        """The memory after somebody acted on what lies there."""
        return replace(self, stamps=dict(now), handled=dict(now), turns=self.turns + 1)


def differing(before: Stamps, now: Stamps) -> list[str]:
    """Paths that stand in one of them only, or with another stamp."""
    return sorted(path for path in {*before, *now} if before.get(path) != now.get(path))


def still_documents(now: Stamps, moving: Iterable[str]) -> list[str]:
    """Document files that stand still beside a sidecar that stands still too, by path."""
    restless = set(moving)
    return [
        path
        for path in sorted(now)
        if not path.endswith(SUFFIX) and path + SUFFIX in now and not restless & {path, path + SUFFIX}
    ]


def identified(root: Path, paths: Sequence[str], memory: Memory, budget: int) -> dict[str, str]:
    """Document id (sha256 of the bytes) of each file, from memory where it is there.

    At least one file is hashed, then more until they have `budget` bytes. Files that cannot be read are left out.
    """
    found = {path: memory.documents[path] for path in paths if path in memory.documents}
    spent = 0
    for path in paths:
        if path not in found and spent < budget:
            try:
                with (root / path).open("rb") as file:
                    found[path] = hashlib.file_digest(file, "sha256").hexdigest()
                    spent += file.tell()
            except OSError:
                continue
    return found


DOCUMENT_FOLDERS = (DOCUMENTS,)
FEED_FOLDERS = ("registry", "reported", "events")
DECISION_FOLDERS = ("review", "committee")
