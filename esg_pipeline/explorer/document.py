"""The page of a document around a fact: the lines before and after its quote, as the text was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from esg_pipeline.explorer.addresses import LONGEST, NoSuchPageError, Query
from esg_pipeline.explorer.render import rendered
from esg_pipeline.reader import PublishedReader

AROUND = 2500  # characters before and after a quote


@dataclass(frozen=True)
class Line:
    """A line of a document: what stands before the quote, of it, and after it. Most lines have only the first."""

    number: int
    before: str
    quoted: str
    after: str


def document_page(reader: PublishedReader, query: Query) -> str:
    """The page for an address. Raises NoSuchPageError when there is no such fact of a document."""
    fact_id = query.first("fact")
    found = reader.ask("explorer_place", {"fact_id": fact_id, "around": AROUND}).to_dicts()
    if not found:
        raise NoSuchPageError(f"there is no fact {fact_id[:LONGEST]} of a document")
    place = found[0]
    return rendered(
        "document",
        title=place["title"] or place["source_path"],
        here="",
        day=query.first("date") and query.day(reader.rating_dates()),
        place=place,
        issuer_name=dict(reader.issuers().select("issuer_id", "issuer_name").iter_rows()).get(place["issuer_id"]),
        lines=lines_of(place),
        agrees=quoted(place) == place["quote"],
    )


def quoted(place: Mapping[str, Any]) -> str:
    """What stands in the text at the characters of the fact."""
    offset = place["text_start"]
    return place["around"][place["char_start"] - offset : place["char_end"] - offset]


def lines_of(place: Mapping[str, Any]) -> Sequence[Line]:
    """The lines of the text around a fact; the first and the last may be cut."""
    offset, text = place["text_start"], place["around"]
    start, end = place["char_start"] - offset, place["char_end"] - offset
    number, at = place["line"] - text[:start].count("\n"), 0
    lines: list[Line] = []
    for line in text.split("\n"):
        left, right = (min(max(edge - at, 0), len(line)) for edge in (start, end))
        parts = (line[:left], line[left:right], line[right:]) if right > left else (line, "", "")
        lines.append(Line(number, *parts))
        number, at = number + 1, at + len(line) + 1
    return lines
