"""Running text in the one form that patterns are written for: lower case, simplified, half width, same length.

What the words mean is not known here.
"""

import re

from esg_pipeline.disclosure.traditional import TRADITIONAL

_WIDE = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
_KEPT_WIDE = {ord(mark): mark for mark in "，；：（）？！"}
_UPPER = {code: chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
_MARKS = str.maketrans("“”‘’´`‐‑‒–—−﹣\u00a0\u3000\u2009\u202f₀₁₂₃₄₅₆₇₈₉⁄∕㎡٪", "\"\"''''-------    0123456789//²%")
_FOLD = str.maketrans({**TRADITIONAL, **_WIDE, **_KEPT_WIDE, **_UPPER, **_MARKS, ord("〇"): "零"})
_CJK = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]{2}")
# A comma, colon or bracket ends a clause where it does not stand inside a number.
_CLAUSE_END = re.compile(r"[;:，；：。！？!?（）()]|,(?!\d{3}(?!\d))|[.](?=\s|$)")


def fold(text: str) -> str:
    """The text in the form of the patterns; offsets stay the same."""
    return text.translate(_FOLD)


def languages(folded: str) -> frozenset[str]:
    """`en`, `zh` or both: a pattern of a language that the text is not in cannot match."""
    found = {"zh"} if _CJK.search(folded) else set[str]()
    if _LATIN.search(folded):
        found.add("en")
    return frozenset(found)


def clause(folded: str, start: int, end: int) -> tuple[int, int]:
    """Bounds of the clauses that hold `folded[start:end]`."""
    first = 0
    for mark in _CLAUSE_END.finditer(folded, 0, start):
        first = mark.end()
    last = _CLAUSE_END.search(folded, end)
    return first, last.start() if last else len(folded)
