"""The parts of a document in order: headings, paragraphs, table rows, each with its heading path and offsets.

What a row's cells mean is `tables`; what a sentence says is `prose` and `statements`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from esg_pipeline.disclosure.cells import Cell, is_rule, split_cells
from esg_pipeline.disclosure.document_text import DocumentText, Line

_MARKED = re.compile(r"^(#{1,6})\s+\S")
_NUMBERED = re.compile(
    r"^(\d{1,2}(?:\.\d{1,2}){0,3})[.、)]?\s+\D|^(?:第[一二三四五六七八九十]+[章节節]|[一二三四五六七八九十]+、)\s*\S"
)
_ENDS_SENTENCE = re.compile(r"[.!?;:,。！？；：，、]['\"”’」）)]*$")
_BULLET = re.compile(r"^\s*(?:[-–—•·●○◦▪■□*]|\(?[a-z0-9ivx]{1,3}[).])\s+", re.IGNORECASE)
_ENDS = re.compile(r"[.!?;。！？；]['\"”’」）)]*$")
_BEGINS_SENTENCE = re.compile(r"[\"“‘'(（]?[A-Z\u3400-\u9fff]")
_LABELLED = re.compile(r"[A-Z\u3400-\u9fff][^:：。.]{1,60}[:：](\s*\S.*)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CHINESE_CLAUSE = re.compile(r"[，。；：]|\d|公司|我们|我們|本集|报告期|報告期")
_MAX_CHINESE_TITLE = 16
_MAX_TITLE = 60
_CAPITAL_SHARE = 0.7
_MAX_HEADING = 90
_MAX_DEPTH = 6


class BlockKind(StrEnum):
    """What a part of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    TABLE_ROW = "table_row"


@dataclass(frozen=True, slots=True)
class Block:
    """One part: `text[start:end]` of the document, from line `line`, below `headings` (outermost first)."""

    number: int
    kind: BlockKind
    page: int | None
    line: int
    start: int
    end: int
    headings: tuple[str, ...] = ()
    cells: tuple[Cell, ...] = ()


def read_blocks(document: DocumentText) -> tuple[Block, ...]:
    """The blocks of a document in order of place; blank lines and the rules of pipe tables belong to none."""
    headings: list[tuple[int, str]] = []
    blocks: list[Block] = []
    for kind, lines, cells in _parts(document.lines):
        start, end = lines[0].stripped_span()[0], lines[-1].stripped_span()[1]
        path = tuple(title for _, title in headings)
        if kind is BlockKind.HEADING:
            level, title = _level(lines[0].text), lines[0].text.strip().lstrip("# ")
            headings = [h for h in headings if h[0] < level]
            path = tuple(name for _, name in headings)
            headings.append((level, title))
        blocks.append(Block(len(blocks), kind, lines[0].page, lines[0].number, start, end, path, cells))
    return tuple(blocks)


def _parts(lines: Sequence[Line]) -> Iterator[tuple[BlockKind, list[Line], tuple[Cell, ...]]]:
    paragraph: list[Line] = []
    for index, line in enumerate(lines):
        text = line.text.strip()
        cells = split_cells(line) if text else []
        is_row = len(cells) >= 2
        is_open = bool(paragraph) and not _ENDS.search(paragraph[-1].text.strip())
        is_heading = bool(text) and not is_row and not is_open and _is_heading(lines, index)
        if paragraph and (not text or is_row or is_heading or _begins_anew(line, paragraph[-1])):
            yield BlockKind.PARAGRAPH, paragraph, ()
            paragraph = []
        if not text or is_rule(line):
            continue
        if is_row:
            yield BlockKind.TABLE_ROW, [line], tuple(cells)
        elif is_heading:
            yield BlockKind.HEADING, [line], ()
        else:
            paragraph.append(line)
    if paragraph:
        yield BlockKind.PARAGRAPH, paragraph, ()


def _begins_anew(line: Line, before: Line) -> bool:
    """A point of a list, or one figure per line: `Turnover rate: 22.7 %` below another such line."""
    if _BULLET.match(line.text):
        return True
    labelled = _LABELLED.match(line.text.strip())
    return labelled is not None and bool(re.search(r"\d", labelled.group(1)) or _LABELLED.match(before.text.strip()))


def _is_heading(lines: Sequence[Line], index: int) -> bool:
    """A marked or numbered line, or a short line that stands alone and does not end like a sentence."""
    text = lines[index].text.strip()
    if _MARKED.match(text):
        return True
    if len(text) > _MAX_HEADING or _ENDS_SENTENCE.search(text) or not re.search(r"[^\W\d_]", text):
        return False
    if _BULLET.match(text) and not _NUMBERED.match(text):
        return False
    behind = lines[index + 1].text.strip() if index + 1 < len(lines) else ""
    if not behind or _NUMBERED.match(text) or len(split_cells(lines[index + 1])) >= 2:
        return True
    return _is_title(text) and _BEGINS_SENTENCE.match(behind) is not None and len(behind) > len(text)


def _is_title(text: str) -> bool:
    """A few words in capitals, or a few Chinese characters, that need no blank line to be a heading."""
    if _CHINESE.search(text):
        return len(text) <= _MAX_CHINESE_TITLE and not _CHINESE_CLAUSE.search(text)
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) > 3]
    capitals = sum(word[0].isupper() for word in words)
    return len(text) <= _MAX_TITLE and bool(words) and capitals >= _CAPITAL_SHARE * len(words)


def _level(text: str) -> int:
    """Depth of a heading: its marks, its number's parts, else the innermost."""
    marked = _MARKED.match(text.strip())
    if marked:
        return len(marked.group(1))
    numbered = _NUMBERED.match(text.strip())
    if numbered:
        return numbered.group(1).count(".") + 1 if numbered.group(1) else 1
    return _MAX_DEPTH
