"""Waiting for what another process holds: how long at most, and the pauses between tries. No lock is here."""

import math
import os
import time
from collections.abc import Iterator

FIRST_PAUSE, LONGEST_PAUSE, GROWTH = 0.02, 0.5, 1.5


def wait_seconds(name: str, default: float) -> float:
    """The limit that an environment variable sets, in seconds. Raises ValueError for what is no number from 0 on."""
    raw = os.environ.get(name)
    if not raw:
        return default
    try:
        seconds = float(raw)
    except ValueError:
        seconds = -1.0
    if not (math.isfinite(seconds) and seconds >= 0):
        raise ValueError(f"{name} is {raw!r}, it must be a number of seconds, 0 or more")
    return seconds


def tries(limit: float) -> Iterator[None]:
    """Yields at once, then after pauses that grow to half a second, and a last time when `limit` seconds are over."""
    end, pause = time.monotonic() + limit, FIRST_PAUSE
    yield
    while (left := end - time.monotonic()) > 0:
        time.sleep(min(pause, left))
        pause = min(pause * GROWTH, LONGEST_PAUSE)
        yield
