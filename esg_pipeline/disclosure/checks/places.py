"""The same figure in two places of one document: text and table, body and appendix, sentence and sentence."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from esg_pipeline.disclosure.checks.company import Company, Figure
from esg_pipeline.disclosure.checks.model import Case, Finding, Gap
from esg_pipeline.disclosure.checks.rounding import power_of_ten
from esg_pipeline.disclosure.checks.severity import of_difference
from esg_pipeline.disclosure.checks.words import figure
from esg_pipeline.disclosure.codes import Severity

# A document that prints one figure more often than that is not worth more words.
_MOST_PRINTS = 20


class Pair(StrEnum):
    """Where the two figures stand, or that they differ by a power of ten wherever they stand."""

    TEXT_AND_TABLE = "the text and the table"
    TWO_TABLES = "two tables"
    TWO_SENTENCES = "two sentences"
    SLIP = "a power of ten"


# Each figure of such a breakdown may be a gift of its own.
_GIFTS = {"purpose"}


@dataclass(frozen=True, slots=True)
class SameFigure:
    """Figures of one data point, dimension and year in one document, each against the surest of them."""

    rule_id: str
    pair: Pair

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare every figure that a document gives more than once."""
        for book in company.books:
            several = (found for (_, dims, _), found in book.figures.items() if not dict(dims).keys() & _GIFTS)
            for figures in several:
                for other in figures[1:_MOST_PRINTS]:
                    yield from self._compare(company, figures[0], other)

    def _compare(self, company: Company, first: Figure, other: Figure) -> Iterator[Finding]:
        # A number that is printed twice is not confirmed: the second print is a copy of the first.
        if not first.is_near(other) and _pair(first, other) == self.pair:
            severity = Severity.SERIOUS if self.pair is Pair.SLIP else of_difference(first.value, other.value)
            said = "differ by a power of ten" if self.pair is Pair.SLIP else f"differ between {self.pair}"
            message = (
                f"{company.name(first.data_point_id, first.dims)} of {first.period}: "
                f"{figure(first)} and {figure(other)} {said}"
            )
            gap = Gap(first.value, other.value, (first.step + other.step) / 2)
            yield Case((first, other)).finding(self.rule_id, severity, message, gap)


def _pair(first: Figure, other: Figure) -> Pair:
    if power_of_ten(abs(first.value), abs(other.value)):
        return Pair.SLIP
    if first.is_prose != other.is_prose:
        return Pair.TEXT_AND_TABLE
    return Pair.TWO_SENTENCES if first.is_prose else Pair.TWO_TABLES
