"""Figures behind a figure that go on about the same thing: earlier years (`12 (2023: 10)`) and parts (`其中男性40人`).

Which figures they are is read here; their values and facts are made in `prose_facts`.
"""

import re
from collections.abc import Collection, Iterator

from esg_pipeline.disclosure.concepts import concepts, members
from esg_pipeline.disclosure.number_text import REST, Figure, Shape
from esg_pipeline.disclosure.places import PLACES
from esg_pipeline.disclosure.prose_periods import years_in
from esg_pipeline.disclosure.prose_sentence import SentenceText

_T = f"{Shape.TIME.value}{REST}*+"
_FIGURE = f"{Shape.PLAIN.value}-{Shape.MEASURE.value}{Shape.OTHER.value}"
_UNIT = r"(?:[名人位家个件宗起次例项所]{1,2}|(?: [a-z-]{2,14}){0,4})"
_NOW = rf"(?:,? (?:in|for|at the end of|as at|at) {_T}| at (?:the )?year[- ]end)?"
_COMPARED = (
    r"(?:compare[sd] (?:with|to)|(?:up|down) (?:slightly |sharply )?from|from|as against|against|versus|vs\.?"
    r"|and|but)"
)
# What stands between a figure and the one of an earlier year: the year before the figure, or behind it.
_YEAR_FIRST = re.compile(
    rf"(?:{_UNIT}(?!其中)[\u3400-\u9fff]{{0,10}}{_NOW} ?(?:[(（,，；;、] ?){{0,2}}"
    rf"|[^.;()（）。；{_FIGURE}]{{0,70}}[(（] ?)"
    rf"(?:{_COMPARED} )?(?:而|相?较|对?比|较之|相比)?(?P<time>{_T})"
    r"(?:年度?|末|底)?(?:同期)?(?:的|则?为|是| ?[:：] ?(?:为)?| ?- ?| was | were )"
)
_YEAR_BEHIND = re.compile(rf"{_UNIT}{_NOW}(?:,| \(|) {_COMPARED}(?: the)? ")
_TIME_BEHIND = re.compile(
    rf"{_UNIT} (?:recorded |reported |received |registered )?(?:in|for|at the end of|as at) (?P<time>{_T})"
)
_YEAR_AGO = re.compile(
    rf"{_UNIT},? (?:a year (?:earlier|before|ago)|(?:in |for )?the (?:previous|prior|preceding) (?:financial )?year"
    r"|(?:in )?last year)\b"
)
_LAST_YEAR = re.compile(rf"{_UNIT} ?[(（,，；] ?(?:较|比)?(?:上年|去年|上一年度?|上年度)(?:同期)?(?:的|为|[:：] ?)")
_LONGEST = 6

_PLACE = "|".join(
    rf"\b{word}\b" if word.isascii() else word
    for word in sorted({w for words in PLACES.values() for w in words.split("|")}, key=len, reverse=True)
)
_NUMERAL = r"(?:[三四五]十|\d\d)"
_MEMBER = (
    r"(?P<member>\b(?:fe)?males?\b|\b(?:wo)?men\b|[男女]性?|\b(?:full|part)[- ]time\b|全职|兼职"
    rf"|\b(?:aged |ages? )?(?:under|below|over|above) \d\d\b|\b(?:aged |between ){{0,2}}\d\d ?(?:-|to|and) ?\d\d\b"
    rf"|\b(?:aged )?\d\d (?:or|and) (?:above|over|below)\b"
    rf"|{_NUMERAL} ?岁?(?:[(（]?不?含[)）]?)?(?: ?(?:-|至|到) ?{_NUMERAL} ?岁|及?以[上下])|(?:高|中|基)层"
    rf"|\bsenior (?:management|managers)\b"
    rf"|\bmiddle (?:management|managers)\b|\bgeneral (?:staff|employees)\b|境内|{_PLACE})"
)
_NOUN = (
    r"(?:地区|市)?(?:的)?(?:管理层|管理人员|员工|雇员|职工|供应商|人员)?"
    r"|(?: (?:employees|staff|workers|colleagues|suppliers))?"
)
_LINK = (
    r"(?:(?:流失)?率?(?:[约均]?(?:为|占|有|共|是|达)|[:：])?[约]?| ?(?:was|were|at|had|:|numbered|accounted for)?) ?"
)
_LEAD = r"(?:in |of |for |from |among )?(?:the )?"
_WORK = (
    r"(?:(?:were|was|are|is|worked|working|work|based|located|situated|for|in|from|of|at|who|employed|employees|staff"
    r"|suppliers|people|being|the|on|came|come|among|workers)\b ?){0,4}"
)
_OPEN = (
    r"[^.。；;(（:：,，{F}]{0,24}?(?: ?[:：(（] ?|[,，；;]? ?(?:of (?:whom|which)|of these|of them|including|comprising"
    r"|namely|with|it was|其中|当中|包括|分别为|即)[,，:： ]{0,2})"
).replace("{F}", f"{_FIGURE}{Shape.TIME.value}")
_COMMA = r"[\u3400-\u9fff]{0,12}[,，；：] ?"
_AND = r"[名人位家个件宗起次]{0,2}(?: ?[,，、；;]| and\b| & |及|和|与){1,2} ?(?:and |the |for ){0,2}"
_BEFORE = re.compile(rf"(?:{_UNIT}{_NOW}{_OPEN}|{_OPEN}|{_UNIT}{_COMMA}|{_AND}){_LEAD}{_MEMBER}(?:{_NOUN}){_LINK}")
_OPENER = re.compile(rf"{_UNIT}{_NOW}(?:{_OPEN})(?:{_LEAD})")
_NEXT = re.compile(_AND)
_BEHIND = re.compile(
    rf" ?(?:[名人位家个件宗起次]{{1,2}}(?:为|是|在|来自|位于)?|{_WORK}){_MEMBER}"
    r"(?: (?:employees|staff|workers|suppliers))?"
    rf"(?=[,，、；;.。)）]|$| and\b| \(|及|和)"
)
_COUNTER = re.compile(r"[名人位家个件宗起次例]")
_DIGITS = str.maketrans({"三": "3", "四": "4", "五": "5", "十": "0"})
# Reports of mainland issuers say `inside the border` where others name the mainland.
_SAME = {"境内": {"region": "mainland_china"}}


