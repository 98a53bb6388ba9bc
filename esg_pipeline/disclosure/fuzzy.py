"""Misprinted labels put right: slips of the pen and of the scanner, joined and cut words, two languages in one cell.

A repair counts only when the repaired label is an exact alias; whether its unit fits is judged in `mapper`.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

from esg_pipeline.disclosure.concepts import fold
from esg_pipeline.disclosure.lexicon import phrases

_WORD = re.compile(r"[a-z0-9]+")
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-z]{3}", re.IGNORECASE)
_MAX_LABEL = 160
_MAX_WORDS = 24
_MIN_SLIP = 6  # shorter words are too near to each other
_MIN_TWO_SLIPS = 10
_MIN_PIECE = 2
# Real words that stand one slip from a word of the vocabulary.
_REAL_WORD_LIST = (
    "admission|admissions|assumption|avenue|backing|certified|certify|closing|commission|commissions"
    "|complainant|complainants|compliance|compliant|consumers|corelated|costumer|covering|created|customs"
    "|deployment|detention|directive|directives|directory|disclose|disclosed|discover|discovered|disposal"
    "|drained|employer|employers|employing|employment|enclosed|entertaining|external|focal|granting|hours"
    "|houses|immaterial|indirected|injecting|injection|intention|intentional|internal|interval|legal|locals"
    "|loyal|material|materiality|obtaining|omission|omissions|operation|operations|operator|operators|packed"
    "|packing|parent|parents|parking|patient|patients|person|personal|planting|preceding|presumption"
    "|prevention|procedure|procedures|producer|producers|produces|product|production|productive|products"
    "|rating|ratings|receding|recover|recovering|rectify|recyclable|regal|regional|relative|relatives"
    "|religion|religions|remaining|remission|removable|renewal|renewals|renewed|resource|resources|restrained"
    "|resumption|retention|retrained|reusable|revenues|salary|senior|seniors|sources|strained|submission"
    "|submissions|supplied|tasting|testing|tracking|training|transmission|transmissions|treated|uncovered"
    "|unrelated|verified|vertical|vocal|wafer|wafers|wasted|wasteful|waters"
)
_REAL_WORDS = frozenset(_REAL_WORD_LIST.split("|"))
# Characters that a scanner takes for each other.
_LOOK_ALIKE = (
    "己已巳",
    "未末",
    "土士",
    "人入八",
    "日曰目",
    "间问",
    "贝见",
    "员贝",
    "帅师",
    "治冶",
    "洁沽",
    "采釆",
    "候侯",
    "即既",
    "干千于",
    "太大犬",
)


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[tuple[str, ...], dict[str, str]]:
    """Single words of the lexicon, and every word or phrase by its letters alone."""
    known = [phrase for phrase in phrases() if phrase.isascii()]
    words = {word for phrase in known for word in _WORD.findall(phrase)}
    return tuple(sorted(words)), {"".join(_WORD.findall(phrase)): phrase for phrase in known} | {w: w for w in words}


def repairs(label: str) -> Iterator[str]:
    """Other spellings a label may stand for, the likeliest first; at most a dozen, none for a very long label."""
    text = fold(label)
    if len(text) > _MAX_LABEL:
        return
    words = _WORD.findall(text)
    if words and len(words) <= _MAX_WORDS:
        yield from _respelt(text, words)
    yield from _look_alikes(text)


def halves(label: str) -> tuple[str, ...]:
    """The English and the Chinese of a bilingual cell; none for a label in one language."""
    text = fold(label)
    if len(text) > _MAX_LABEL or not (_LATIN_WORD.search(text) and _CHINESE.search(text)):
        return ()
    return " ".join(re.sub(r"[\u3400-\u9fff]", " ", text).split()), re.sub(r"[a-z]{2,}|[^\w\u3400-\u9fff()]", "", text)


def _respelt(text: str, words: list[str]) -> Iterator[str]:
    respelt = _WORD.sub(lambda found: _nearest_word(found.group()), text)
    if respelt != text:
        yield respelt
    joined = _joined(words)
    if joined:
        yield joined
    cut = " ".join(_cut(word) for word in words)
    if cut != " ".join(words):
        yield cut


@lru_cache(maxsize=20_000)
def _nearest_word(word: str) -> str:
    """The one word of the vocabulary within a slip (two in long words), else the word itself."""
    words, known = _vocabulary()
    if len(word) < _MIN_SLIP or word in known or word in _REAL_WORDS or word.isdigit():
        return word
    slips = 2 if len(word) >= _MIN_TWO_SLIPS else 1
    found = process.extract(word, words, scorer=OSA.distance, score_cutoff=slips, limit=3)
    near = [(distance, name) for name, distance, _ in found if len(name) >= _MIN_SLIP - 1]
    best = [name for distance, name in near if distance == min(near)[0]]
    concepts_of = {phrases().get(name, name) for name in best}
    return best[0] if len(concepts_of) == 1 else word


def _joined(words: list[str]) -> str:
    """Words that a line break or a scanner has cut, put together: `con sumption`."""
    _, known = _vocabulary()
    out: list[str] = []
    skip = False
    for left, right in pairwise([*words, ""]):
        if skip:
            skip = False
            continue
        both = left + right
        skip = bool(right) and both in known and len(both) >= _MIN_SLIP and not (left in known and right in known)
        out.append(known[both] if skip else left)
    return " ".join(out) if len(out) < len(words) else ""


@lru_cache(maxsize=20_000)
def _cut(word: str) -> str:
    """A run of words without blanks, cut into the fewest words of the vocabulary: `totalwaterconsumption`."""
    _, known = _vocabulary()
    if word in known:
        return known[word]
    if len(word) < 2 * _MIN_SLIP or len(word) > 80 or any(c.isdigit() for c in word):
        return word
    best: list[tuple[int, str] | None] = [(0, "")] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 24), end - _MIN_PIECE + 1):
            before = best[start]
            if before is not None and word[start:end] in known:
                option = (before[0] + 1, f"{before[1]} {known[word[start:end]]}")
                best[end] = min(option, best[end] or option)
    return best[-1][1].strip() if best[-1] else word


def _look_alikes(text: str) -> Iterator[str]:
    places = [(i, group) for i, char in enumerate(text) for group in _LOOK_ALIKE if char in group]
    if len(_CHINESE.findall(text)) < 5 or len(places) > 3:
        return
    for index, group in places:
        for other in group:
            if other != text[index]:
                yield text[:index] + other + text[index + 1 :]
