"""A match of a pattern to facts: its value, its years, its dimension and its quote, or the reason why it is none.

Which of several matches counts is settled in `prose`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from esg_pipeline.disclosure.concepts import concepts, members
from esg_pipeline.disclosure.found import Found, Qualifier
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.number_names import Named
from esg_pipeline.disclosure.number_text import REST, Figure, Shape
from esg_pipeline.disclosure.prose_guards import refusal
from esg_pipeline.disclosure.prose_patterns import Pattern
from esg_pipeline.disclosure.prose_periods import Period, period_of, years_in
from esg_pipeline.disclosure.prose_sentence import SentenceText
from esg_pipeline.disclosure.prose_series import earlier, parts_of
from esg_pipeline.disclosure.prose_values import NoValue, canonical, share
from esg_pipeline.methodology.codes import State

METHOD = "prose"
METHOD_NEGATIVE = "prose:negative"
METHOD_DERIVED = "prose:derived"
_MAX_QUOTE = 700
_ASSUMED = 0.06
_COMPARED = re.compile(
    r"(?:compared (?:with|to)|compares to|than|against|versus|vs\.?|relative to|from|over"
    r"|base(?:line)? year(?: of)?|since|beyond|after|较|比|相比|同比|对比|以|自|前)\s?(?:(?:that"
    r"|those) (?:of|in) |the (?:year |end of |level (?:of|in) )?|the )?$"
)
# `against 2,640 in`: the year that follows is the one of the figure that is compared with.
_COMPARED_FIGURE = re.compile(
    rf"(?:compared (?:with|to)|than|against|versus|from) (?:the )?[{Shape.PLAIN}-{Shape.OTHER}]{REST}*+"
    r"(?: \w+)? (?:in|for|at|as at)(?: the year)? $"
)
# Behind the old level of a rise: the time that level is of.
_OLD_TIME = re.compile(r",? ?\(?(?:in|for|at|as at)? ?(?:the )?(?:year )?")
_FROM = re.compile(r"(?:[由从自]|\bfrom )[^，。；,;]{0,22}$")
_LAST_YEAR = re.compile(r"(?:去年|上年度?|上一年度?|last year(?:'s)?) ?的?$")
_MEMBER = re.compile(r"\b(?:fe)?males?\b|\b(?:wo)?men\b|[男女]")
_NAMES_MEMBER = re.compile(r"men\b|male|男|女")
# The share of women and of full-time staff are data points themselves.
_POINTS_OF_THEIR_OWN = {("lr_share", "gender=female"), ("lr_share", "employment=full_time")}
_ITEM = re.compile(r"\bcommittee\b|委员会")


@dataclass(frozen=True, slots=True)
class Claim:
    """A match with its figures (indexes); a zero has none."""

    pattern: Pattern
    match: re.Match[str]
    value: int | None
    of: int | None = None
    old: int | None = None
    is_label: bool = False

    @property
    def rank(self) -> tuple[bool, float, int, int]:
        """What is said goes before what is computed, then the stronger and the longer."""
        start, end = self.match.span()
        return bool(self.pattern.derive), -self.pattern.strength, start - end, start


def facts_of(text: SentenceText, claim: Claim, rules: Rules, fiscal_year: int | None) -> Iterator[Found]:
    """The facts of one claim, one per year that the words speak of. Raises NoValue with the reason."""
    pattern, match = claim.pattern, claim.match
    dimension_of(text, claim, rules)
    value_start = match.start("value") if "value" in match.re.groupindex and match["value"] else match.start()
    reason = refusal(pattern, text.folded, text.masked, match.span(), value_start)
    reason = reason or ("a part of the issuer" if _is_member(text, claim, value_start) else "")
    if reason:
        raise NoValue(reason)
    period = _period(text, claim, fiscal_year)
    value, place = _value(text, claim, rules)
    for year in period.years or (None,):
        yield _found(text, claim, value, place, replace(period, years=(year,) if year else ()), rules)
    if claim.old is not None:
        yield from _old_level(text, claim, rules, fiscal_year)
    if pattern.state == "zero":
        place = Figure(match.start(), match.end(), match.span("none"), value, Shape.PLAIN)
    if isinstance(place, Figure) and not pattern.derive and not pattern.is_target:
        yield from _followers(text, claim, place, period, rules)


def _followers(text: SentenceText, claim: Claim, value: Figure, period: Period, rules: Rules) -> Iterator[Found]:
    """What the figures behind the value say of the same thing: its earlier years and its parts."""
    year = period.years[0] if len(period.years) == 1 else None
    last = None
    for figure, back in earlier(text, value, year):
        last = figure
        amount = canonical(figure, claim.pattern, rules, _written(text, figure))
        yield _found(text, claim, amount, figure, Period((back,)), rules)
    own = dimension_of(text, claim, rules)
    if ";" in own:
        return
    allowed = rules.labels.breakdowns.get(claim.pattern.data_point_id, frozenset[str]())
    is_count = value.shape is Shape.PLAIN and not own
    for figure, dimension in parts_of(text, value, allowed, own, last) if allowed else ():
        if is_count and figure.value > value.value:
            return
        if (claim.pattern.data_point_id, dimension) in _POINTS_OF_THEIR_OWN:
            continue
        amount = canonical(figure, claim.pattern, rules, _written(text, figure))
        yield replace(_found(text, claim, amount, figure, period, rules), dimension=dimension)


def _is_member(text: SentenceText, claim: Claim, value_start: int) -> bool:
    """Whether the words speak of women or men where the pattern does not."""
    if claim.is_label or claim.pattern.dimension or _groups(claim) or _NAMES_MEMBER.search(claim.match.re.pattern):
        return False
    return _MEMBER.search(text.folded, claim.match.start(), value_start) is not None


def _old_level(text: SentenceText, claim: Claim, rules: Rules, fiscal_year: int | None) -> Iterator[Found]:
    """`from 97 % in 2020 to ...` gives 2020 its value too; without the year the old level is left."""
    figure = text.figures[claim.old or 0]
    times = [t for t in text.times if _is_of_old(text, t, figure) or 0 <= figure.start - t.end <= 2]
    period = period_of(text.folded, figure.start, figure.end, times, fiscal_year)
    is_last_year = _LAST_YEAR.search(text.folded[: figure.start]) is not None
    if (times or is_last_year) and len(period.years) == 1 and not period.is_assumed and period.years[0] != fiscal_year:
        value = canonical(figure, claim.pattern, rules, _written(text, figure))
        yield _found(text, claim, value, figure, period, rules)


def _without_old(folded: str, old: Figure) -> str:
    """The text with `from last year's 14 %` blanked: the time in it is that of the old level alone."""
    opened = _FROM.search(folded, max(0, old.start - 24), old.start)
    start = opened.start() if opened else old.start
    return folded[:start] + " " * (old.end - start) + folded[old.end :]


def _period(text: SentenceText, claim: Claim, fiscal_year: int | None) -> Period:
    pattern, match = claim.pattern, claim.match
    if pattern.is_target:
        return Period((fiscal_year,) if fiscal_year else (), is_assumed=True)
    start, end = match.span()
    if claim.value is not None:
        start, end = text.figures[claim.value].start, text.figures[claim.value].end
    old = text.figures[claim.old] if claim.old is not None else None
    folded = _without_old(text.folded, old) if old else text.folded
    times = [
        t
        for t in text.times
        if not (
            not folded[t.start : t.end].strip()
            or _COMPARED.search(text.folded[: t.start])
            or _COMPARED_FIGURE.search(text.masked[: t.start])
            or _is_aside(text, t, start)
            or (old and _is_of_old(text, t, old))
        )
    ]
    period = period_of(folded, start, end, times, fiscal_year, is_zero=pattern.state == "zero")
    if period.is_span:
        raise NoValue("a sum over several years")
    if period.is_partial and not (pattern.is_stock or pattern.is_event):
        raise NoValue("an event of a day or a month")
    if fiscal_year is not None and any(year > fiscal_year for year in period.years):
        raise NoValue("a year after the fiscal year")
    return period


def _is_aside(text: SentenceText, time: Named, start: int) -> bool:
    """`(2021: 95 %)` before the figure says nothing of it."""
    is_heading = text.folded[time.end : time.end + 1] in {":", "："}
    return is_heading and re.search(r"[)）]", text.folded[time.end : start]) is not None


def _is_of_old(text: SentenceText, time: Named, old: Figure) -> bool:
    return time.start >= old.end and _OLD_TIME.fullmatch(text.folded, old.end, time.start) is not None


def _value(text: SentenceText, claim: Claim, rules: Rules) -> tuple[Fraction, Figure | tuple[int, int]]:
    """The value, and the figure or the words that say it. Raises NoValue."""
    pattern, match = claim.pattern, claim.match
    if pattern.state:
        return Fraction(0), match.span("none")
    if pattern.derive == "items":
        count = len(_ITEM.findall(match["items"]))
        return Fraction(count), match.span("items")
    if claim.value is None:
        return _year_value(text, match), match.span("value")
    figure = text.figures[claim.value]
    if pattern.derive == "share":
        return share(figure, text.figures[claim.of or 0], pattern), figure
    return canonical(figure, pattern, rules, _written(text, figure)), figure


def _year_value(text: SentenceText, match: re.Match[str]) -> Fraction:
    """A year that is the value itself (net zero by 2060)."""
    years = years_in(text.folded[slice(*match.span("value"))])
    if len(years) != 1:
        raise NoValue("no single year")
    return Fraction(years[0])


def _written(text: SentenceText, figure: Figure) -> str:
    """What could say the currency of the figure; nothing where the document does."""
    if text.is_renminbi:
        return ""
    return text.sentence.flat[max(0, figure.start - 30) : figure.end + 12]


def _found(
    text: SentenceText, claim: Claim, value: Fraction, place: Figure | tuple[int, int], period: Period, rules: Rules
) -> Found:
    pattern, flat = claim.pattern, text.sentence.flat
    figure = place if isinstance(place, Figure) else None
    digits = place.digits if isinstance(place, Figure) else place
    quote = _quote(text, claim.match.span())
    is_missing = pattern.state == "not_applicable"
    return Found(
        pattern.data_point_id,
        dimension_of(text, claim, rules),
        period.years[0] if period.years else None,
        None if is_missing else value,
        unit_of(pattern, rules),
        flat[slice(*digits)],
        raw_unit(flat, figure) if figure else "",
        State.NOT_APPLICABLE if is_missing else State.REPORTED if value else State.REPORTED_ZERO,
        METHOD_DERIVED if pattern.derive else METHOD_NEGATIVE if pattern.state else METHOD,
        text.sentence.line,
        text.sentence.page,
        text.sentence.span(*quote),
        text.sentence.span(*digits),
        figure.qualifier if figure and not pattern.derive else Qualifier.EXACT,
        round(pattern.strength - _ASSUMED * period.is_assumed, 2),
        period.is_assumed,
    )


def raw_unit(flat: str, figure: Figure) -> str:
    """Currency, scale and unit as they are written."""
    return " ".join(flat[slice(*span)].strip() for span in figure.raw_units)


def unit_of(pattern: Pattern, rules: Rules) -> str:
    """The unit of the pattern's data point, measured or counted in events."""
    return rules.data_points.get(pattern.data_point_id) or rules.events[pattern.data_point_id]


