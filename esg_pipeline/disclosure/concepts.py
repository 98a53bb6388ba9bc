"""A label to the set of concepts it is made of, so that labels compare exactly whatever their word order or language.

A word that is not in the lexicon stays as it is: a label with such a word equals no alias and is not mapped.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache

from esg_pipeline.disclosure import lexicon
from esg_pipeline.disclosure.traditional import TRADITIONAL

_MAX_LABEL_CHARS = 300
_SUPERSCRIPTS = re.compile(r"(?<!m)[\u00b9\u00b2\u00b3]+|[\u2070-\u2079]+")
_NOTE_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|i{1,3}v?|[a-h])"
_NOISE = re.compile(
    rf"\((?:see\s)?(?:(?:foot)?notes?|附?注释?)\s{{0,2}}(?:{_NOTE_NUMBER}(?:\s{{0,2}}(?:,|、|&|and|及|和|与|-)\s{{0,2}}{_NOTE_NUMBER}){{0,4}})?\)"
    r"|\((?:含|inclusive)\)|\[(?:\d{1,2}|\^[a-z0-9]{1,8})\]|附?注\d+|[*`#†‡§^]+"
)
_LEAD = re.compile(
    r"^\s*(?:(?:[-–—•·○●◦▪]|>(?!\s{0,2}=?\s{0,2}\d))+|\([a-z0-9一二三四五六七八九十]{1,3}\)|[a-z0-9]{1,2}[).、](?=\s|[^\d\s])|\d+(?:\.\d+)+\.?(?=\s)|[ab]\d\.\d+(?=\s))\s*"
)
_BLANK_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000]{1,3}(?=[\u3400-\u9fff])")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DAY = re.compile(
    rf"\b(?:(?:as\s(?:at|of)|at|on|year\sended)\s)?(?:\d{{1,2}}\s(?:{_MONTHS})|(?:{_MONTHS})\s\d{{1,2}})\b(?![\s,]{{1,2}}\d)"
    r"|(?<!年)(?:截至|于)?1?\d月[123]?\d日"
)
_ROMAN = {"i": "1", "ii": "2", "iii": "3", "一": "1", "二": "2", "三": "3", "one": "1", "two": "2", "three": "3"}
_SCOPE_NUMBER = r"(?:(?:iii|ii|i|one|two|three|[123])(?![a-z0-9.])|[一二三])"
# A list that lost its last member: what it names is not what it was.
_DANGLING = re.compile(r"(?:\band|&|,|、|\+|及|和|与|至)\s*(?=[)\]])")
_SCOPE_WORD = r"(?:(?<![a-z])scopes?[\s-]{0,2}|范围|范畴|范筹)"
_SCOPES = re.compile(
    rf"{_SCOPE_WORD}\s*{_SCOPE_NUMBER}"
    rf"(?:\s{{0,2}}(?:,|、|&|\+|/|-|–|~|and|plus|to|及|和|与|加|至|\|)\s{{0,2}}(?:and|及|和|与|&)?\s{{0,2}}{_SCOPE_WORD}?\s{{0,2}}{_SCOPE_NUMBER}){{0,4}}"
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
            rf"{_AGED}(?:below|under|less than|younger than|<=?|≤)\s*(?:the\s*)?"
            rf"(?:age\s*(?:of\s*)?)?(\d\d)(?!\d){_YEARS}"
            rf"|{_AGED}(?<!\d)(\d\d){_YEARS}\s*(?:(?:or|and)\s*(?:below|under|younger)|[及或]?(?:以下))"
        ),
        lambda m: f"under_{m[1] or m[2]}",
    ),
    (
        re.compile(
            rf"{_AGED}(?:above|over|more than|older than|>=?|≥)\s*(?:the\s*)?(?:age\s*(?:of\s*)?)?(\d\d)(?!\d){_YEARS}"
            rf"|{_AGED}(?<!\d)(\d\d){_YEARS}\s*(?:(?:or|and)\s*(?:above|over|older)|[及或]?(?:以上))"
            rf"|{_AGED}(?<![\d.a-z])(\d\d)\s?\+(?!\s?[\da-z])"
        ),
        lambda m: f"over_{m[1] or m[2] or m[3]}",
    ),
)
_MONEY = (
    r"(?:(?:rmb|cny|yuan|hkd|hk\$|usd|us\$|million|thousand|ten thousand|hundred million|10,?000|1,?000,?000"
    r"|人民币)\s{0,2}){0,5}"
)
_INCOME = r"(?:营业总?收入|营业额|营收|收入|收益)"
_STAFF = r"(?:employees?|capita|persons?|heads?|staff(?: members?)?|fte|workers?)"
_PERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"(?:\bper|/|\beach|\bby number of)\s{0,2}(?:(?:full[ -]time|trained)\s{1,2})?((?:fe)?male\s{1,2})?"
            rf"{_STAFF}\b"
        ),
        "per:employee",
    ),
    (re.compile(r"(?:/|每)\s{0,2}(?:名|位|个|一)?\s{0,2}((?:全职|男性?|女性?)?)(?:雇员|员工|职工|人)"), "per:employee"),
    (
        re.compile(
            r"\bper\s{0,2}(?:unit\s{0,2}(?:of\s{0,2})?)?(?:(?:gross|total)\s{0,2})?(?:floor\s{0,2})?area\b"
            r"|(?:\bper|/)\s{0,2}(?:square\s{0,2}(?:met(?:re|er)|f(?:oo|ee)t)s?|m2|sq\.?\s?m|sq\.?\s?ft)\b"
        ),
        "per:area",
    ),
    (re.compile(r"每平方[米呎尺]|每?单位(?:建筑|楼面|总?楼面)?面积"), "per:area"),
    (
        re.compile(
            rf"(?:\bper|/)\s{{0,2}}(?:unit\s{{0,2}}(?:of\s{{0,2}})?)?{_MONEY}(?:of\s{{0,2}}|in\s{{0,2}})?(?:(?:operating|total|sales|business)\s{{0,2}})?(?:revenue|turnover|income)s?\b"
        ),
        "per:revenue",
    ),
    (
        re.compile(
            rf"每?(?:万元|百万元|百万|单位|亿元|千元)(?:人民币|港元|港币)?的?{_INCOME}|每(?:人民币|港币)?(?:百?万|亿|千)港?元(?:人民币)?的?{_INCOME}"
        ),
        "per:revenue",
    ),
    (
        re.compile(
            r"\bper\s{0,2}unit\s{0,2}(?:of\s{0,2})?(?:product|production|output)\b|\bper\s{0,2}unit\s{0,2}produced\b"
        ),
        "per:unit",
    ),
)
_WASTES = frozenset({"waste"})
_POLLUTANTS = frozenset({"nox", "sox", "pm", "voc", "cod", "nh3n"})
_USED = frozenset({"water", "electricity", "energy", "packaging"})
_HARM = frozenset({"fatality", "injury", "lost"})
# Where one of the words stands, another says nothing new: waste is produced, water is used, it is staff that leaves.
_SAID: tuple[tuple[frozenset[str], str], ...] = (
    (_WASTES | _POLLUTANTS, "emission"),
    (_WASTES, "produced"),
    (_USED, "consumption"),
    (_HARM, "work"),
    (frozenset({"turnover", "training", "fatality", "injury", "lost"}), "employee"),
    (frozenset({"training", "complaint"}), "received"),
    (frozenset({"training"}), "completed"),
    (frozenset({"complaint"}), "customer"),
    (frozenset({"complaint", "packaging"}), "product"),
    (frozenset({"complaint"}), "service"),
    (frozenset({"packaging"}), "finished"),
    (frozenset({"electricity"}), "purchased"),
    (frozenset({"electricity"}), "grid"),
    (frozenset({"supplier"}), "engaged"),
    (frozenset({"scope:2"}), "purchased"),
)
_PHRASES = lexicon.phrases()


def _master() -> re.Pattern[str]:
    # What stands around a word is looked at once for all of them, and a word only where its first letter stands.
    groups: dict[str, list[str]] = {}
    for phrase in sorted((p for p in _PHRASES if p.isascii()), key=lambda p: (-len(p), p)):
        groups.setdefault(phrase[0], []).append(re.escape(phrase[1:]).replace(r"\ ", r"\s{1,3}"))
    words = "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in groups.items())
    return re.compile(
        r"(?P<mark>@@?[a-z_]+=[a-z0-9_]+|per:[a-z]+|scope:\d+)"
        rf"|(?P<phrase>(?<![a-z])(?:{words})(?![a-z]))|(?P<word>[a-z][a-z0-9]*(?:\.\d+)?)"
        r"|(?P<number>\d+(?:\.\d+)?)|(?P<char>[\u3400-\u9fff\uac00-\ud7af\u3040-\u30ff])"
    )


def _chinese() -> dict[str, tuple[str, ...]]:
    """Chinese phrases by their first character, the longest first: too many for one pattern to be quick."""
    groups: dict[str, list[str]] = {}
    for phrase in sorted((p for p in _PHRASES if not p.isascii()), key=lambda p: (-len(p), p)):
        groups.setdefault(phrase[0], []).append(phrase)
    return {first: tuple(found) for first, found in groups.items()}


_CHINESE = _chinese()
_MASTER = _master()


def fold(text: str) -> str:
    """Lower case, compatibility forms and traditional characters folded; numbering and footnote marks gone."""
    plain = _SUPERSCRIPTS.sub("", text.replace("m²", "m2").replace("m³", "m3"))
    plain = unicodedata.normalize("NFKC", plain).lower().translate(TRADITIONAL).replace("\u2019", "'")
    return _BLANK_IN_CHINESE.sub("", _LEAD.sub("", _NOISE.sub(" ", plain))).strip()


@lru_cache(maxsize=20_000)
def concepts(label: str) -> frozenset[str]:
    """Concepts of a label; a text beyond a label's length gives the one concept `#long`, which matches nothing."""
    if len(label) > _MAX_LABEL_CHARS:
        return frozenset({"#long"})
    text = _SCOPES.sub(_scope, _DAY.sub(" ", _DANGLING.sub(" #broken ", fold(label))))
    for pattern, name in _PERS:
        text = pattern.sub(lambda m, name=name: f" {name} {m[1] or '' if m.re.groups else ''} ", text)
    for pattern, band in _AGES:
        text = pattern.sub(lambda m, band=band: f" @age={band(m)} ", text)
    return _reduced({concept for kind, token in _tokens(text) for concept in _concepts_of(kind, token)})


