"""The text of one table cell to an exact number or a state. Units and meaning are decided elsewhere."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

from esg_pipeline.disclosure.found import Qualifier
from esg_pipeline.methodology.codes import State

_MAX_CHARS = 80
# Footnote marks that would become digits or letters of the number itself: raised, circled, and small digits behind one.
_SUPERSCRIPTS = re.compile(
    r"[\u00b9\u00b2\u00b3\u2070-\u2079\u2460-\u249b\u2776-\u2793\u1d43-\u1d6a]+"
    r"|(?<=[\d.)%])[\u2080-\u2089\u207f\u2071]+"
)
_RAISED = str.maketrans("\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b", "0123456789-")
_POWER = re.compile(
    r"\s*[x\u00d7*]\s*10\s*(?:\^\s*([-+]?\d{1,2})|([\u207b\u2070\u00b9\u00b2\u00b3\u2074-\u2079]{1,3}))"
)
_NOT_APPLICABLE = frozenset({"not applicable", "n/a", "n.a.", "n.a", "na", "(n/a)", "不适用", "不適用", "不涉及"})
# A dash or a slash only says that no number stands there, not why.
_NOT_DISCLOSED_WORDS = (
    "-|--|---|/|//|\\|n/d|n.d.|nd|not disclosed|not available|not reported|not measured|no data|unavailable|tbc"
    "|未披露|不披露|未統計|未统计|未有統計|暂无数据|暫無數據|无数据|無數據|未提供|没有统计"
)
_NOT_DISCLOSED = frozenset(_NOT_DISCLOSED_WORDS.split("|"))
# Whether such a word is a reported zero depends on what is counted: `tables` decides.
_NIL = frozenset({"nil", "none", "无", "無", "没有", "沒有", "(nil)"})
_ZERO = frozenset({"零", "zero"})
_FOOTNOTE = re.compile(
    r"\s*(?:[*#\u2020\u2021\u00a7^]+|\[[0-9a-z]{1,2}\]|[(（](?:notes?|附?[注註])\s*\d*[)）]|附?[注註]\s*\d+|notes?\s*\d{1,2}"
    r"|\([a-z]\)|(?<=\d)\([1-9]\))$",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(
    r"^(?P<money>rmb¥?|cny|hk\$|hkd|us\$|usd|eur|€|¥|￥|\$|人民币|人民幣|港币|港幣|港元|美元)\s*(?=[\d(\-])",
    re.IGNORECASE,
)
_QUALIFIERS = (
    (
        Qualifier.AT_MOST,
        ("<=", "≤", "<", "less than", "not more than", "不超过", "不超過", "低于", "低於", "小于", "少于"),
    ),
    (
        Qualifier.AT_LEAST,
        (">=", "≥", ">", "more than", "at least", "not less than", "超过", "超過", "大于", "不少于", "高于"),
    ),
    (
        Qualifier.ABOUT,
        (
            "~",
            "≈",
            "approx.",
            "approximately",
            "about",
            "around",
            "circa",
            "ca.",
            "nearly",
            "约为",
            "約為",
            "约",
            "約",
            "大约",
            "近",
        ),
    ),
)
_NUMBER = re.compile(
    r"(?P<open>\()?(?P<sign>[-+])?\s?(?P<open2>\()?"
    r"(?P<int>\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+(?![\d,])|\d{1,3}(?:['\u2019]\d{3})+|\d+)(?P<frac>\.\d+)?"
    r"(?P<inner>\s?%)?(?P<close>\))?(?P<suffix>.*)",
)
# U+23E8 is the sign for `times ten to the`.
_SCALED = re.compile(r"([-+]?[0-9]{1,12}(?:\.[0-9]{1,12})?)(e|\u23e8)([-+]?[0-9]{1,2})((?![0-9.,]).*)?", re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"([-+(]*)(\d{1,3}(?:\.\d{3})+|\d+)(,\d+)?(?![\d.,])(.*)")
_CERTAIN_COMMA = re.compile(r"[-+(]*\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?\)?|[-+(]*\d{1,3}\.\d{3},\d+\)?")
_CERTAIN_POINT = re.compile(
    r"[-+(]*\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?\)?|[-+(]*\d{1,3}(?:,\d{3})?\.\d{1,2}\)?|[-+(]*\d{1,3},\d{3}\.\d+\)?"
)
_LIKE_NUMBER = re.compile(
    r"(?i:over |under |above |below |up to |nearly )?[-+~<>≤≥(]*\d[\d.,' ]*(?:\s?(?:-|~|to"
    r"|至)\s?\d[\d.,']*)?\s?%?\)?(?:\s?\([\d.,]{1,20}\s?%?\))?"
)
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d\u2500", "-"))


@dataclass(frozen=True, slots=True)
class ParsedValue:
    """A cell that speaks: `value` is exact (None when nothing was measured), `suffix` is the unit text behind it.

    `is_nil` marks words (nil, none, 无) that are a zero only for what is counted, `is_strong_nil` the word nil, which
    is one for amounts too; `qualifier` says `<`, `>` or `about`.
    """

    state: State
    value: Fraction | None = None
    suffix: str = ""
    qualifier: Qualifier = Qualifier.EXACT
    is_nil: bool = False
    is_strong_nil: bool = False


def parse_value(text: str, *, decimal_comma: bool = False) -> ParsedValue | None:
    """Read a cell; None when it is text. Brackets are negative, footnote marks and full-width forms are understood.

    A number whose grouping is not certain (`12,5`, `1.234,5`) is text: it is never guessed, unless the whole table is
    known to write a decimal comma.
    """
    clean = _clean(text)
    if not clean or len(clean) > _MAX_CHARS:
        return None
    word = clean.lower()
    if word in _NOT_APPLICABLE:
        return ParsedValue(State.NOT_APPLICABLE)
    if word in _NOT_DISCLOSED:
        return ParsedValue(State.NOT_DISCLOSED)
    if word in _ZERO:
        return ParsedValue(State.REPORTED_ZERO, Fraction(0))
    if word in _NIL:
        return ParsedValue(State.NOT_DISCLOSED, is_nil=True, is_strong_nil="nil" in word)
    return _qualified(_pointed(clean) if decimal_comma else clean)


def is_number_like(text: str) -> bool:
    """Whether a cell is a number or a range that `parse_value` leaves alone because its reading is not certain."""
    clean = _clean(text)
    return 0 < len(clean) <= _MAX_CHARS and _LIKE_NUMBER.fullmatch(clean) is not None


def decimal_comma_vote(text: str) -> int:
    """1 for a cell that can only be `1.234,5`, -1 for one that can only be `1,234.5`, else 0."""
    if len(text) > _MAX_CHARS:
        return 0
    clean = _clean(text).rstrip("% ")
    return 1 if _CERTAIN_COMMA.fullmatch(clean) else -1 if _CERTAIN_POINT.fullmatch(clean) else 0


def _clean(text: str) -> str:
    if len(text) > 4 * _MAX_CHARS:
        return ""
    plain = text.replace("**", " ").replace("\\", "") if len(text) > 1 else text
    plain = _POWER.sub(lambda m: "\u23e8" + (m[1] or m[2].translate(_RAISED)), plain)
    plain = unicodedata.normalize("NFKC", _SUPERSCRIPTS.sub("", plain)).translate(_DASHES).strip()
    plain = re.sub(r"\s+", " ", plain)
    for _ in range(3):
        shorter = _FOOTNOTE.sub("", plain)
        if shorter == plain or not shorter:
            break
        plain = shorter
    return plain


def _pointed(text: str) -> str:
    """`1.234,5 t` as `1234.5 t`."""
    found = _DECIMAL_COMMA.fullmatch(text)
    return (
        text if found is None else found[1] + found[2].replace(".", "") + (found[3] or "").replace(",", ".") + found[4]
    )


def _qualified(text: str) -> ParsedValue | None:
    lower = text.lower()
    for qualifier, words in _QUALIFIERS:
        for word in words:
            if lower.startswith(word):
                found = _with_money(text[len(word) :].lstrip())
                is_plain = found is not None and found.value is not None and found.value >= 0
                return ParsedValue(found.state, found.value, found.suffix, qualifier) if found and is_plain else None
    return _with_money(text)


def _with_money(text: str) -> ParsedValue | None:
    """`RMB 3.2 million`: the currency before the number belongs to the unit."""
    money = _MONEY_BEFORE.match(text)
    found = _number(text[money.end() :] if money else text)
    if found is None or money is None or found.value is None:
        return found
    return ParsedValue(found.state, found.value, f"{money['money']} {found.suffix}".strip(), found.qualifier)


def _number(text: str) -> ParsedValue | None:
    scaled = _SCALED.fullmatch(text)
    if scaled is not None:
        return _scaled(scaled)
    found = _NUMBER.fullmatch(text)
    if found is None:
        return None
    is_open = bool(found["open"] or found["open2"])
    if is_open != bool(found["close"]) or (found["open"] and found["open2"]) or _is_cut(found["suffix"]):
        return None
    suffix = ((found["inner"] or "") + found["suffix"]).strip()
    is_ascii = (found["int"] + (found["frac"] or "")).replace("\u2019", "'").isascii()
    if not _is_suffix(suffix) or not is_ascii:
        return None
    value = Fraction(re.sub(r"[, '\u2019]", "", found["int"]) + (found["frac"] or ""))
    if is_open or found["sign"] == "-":
        value = -value
    return ParsedValue(State.REPORTED if value else State.REPORTED_ZERO, value, suffix)


def _is_cut(behind: str) -> bool:
    """A digit, dot or comma right behind means that the number was not read whole."""
    return behind[:1] in tuple("0123456789.,-'") or behind[:1].isdigit()


def _scaled(found: re.Match[str]) -> ParsedValue | None:
    """`1.2×10^3` and `1.2E+03`; a bare `1e5` may be a code and is text."""
    if (found[2] != "\u23e8" and "." not in found[1]) or not _is_suffix((found[4] or "").strip()):
        return None
    value = Fraction(found[1]) * Fraction(10) ** int(found[3])
    return ParsedValue(State.REPORTED if value else State.REPORTED_ZERO, value, (found[4] or "").strip())


def _is_suffix(suffix: str) -> bool:
    """A unit has no digits except in m2, m3, CO2 and the like; anything else behind a number makes it text."""
    return len(suffix) <= 40 and not re.search(r"(?<![a-z])\d|^e[-+]?\d", suffix.lower().replace("co 2", "co2"))
