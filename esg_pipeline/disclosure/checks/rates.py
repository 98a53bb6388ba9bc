"""Rates of groups against the rate of all: weighted means, groups without people, shares taken for rates."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from esg_pipeline.disclosure.checks.breakdowns import covers, is_complete
from esg_pipeline.disclosure.checks.company import Book, Company, Figure
from esg_pipeline.disclosure.checks.model import Agreement, Case, Finding, Gap
from esg_pipeline.disclosure.checks.severity import exceeds, misses
from esg_pipeline.disclosure.checks.words import amount, figure, lines, named
from esg_pipeline.disclosure.codes import Severity

_KEYS = ("gender", "age", "level", "employment", "region")
# Rates may rest on average head counts, those of the groups may move against each other by this share.
_WEIGHT_SLACK = 0.02
_SMALL_GAP = 1.5
_SMALL_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Mean:
    """The rate of all as the groups and their head counts imply it."""

    key: str
    rates: tuple[Figure, ...]
    heads: tuple[Figure, ...]

    @property
    def value(self) -> float:
        """The weighted mean."""
        return sum(w * r.value for w, r in zip(self._weights(), self.rates, strict=True))

    @property
    def low(self) -> float:
        """The least that the printed digits and other weights allow."""
        return sum(w * r.spread.low for w, r in zip(self._weights(), self.rates, strict=True)) - self._other_weights()

    @property
    def high(self) -> float:
        """The most that the printed digits and other weights allow."""
        return sum(w * r.spread.cut for w, r in zip(self._weights(), self.rates, strict=True)) + self._other_weights()

    def _other_weights(self) -> float:
        mean = self.value
        return _WEIGHT_SLACK * sum(w * abs(r.value - mean) for w, r in zip(self._weights(), self.rates, strict=True))

    def _weights(self) -> list[float]:
        total = sum(h.value for h in self.heads)
        return [h.value / total for h in self.heads]


@dataclass(frozen=True, slots=True)
class RateAgainstGroups:
    """The rate of all against the weighted mean of its groups; without head counts it must lie between them."""

    rule_id: str
    data_point: str

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare every breakdown of every document and year."""
        for book, period in company.pages():
            whole = book.best(self.data_point, period)
            for key in _KEYS if whole else ():
                rates = _rates(book, self.data_point, key, period)
                mean = _mean(book, key, rates, period)
                if whole and rates and mean:
                    yield self._against_mean(company, whole, mean)
                elif whole and rates:
                    yield from self._between(company, whole, key, rates)

    def _against_mean(self, company: Company, whole: Figure, mean: Mean) -> Finding | Agreement:
        slack = (mean.high - mean.low + whole.spread.cut - whole.spread.low) / 2
        figures = (whole, *mean.rates)
        if not misses(mean.low, mean.high, whole.spread.low, whole.spread.cut):
            return Agreement(figures)
        severity = Severity.INFO if abs(whole.value - mean.value) <= _SMALL_GAP + slack else Severity.WARNING
        message = (
            f"the rates by {mean.key} ({lines(mean.rates)}) weighted with the head counts ({lines(mean.heads)}) give "
            f"{amount(round(mean.value, 2), whole.unit)}, {company.name(self.data_point)} says {figure(whole)}"
        )
        return Case(figures).finding(self.rule_id, severity, message, Gap(mean.value, whole.value, slack))

    def _between(self, company: Company, whole: Figure, key: str, rates: dict[str, Figure]) -> Iterator[Finding]:
        if not is_complete(key, rates):
            return
        groups = tuple(rates[name] for name in sorted(rates))
        low, high = min(groups, key=lambda g: g.spread.low), max(groups, key=lambda g: g.spread.cut)
        if exceeds(low.spread.low, whole.spread.cut) or exceeds(whole.spread.low, high.spread.cut):
            near = low if whole.value < low.value else high
            message = f"{named(company, whole)} lies outside the rates by {key}: the nearest is {figure(near)}"
            gap = Gap(near.value, whole.value, whole.step + near.step)
            yield Case((whole, *groups)).finding(self.rule_id, Severity.WARNING, message, gap)


