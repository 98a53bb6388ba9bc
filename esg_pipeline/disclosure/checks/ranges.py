"""Values that cannot be: outside what the measure allows, or far from what one person, car or office can use."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from esg_pipeline.disclosure.checks.company import UNKNOWN_KIND, Book, Company, Figure
from esg_pipeline.disclosure.checks.model import Case, Finding, Gap
from esg_pipeline.disclosure.checks.severity import exceeds
from esg_pipeline.disclosure.checks.words import amount, named
from esg_pipeline.disclosure.codes import Severity

_FILE = Path(__file__).parent / "bands.csv"
OFFICE = "office"
# Below these a company burns and uses no more than offices and a few cars do, per head and year.
_OFFICE_ENERGY, _OFFICE_SCOPE_1 = 5.0, 0.5


@dataclass(frozen=True, slots=True)
class Limits:
    """Values below `low` or above `high` are impossible, or hardly possible where the severity says so."""

    rule_id: str
    data_points: tuple[str, ...]
    low: float | None
    high: float | None
    severity: Severity
    because: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Look at every figure of these data points."""
        for book in company.books:
            for data_point in self.data_points:
                for figure in book.all(data_point):
                    limit = self._broken(figure)
                    if limit is not None:
                        message = f"{named(company, figure)} is out of range: {self.because}"
                        gap = Gap(limit, figure.value, figure.step / 2)
                        yield Case((figure,)).finding(self.rule_id, self.severity, message, gap)

    def _broken(self, figure: Figure) -> float | None:
        if self.low is not None and exceeds(self.low, figure.spread.high):
            return self.low
        if self.high is not None and exceeds(figure.spread.low, self.high):
            return self.high
        return None


@dataclass(frozen=True, slots=True)
class Band:
    """A row of bands.csv: what one head plausibly uses in a year, for a kind of issuer."""

    low: float
    high: float
    severity: Severity


@dataclass(frozen=True, slots=True)
class PerHead:
    """An amount per head against the plausible band of its kind of issuer; `total` over the work force if need be."""

    rule_id: str
    measure: str
    intensity: str
    total: str
    unit: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Look at every document and year."""
        for book, period in company.pages():
            figures, value = self._value(book, period)
            for kind in dict.fromkeys((UNKNOWN_KIND, kind_of(book, period))) if figures else ():
                band = bands().get((self.measure, kind))
                if band and value is not None and not band.low <= value <= band.high:
                    yield self._finding(company, figures, value, band, kind)
                    break

    def _value(self, book: Book, period: int) -> tuple[tuple[Figure, ...], float | None]:
        intensity = book.best(self.intensity, period) if self.intensity else None
        total, heads = book.best(self.total, period), book.best("lr_total", period)
        if total and heads and heads.value > 0 and total.value > 0:
            return (total, heads), total.value / heads.value
        # A printed 0.00 may stand for a little.
        return ((intensity,), intensity.value) if intensity and intensity.spread.low > 0 else ((), None)

    def _finding(self, company: Company, figures: tuple[Figure, ...], value: float, band: Band, kind: str) -> Finding:
        border = band.high if value > band.high else band.low
        said = " over ".join(named(company, f) for f in figures)
        of_kind = "" if kind == UNKNOWN_KIND else f" for an issuer of kind {kind}"
        message = (
            f"{said} is {amount(round(value, 4), self.unit)}: outside the plausible "
            f"{amount(band.low)} to {amount(band.high, self.unit)}{of_kind}"
        )
        return Case(figures).finding(self.rule_id, band.severity, message, Gap(border, value, 0.0))


@dataclass(frozen=True, slots=True)
class WithoutConsequence:
    """Causes above zero whose consequence is said to be zero: deaths but no lost days, lost days but no injuries."""

    rule_id: str
    causes: tuple[str, ...]
    consequence: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare every document and year."""
        for book, period in company.pages():
            zero = book.best(self.consequence, period)
            found = (book.best(data_point, period) for data_point in self.causes)
            causes = tuple(cause for cause in found if cause and cause.spread.low > 0)
            if zero and zero.value == 0 and causes:
                said = " and ".join(named(company, cause) for cause in causes)
                message = f"{said}, but {named(company, zero)}: one does not come without the other"
                case = Case((zero, *causes))
                yield case.finding(self.rule_id, Severity.INFO, message, Gap(None, zero.value, 0.0))


def kind_of(book: Book, period: int) -> str:
    """The kind of issuer as the documents frame says it; `office` when its energy use is that of one; else unknown."""
    if book.document.kind != UNKNOWN_KIND:
        return book.document.kind
    energy, direct, heads = (book.best(d, period) for d in ("en_total", "ghg_s1", "lr_total"))
    if not energy or not direct or not heads or heads.value <= 0:
        return UNKNOWN_KIND
    is_office = energy.value / heads.value <= _OFFICE_ENERGY and direct.value / heads.value <= _OFFICE_SCOPE_1
    return OFFICE if is_office else UNKNOWN_KIND


@cache
def bands() -> dict[tuple[str, str], Band]:
    """bands.csv by measure and kind of issuer."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {
            (row["measure"], row["kind"]): Band(float(row["low"]), float(row["high"]), Severity(row["severity"]))
            for row in csv.DictReader(lines)
        }
