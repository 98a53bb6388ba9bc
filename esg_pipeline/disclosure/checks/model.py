"""What a check says: a finding, or that figures agree. Which checks there are is in `rules`."""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol, cast

import polars as pl

from esg_pipeline.disclosure.checks.company import Company, Figure, Unread
from esg_pipeline.disclosure.codes import Severity

_FILE = Path(__file__).parent / "severities.csv"
FINDING_SCHEMA: dict[str, pl.DataType] = {
    "finding_id": pl.String(),
    "issuer_id": pl.String(),
    "document_id": pl.String(),
    "rule_id": pl.String(),
    "severity": pl.String(),
    "is_blocking": pl.Boolean(),
    "data_point_id": pl.String(),
    "period": pl.Int32(),
    "message": pl.String(),
    "expected": pl.Float64(),
    "found": pl.Float64(),
    "tolerance": pl.Float64(),
    "fact_ids": pl.List(pl.String()),
    "suspect_ids": pl.List(pl.String()),
    "lines": pl.List(pl.Int32()),
}


@dataclass(frozen=True, slots=True)
class Consequence:
    """What a severity does to the facts it falls on: their confidence is multiplied, and they may be held back."""

    confidence_factor: float
    is_blocking: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """Figures that fit together: each is confirmed by the others."""

    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What does not fit. `fact_ids` are the facts it names, `suspect_ids` those of them that nothing else confirms.

    `expected`, `found` and `tolerance` (what rounding explains) are in the unit of the message.
    """

    finding_id: str
    rule_id: str
    severity: Severity
    document_id: str
    data_point_id: str | None
    period: int | None
    message: str
    expected: float | None
    found: float | None
    tolerance: float | None
    fact_ids: tuple[str, ...]
    lines: tuple[int, ...]
    suspect_ids: tuple[str, ...] = ()

    @property
    def is_blocking(self) -> bool:
        """Whether its suspects wait for a decision before they count."""
        return consequences()[self.severity].is_blocking

    @property
    def issuer_id(self) -> None:
        """Not known here; whoever stores a finding knows the issuer of its document."""
        return


@dataclass(frozen=True, slots=True)
class Findings:
    """All findings of one issuer, in a fixed order: document, period, rule, id."""

    rows: tuple[Finding, ...] = ()

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    def frame(self) -> pl.DataFrame:
        """One row per finding, FINDING_SCHEMA."""
        names = list(FINDING_SCHEMA)
        rows = [[_plain(getattr(finding, name)) for name in names] for finding in self.rows]
        return pl.DataFrame(rows, FINDING_SCHEMA, orient="row")


@dataclass(frozen=True, slots=True)
class Gap:
    """The two numbers that do not fit, and the difference that rounding explains."""

    expected: float | None = None
    found: float | None = None
    tolerance: float | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a finding is about: its first figure says document, data point and period."""

    figures: tuple[Figure, ...]
    unread: tuple[Unread, ...] = field(default=())

    @property
    def _places(self) -> Sequence[Figure | Unread]:
        return (*self.figures, *self.unread)

    def finding(self, rule_id: str, severity: Severity, message: str, gap: Gap) -> Finding:
        """The finding of a rule over this case."""
        first = self._places[0]
        ids = sorted({f.fact_id for f in self.figures})
        return Finding(
            stable_id(rule_id, *ids, *sorted(u.key for u in self.unread)),
            rule_id,
            severity,
            first.document_id,
            first.data_point_id,
            first.period,
            message,
            gap.expected,
            gap.found,
            None if gap.tolerance is None else float(f"{abs(gap.tolerance):.6g}"),
            tuple(ids),
            tuple(sorted({p.line for p in self._places})),
        )


class Rule(Protocol):
    """One rule: says where figures agree and where they do not. Must not depend on the order of the facts."""

    @property
    def rule_id(self) -> str:
        """F01, F02, ..."""
        ...

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Everything the rule has to say about one issuer."""
        ...


def stable_id(*parts: str) -> str:
    """The same 32 hex digits for the same parts in every run."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


@cache
def consequences() -> Mapping[str, Consequence]:
    """severities.csv: what each severity does."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {
            row["severity"]: Consequence(float(row["confidence_factor"]), row["is_blocking"] == "true")
            for row in csv.DictReader(lines)
        }


def _plain(value: object) -> object:
    if isinstance(value, Severity):
        return value.value
    return list(cast("tuple[object, ...]", value)) if isinstance(value, tuple) else value
