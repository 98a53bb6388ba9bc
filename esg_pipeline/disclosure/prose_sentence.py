"""A sentence as patterns see it: folded, its figures found and masked. What is said with them is `prose_facts`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from esg_pipeline.disclosure.cells import split_cells
from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.number_names import Named
from esg_pipeline.disclosure.number_text import Figure, Shape, mask, ranges, read_figures
from esg_pipeline.disclosure.running_text import fold, languages
from esg_pipeline.disclosure.sentences import Sentence

_MAX_FIGURES = 400
# A line of cards: `4,012 employees`, `RMB 35.5 million donated`.
_MIN_CARDS = 3
_CARD = re.compile(
    r"(?:[A-Z]{3} ?|HK\$|¥|人民[币幣])?\d[\d,.]{0,15} ?(?:%|万|亿|萬|億|million |billion )?元?[名人家宗起]? ?"
    r"[A-Za-z\u3400-\u9fff][^\d\t|]{2,50}"
)
_MIN_CELL = 40
_MIN_CELL_CHINESE = 16
_TELLING = re.compile(
    r"\d|未|没|无|零|不|百分|[一二三四五六七八九十两百]|\bno|\bnil|\bzero|\bone|\btwo|\bthree"
    r"|\bfour|\bfive|\bsix|\bseven|\beight|\bnine|\bten|\beleven|\btwelve|teen\b|ty\b|\bwithout"
    r"|committee"
)
_PROSE_CELL = re.compile(
    r"[a-z]{2,} [a-z]{1,} .*\b(?:is|are|was|were|has|have|had|we|reached|did|provide[ds]?"
    r"|achieved)\b|[，。；]|[\u3400-\u9fff]{8}"
)


_LEADER = re.compile(r"(?:…{2,}|\.{5,}|·{5,}|(?:\. ){5,}) ?\d{1,3}(?=\s|$)")


@dataclass(frozen=True, slots=True)
class SentenceText:
    """A sentence as the patterns see it; `is_renminbi` when the document says that its money is."""

    sentence: Sentence
    folded: str
    masked: str
    figures: tuple[Figure, ...]
    names: tuple[Named, ...]
    times: tuple[Named, ...]
    is_renminbi: bool = False


def is_short_cell(document: DocumentText, sentence: Sentence) -> bool:
    """Whether the sentence is a cell of a table row that is no real sentence."""
    line = document.lines[sentence.line - 1]
    if ("\t" not in line.text and "|" not in line.text) or len(split_cells(line)) < 2:
        return False
    flat = sentence.flat
    if _is_at_a_glance([cell.text for cell in split_cells(line)]):
        return False
    is_long = len(flat) >= (_MIN_CELL_CHINESE if "zh" in languages(flat) else _MIN_CELL)
    return not (is_long and _PROSE_CELL.search(flat.lower()))


def is_contents(folded: str) -> bool:
    """Whether the text is of a table of contents: its lines lead by dots to a page number."""
    return _LEADER.search(folded) is not None


def _is_at_a_glance(cells: Sequence[str]) -> bool:
    """Whether each of three or more cells has a figure first and its thing behind it: `4,012 staff`, `44.8% women`."""
    return len(cells) >= _MIN_CARDS and all(_CARD.fullmatch(cell.strip()) for cell in cells)


def sentence_text(sentence: Sentence, *, is_renminbi: bool = False) -> SentenceText | None:
    """The sentence with its figures and a mask; None when nothing in it can be a figure or a denial."""
    folded = fold(sentence.flat)
    if is_contents(folded) or not _TELLING.search(folded):
        return None
    figures, names = read_figures(folded)
    in_range = set(ranges(figures, folded))
    figures = tuple(
        replace(f, shape=Shape.OTHER, reason="a range") if i in in_range and not _is_rise(folded, f) else f
        for i, f in enumerate(figures[:_MAX_FIGURES])
    )
    times = tuple(name for name in names if name.is_time)
    return SentenceText(sentence, folded, mask(folded, figures, names), figures, names, times, is_renminbi)


def _is_rise(folded: str, figure: Figure) -> bool:
    """`from 30 % to 40 %` is a change between two levels and no range."""
    before, behind = folded[max(0, figure.start - 60) : figure.start], folded[figure.end : figure.end + 4]
    return bool(
        re.search((r"\bfrom (?:\S+ to )?$|[从由](?:[^，。；]{0,16})$"), before)
        or behind.strip().startswith(("增", "提"))
    )
