"""What a content index claims against what the report holds. Reading the index is not done here."""

from collections.abc import Iterator
from dataclasses import dataclass

from esg_pipeline.disclosure.checks.company import Company
from esg_pipeline.disclosure.checks.model import Finding, stable_id
from esg_pipeline.disclosure.codes import Severity


@dataclass(frozen=True, slots=True)
class IndexAgainstContent:
    """A provision that the index says is answered and nothing in the report answers."""

    rule_id: str

    def check(self, company: Company) -> Iterator[Finding]:
        """One finding for each such provision."""
        for claim in company.claims:
            where = f" in {claim.location[:80]}" if claim.location else ""
            message = (
                f"the index (line {claim.line}) says that {claim.provision} is answered{where}: nothing answers it"
            )
            yield Finding(
                stable_id(self.rule_id, claim.document_id, claim.provision, str(claim.line)),
                self.rule_id,
                Severity.WARNING,
                claim.document_id,
                None,
                None,
                message,
                None,
                None,
                None,
                (),
                (claim.line,),
            )
