"""Characters with boxes to words: overprints go, small raised digits become superscripts. Lines: `page_layout`."""

from collections.abc import Iterable
from dataclasses import dataclass

from esg_pipeline.disclosure.page_shapes import Word
from esg_pipeline.disclosure.text_cleaning import clean

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HYPHENS = ("\ufffe", "\x02")  # what pdfium gives for a hyphen at a line's end
_WORD_GAP = 0.18


@dataclass(slots=True)
class Glyph:
    """One character of an upright line, y downwards; `size` is about one em. Blanks have no size."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float


def words_of(glyphs: Iterable[Glyph]) -> list[Word]:
    """Words of glyphs in the order in which the file draws them."""
    words: list[Word] = []
    seen: set[tuple[str, int, int]] = set()
    is_blank, word = True, None
    for glyph in glyphs:
        if glyph.text.isspace() or glyph.size <= 0:
            is_blank = True
            continue
        text = glyph.text if "!" <= glyph.text <= "~" else "-" if glyph.text in _HYPHENS else clean(glyph.text)
        if not text or _is_overprint(glyph, seen):
            continue
        is_raised = word is not None and _is_raised(glyph, word)
        text = text.translate(_SUPERSCRIPTS) if is_raised else text
        if word is None or not (is_raised or (_goes_on(word, glyph) and not is_blank)):
            word = Word(text, glyph.x0, glyph.top, glyph.x1, glyph.bottom, glyph.size, is_blank)
            words.append(word)
        else:
            word.text += text
            word.x1 = max(word.x1, glyph.x1)
        is_blank = False
    return words


def _is_overprint(glyph: Glyph, seen: set[tuple[str, int, int]]) -> bool:
    """Whether the same character stands in the same place already, as in letters made bold by drawing them twice."""
    step = 0.08 * glyph.size
    x, y = round(glyph.x0 / step), round(glyph.top / (2 * step))
    text = glyph.text
    if (text, x, y) in seen or (text, x - 1, y) in seen or (text, x + 1, y) in seen:
        return True
    seen.add((text, x, y))
    return False


def _is_raised(glyph: Glyph, word: Word) -> bool:
    """Whether a digit is a superscript of the word before it."""
    return (
        glyph.text in "0123456789"
        and glyph.size <= 0.82 * word.size
        and glyph.bottom < word.bottom - 0.18 * word.size
        and glyph.bottom > word.top
        and -0.2 * word.size < glyph.x0 - word.x1 < 0.3 * word.size
        and (word.text[-1].isalnum() or word.text[-1] in ")）%％⁰¹²³⁴⁵⁶⁷⁸⁹*,")
    )


def _goes_on(word: Word, glyph: Glyph) -> bool:
    gap = glyph.x0 - word.x1
    overlap = min(word.bottom, glyph.bottom) - max(word.top, glyph.top)
    smaller = min(word.bottom - word.top, glyph.bottom - glyph.top)
    return -0.6 * word.size < gap < _WORD_GAP * max(word.size, glyph.size) and overlap > 0.45 * smaller
