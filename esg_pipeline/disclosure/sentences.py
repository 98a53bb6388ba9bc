"""Sentences of the paragraphs, English and Chinese, with a flat form for reading and the way back to the offsets."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from esg_pipeline.disclosure.blocks import Block, BlockKind
from esg_pipeline.disclosure.document_text import DocumentText

_CJK = "\u3000-\u303f\u3400-\u9fff\uff00-\uffef"
_BREAK = re.compile(r"[ \t\u00a0]*[\r\n]+\s*")
_END = re.compile(
    r"[。！？；]['\"”’」）)]*|(?<![A-Z\d])[.!?;](?!\s+(?:19|20)\d\d ?:)['\"”’)]*(?=\s+[\"“‘'(A-Z\d\u3400-\u9fff])"
    r"|[.!?;]['\"”’)]+(?=\s)|(?<=\d)\.(?=\s+[A-Z\u3400-\u9fff])|(?<=[A-Z]{2})\.(?=\s+[A-Z\u3400-\u9fff])"
)
_ABBREVIATION = re.compile(
    r"(?:\b(?:Co|Ltd|Inc|Corp|No|Nos|Mr|Mrs|Ms|Dr|Prof|e\.g|i\.e|etc|vs|approx|Fig|Figs|St|Art|Sec|p|pp|cf|al|Vol|U\.S|a\.m|p\.m))\.$",
    re.IGNORECASE,
)
_MAX_CHARS = 4_000


@dataclass(frozen=True)
class Sentence:
    """`text[start:end]` of the document. `flat` has single blanks and none where a Chinese line was broken."""

    raw: str
    line: int
    page: int | None
    start: int
    end: int
    headings: tuple[str, ...] = ()
    block: int = 0
    kind: BlockKind = BlockKind.PARAGRAPH

    @cached_property
    def _parts(self) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
        return _flatten(self.raw)

    @property
    def flat(self) -> str:
        """The sentence on one line."""
        return self._parts[0]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in the document of `flat[start:end]`."""
        _, flat_starts, raw_starts = self._parts
        return self.start + _raw(start, flat_starts, raw_starts), self.start + _raw(
            end - 1, flat_starts, raw_starts
        ) + 1


def read_sentences(document: DocumentText, blocks: Sequence[Block]) -> tuple[Sentence, ...]:
    """Every sentence of paragraphs and of cells long enough to be one; a heading is a sentence of its own."""
    starts = [line.start for line in document.lines]
    found: list[Sentence] = []
    for block in blocks:
        for start, end in _spans(document.text, block):
            line = document.lines[bisect_right(starts, start) - 1]
            raw = document.text[start:end]
            found.append(Sentence(raw, line.number, line.page, start, end, block.headings, block.number, block.kind))
    return tuple(found)


def _spans(text: str, block: Block) -> Iterator[tuple[int, int]]:
    if block.kind is BlockKind.TABLE_ROW:
        for cell in block.cells:
            if cell.text:
                yield from _cut(text, cell.start, cell.end)
        return
    yield from _cut(text, block.start, block.end)


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at sentence ends, not behind abbreviations, and in any case after a few thousand characters."""
    position = start
    for found in _END.finditer(text, start, end):
        if found.end() - position < _MAX_CHARS and _ABBREVIATION.search(text, position, found.end()):
            continue
        yield from _pieces(text, position, found.end())
        position = found.end()
    yield from _pieces(text, position, end)


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    for first in range(start, end, _MAX_CHARS):
        raw = text[first : min(end, first + _MAX_CHARS)]
        body = raw.strip()
        if body:
            lead = first + raw.index(body)
            yield lead, lead + len(body)


def _flatten(raw: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    """The flat text, and where its pieces begin in it and in the raw text."""
    pieces: list[str] = []
    flat_starts: list[int] = [0]
    raw_starts: list[int] = [0]
    length, position = 0, 0
    for gap in re.finditer(r"\s+", raw):
        pieces.append(raw[position : gap.start()])
        length += gap.start() - position
        is_chinese = _BREAK.fullmatch(gap.group()) and re.match(
            f"[{_CJK}]{{2}}", raw[gap.start() - 1 : gap.start()] + raw[gap.end() : gap.end() + 1]
        )
        if not is_chinese:
            pieces.append(" ")
            flat_starts.append(length)
            raw_starts.append(gap.start())
            length += 1
        flat_starts.append(length)
        raw_starts.append(gap.end())
        position = gap.end()
    pieces.append(raw[position:])
    return "".join(pieces), tuple(flat_starts), tuple(raw_starts)


def _raw(position: int, flat_starts: tuple[int, ...], raw_starts: tuple[int, ...]) -> int:
    index = bisect_right(flat_starts, position) - 1
    return raw_starts[index] + position - flat_starts[index]