def _scope(found: re.Match[str]) -> str:
    numbers: list[str] = re.findall(_SCOPE_NUMBER, re.sub(_SCOPE_WORD, " ", found.group()))
    digits: set[str] = {_ROMAN.get(n, n) for n in numbers}
    if digits == {"1", "3"} and re.search(r"-|–|~|to|至", found.group()):
        digits = {"1", "2", "3"}
    return f" scope:{''.join(sorted(digits))} "


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    place = 0
    while found := _MASTER.search(text, place):
        kind, token, place = str(found.lastgroup), found.group(), found.end()
        if kind == "char":
            start = found.start()
            phrase = next((p for p in _CHINESE.get(token, ()) if text.startswith(p, start)), "")
            kind, token, place = ("phrase", phrase, start + len(phrase)) if phrase else (kind, token, place)
        yield kind, token


def _concepts_of(kind: str, token: str) -> list[str]:
    if kind == "phrase":
        return _PHRASES[re.sub(r"\s+", " ", token)].split()
    return [f"#{token}"] if kind == "number" else [token]


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
        found -= {"employee", "@staff"}
    if "@staff" in found and any(c.startswith("@@") for c in found):
        found = (found - {"@staff"}) | {"employee"}
    found -= {dropped for said, dropped in _SAID if dropped in found and found & said}
    if not any(c != "of_which" and not c.startswith("@") for c in found):
        found -= {"of_which"}
    return frozenset(found)


def together(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """Concepts of two labels as if they stood in one: `Waste` and `Hazardous` are hazardous waste."""
    return _reduced({*one, *other})


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