@dataclass(frozen=True, slots=True)
class BreakdownsAgainstEachOther:
    """Two breakdowns of one rate, each weighted with head counts, must imply the same rate of all."""

    rule_id: str
    data_point: str

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare the breakdowns of every document and year where the rate of all is not printed."""
        for book, period in company.pages():
            if book.best(self.data_point, period):
                continue
            found = (_mean(book, key, _rates(book, self.data_point, key, period), period) for key in _KEYS)
            means = [mean for mean in found if mean]
            for first, second in pairwise(means):
                yield self._compare(company, first, second)

    def _compare(self, company: Company, first: Mean, second: Mean) -> Finding | Agreement:
        slack = (first.high - first.low + second.high - second.low) / 2
        figures = (*first.rates, *second.rates)
        if not misses(first.low, first.high, second.low, second.high):
            return Agreement(figures)
        share = abs(first.value - second.value) / max(first.value, second.value)
        unit = first.rates[0].unit
        message = (
            f"{company.name(self.data_point)} weighted with the head counts gives "
            f"{amount(round(first.value, 3), unit)} by {first.key} ({lines(first.rates)}) but "
            f"{amount(round(second.value, 3), unit)} by {second.key} ({lines(second.rates)})"
        )
        severity = Severity.INFO if share <= _SMALL_SHARE else Severity.WARNING
        return Case(figures).finding(self.rule_id, severity, message, Gap(first.value, second.value, slack))


@dataclass(frozen=True, slots=True)
class RateOfNobody:
    """A rate above zero of a group that has nobody in it."""

    rule_id: str
    data_points: tuple[str, ...]

    def check(self, company: Company) -> Iterator[Finding]:
        """Look at every group of every document and year."""
        for book in company.books:
            for data_point in self.data_points:
                for rate in book.all(data_point):
                    heads = book.best("lr_total", rate.period, rate.dims)
                    if rate.dims and rate.value > 0 and heads and heads.value == 0 and heads.is_exact:
                        message = f"{named(company, rate)}, but {named(company, heads)}: the group has nobody in it"
                        case = Case((rate, heads))
                        yield case.finding(self.rule_id, Severity.WARNING, message, Gap(0.0, rate.value, 0.0))


@dataclass(frozen=True, slots=True)
class SharesTakenForRates:
    """Rates of all groups that add up to 100 are shares of those concerned, not rates of the groups."""

    rule_id: str
    data_points: tuple[str, ...]

    def check(self, company: Company) -> Iterator[Finding]:
        """Look at every complete breakdown of every document and year."""
        for book, period in company.pages():
            for data_point in self.data_points:
                for key in _KEYS:
                    rates = book.groups(data_point, key).get((period, ()), {})
                    whole = book.best(data_point, period)
                    if covers(key, rates) and _is_composition(rates) and not _is_between(whole, rates):
                        yield self._finding(company, key, tuple(rates[name] for name in sorted(rates)))

    def _finding(self, company: Company, key: str, rates: tuple[Figure, ...]) -> Finding:
        total = sum(r.value for r in rates)
        message = (
            f"{company.name(rates[0].data_point_id)} by {key}: {', '.join(figure(r) for r in rates)} add up to "
            f"{amount(round(total, 2), '%')}: they look like shares of those concerned, not like rates of the groups"
        )
        gap = Gap(None, total, sum(r.step for r in rates) / 2)
        return Case(rates).finding(self.rule_id, Severity.WARNING, message, gap)


def _rates(book: Book, data_point: str, key: str, period: int) -> dict[str, Figure]:
    rates = book.groups(data_point, key).get((period, ()), {})
    is_percent = all(r.unit == "%" for r in rates.values())
    return {} if len(rates) < 2 or (is_percent and _is_composition(rates)) else rates


def _is_composition(rates: dict[str, Figure]) -> bool:
    values = [r.value for r in rates.values()]
    slack = sum(r.step for r in rates.values()) / 2
    return len(values) > 1 and abs(sum(values) - 100) <= slack + 0.05 and max(values) - min(values) > 2


def _is_between(whole: Figure | None, rates: dict[str, Figure]) -> bool:
    values = [r.value for r in rates.values()]
    return whole is not None and min(values) <= whole.value <= max(values)


def _mean(book: Book, key: str, rates: dict[str, Figure], period: int) -> Mean | None:
    """Only where the head counts of these very groups make up the whole work force."""
    heads = book.groups("lr_total", key).get((period, ()), {})
    whole = book.best("lr_total", period)
    if len(rates) < 2 or set(heads) != set(rates):
        return None
    names = sorted(rates)
    total = sum(heads[name].value for name in names)
    if total <= 0 or (whole and abs(total - whole.value) > 0.02 * whole.value):
        return None
    if not whole and not is_complete(key, rates):
        return None
    return Mean(key, tuple(rates[n] for n in names), tuple(heads[n] for n in names))
