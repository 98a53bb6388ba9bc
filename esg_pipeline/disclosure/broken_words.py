"""Words that a page breaks at the end of a line, put together again; rows of tables stay as they are."""

import re
from collections.abc import Iterable, Sequence

_END = re.compile(r"([a-zA-Z]{2,30})-$")
_START = re.compile(r"([a-z]{2,30})([,.;:)]{0,2})(?:\s+|$)")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+){0,4}")


def rejoined(pages: Sequence[Sequence[str]]) -> list[list[str]]:
    """The pages with each broken word on the line where it begins; a line that held nothing else goes.

    The document's other words tell whether the hyphen belongs to it: `low-carbon` keeps it, `emis-sions` does not.
    """
    if not any(_END.search(line) for page in pages for line in page):
        return [list(page) for page in pages]
    known = _words(line for page in pages for line in page)
    return [_page(page, known) for page in pages]


def _words(lines: Iterable[str]) -> set[str]:
    """Every word inside of a line, and the parts of those with hyphens."""
    words: set[str] = set()
    for line in lines:
        found = _WORD.findall(line.removesuffix("-").lower())
        broken = found[-1] if line.endswith("-") and found else None
        words.update(word for word in found if word != broken)
    return words


def _page(page: Sequence[str], known: set[str]) -> list[str]:
    lines: list[str] = []
    for line in page:
        end = _END.search(lines[-1]) if lines and "\t" not in lines[-1] + line else None
        start = _START.match(line) if end else None
        if end is None or start is None:
            lines.append(line)
            continue
        left, right = end[1], start[1]
        lines[-1] = lines[-1][: end.start()] + _word(left, right, known) + start[2]
        if rest := line[start.end() :]:
            lines.append(rest)
    return lines


def _word(left: str, right: str, known: set[str]) -> str:
    whole, parted = (left + right).lower(), f"{left}-{right}".lower()
    is_parted = parted in known or (left.lower() in known and right in known)
    return f"{left}-{right}" if is_parted and whole not in known else left + right
