"""Which year a figure of a sentence is about. Reads times and words such as `last year`; values are not looked at."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from esg_pipeline.disclosure.number_names import Named
from esg_pipeline.disclosure.number_words import chinese_number

_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20[0-9]\d)(?!\d)")
_SHORT = re.compile(r"[fc]y ?'?(\d\d)$")
_ZH_YEAR = re.compile(r"二零[零一二三四五六七八九]{2}")
_CLOSING = re.compile(
    r"\b(?:31(?:st)?(?: of)? ?(?:dec|mar)|30(?:th)?(?: of)? ?(?:june?|sep)|(?:dec|mar)\w*\.? 31"
    r"|(?:june?|sep\w*) 30)|(?:12月31|3月31|6月30|12月底|年末|年底|十二月三十一|三月三十一"
    r"|六月三十)"
)
# A fiscal year that ends in spring or summer bears the year it began in.
_EARLY_CLOSING = re.compile(r"31(?:st)?(?: of)? ?mar|mar\w*\.? 31|30(?:th)?(?: of)? ?june?|june? 30|3月31|6月30")
_STATE_OF = re.compile(r"(?:as (?:at|of)|by|ended|ending|end of|截至|截止|于)\s?(?:the end of )?$")
_BACK = re.compile(
    r"去年|上年|上一年|前一年|上个?年度|last year|(?:the )?(?:previous|prior"
    r"|preceding) (?:reporting |fiscal |financial )?(?:year|period)|(?:20\d\d)?年?初(?=[,，的])"
)
_NOW = re.compile(
    r"(?:during|in|for|throughout|within|over|of) (?:the|this|our) (?:reporting (?:period|year)"
    r"|(?:fiscal|financial|current|reporting)? ?year|period)\b|this year\b|during the year"
    r"|year under review"
    r"|报告期|本年|年内|本财年|年度内|全年|本期|本报告年度|今年"
)
_PAST_YEARS = re.compile(
    r"(?:past|last|previous|preceding|latest|recent) (?:three|3) (?:consecutive |financial "
    r"|fiscal |reporting )?years|three[- ]year period|(?:过去|近|最近|前|往绩)(?:的)?(?:三"
    r"|3)个?(?:汇报|报告|财政|财务)?年|近三个年度"
)
_FOLLOWS = re.compile(
    r",? ?[(（]? ?(?:in|for|during|as at|as of|at the end of|by the end of|at) (?:the (?:end of"
    r"|year|year ended) )?$|^ ?[(（] ?$"
)
_AND = re.compile(r",? ?(?:and|及|和|与|、)? ?")
_OTHER_FIGURE = re.compile(r"\d|\bcompared\b|\bversus\b|\bagainst\b|\bthan\b")
# `(2020: 95 %)`, `（2020年为95%）`: the time is the one of the figure behind it.
_HEADING = re.compile(r" ?[:：]|年?度?(?:同期)?(?:则?为|是)| (?:was|were) ")
_NEAR = 40


@dataclass(frozen=True, slots=True)
class Period:
    """Fiscal years of a figure; `is_assumed` when the sentence names none, `is_partial` for a day or a month."""

    years: tuple[int, ...]
    is_assumed: bool = False
    is_partial: bool = False
    is_span: bool = False


def period_of(
    folded: str, start: int, end: int, times: Sequence[Named], fiscal_year: int | None, *, is_zero: bool = False
) -> Period:
    """The period of the figure at `start:end`: said right behind it, else last said before it, else the fiscal year."""
    behind = next((t for t in times if t.start >= end), None)
    if is_zero and behind is not None and _is_said_behind(folded, end, behind):
        years = sorted({year for t in _listed(folded, behind, times) for year in years_in(folded[t.start : t.end])})
        if len(years) > 1:
            return Period(tuple(years))
    if behind is not None and _is_said_behind(folded, end, behind):
        return _period(folded, behind, fiscal_year)
    if is_zero and _PAST_YEARS.search(folded):
        return Period(tuple(fiscal_year - back for back in range(3)) if fiscal_year else ())
    before = [t for t in times if t.end <= start or (t.start >= start and t.end <= end)]
    nearest = before[-1].start if before else -1
    back, now = _last(_BACK, folded, start), _last(_NOW, folded, start)
    if back > max(now, nearest) and start - back < _NEAR:
        return _year(fiscal_year, back=1)
    if nearest > now:
        return _period(folded, before[-1], fiscal_year)
    is_said = now >= 0 or _NOW.search(folded, end) is not None
    return replace(_year(fiscal_year), is_assumed=not is_said)


def _listed(folded: str, first: Named, times: Sequence[Named]) -> list[Named]:
    """The years of `2020, 2021 and 2022`."""
    found = [first]
    for time in times:
        if time.start > first.start and _AND.fullmatch(folded, found[-1].end, time.start):
            found.append(time)
    return found


def _is_said_behind(folded: str, end: int, time: Named) -> bool:
    """`98 % in 2021`, not `98 % (2020: 95 %)`."""
    between = folded[end : time.start]
    is_heading = _HEADING.match(folded, time.end) is not None
    is_other = _OTHER_FIGURE.search(between) is not None
    return not is_heading and not is_other and "and" not in between and _FOLLOWS.search(between) is not None


def _year(fiscal_year: int | None, back: int = 0) -> Period:
    return Period((fiscal_year - back,) if fiscal_year else ())


def _last(pattern: re.Pattern[str], folded: str, end: int) -> int:
    return max((found.start() for found in pattern.finditer(folded, 0, end)), default=-1)


def _period(folded: str, time: Named, fiscal_year: int | None) -> Period:
    text = folded[time.start : time.end]
    years = years_in(text)
    if not years:
        return Period((fiscal_year,) if fiscal_year else (), is_assumed=True)
    if time.reason == "years from to":
        is_fiscal = len(years) == 2 and years[1] == years[0] + 1 and "/" in text
        if is_fiscal:
            return Period((fiscal_year if fiscal_year in years else years[1],))
        return Period(tuple(years), is_span=True)
    if fiscal_year is not None and years[-1] == fiscal_year + 1 and _EARLY_CLOSING.search(text):
        return Period((fiscal_year,))
    is_day = time.reason == "date" and not _CLOSING.search(text) and not _STATE_OF.search(folded[: time.start])
    return Period((years[-1],), is_partial=is_day)


def years_in(text: str) -> list[int]:
    """Calendar years that a time names, in order."""
    short = _SHORT.search(text)
    if short:
        return [2000 + int(short[1])]
    years = [int(found) for found in _YEAR.findall(text)]
    tail = re.search(r"20(\d\d)/(\d\d)$", text)
    if tail:
        years.append(2000 + int(tail[2]))
    return years or [year for year in (chinese_number(found) for found in _ZH_YEAR.findall(text)) if year]
