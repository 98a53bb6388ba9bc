"""A label to the set of concepts it is made of, so that labels compare exactly whatever their word order or language.

A word that is not in the lexicon stays as it is: a label with such a word equals no alias and is not mapped.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from esg_pipeline.disclosure import lexicon

_MAX_LABEL_CHARS = 300
_SUPERSCRIPTS = re.compile(r"(?<!m)[\u00b9\u00b2\u00b3]+|[\u2070-\u2079]+")
_NOISE = re.compile(r"\((?:notes?|附?注)\s*\d*\)|\[\d{1,2}\]|附?注\d+|[*`#†‡§^]+")
_LEAD = re.compile(
    r"^\s*(?:[-–—•·○●◦▪>]+|\([a-z0-9一二三四五六七八九十]{1,3}\)|[a-z0-9]{1,2}[).、](?=\s|[^\d\s])|\d+(?:\.\d+)+\.?(?=\s)|[ab]\d\.\d+(?=\s))\s*"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "一": "1", "二": "2", "三": "3"}
_SCOPE_NUMBER = r"(?:(?:iii|ii|i|[123])(?![a-z0-9.])|[一二三])"
_SCOPE_WORD = r"(?:scopes?|范围|范畴)"
_SCOPES = re.compile(
    rf"{_SCOPE_WORD}\s*{_SCOPE_NUMBER}"
    rf"(?:\s*(?:,|、|&|\+|/|-|–|~|and|to|及|和|与|至)\s*(?:and|及|和|与|&)?\s*{_SCOPE_WORD}?\s*{_SCOPE_NUMBER})*"
)
_YEARS = r"(?:\s*(?:years?(?:\s*old|\s*of\s*age)?|岁))?"
_AGED = r"(?:(?:aged?|ages)\s*)?"
_AGES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(rf"{_AGED}(?:between\s*)?(?<!\d)(\d\d){_YEARS}\s*(?:-|–|—|to|and|至|~|到)\s*(\d\d)(?!\d){_YEARS}"),
        lambda m: f"{m[1]}_to_{m[2]}",
    ),
    (
        re.compile(
            rf"{_AGED}(?:below|under|less than|younger than|<|≤)\s*(?:the\s*)?(?:age\s*(?:of\s*)?)?(\d\d)(?!\d){_YEARS}"
            rf"|{_AGED}(?<!\d)(\d\d){_YEARS}\s*(?:(?:or|and)\s*(?:below|under|younger)|[及或]?(?:以下))"
        ),
        lambda m: f"under_{m[1] or m[2]}",
    ),
    (
        re.compile(
            rf"{_AGED}(?:above|over|more than|older than|>|≥)\s*(?:the\s*)?(?:age\s*(?:of\s*)?)?(\d\d)(?!\d){_YEARS}"
            rf"|{_AGED}(?<!\d)(\d\d){_YEARS}\s*(?:(?:or|and)\s*(?:above|over|older)|[及或]?(?:以上))"
        ),
        lambda m: f"over_{m[1] or m[2]}",
    ),
)
_MONEY = r"(?:(?:rmb|cny|yuan|hkd|usd|million|thousand|ten thousand|hundred million|10,?000|人民币)\s*)*"
_PERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"(?:\bper|/|\beach)\s*(?:full-time\s*)?(?:employee|capita|person|head|staff(?: member)?|fte)s?\b"),
        "per:employee",
    ),
    (re.compile(r"(?:/|每)\s*(?:名|位|个|一)?\s*(?:雇员|员工|职工|人)"), "per:employee"),
    (
        re.compile(
            r"\bper\s*(?:unit\s*(?:of\s*)?)?(?:gross\s*)?(?:floor\s*)?area\b|\bper\s*(?:square\s*met(?:re|er)s?|m2|sq\.?\s?m)\b"
        ),
        "per:area",
    ),
    (re.compile(r"每平方米|每?单位(?:建筑)?面积"), "per:area"),
    (
        re.compile(rf"(?:\bper|/)\s*(?:unit\s*(?:of\s*)?)?{_MONEY}(?:of\s*|in\s*)?(?:operating\s*)?revenue\b"),
        "per:revenue",
    ),
    (
        re.compile(
            r"每?(?:万元|百万元|单位|亿元)(?:人民币)?的?(?:营业收入|营收)|每人民币(?:百?万|亿)元(?:营业收入|营收)"
        ),
        "per:revenue",
    ),
    (re.compile(r"\bper\s*unit\s*(?:of\s*)?(?:product|production|output)\b|\bper\s*unit\s*produced\b"), "per:unit"),
)
_PHRASES = lexicon.phrases()


def _master() -> re.Pattern[str]:
    # What stands around a word is looked at once for all of them: an alternative that starts with its own letter is
    # skipped at once where another letter stands.
    longest_first = sorted(_PHRASES, key=lambda p: (-len(p), p))
    words = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in longest_first if p.isascii())
    others = "|".join(re.escape(p).replace(r"\ ", r"\s+") for p in longest_first if not p.isascii())
    known = rf"(?:{others})|(?<![a-z])(?:{words})(?![a-z])"
    return re.compile(
        rf"(?P<mark>@@?[a-z_]+=[a-z0-9_]+|per:[a-z]+|scope:\d+)|(?P<phrase>{known})|(?P<word>[a-z][a-z0-9]*(?:\.\d+)?)"
        r"|(?P<number>\d+(?:\.\d+)?)|(?P<char>[\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff])"
    )


_MASTER = _master()


def fold(text: str) -> str:
    """Lower case, compatibility forms and traditional characters folded; numbering and footnote marks gone."""
    plain = _SUPERSCRIPTS.sub("", text.replace("m²", "m2").replace("m³", "m3"))
    plain = unicodedata.normalize("NFKC", plain).lower().translate(lexicon.TRADITIONAL).replace("\u2019", "'")
    return _LEAD.sub("", _NOISE.sub(" ", plain)).strip()


@lru_cache(maxsize=20_000)
def concepts(label: str) -> frozenset[str]:
    """Concepts of a label; a text beyond a label's length gives the one concept `#long`, which matches nothing."""
    if len(label) > _MAX_LABEL_CHARS:
        return frozenset({"#long"})
    text = _SCOPES.sub(_scope, fold(label))
    for pattern, name in _PERS:
        text = pattern.sub(f" {name} ", text)
    for pattern, band in _AGES:
        text = pattern.sub(lambda m, band=band: f" @age={band(m)} ", text)
    return _reduced({concept for found in _MASTER.finditer(text) for concept in _concepts_of(found)})


