"""A raw observation: one number of a table with everything the page says about it. No reading, no mapping."""

from dataclasses import dataclass

from esg_pipeline.disclosure.numbers import ParsedValue


@dataclass(frozen=True, slots=True)
class RawObservation:
    """One value cell with its labels, units, period and place.

    `units` are the unit texts printed for this very number (cell, column, label); `inherited` are those of headings
    (nearest first); `sibling` is that of the row before. `problem` says why it can never become a fact.
    """

    table: int
    line: int
    page: int | None
    label: str
    value: ParsedValue
    raw_value: str
    span: tuple[int, int]
    row_span: tuple[int, int]
    headings: tuple[str, ...] = ()
    indicator: str = ""
    breakdown_label: str = ""
    breakdown: tuple[str, ...] = ()
    member: str = ""
    units: tuple[str, ...] = ()
    inherited: tuple[str, ...] = ()
    sibling: str = ""
    period: int | None = None
    is_period_assumed: bool = False
    problem: str = ""
    method: str = "table"

    @property
    def label_path(self) -> str:
        """Outermost heading to column member, joined by ' > '."""
        parts = (*self.headings, self.indicator, self.breakdown_label, self.label, self.member)
        return " > ".join(part for part in parts if part)
