"""What a document may weigh and how long it may take: limits as configuration, the deadline, the refusal.

Files of structured feeds have limits of their own (`ingest/limits`).
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

_PREFIX = "ESG_LIMIT_"


class DocumentError(ValueError):
    """The document cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Sizes beyond which a document is refused. `max_uncompressed_bytes` is what a zipped document may unpack to."""

    max_bytes: int = 64 * 1024 * 1024
    max_pages: int = 2_000
    max_lines: int = 500_000
    max_line_chars: int = 100_000
    max_table_rows: int = 20_000
    max_table_columns: int = 500
    max_ocr_pages: int = 100
    max_seconds: float = 300.0
    max_uncompressed_bytes: int = 256 * 1024 * 1024


DEFAULT_LIMITS = DocumentLimits()
_NAMES = {_PREFIX + field.name.removeprefix("max_").upper(): field for field in fields(DocumentLimits)}


def document_limits_from(environ: Mapping[str, str], defaults: DocumentLimits = DEFAULT_LIMITS) -> DocumentLimits:
    """The limits, with those that `environ` sets as ESG_LIMIT_PAGES, ESG_LIMIT_SECONDS and so on.

    Raises ValueError for an unknown name or a value that is no positive number.
    """
    found: dict[str, int | float] = {}
    for name, raw in sorted(environ.items()):
        if name.startswith(_PREFIX):
            if name not in _NAMES:
                raise ValueError(f"{name} is no limit; known are {', '.join(sorted(_NAMES))}")
            found[_NAMES[name].name] = _positive(name, raw, is_whole=_NAMES[name].type is int)
    return replace(defaults, **found)  # pyright: ignore[reportArgumentType] - each value has its field's own type


def _positive(name: str, raw: str, *, is_whole: bool) -> int | float:
    try:
        value = int(raw) if is_whole else float(raw)
    except ValueError:
        value = 0
    if not 0 < value < 2**53:
        raise ValueError(f"{name} is {raw!r}, it must be a positive {'whole number' if is_whole else 'number'}")
    return value


class Deadline:
    """The time a document may take; `clock` counts seconds and never goes back."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._end = clock() + seconds

    def check(self) -> None:
        """Raises DocumentError when the time is over."""
        if self._clock() > self._end:
            raise DocumentError(f"reading takes more than {self._seconds:g} seconds, the limit")


def check_limit(what: str, count: int, limit: int) -> None:
    """Raises DocumentError when a document has more of something than it may: `what` is a plural."""
    if count > limit:
        raise DocumentError(f"document has {count} {what}, the limit is {limit}")