def _scope(found: re.Match[str]) -> str:
    numbers: list[str] = re.findall(_SCOPE_NUMBER, re.sub(_SCOPE_WORD, " ", found.group()))
    digits: set[str] = {_ROMAN.get(n, n) for n in numbers}
    if digits == {"1", "3"} and re.search(r"-|–|~|to|至", found.group()):
        digits = {"1", "2", "3"}
    return f" scope:{''.join(sorted(digits))} "


def _concepts_of(found: re.Match[str]) -> list[str]:
    text = found.group()
    match found.lastgroup:
        case "phrase":
            return _PHRASES[re.sub(r"\s+", " ", text)].split()
        case "number":
            return [f"#{text}"]
        case _:
            return [text]


def _reduced(found: set[str]) -> frozenset[str]:
    """Drop what another concept already says: the words around a scope, the employee of `per employee`."""
    scope = next((c.removeprefix("scope:") for c in found if c.startswith("scope:")), "")
    if scope:
        found -= {"ghg", "emission", "co2e"}
        if scope == "1":
            found -= {"direct"}
        elif "1" not in scope:
            if "indirect" in found:
                found -= {"energy"} if scope == "2" else {"other"}
            found -= {"indirect"}
    if any(c.startswith("per:") for c in found):
        found -= {"intensity"}
    if "per:employee" in found:
        found -= {"employee"}
    if not any(c != "of_which" and not c.startswith("@") for c in found):
        found -= {"of_which"}
    return frozenset(found)


def members(found: frozenset[str]) -> dict[str, str]:
    """Breakdown members among concepts as key -> value; two members of one key leave the key with the value ''."""
    pairs: dict[str, str] = {}
    for concept in sorted(found):
        if concept.startswith("@") and "=" in concept:
            key, value = concept[1:].split("=", 1)
            pairs[key] = "" if key in pairs else value
    return pairs


def breakdowns(found: frozenset[str]) -> list[str]:
    """Breakdown headings among concepts: `@@gender` -> `gender`."""
    return sorted(c[2:] for c in found if c.startswith("@@"))


def subject(found: frozenset[str]) -> frozenset[str]:
    """Concepts without breakdown members and headings: what is measured."""
    return frozenset(c for c in found if not c.startswith("@"))
