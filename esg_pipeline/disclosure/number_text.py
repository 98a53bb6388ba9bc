"""The figures of running text: value, scale, unit, how exactly it is said, and a mask that patterns are matched on.

Works on text folded by `running_text`. What a figure measures is decided in `prose`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from esg_pipeline.disclosure.found import Qualifier
from esg_pipeline.disclosure.number_names import Named, named_digits
from esg_pipeline.disclosure.number_words import (
    CHINESE_SCALE,
    CHINESE_WORD,
    ENGLISH_SCALE,
    ENGLISH_WORD,
    chinese_number,
    english_number,
    scale_of,
)


class Shape(StrEnum):
    """What a figure looks like; the value is the sign that stands for it in a mask."""

    PLAIN = "\ue000"
    SHARE = "\ue001"
    MONEY = "\ue002"
    MEASURE = "\ue003"
    TIME = "\ue004"
    OTHER = "\ue005"


REST = "\ue00f"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: `start:end` with its qualifier and unit, `digits` without, `value` with its scale; unit as written.

    A currency's `unit` is its code, and `value` is in single units of it.
    """

    start: int
    end: int
    digits: tuple[int, int]
    value: Fraction
    shape: Shape
    unit: str = ""
    raw_units: tuple[tuple[int, int], ...] = ()
    qualifier: Qualifier = Qualifier.EXACT
    reason: str = ""


