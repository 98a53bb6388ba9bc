"""Printed shares of groups against the counts of the same groups. Ratios of other things are in `ratios`."""

from collections.abc import Iterator
from dataclasses import dataclass

from esg_pipeline.disclosure.checks.company import Company
from esg_pipeline.disclosure.checks.model import Agreement, Finding
from esg_pipeline.disclosure.checks.ratios import RatioAgainstTerms


@dataclass(frozen=True, slots=True)
class ShareAgainstCounts:
    """Each member's share in percent against its count over the whole: 42 % of suppliers, 82 of 195."""

    rule_id: str
    share: str
    count: str

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare every member, document and year that gives share, count and whole, as far as the digits tell."""
        members = {figure.dims for book in company.books for figure in book.all(self.share) if figure.dims}
        for dims in sorted(members):
            member = ";".join(f"{key}={value}" for key, value in dims)
            terms = (f"{self.count}:{member}",), (self.count,)
            rule = RatioAgainstTerms(self.rule_id, f"{self.share}:{member}", *terms, 100, is_loose=False)
            yield from rule.check(company)
