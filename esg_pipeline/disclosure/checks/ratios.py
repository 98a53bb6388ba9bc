"""Ratios against their terms: intensities, shares of counts, growth, gaps, and the denominators that they imply."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import ceil, floor

from esg_pipeline.disclosure.checks.company import Book, Company, Figure, dims_of
from esg_pipeline.disclosure.checks.model import Agreement, Case, Finding, Gap
from esg_pipeline.disclosure.checks.severity import exceeds, misses, of_ratio
from esg_pipeline.disclosure.checks.sums import Added
from esg_pipeline.disclosure.checks.words import amount, figure, lines, named
from esg_pipeline.disclosure.codes import Severity

# Terms that a document rounds or takes at another day than the ratio: two percent say nothing.
_IMPLIED_SLACK = 0.02
_JUMP = 3.0


@dataclass(frozen=True, slots=True)
class RatioAgainstTerms:
    """A printed ratio against numerator over denominator. A data point may carry dimensions: `lr_total:gender=female`.

    Numerators (sums are joined by ` + `) and denominators are alternatives: one pair that fits is enough, the first
    that the document gives is named else. A loose ratio may rest on the mean of two years or on what is not printed.
    """

    rule_id: str
    ratio: str
    numerators: tuple[str, ...]
    denominators: tuple[str, ...]
    scale: float = 1.0
    is_loose: bool = True

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare every document and year."""
        for book, period in company.pages():
            ratio = _get(book, self.ratio, period)
            above = [found for name in self.numerators if (found := _sum(book, name, period))] if ratio else []
            below = [f for name in self.denominators if (f := _get(book, name, period)) and f.spread.low > 0]
            if ratio and above and below:
                means = (Added(years) for figure in below for years in self._years(company, figure))
                fitting = next((p for p in product(above, means) if self._fits(ratio, *p)), None)
                yield _agreement(ratio, *fitting) if fitting else self._finding(company, ratio, above[0], below[0])

    def _years(self, company: Company, below: Figure) -> Iterator[tuple[Figure, ...]]:
        """The denominator, and where an average may be meant, the denominator with that of the year before."""
        yield (below,)
        if self.is_loose:
            found = (book.best(below.data_point_id, below.period - 1, below.dims) for book in company.books)
            yield from ((below, before) for before in found if before and before.spread.low > 0)

    def _range(self, above: Added, below: Added) -> tuple[float, float]:
        scale = self.scale * len(below.parts)
        return scale * above.low / below.high, scale * above.high / below.low

    def _fits(self, ratio: Figure, above: Added, below: Added) -> bool:
        return not misses(ratio.spread.low, ratio.spread.cut, *self._range(above, below))

    def _finding(self, company: Company, ratio: Figure, above: Added, below: Figure) -> Finding:
        low, high = self._range(above, Added((below,)))
        expected = self.scale * above.value / below.value
        parts = " + ".join(named(company, part) for part in above.parts)
        message = (
            f"{parts} over {named(company, below)} is {amount(expected, ratio.unit)}, "
            f"{company.name(ratio.data_point_id, ratio.dims)} says {figure(ratio)}"
        )
        gap = Gap(expected, ratio.value, ratio.step + (high - low) / 2)
        severity = of_ratio(ratio.value, expected, self.is_loose)
        return Case((ratio, *above.parts, below)).finding(self.rule_id, severity, message, gap)


@dataclass(frozen=True, slots=True)
class ImpliedDenominators:
    """Intensities of one document over the same thing must imply the same size of it, where it is not printed."""

    rule_id: str
    per: str
    pairs: tuple[tuple[str, str], ...]
    denominator: str

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare the intensities of every document and year."""
        for book, period in company.pages():
            implied = [] if self._is_known(book, period) else list(self._implied(book, period))
            if len(implied) > 1:
                yield self._compare(company, implied)

    def _is_known(self, book: Book, period: int) -> bool:
        return bool(self.denominator) and book.best(self.denominator, period) is not None

    def _implied(self, book: Book, period: int) -> Iterator["Implied"]:
        for numerator, intensity in self.pairs:
            found = _implied(book, numerator, intensity, period)
            if found:
                yield found

    def _compare(self, company: Company, implied: list["Implied"]) -> Finding | Agreement:
        largest, smallest = max(implied, key=lambda i: i.low), min(implied, key=lambda i: i.high)
        figures = (largest.intensity, largest.numerator, smallest.intensity, smallest.numerator)
        if not exceeds(largest.low, smallest.high * (1 + _IMPLIED_SLACK)):
            return Agreement(tuple(f for i in implied if is_fine(i.intensity) for f in (i.intensity, i.numerator)))
        message = (
            f"{named(company, largest.numerator)} over {named(company, largest.intensity)} implies "
            f"{amount(round(largest.value, 1))} {self.per}, {named(company, smallest.numerator)} over "
            f"{named(company, smallest.intensity)} only {amount(round(smallest.value, 1))}"
        )
        severity = of_ratio(largest.value, smallest.value, is_loose=True)
        gap = Gap(smallest.value, largest.value, (largest.high - largest.low + smallest.high - smallest.low) / 2)
        return Case(figures).finding(self.rule_id, severity, message, gap)


@dataclass(frozen=True, slots=True)
class ImpliedDenominatorJump:
    """The size that an intensity implies must not change beyond reason from one year to the next."""

    rule_id: str
    per: str
    pairs: tuple[tuple[str, str], ...]

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare neighbouring years of every document."""
        for book, period in company.pages():
            for numerator, intensity in self.pairs:
                now, before = (_implied(book, numerator, intensity, p) for p in (period, period - 1))
                if now and before and (now.low > _JUMP * before.high or before.low > _JUMP * now.high):
                    yield self._finding(company, now, before)

    def _finding(self, company: Company, now: "Implied", before: "Implied") -> Finding:
        message = (
            f"{named(company, now.intensity)} implies {amount(round(now.value, 1))} {self.per}, "
            f"{named(company, before.intensity)} the year before {amount(round(before.value, 1))}"
        )
        figures = (now.intensity, now.numerator, before.intensity, before.numerator)
        gap = Gap(before.value, now.value, (now.high - now.low + before.high - before.low) / 2)
        return Case(figures).finding(self.rule_id, Severity.WARNING, message, gap)


