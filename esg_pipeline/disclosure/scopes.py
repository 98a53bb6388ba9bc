"""Which scopes an unscoped `Total GHG emissions` covers, by the sums of its own table. Nothing else is inferred."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from esg_pipeline.disclosure.mapper import Mapped, Measured

_PARTS = {"ghg_s1": "1", "ghg_s2": "2", "ghg_s2_loc": "2", "ghg_s2_mkt": "2", "ghg_s3": "3"}
_TOTALS = ("ghg_s12", "ghg_s123")
_TOLERANCE = Fraction(1, 1000)


class TableTotals:
    """The settled greenhouse gas figures of each table."""

    def __init__(self, settled: Iterable[Measured]) -> None:
        self._parts: dict[tuple[int, int], dict[str, set[Fraction]]] = defaultdict(lambda: defaultdict(set))
        self._totals: dict[int, set[str]] = defaultdict(set)
        for fact in settled:
            self._add(fact)

    def _add(self, fact: Measured) -> None:
        raw = fact.observation
        if fact.data_point_id in _TOTALS:
            self._totals[raw.table].add(fact.data_point_id)
        part = _PARTS.get(fact.data_point_id)
        if part and fact.value is not None and raw.period is not None:
            self._parts[raw.table, raw.period][part].add(fact.value)

    def base_of_total(self, table: int, figures: Iterable[tuple[int, Fraction]]) -> str | None:
        """The one base whose parts add up to a total row's figures (period, tCO2e) in at least one year."""
        agreed = {
            base for period, total in figures for base in _TOTALS if total and self._agrees(table, period, total, base)
        }
        if len(agreed) == 1:
            self._totals[table] |= agreed
            return agreed.pop()
        return None

    def _agrees(self, table: int, period: int, total: Fraction, base: str) -> bool:
        parts = self._parts.get((table, period), {})
        thirds = {v for v in parts.get("3", set()) if v} if base == "ghg_s123" else {Fraction(0)}
        sums = (a + b + c for a in parts.get("1", set()) for b in parts.get("2", set()) for c in thirds)
        return any(abs(s - total) <= abs(total) * _TOLERANCE for s in sums)

    def base_of_intensity(self, table: int) -> str | None:
        """The base of the table's only total; None when it has none or both."""
        totals = self._totals.get(table, set())
        return next(iter(totals)) if len(totals) == 1 else None


def row_key(mapped: Mapped) -> tuple[int, int]:
    """Table and line: all figures of one row share the answer."""
    return mapped.observation.table, mapped.observation.line
