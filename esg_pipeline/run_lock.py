"""One run at a time over a warehouse folder. The system frees the lock when its holder ends, however it ends.

A run holds it from its first step to its last, so that steps of two runs never mix. Published files need no lock.
"""

import fcntl
import os
import socket
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from esg_pipeline import paths
from esg_pipeline.waiting import tries, wait_seconds

WAIT = "ESG_RUN_WAIT_SECONDS"
DEFAULT_WAIT = 86_400.0  # a run that works may take long; one that was killed keeps nobody waiting
NOBODY = "somebody who reads the work file"


class RunLockError(RuntimeError):
    """The warehouse folder stayed in other hands for longer than one may wait."""


class _Held(threading.local):
    """Which folders this thread holds, and how often it asked for each."""

    def __init__(self) -> None:
        self.counts: dict[Path, int] = {}


_held = _Held()


def ignore(_: str) -> None:
    """Tells nobody that we wait."""


@contextmanager
def run_lock(
    folder: Path, who: str = "a run", waiting: Callable[[str], None] = ignore, *, is_shared: bool = False
) -> Generator[None]:
    """Holds the folder for the block; a thread that holds it already goes on. `waiting` is told each new holder.

    Shared: several may read the work file together, no run comes between. Raises RunLockError naming the holder after
    one holder has kept us waiting for ESG_RUN_WAIT_SECONDS (default a day).
    """
    key = folder.resolve()
    if is_shared and not os.access(key, os.W_OK):  # nothing is there yet, or nobody can run anything here
        yield
        return
    if key in _held.counts:
        _held.counts[key] += 1
        try:
            yield
        finally:
            _held.counts[key] -= 1
        return
    with opened(paths.run_lock_file(key)) as file:
        acquire(file, is_shared=is_shared, waiting=waiting)
        _held.counts[key] = 1
        try:
            if not is_shared:
                write_holder(file, f"{who}, process {os.getpid()} on {socket.gethostname()}")
            yield
        finally:
            del _held.counts[key]
            if not is_shared:
                write_holder(file, "")


@contextmanager
def opened(path: Path) -> Generator[IO[str]]:
    """The lock file, made if need be; closing it gives the lock back. It is never removed, others may wait on it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        yield file


def acquire(file: IO[str], *, is_shared: bool, waiting: Callable[[str], None]) -> None:
    """Takes the lock; the time to wait starts anew when another holder comes before us."""
    mode = (fcntl.LOCK_SH if is_shared else fcntl.LOCK_EX) | fcntl.LOCK_NB
    limit, last = wait_seconds(WAIT, DEFAULT_WAIT), ""
    while True:
        for _ in tries(limit):
            try:
                fcntl.flock(file, mode)
            except BlockingIOError:
                if (holder := holder_of(file)) != last:
                    last = holder
                    waiting(holder)
                    break
            else:
                return
        else:
            raise RunLockError(f"{last} has held {file.name} for {limit:g} seconds; {WAIT} sets how long to wait")


def holder_of(file: IO[str]) -> str:
    """Who holds the lock, in words."""
    file.seek(0)
    return file.read(200).strip() or NOBODY


def write_holder(file: IO[str], who: str) -> None:
    """Says in the file who holds it. Only its holder writes there."""
    file.seek(0)
    file.truncate()
    file.write(who)
    file.flush()
