"""The text of one table cell to an exact number or a state. Units and meaning are decided elsewhere."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from esg_pipeline.methodology.codes import State

_MAX_CHARS = 80
_SUPERSCRIPTS = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079]+")
_NOT_APPLICABLE = frozenset({"not applicable", "n/a", "n.a.", "n.a", "na", "不适用", "不適用"})
_NOT_DISCLOSED = frozenset(
    {
        "nil",
        "none",
        "-",
        "--",
        "---",
        "n/d",
        "n.d.",
        "not disclosed",
        "not available",
        "无",
        "無",
        "未披露",
        "未統計",
        "未统计",
    }
)
_FOOTNOTE = re.compile(
    r"\s*(?:[*#\u2020\u2021\u00a7^]+|\[[0-9a-z]{1,2}\]|\((?:notes?|附?[注註])\s*\d*\)|附?[注註]\s*\d+)$", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-+])?\s?(?P<open2>\()?"
    r"(?P<int>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+(?![\d,])|\d+)(?P<frac>\.\d+)?"
    r"(?P<inner>\s?%)?(?P<close>\))?(?P<suffix>.*)",
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u2500", "-"))


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """A cell that speaks: `value` is exact (None when nothing was measured), `suffix` is the unit text behind it."""

    state: State
    value: Fraction | None = None
    suffix: str = ""


def parse_value(text: str) -> ParsedValue | None:
    """Read a cell; None when it is text. Brackets are negative, footnote marks and full-width forms are understood.

    A number whose grouping is not certain (`12,5`, `1.234,5`) is text: it is never guessed.
    """
    clean = _clean(text)
    if not clean or len(clean) > _MAX_CHARS:
        return None
    word = clean.lower()
    if word in _NOT_APPLICABLE:
        return ParsedValue(State.NOT_APPLICABLE)
    if word in _NOT_DISCLOSED:
        return ParsedValue(State.NOT_DISCLOSED)
    if word == "零":
        return ParsedValue(State.REPORTED_ZERO, Fraction(0))
    return _number(clean)


def _clean(text: str) -> str:
    if len(text) > 4 * _MAX_CHARS:
        return ""
    plain = _SUPERSCRIPTS.sub("", text.replace("**", " ").replace("\\", ""))
    plain = unicodedata.normalize("NFKC", plain).translate(_DASHES).strip()
    plain = re.sub(r"\s+", " ", plain)
    for _ in range(3):
        shorter = _FOOTNOTE.sub("", plain)
        if shorter == plain or not shorter:
            break
        plain = shorter
    return plain


def _number(text: str) -> ParsedValue | None:
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    is_open = bool(found["open"] or found["open2"])
    if is_open != bool(found["close"]) or (found["open"] and found["open2"]):
        return None
    suffix = ((found["inner"] or "") + found["suffix"]).strip()
    # A digit, dot or comma right behind means that the number was not read whole.
    if found["suffix"][:1] in tuple("0123456789.,-") or (
        not found["suffix"].isascii() and found["suffix"][:1].isdigit()
    ):
        return None
    if not _is_suffix(suffix):
        return None
    if not (found["int"] + (found["frac"] or "")).isascii():
        return None
    value = Fraction(re.sub(r"[, ]", "", found["int"]) + (found["frac"] or ""))
    if is_open or found["sign"] == "-":
        value = -value
    return ParsedValue(State.REPORTED if value else State.REPORTED_ZERO, value, suffix)


def _is_suffix(suffix: str) -> bool:
    """A unit has no digits except in m2, m3, CO2 and the like; anything else behind a number makes it text."""
    return len(suffix) <= 40 and not re.search(r"(?<![a-z])\d|^e[-+]?\d", suffix.lower().replace("co 2", "co2"))
