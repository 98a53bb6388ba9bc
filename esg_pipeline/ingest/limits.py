"""What an input file may weigh, and reading its bytes within that. What the bytes mean is decided elsewhere."""

from dataclasses import dataclass
from pathlib import Path

from esg_pipeline.disclosure.document_limits import DEFAULT_LIMITS as DOCUMENT_DEFAULTS
from esg_pipeline.disclosure.document_limits import DocumentLimits
from esg_pipeline.transient import may_pass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Sizes beyond which input is refused before it is taken into memory; `documents` are those of reading a report."""

    file_bytes: int = 512 * MEBIBYTE
    line_bytes: int = 10 * MEBIBYTE
    rows: int = 20_000_000
    columns: int = 1_000
    sidecar_bytes: int = 64 * 1024
    cell_chars: int = 4_000
    documents: DocumentLimits = DOCUMENT_DEFAULTS


DEFAULT_LIMITS = Limits()


class FileRefused(Exception):  # noqa: N818 - named by what happened, as `raw.rejected_row` is
    """A whole file cannot be read; `rule` and `reason` go to `raw.rejected_row`."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


def read_bytes(path: Path, limits: Limits = DEFAULT_LIMITS, *, has_lines: bool = True) -> bytes:
    """The bytes of a file; a line or a file that is too long is refused without reading on.

    Raises FileRefused with rule `empty_file`, `file_too_large`, `line_too_long` or `unreadable_file`, and the OSError
    of a disk that is away.
    """
    try:
        if not path.is_file():
            raise FileRefused("unreadable_file", "there is no such ordinary file")
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise FileRefused("file_too_large", f"the file has {size} bytes, the limit is {limits.file_bytes}")
        content = _read_lines(path, limits) if has_lines else path.read_bytes()
    except OSError as error:
        raise unreadable("the file", error) from error
    if not content.strip():
        raise FileRefused("empty_file", "the file is empty")
    return content


def unreadable(what: str, error: OSError) -> FileRefused:
    """The refusal of a file that the system does not hand out.

    Raises the error itself when it may pass: of a disk that is away the store must not seem to hold less than it does.
    """
    if may_pass(error):
        raise error
    return FileRefused("unreadable_file", f"{what} cannot be read: {error.strerror or error}")


def _read_lines(path: Path, limits: Limits) -> bytes:
    """Reads in pieces no larger than a line may be, so that one endless line costs no more memory than the limit."""
    pieces: list[bytes] = []
    open_line = 0
    with path.open("rb") as file:
        while piece := file.read(min(MEBIBYTE, limits.line_bytes)):
            open_line = _open_line(open_line, piece, limits)
            pieces.append(piece)
    return b"".join(pieces)


def _open_line(open_line: int, piece: bytes, limits: Limits) -> int:
    """Length of the line that is still open after a piece. Raises FileRefused when a line is longer than the limit."""
    first = piece.find(b"\n")
    longest = open_line + (len(piece) if first < 0 else first)
    if longest > limits.line_bytes:
        raise FileRefused("line_too_long", f"a line is longer than the limit of {limits.line_bytes} bytes")
    return longest if first < 0 else len(piece) - 1 - piece.rfind(b"\n")
