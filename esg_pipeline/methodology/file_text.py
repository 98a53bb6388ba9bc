"""A methodology file as text and as rows of cells, whatever program saved it; or one clear word why not.

What the cells mean is `columns.py`, which columns there must be is `files.py`.
"""

import csv
import io
import stat
from collections.abc import Iterator
from pathlib import Path

from esg_pipeline.methodology.model import Problem

LARGEST_FILE = 32 * 1024 * 1024
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS = {";": "';'", "\t": "a tab", "|": "'|'"}
Line = tuple[int, list[str]]
"""The line on which a row begins, and its cells."""


def normalised(content: bytes) -> bytes:
    """Drop a byte order mark and turn every line ending into a line feed."""
    return content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def read_text(path: Path, problems: list[Problem]) -> str | None:
    """Return the text of a file, or None and a problem."""
    problem = None
    try:
        mode = path.stat().st_mode
        if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):  # a pipe or a device may never end
            problem = Problem(path.name, 1, "missing_file", "this is no ordinary file")
        elif stat.S_ISREG(mode) and path.stat().st_size > LARGEST_FILE:
            problem = Problem(path.name, 1, "too_large", f"the file is larger than {LARGEST_FILE // 2**20} MB")
        else:
            content = path.read_bytes()
            text = normalised(content).decode("utf-8")
            problem = unusable(path.name, text)
            if problem is None:
                return text
    except OSError as error:
        problem = Problem(path.name, 1, "missing_file", f"the file cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = Problem(path.name, line, "bad_encoding", f"the file is not UTF-8{likely_encoding(error.object)}")
    problems.append(problem)
    return None


def unusable(file: str, text: str) -> Problem | None:
    """Return what is wrong with a text as such: nothing in it, or a NUL byte."""
    if not text.strip():
        return Problem(file, 1, "empty_file", "the file is empty")
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        return Problem(file, line, "bad_character", "the file holds a NUL byte, which no text has")
    return None


def likely_encoding(content: bytes) -> str:
    """Return what a text that is not UTF-8 may be instead, and what to do; blank when nobody knows."""
    advice = "save it as CSV UTF-8"
    if content.startswith(UTF16_MARKS):
        return f" but UTF-16: {advice}"
    try:
        content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return f"; it can be read as GB18030 (cp936), as Chinese spreadsheets save it: {advice}"


def read_lines(file: str, text: str, known: list[str], problems: list[Problem]) -> list[Line]:
    """Return the rows of a CSV text with their lines, the header first; empty and a problem when it is none.

    Blank rows, and columns at the right edge that are blank in the header and below, are left out. `known` names
    columns of the file, by which another separator is told.
    """
    lines = list(numbered_rows(file, text, problems))
    header = lines[0][1] if lines else []
    separator = other_separator(header, known)
    if separator:
        problems.append(Problem(file, 1, "other_separator", f"separated by {separator}, not by ','"))
        return []
    width = len(header)
    while width and not header[width - 1].strip():
        width -= 1
    return [(line, trimmed(cells, width)) for line, cells in lines]


def numbered_rows(file: str, text: str, problems: list[Problem]) -> Iterator[Line]:
    """Yield the first line and the cells of each row, blank rows left out."""
    reader = csv.reader(io.StringIO(text), strict=True)
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        problems.append(Problem(file, start, "malformed_row", f"not readable as CSV: {error}"))


def other_separator(header: list[str], known: list[str]) -> str:
    """Return the separator in words when the header is one cell in which another one parts known columns."""
    for mark, words in SEPARATORS.items():
        titles = {title.strip().strip('"') for title in header[0].split(mark)} if len(header) == 1 else set[str]()
        if len(titles) > 1 and not titles.isdisjoint(known):
            return words
    return ""


def trimmed(cells: list[str], width: int) -> list[str]:
    """Return a row without the blank cells beyond the width of the header."""
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]
    return cells
