"""Figures over the years and over the reports: jumps, powers of ten, restatements."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf, log10

from esg_pipeline.disclosure.checks.company import Book, Company, Figure
from esg_pipeline.disclosure.checks.model import Case, Finding, Gap
from esg_pipeline.disclosure.checks.rounding import power_of_ten
from esg_pipeline.disclosure.checks.words import amount, figure
from esg_pipeline.disclosure.codes import Severity

_JUMP = 3.0
# How near to a power of ten a change over a year must be, in powers of ten: the larger the power, the less chance.
_NEAR = {1: 0.02, 2: 0.1, 3: 0.3, 4: 0.3, 6: 0.4}
# A figure of few steps of its last digit jumps by rounding alone.
_FEW_STEPS = 10


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """A total that is a multiple of the year before; near a power of ten it is taken for a slip of units.

    `wants_slips` says which of the two the rule reports.
    """

    rule_id: str
    data_points: tuple[str, ...]
    wants_slips: bool

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare neighbouring years, each as the latest document gives it."""
        for data_point in self.data_points:
            for now, before in _neighbours(company, data_point):
                is_slip = _is_slip(now.value / before.value)
                is_jump = max(now.value / before.value, before.value / now.value) > _JUMP
                if self.wants_slips and is_slip:
                    yield self._slip(company, now, before)
                elif not self.wants_slips and is_jump and not is_slip:
                    yield self._jump(company, now, before)

    def _slip(self, company: Company, now: Figure, before: Figure) -> Finding:
        k = round(log10(now.value / before.value))
        severity = Severity.SERIOUS if abs(k) >= 3 else Severity.WARNING
        message = f"{_years(company, now, before)}: close to a factor of {10.0 ** abs(k):,.0f}, as by a slip of units"
        gap = Gap(before.value, now.value, (now.step + before.step) / 2)
        return Case((now, before)).finding(self.rule_id, severity, message, gap)

    def _jump(self, company: Company, now: Figure, before: Figure) -> Finding:
        factor = max(now.value / before.value, before.value / now.value)
        message = f"{_years(company, now, before)}: a change by a factor of {amount(round(factor, 1))}"
        gap = Gap(before.value, now.value, (now.step + before.step) / 2)
        return Case((now, before)).finding(self.rule_id, Severity.INFO, message, gap)


@dataclass(frozen=True, slots=True)
class OutOfLine:
    """A year that is ten, a hundred or a thousand times both its neighbours, which agree with each other."""

    rule_id: str
    data_points: tuple[str, ...]

    def check(self, company: Company) -> Iterator[Finding]:
        """Look at every three years in a row."""
        for data_point in self.data_points:
            series = {now.period: (now, before) for now, before in _neighbours(company, data_point)}
            for after, middle in series.values():
                if middle.period not in series:
                    continue
                before = series[middle.period][1]
                typical = (after.value * before.value) ** 0.5
                power = log10(middle.value / typical)
                is_steady = max(after.value / before.value, before.value / after.value) < 2
                if is_steady and abs(power) > 0.7 and abs(power - round(power)) < 0.2:
                    yield self._finding(company, before, middle, after)

    def _finding(self, company: Company, before: Figure, middle: Figure, after: Figure) -> Finding:
        message = (
            f"{company.name(middle.data_point_id)} is {figure(middle)} in {middle.period} between {figure(before)} "
            f"and {figure(after)}: a slip of units or of a comma"
        )
        typical = (after.value * before.value) ** 0.5
        gap = Gap(typical, middle.value, abs(after.value - before.value))
        return Case((middle, before, after)).finding(self.rule_id, Severity.SERIOUS, message, gap)


@dataclass(frozen=True, slots=True)
class Restated:
    """A figure of a year that a later report gives in another way. `wants_slips` as for years."""

    rule_id: str
    wants_slips: bool

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare every figure with the next report that gives it."""
        last: dict[object, tuple[Figure, Book]] = {}
        for book in company.books:
            for key, figures in book.figures.items():
                if key in last and last[key][0].unit == figures[0].unit:
                    yield from self._compare(company, figures[0], book, *last[key])
                last[key] = (figures[0], book)

    def _compare(self, company: Company, now: Figure, book: Book, before: Figure, old: Book) -> Iterator[Finding]:
        is_slip = bool(power_of_ten(abs(now.value), abs(before.value), 0.02))
        if not now.is_near(before) and is_slip == self.wants_slips:
            share = abs(now.value - before.value) / max(abs(now.value), abs(before.value))
            severity = Severity.SERIOUS if is_slip else Severity.INFO if share <= 0.05 else Severity.WARNING
            message = (
                f"{company.name(now.data_point_id, now.dims)} of {now.period} is {figure(now)} in the report for "
                f"{book.year}, {figure(before)} in the report for {old.year}"
            )
            gap = Gap(before.value, now.value, (now.step + before.step) / 2)
            yield Case((now, before)).finding(self.rule_id, severity, message, gap)


def _neighbours(company: Company, data_point: str) -> Iterator[tuple[Figure, Figure]]:
    """Positive figures of two years in a row, each well above its last digit."""
    series: dict[int, Figure] = {}
    for book in company.books:
        series |= {known.period: known for known in book.all(data_point) if not known.dims}
    for period in sorted(series):
        now, before = series[period], series.get(period - 1)
        if before and all(f.value > max(_FEW_STEPS * f.step, 0) for f in (now, before)):
            yield now, before


def _is_slip(ratio: float) -> bool:
    if not 0 < ratio < inf:
        return False
    power = log10(ratio)
    return abs(power - round(power)) <= _NEAR.get(abs(round(power)), -1.0)


def _years(company: Company, now: Figure, before: Figure) -> str:
    return f"{company.name(now.data_point_id)} is {figure(now)} in {now.period} after {figure(before)} the year before"