@dataclass(frozen=True, slots=True)
class Implied:
    """The denominator that numerator and intensity imply, in units of the intensity's denominator."""

    numerator: Figure
    intensity: Figure
    low: float
    high: float

    @property
    def value(self) -> float:
        """As printed."""
        return self.numerator.value / self.intensity.value


@dataclass(frozen=True, slots=True)
class GrowthAgainstYears:
    """A printed change in percent against the figures of the two years."""

    rule_id: str
    growth: str
    base: str

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare every document and year."""
        for book, period in company.pages():
            growth = book.best(self.growth, period)
            now, before = book.best(self.base, period), book.best(self.base, period - 1)
            if growth and now and before and before.spread.low > 0:
                yield self._compare(company, growth, now, before)

    def _compare(self, company: Company, growth: Figure, now: Figure, before: Figure) -> Finding | Agreement:
        low, high = (now.spread.low / before.spread.high - 1) * 100, (now.spread.high / before.spread.low - 1) * 100
        expected = (now.value / before.value - 1) * 100
        # A change may be cut towards zero, either way.
        slack = growth.step
        if not misses(growth.value - slack, growth.value + slack, low, high):
            return Agreement((growth, now, before))
        is_sign = not misses(-growth.value - slack, -growth.value + slack, low, high)
        severity = Severity.INFO if is_sign or abs(growth.value - expected) <= 2 else Severity.WARNING
        message = (
            f"{named(company, now)} after {amount(before.value)} the year before ({lines([before])}) is a change of "
            f"{amount(round(expected, 2), '%')}, {company.name(self.growth)} says {figure(growth)}"
        )
        gap = Gap(expected, growth.value, slack + (high - low) / 2)
        return Case((growth, now, before)).finding(self.rule_id, severity, message, gap)


@dataclass(frozen=True, slots=True)
class GapAgainstGroups:
    """A printed gap between men and women against the two figures."""

    rule_id: str
    gap: str
    base: str

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare every document and year."""
        for book, period in company.pages():
            gap = book.best(self.gap, period)
            male, female = (book.best(self.base, period, dims_of(f"gender={g}")) for g in ("male", "female"))
            if not gap or not male or not female:
                continue
            expected = abs(male.value - female.value)
            slack = gap.step + (male.step + female.step) / 2
            if exceeds(abs(abs(gap.value) - expected), slack):
                message = (
                    f"{named(company, male)} and {named(company, female)} are {amount(expected, gap.unit)} apart, "
                )
                message += f"{company.name(self.gap)} says {figure(gap)}"
                figures = Case((gap, male, female))
                yield figures.finding(self.rule_id, Severity.WARNING, message, Gap(expected, gap.value, slack))
            else:
                yield Agreement((gap, male, female))


@dataclass(frozen=True, slots=True)
class ShareOfFew:
    """A share of a small number of people must be a whole number of them: 30 % of 9 directors is nobody."""

    rule_id: str
    share: str
    whole: str
    most: int = 60

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare every document and year."""
        for book, period in company.pages():
            share, whole = book.best(self.share, period), book.best(self.whole, period)
            if share and whole and share.is_exact and whole.is_exact and 0 < whole.value <= self.most:
                people = share.value * whole.value / 100
                low, high = (s * whole.value / 100 for s in (share.spread.low, share.spread.cut))
                if floor(high + 1e-6) >= ceil(low - 1e-6):
                    continue
                nearest = round(people) / whole.value * 100
                message = f"{named(company, share)} of {named(company, whole)} is {amount(round(people, 2))} people"
                gap = Gap(nearest, share.value, share.step)
                yield Case((share, whole)).finding(self.rule_id, Severity.INFO, message, gap)


def _agreement(ratio: Figure, above: Added, below: Added) -> Agreement:
    return Agreement((ratio, *above.parts, *below.parts) if is_fine(ratio) else ())


def is_fine(figure: Figure) -> bool:
    """Whether a figure is printed finely enough to confirm another: 0.01 agrees with almost everything."""
    return figure.step <= 0.05 * abs(figure.value)


def _get(book: Book, name: str, period: int) -> Figure | None:
    data_point, _, dims = name.partition(":")
    return book.best(data_point, period, dims_of(dims))


def _sum(book: Book, names: str, period: int) -> Added | None:
    parts = [_get(book, name, period) for name in names.split(" + ")]
    known = tuple(part for part in parts if part)
    return Added(known) if len(known) == len(parts) else None


def _implied(book: Book, numerator: str, intensity: str, period: int) -> Implied | None:
    above, ratio = book.best(numerator, period), book.best(intensity, period)
    if not above or not ratio or ratio.spread.low <= 0 or above.spread.low <= 0:
        return None
    return Implied(above, ratio, above.spread.low / ratio.spread.cut, above.spread.high / ratio.spread.low)
