"""What stands on a page and where: words, ruling lines, and the rows that words form. No reading order, no tables.

Lengths are in points (pixels for an image); y grows downwards.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from statistics import median

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
_VALUE = re.compile(
    r"(?:[(（]?[-–—−+]?\s?(?:[$¥€£]\s?)?\d[\d,. ]{0,30}[)）]?\s?[%％]?[*#¹²³]{0,3}"
    r"|[-–—/−]{1,3}|n/?a\.?|nil|不适用|不適用|无|無)",
    re.IGNORECASE,
)
# In ems: a blank between words, and a gap that may part two cells.
_BLANK, PIECE_GAP = 0.14, 0.62


@dataclass(slots=True)
class Word:
    """A word or, from an image, a run of words. `size` is about one em; `is_after_blank`: a blank stands before it."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    is_after_blank: bool = False

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line at `at`, from `start` to `end` on the other axis."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rules:
    """The ruling lines of a page."""

    across: tuple[Rule, ...] = ()
    down: tuple[Rule, ...] = ()


@dataclass(slots=True)
class Piece:
    """Words of a row with nothing wider than a blank between them."""

    words: list[Word]

    @property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @property
    def text(self) -> str:
        """The words with blanks where the page has them."""
        return joined(self.words)


@dataclass
class Row:
    """Words on one height, left to right; they do not change once its measures were asked for."""

    words: list[Word]
    pieces: list[Piece] = field(default_factory=list[Piece])

    @cached_property
    def top(self) -> float:
        """Upper edge of the median word."""
        return median(word.top for word in self.words)

    @cached_property
    def bottom(self) -> float:
        """Lower edge of the median word."""
        return median(word.bottom for word in self.words)

    @cached_property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2

    @cached_property
    def size(self) -> float:
        """One em of its largest words."""
        return max(word.size for word in self.words)

    @cached_property
    def x0(self) -> float:
        """Left edge."""
        return self.words[0].x0

    @cached_property
    def x1(self) -> float:
        """Right edge."""
        return max(word.x1 for word in self.words)

    @cached_property
    def text(self) -> str:
        """The words with blanks where the page has them."""
        return joined(self.words)


def is_value(text: str) -> bool:
    """Whether a cell looks like a figure, a dash or `n/a`."""
    return len(text) <= 40 and _VALUE.fullmatch(text.strip()) is not None


def weight(text: str) -> int:
    """Length of a text in Latin letters: a Chinese character fills about two."""
    return len(text) + len(_CJK.findall(text))


def joined(words: Sequence[Word]) -> str:
    """Words of one height as text: blanks where they are printed or the gap shows them, none inside of Chinese."""
    parts: list[str] = []
    before: Word | None = None
    for word in words:
        if before is not None and _is_blank_between(before, word):
            parts.append(" ")
        parts.append(word.text)
        before = word
    return "".join(parts).strip()


def _is_blank_between(left: Word, right: Word) -> bool:
    size = min(left.size, right.size)
    is_chinese = _CJK.match(left.text[-1:]) is not None and _CJK.match(right.text[:1]) is not None
    return right.x0 - left.x1 > (PIECE_GAP if is_chinese else _BLANK) * size or (
        right.is_after_blank and not is_chinese
    )


def rows_of(words: Iterable[Word], down: Sequence[Rule] = ()) -> list[Row]:
    """The rows of a flow from top to bottom, cut into pieces at wide gaps and at vertical rules."""
    rows: list[list[Word]] = []
    anchor = Word("", 0, 0, 0, 0, 0)
    for word in sorted(words, key=lambda w: (w.middle, w.x0)):
        reach = 0.4 * min(anchor.bottom - anchor.top, word.bottom - word.top)
        is_small = word.size < 0.75 * anchor.size and word.middle < anchor.bottom
        if rows and (word.middle - anchor.middle <= reach or is_small):
            rows[-1].append(word)
            anchor = word if word.size > 1.3 * anchor.size else anchor
        else:
            rows.append([word])
            anchor = word
    found = [Row(sorted(row, key=lambda w: w.x0)) for row in rows]
    for row in found:
        row.pieces = _pieces(row, down)
    return found


def _pieces(row: Row, down: Sequence[Rule]) -> list[Piece]:
    pieces: list[Piece] = []
    end = 0.0
    for word in row.words:
        if pieces and word.x0 - end <= PIECE_GAP * word.size and not _is_ruled(end, word, down):
            pieces[-1].words.append(word)
        else:
            pieces.append(Piece([word]))
        end = max(end, word.x1) if len(pieces[-1].words) > 1 else word.x1
    return pieces


def _is_ruled(end: float, word: Word, down: Sequence[Rule]) -> bool:
    low, high = min(end, word.x0) - 0.5, max(end, word.x0) + 0.5
    return any(low <= rule.at <= high and rule.start <= word.middle <= rule.end for rule in down)