def earlier(text: SentenceText, value: Figure, year: int | None) -> Iterator[tuple[Figure, int]]:
    """The figures of earlier years that follow `value`, each with its year; `year` is the one of the value."""
    last, known = value, year
    for figure in _behind(text, value):
        found = _year_of(text, last, figure, year)
        if found is None or figure.shape is not value.shape or known is None or found >= known:
            return
        yield figure, found
        last, known = figure, found


def _behind(text: SentenceText, value: Figure) -> list[Figure]:
    return [f for f in text.figures if f.start >= value.end][:_LONGEST]


def _year_of(text: SentenceText, last: Figure, figure: Figure, year: int | None) -> int | None:
    first = _YEAR_FIRST.fullmatch(text.masked, last.end, figure.start)
    if first is None and _YEAR_BEHIND.fullmatch(text.masked, last.end, figure.start):
        first = _TIME_BEHIND.match(text.masked, figure.end)
        if first is None and year is not None and _YEAR_AGO.match(text.masked, figure.end):
            return year - 1
    if first is not None:
        years = years_in(text.folded[slice(*first.span("time"))])
        return years[0] if len(years) == 1 else None
    if year is not None and _LAST_YEAR.fullmatch(text.masked, last.end, figure.start):
        return year - 1
    return None


def parts_of(
    text: SentenceText, value: Figure, allowed: Collection[str], own: str = "", behind: Figure | None = None
) -> Iterator[tuple[Figure, str]]:
    """The figures of members that follow `value` (`of whom 12 were women`), each with its dimension, `key=member`.

    `own` is the dimension of the value, whose siblings are sought then; `behind` its last earlier year. The run ends
    at the first figure of another shape, of no one member of `allowed` or of one that was named.
    """
    first = behind or value
    last, seen = first, {own}
    keys = {own.split("=", maxsplit=1)[0]} if own else set(allowed)
    for figure in _behind(text, first):
        member = _member(text, last, figure, is_first=last is first and not own)
        dimension = _dimension(member, keys) if member else ""
        if not dimension or dimension in seen or not _is_alike(text, value, figure):
            return
        seen.add(dimension)
        yield figure, dimension
        last = figure


def _is_alike(text: SentenceText, value: Figure, figure: Figure) -> bool:
    """Whether two figures count the same: of one shape and unit, and with one Chinese counting word."""
    words = [_COUNTER.match(text.masked, f.end) for f in (value, figure)]
    counters = {word.group() for word in words if word}
    return (
        figure.shape is value.shape
        and figure.unit == value.unit
        and len(counters - {"人", "名", "位"}) <= (0 if counters & {"人", "名", "位"} else 1)
    )


def _member(text: SentenceText, last: Figure, figure: Figure, *, is_first: bool) -> str:
    """The words of the member that the figure is of: before it (`men 16 %`), else behind it (`16 % for men`)."""
    before = _BEFORE.fullmatch(text.masked, last.end, figure.start)
    if before is not None:
        return before["member"]
    behind = _BEHIND.match(text.masked, figure.end)
    if behind is None:
        return ""
    if is_first:
        return behind["member"] if _OPENER.fullmatch(text.masked, last.end, figure.start) else ""
    said = _BEHIND.match(text.masked, last.end)
    return behind["member"] if said and _NEXT.fullmatch(text.masked, said.end(), figure.start) else ""


def _dimension(member: str, allowed: Collection[str]) -> str:
    named = _SAME.get(member) or members(concepts(re.sub(r"[三四五]十", _digits, member)))
    if len(named) != 1 or not set(named) <= set(allowed):
        return ""
    ((key, value),) = named.items()
    return f"{key}={value}" if value else ""


def _digits(numeral: re.Match[str]) -> str:
    return numeral.group().translate(_DIGITS)