_BEFORE: tuple[tuple[Qualifier, str], ...] = (
    (
        Qualifier.ABOUT,
        (
            r"\b(?:approximately|about|around|nearly|almost|roughly|some|close to|circa|approx\.?"
            r"|an estimated|as many as)(?: a total of)? ?|[~≈] ?|(?:大约|约有|约为|约|将近|接近|近) ?"
        ),
    ),
    (
        Qualifier.AT_LEAST,
        (
            r"\b(?:over|more than|above|exceeding|in excess of|at least|(?:not|no) (?:less|fewer) than"
            r"|not below|upwards of)(?: a total of)? ?|[>≥]=? ?|(?:超过了?|超|逾|多于|不少于|不低于"
            r"|不小于|高于|至少|突破了?) ?"
        ),
    ),
    (
        Qualifier.AT_MOST,
        (
            r"\b(?:up to|at most|(?:not|no) more than|less than|lower than|fewer than|below|under"
            r"|not exceeding) ?|[<≤]=? ?|(?:最多|不超过|不多于|不高于|不大于|不足|低于|少于|小于) ?"
        ),
    ),
)
_AFTER: tuple[tuple[Qualifier, str], ...] = (
    (Qualifier.AT_LEAST, r" ?(?:\+|及以上|以上|or (?:more|above|over|higher))"),
    (Qualifier.AT_MOST, r" ?(?:及以下|以下|以内|or (?:less|below|fewer|lower))"),
    (Qualifier.ABOUT, r" ?(?:左右|上下|or so)"),
)
_CURRENCIES = (
    ("CNY", r"rmb ?¥?|cny|¥|￥|人民币"),
    ("HKD", r"hk ?\$|hkd|港币|港元"),
    ("USD", r"us ?\$|usd|美元"),
    ("EUR", r"eur|€"),
    ("MOP", r"mop\$?"),
    ("SGD", r"s\$|sgd"),
    ("dollar", r"\$"),
)
_BEHIND_CURRENCIES = (
    ("CNY", r"(?:rmb|cny|yuan(?: \(rmb\))?|renminbi|元人民币|人民币元?|元)"),
    ("HKD", r"(?:hkd|hong kong dollars?|hk dollars?|hk\$|港元|港币|元港币)"),
    ("USD", r"(?:us ?dollars?|usd|us\$|u\.s\. dollars?|美元|美金)"),
    ("EUR", r"(?:euros?|eur|€|欧元)"),
    ("dollar", r"(?:dollars?|日元|英镑|澳元|新元|澳门元|新台币)"),
)
_GROUPED = r"\d{1,3}(?:,\d{3})++(?:\.\d++)?|\d++(?:\.\d++)?"
_SCALE = rf"(?: ?[余多几])? ?(?P<scale>{ENGLISH_SCALE}\b|{CHINESE_SCALE})"
_PREFIX = "|".join(pattern for _, pattern in _CURRENCIES)
_BEHIND = "|".join(pattern for _, pattern in _BEHIND_CURRENCIES)
_SHARE = r"%|percentage(?! point)|per ?cent\b|pct\b|‰"
_CARBON = (
    r"(?: of)? (?:co2(?:[ -]?eq?(?:uivalents?)?)?|carbon dioxide(?:[ -]equivalents?)?"
    r"|carbon equivalents?|(?:standard coal|coal)(?: equivalents?)?)\b"
)
_MEASURES = (
    rf"(?:metric )?(?:tonnes?|tons?)(?:{_CARBON})?(?![a-z])|(?:kg|kilogram(?:me)?s?){_CARBON}"
    r"|t ?co2 ?-?eq?(?![a-z])|tco2(?![a-z])|kg ?co2 ?-?e(?![a-z])|tce\b|kgce\b"
    r"|kg\b|kilogram(?:me)?s?\b|[kmgt]wh\b|(?:kilo|mega|giga)watt[- ]hours?\b|[gmt]j\b|(?:giga"
    r"|mega)joules?\b|m3\b|m³|cubic met(?:re|er)s?\b"
    r"|(?:kilo)?lit(?:re|er)s?\b|kl\b|m2\b|m²|square met(?:re|er)s?\b|sq\.? ?m\b|square f(?:ee"
    r"|oo)t\b|hectares?\b|mu\b|hours?\b|hrs?\b"
    r"|(?:working |calendar |work )?days?\b|years?\b|months?\b|minutes?\b|seconds?\b|weeks?\b|kw\b"
    r"|mw\b|gw\b|kilomet(?:re|er)s?\b|km\b|t\b"
    r"|公?吨(?:二氧化碳当量|co2e?|标准煤|标煤)?|千克(?:二氧化碳当量|标准煤)?|公斤|千瓦时|千瓦小时"
    r"|兆瓦时|吉瓦时|度电?(?=[,，。；、)）\s\ue000-\uf8ff]|$|的)|kwh|吉焦|兆焦|百万千焦|立方米"
    r"|立方|千升|升|平方米|㎡|平米|亩|公顷"
    r"|小时|学时|课时|(?:个)?工作日|(?<![一])天|年(?![底末初内度中])|个月|分钟|公里|千瓦|兆瓦|mw|kw"
)
_PER = (
    r"(?: ?/ ?| per | each |每| ?· ?)(?:(?:full-?time )?(?:employee|capita|person|head"
    r"|staff(?: member)?|fte)\b|(?:每)?(?:名|位)?(?:员工|雇员|职工|人)(?:次)?"
    r"|(?:rmb ?|cny ?)?(?:(?:[\d,]{1,10}|one|ten|hundred|thousand|million) ?){0,3}(?:rmb|yuan"
    r"|cny)?(?: of| in)?(?: operating| total)?(?: revenue| income| turnover)\b"
    r"|(?:rmb|cny) ?(?:[\d,]{1,10}|million|billion|thousand|ten thousand)(?: yuan)?|million (?:rmb"
    r"|yuan)|(?:人民币)?(?:万|百万|亿|千)元(?:人民币)?(?:营业收入|营收|收入)?"
    r"|m2|m²|square met(?:re|er)s?\b|sq\.? ?m\b|平方米|㎡)"
)
_POINTS = (
    r"percentage points?|basis points?|个?百分点|个?基点|倍|折"
    r"|times\b(?! (?:of )?(?:meeting|session)|,? (?:in|during|and) )|fold\b|万倍"
)
_RATE_OF_TIME = (
    r"(?: ?/ ?| per | a | each |每)(?:year(?! (?:earlier|before|ago))|annum|month|day|week|hour|minute|second"
    r"|年|月|日|天|周|小时|分钟|秒)|/[a-z\u3400-\u9fff]|每(?=[\u3400-\u9fff])| per "
)
_CLASSIFIER = (
    r"(?=\s?(?:名|人|位|家|次|起|宗|件|个|项|例|场|大?(?:委员会|类|种)|所|座|元|万元|亿元|小时|学时|天"
    r"|年(?![度底末初])|%|余|多|吨|支|部|届(?!全国)|只|户|笔|张))"
)
_NUMBER = re.compile(
    rf"(?:(?P<prefix>{_PREFIX}) ?)?(?P<digits>(?<![\d.,a-z])(?:(?<=\d-)|(?<!-)"
    rf"|(?<=[一-鿿]-))(?:{_GROUPED})|(?<=rmb)(?:{_GROUPED})|(?<=cny)(?:{_GROUPED})"
    rf"|(?<=hkd)(?:{_GROUPED})|(?<=usd)(?:{_GROUPED})|(?<=eur)(?:{_GROUPED}))"
    rf"(?!\d)(?:{_SCALE}(?:(?<=亿) ?(?P<plus>\d{{1,4}}(?:\.\d++)?) ?万)?)?"
    rf"|\b(?P<word>{ENGLISH_WORD}) ?\((?P<again>{_GROUPED})\)"
    rf"|\b(?P<english>{ENGLISH_WORD})(?: (?P<escale>{ENGLISH_SCALE}))?\b(?!-)"
    rf"|(?P<percent>百分之)(?P<share>{CHINESE_WORD})"
    rf"|(?<![第\d零一二三四五六七八九十百千万亿两之周每某同前星期统唯])(?P<chinese>{CHINESE_WORD}){_CLASSIFIER}(?!(?:一"
    r"|二|三|四)方)"
)
_TAIL = re.compile(
    rf"(?P<many> ?[余多几](?=[\u3400-\u9fff]))?(?: ?(?P<share>{_SHARE})| ?(?P<points>{_POINTS})"
    rf"|(?: |-)?(?P<money>{_BEHIND})(?P<each>{_PER})?|(?: "
    rf"|-)?(?P<measure>{_MEASURES})(?P<per>{_PER})?)?(?P<rate>{_RATE_OF_TIME})?"
)
_QUALIFIED = tuple((q, re.compile(rf"(?:{p})$")) for q, p in _BEFORE)
_FOLLOWED = tuple((q, re.compile(p)) for q, p in _AFTER)
_LOOK_BACK = 28