def dimension_of(text: SentenceText, claim: Claim, rules: Rules) -> str:
    """The pattern's own dimension and the members that the match names. Raises NoValue for a member nobody knows."""
    parts = {part for part in claim.pattern.dimension.split(";") if part}
    parts |= {"=".join(group.split("__", 1)) for group in _groups(claim) if "__" in group}
    if "member" in _groups(claim):
        named = members(concepts(text.folded[slice(*claim.match.span("member"))]))
        allowed = rules.labels.breakdowns.get(claim.pattern.data_point_id, frozenset[str]())
        if len(named) != 1 or not set(named) <= allowed or "" in named.values():
            raise NoValue("no known member of a breakdown")
        parts |= {f"{key}={value}" for key, value in named.items()}
    return ";".join(sorted(parts))


def _groups(claim: Claim) -> list[str]:
    """The groups that name a member (`member`, `gender__female`) and took part in the match."""
    return [name for name, said in claim.match.groupdict().items() if said and ("__" in name or name == "member")]


def _quote(text: SentenceText, span: tuple[int, int]) -> tuple[int, int]:
    """The whole sentence; of a very long one the part around the match."""
    if len(text.folded) <= _MAX_QUOTE:
        return 0, len(text.folded)
    return max(0, span[0] - _MAX_QUOTE // 3), min(len(text.folded), span[1] + _MAX_QUOTE // 3)