# `一次` and `千人` are words more often than numbers.
_NO_NUMBER = frozenset("零一百千万亿")
_COUNTED = re.compile(r"(?<=一)(?:名|位|起|宗|例|件|次(?=[，。；、）)]|$))")
# `近百家` is about a hundred; `数百` is any number of them.
_ROUND = re.compile(r"(?:近|约|逾|超过?|上)$")


def read_figures(folded: str) -> tuple[tuple[Figure, ...], tuple[Named, ...]]:
    """The figures of a text, and the stretches whose digits are none; both in order of place."""
    names = named_digits(folded)
    figures: list[Figure] = []
    last = 0
    for match in _NUMBER.finditer(folded):
        start, end = match.span()
        if start < last or _overlaps(names, start, end):
            continue
        figure = _figure(folded, match, last)
        if figure is not None:
            figures.append(figure)
            last = figure.end
    return tuple(figures), names


def mask(folded: str, figures: Sequence[Figure], names: Sequence[Named]) -> str:
    """The text with each figure and each time as one sign and its rest, so that patterns need not know their forms."""
    chars = list(folded)
    for figure in figures:
        _cover(chars, figure.start, figure.end, figure.shape.value)
    for name in names:
        if name.is_time:
            _cover(chars, name.start, name.end, Shape.TIME.value)
    return "".join(chars)


def _cover(chars: list[str], start: int, end: int, sign: str) -> None:
    chars[start:end] = [sign, *(REST * (end - start - 1))]


def _overlaps(names: Sequence[Named], start: int, end: int) -> bool:
    return any(name.start < end and start < name.end for name in names)


def _figure(folded: str, match: re.Match[str], floor: int) -> Figure | None:
    read = _value(match)
    if read is None:
        return None
    value, digits = read
    tail = _TAIL.match(folded, match.end())
    assert tail is not None  # every part of it is optional  # noqa: S101
    shape, unit = _shape(match, tail)
    start, end = match.start(), match.end()
    if shape is not Shape.PLAIN or tail["many"] or tail["rate"]:
        end = tail.end() if not tail["rate"] else tail.start("rate")
    start, end, qualifier = _qualified(folded, start, end, floor)
    is_upwards = match["chinese"] in {"百", "千", "万"} and folded[match.start() - 1 : match.start()] == "上"
    if "余" in match.group() or "多" in match.group() or tail["many"] or is_upwards:
        qualifier = Qualifier.AT_LEAST
    raw = _raw_units(match, tail)
    reason = "a rate of time or of another unit" if shape is Shape.OTHER and tail["rate"] else ""
    return Figure(start, end, digits, value, shape, unit, raw, qualifier, reason)


def _value(match: re.Match[str]) -> tuple[Fraction, tuple[int, int]] | None:
    if match["digits"]:
        value = Fraction(match["digits"].replace(",", "")) * scale_of(match["scale"] or "")
        value += Fraction(match["plus"] or 0) * 10_000
        return value, match.span("digits")
    if match["again"]:
        return Fraction(match["again"].replace(",", "")), match.span("again")
    if match["english"]:
        return english_number(match["english"]) * scale_of(match["escale"] or ""), match.span("english")
    group = "share" if match["share"] else "chinese"
    if match[group] in _NO_NUMBER and group == "chinese" and not _is_counted(match):
        return None
    number = chinese_number(match[group])
    return None if number is None else (Fraction(number), match.span(group))


def _is_counted(match: re.Match[str]) -> bool:
    is_round = match["chinese"] in "百千万" and _ROUND.search(match.string, max(0, match.start() - 2), match.start())
    return bool(is_round or _COUNTED.match(match.string, match.end()))


def _shape(match: re.Match[str], tail: re.Match[str]) -> tuple[Shape, str]:
    prefix = match["prefix"] or ""
    if match["share"]:
        return Shape.SHARE, "%"
    if prefix or tail["money"]:
        currency = _currency(prefix, _CURRENCIES) if prefix else _currency(tail["money"], _BEHIND_CURRENCIES)
        return (Shape.OTHER if any(tail[n] for n in ("each", "measure", "points", "rate")) else Shape.MONEY), currency
    if tail["points"] or tail["rate"]:
        return Shape.OTHER, ""
    if tail["share"]:
        return Shape.SHARE, "‰" if tail["share"] == "‰" else "%"
    if tail["measure"]:
        return Shape.MEASURE, tail["measure"] + (tail["per"] or "")
    return Shape.PLAIN, ""


def _currency(word: str, known: tuple[tuple[str, str], ...]) -> str:
    return next((code for code, pattern in known if re.fullmatch(pattern, word.strip())), "dollar")


def _raw_units(match: re.Match[str], tail: re.Match[str]) -> tuple[tuple[int, int], ...]:
    """Where currency, scale and unit stand; scale and unit behind the number are one stretch."""
    groups = [tail.span(name) for name in ("share", "money", "measure", "per") if tail[name]]
    groups += [match.span(name) for name in ("scale", "escale") if match[name]]
    before = [match.span(name) for name in ("prefix", "percent") if match[name]]
    behind = [(min(start for start, _ in groups), max(end for _, end in groups))] if groups else []
    return (*before, *behind)


def _qualified(folded: str, start: int, end: int, floor: int) -> tuple[int, int, Qualifier]:
    """The stretch with the words before it; the longest count, since `not more than` ends like `more than`."""
    first, kind = start, Qualifier.EXACT
    for qualifier, pattern in _QUALIFIED:
        found = pattern.search(folded, max(floor, start - _LOOK_BACK), start)
        if found and found.start() < first:
            first, kind = found.start(), qualifier
    behind, after = _after(folded, end)
    return first, behind, kind if kind is not Qualifier.EXACT else after


def _after(folded: str, end: int) -> tuple[int, Qualifier]:
    for qualifier, pattern in _FOLLOWED:
        found = pattern.match(folded, end)
        if found:
            return found.end(), qualifier
    return end, Qualifier.EXACT


def ranges(figures: Sequence[Figure], folded: str) -> Iterator[int]:
    """Indexes of figures that are the ends of a range: `30 % to 40 %`."""
    for index in range(1, len(figures)):
        between = folded[figures[index - 1].end : figures[index].start].strip()
        if between in {"-", "~", "至", "到", "to"} and figures[index - 1].shape is figures[index].shape:
            yield index - 1
            yield index
