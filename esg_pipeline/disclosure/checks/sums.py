"""Parts against their whole. A sum over the whole is an error; one under it only where no part can be missing."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from esg_pipeline.disclosure.checks.breakdowns import covers, is_complete, readings
from esg_pipeline.disclosure.checks.company import Book, Company, Dims, Figure
from esg_pipeline.disclosure.checks.model import Agreement, Case, Finding, Gap
from esg_pipeline.disclosure.checks.rounding import power_of_ten
from esg_pipeline.disclosure.checks.severity import exceeds, of_sum
from esg_pipeline.disclosure.checks.words import figure, named, total
from esg_pipeline.disclosure.codes import Severity

_COAL_EQUIVALENT = re.compile(r"tce|standard coal|coal equivalent|标准?煤|標準?煤", re.IGNORECASE)
METHOD_DIMS: dict[str, tuple[str, ...]] = {"location": ("ghg_s2_mkt",), "market": ("ghg_s2_loc",)}


@dataclass(frozen=True, slots=True)
class Added:
    """Parts and the lowest and highest value that their prints allow for the sum."""

    parts: tuple[Figure, ...]

    @property
    def low(self) -> float:
        """Every part at its lowest."""
        return sum(p.spread.low for p in self.parts)

    @property
    def high(self) -> float:
        """Every part at its highest."""
        return sum(p.spread.high for p in self.parts)

    @property
    def value(self) -> float:
        """As printed."""
        return sum(p.value for p in self.parts)

    def is_over(self, whole: Figure) -> bool:
        """Whether no rounding brings the sum down to the whole."""
        return exceeds(self.low, whole.spread.high)

    def is_under(self, whole: Figure) -> bool:
        """Whether no rounding brings the sum up to the whole."""
        return exceeds(whole.spread.low, self.high)

    def slack(self, whole: Figure) -> float:
        """The difference that the printed digits explain."""
        return (self.high - self.low + whole.spread.high - whole.spread.low) / 2


@dataclass(frozen=True, slots=True)
class PartsAgainstTotal:
    """Members of a breakdown against the figure without it, for each of the data points."""

    rule_id: str
    key: str
    data_points: tuple[str, ...]

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare every breakdown of every document and year."""
        for book in company.books:
            for data_point in self.data_points:
                for (period, rest), members in book.groups(data_point, self.key).items():
                    yield from self._compare(company, book, book.prints(data_point, period, rest), members)

    def _compare(
        self, company: Company, book: Book, wholes: Sequence[Figure], members: dict[str, Figure]
    ) -> Iterator[Finding | Agreement]:
        sums = [Added(tuple(members[m] for m in sorted(names))) for names in readings(self.key, members)]
        if not sums or not wholes:
            return
        whole, fitting = wholes[0], _fitting(sums, wholes)
        if fitting:
            # A single member that equals its whole confirms nothing.
            yield Agreement(fitting if len(fitting) > 2 else ())
            return
        lowest, highest = min(sums, key=lambda s: s.value), max(sums, key=lambda s: s.value)
        if lowest.is_over(whole):
            yield _difference(self.rule_id, company, lowest, whole, f"the parts by {self.key}")
        elif highest.is_under(whole) and self._is_all(book, highest, whole, members):
            yield _difference(self.rule_id, company, highest, whole, f"the parts by {self.key}")

    def _is_all(self, book: Book, parts: Added, whole: Figure, members: dict[str, Figure]) -> bool:
        if not covers(self.key, members) or book.has_unread_near(parts.parts):
            return False
        # Interns, contract workers and the like are often left out: only a slip of a few heads is worth a word.
        return is_complete(self.key, members) or whole.value - parts.value <= 0.005 * whole.value


@dataclass(frozen=True, slots=True)
class SumAgainstTotal:
    """A total against the data points that make it up. `ways` are alternatives: one that fits is enough.

    The parts of an `open` way may be less than the whole.
    """

    rule_id: str
    whole: str
    ways: tuple[tuple[str, ...], ...]
    open_ways: tuple[tuple[str, ...], ...] = ()

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare every total of every document and year."""
        for book in company.books:
            for whole in book.all(self.whole):
                if all(key == "method" for key, _ in whole.dims):
                    yield from self._compare(company, book, book.prints(self.whole, whole.period, whole.dims))

    def _compare(self, company: Company, book: Book, wholes: Sequence[Figure]) -> Iterator[Finding | Agreement]:
        whole = wholes[0]
        sums = _sums(book, whole, self.ways)
        open_sums = [] if sums else _sums(book, whole, self.open_ways)
        fitting = _fitting([*sums, *open_sums], wholes)
        if fitting:
            yield Agreement(fitting)
        elif sums and not _is_other_energy(sums[0], whole):
            nearest = min(sums, key=lambda s: (abs(s.value - whole.value), s.value))
            yield _difference(self.rule_id, company, nearest, whole, _parts_said(company, nearest))
        elif open_sums and all(s.is_over(whole) for s in open_sums):
            nearest = min(open_sums, key=lambda s: s.value)
            yield _difference(self.rule_id, company, nearest, whole, _parts_said(company, nearest))


@dataclass(frozen=True, slots=True)
class CarriersAgainstTotal:
    """Energy carriers and purchased electricity against total energy, where direct energy itself is not given."""

    rule_id: str

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare every total of every document and year."""
        for book, period in company.pages():
            whole = book.best("en_total", period)
            carriers = book.groups("en_direct", "energy").get((period, ()), {})
            other = book.best("en_indirect", period) or book.best("en_elec", period)
            if not whole or not carriers or not other or book.best("en_direct", period):
                continue
            parts = Added((*(carriers[name] for name in sorted(carriers)), other))
            if parts.is_over(whole):
                yield _difference(self.rule_id, company, parts, whole, "the energy carriers and electricity")
            elif not parts.is_under(whole):
                yield Agreement((*parts.parts, whole))


@dataclass(frozen=True, slots=True)
class PartAgainstWhole:
    """A part that may not be more than its whole."""

    rule_id: str
    part: str
    whole: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare every document and year."""
        for book, period in company.pages():
            part, whole = book.best(self.part, period), book.best(self.whole, period)
            if part and whole and exceeds(part.spread.low, whole.spread.high):
                severity = Severity.SERIOUS if part.value > 1.05 * whole.value else Severity.WARNING
                message = f"{named(company, part)} is a part of {named(company, whole)} and may not be more"
                gap = Gap(whole.value, part.value, part.spread.high - part.value + whole.spread.high - whole.value)
                yield Case((part, whole)).finding(self.rule_id, severity, message, gap)


def _is_other_energy(parts: Added, whole: Figure) -> bool:
    """Whether a total in coal equivalent stands over parts in MWh: it may count the coal that made the electricity."""
    is_coal = bool(_COAL_EQUIVALENT.search(whole.raw_unit))
    return is_coal and not parts.is_over(whole) and not all(_COAL_EQUIVALENT.search(p.raw_unit) for p in parts.parts)


def _fitting(sums: Sequence[Added], wholes: Sequence[Figure]) -> tuple[Figure, ...]:
    """Parts and the first print of the whole that they add up to; where prints differ is told by another rule."""
    pairs = ((s, w) for w in wholes for s in sums if not s.is_over(w) and not s.is_under(w))
    return next(((*s.parts, w) for s, w in pairs), ())


def _sums(book: Book, whole: Figure, ways: tuple[tuple[str, ...], ...]) -> list[Added]:
    barred = {dp for key, value in whole.dims if key == "method" for dp in METHOD_DIMS.get(value, ())}
    sums: list[Added] = []
    for way in ways:
        if barred.isdisjoint(way):
            parts = [_part(book, data_point, whole.period, whole.dims) for data_point in way]
            known = tuple(part for part in parts if part)
            if len(known) == len(way):
                sums.append(Added(known))
    return sums


def _part(book: Book, data_point: str, period: int, dims: Dims) -> Figure | None:
    return book.best(data_point, period, dims) or book.best(data_point, period)


def _parts_said(company: Company, parts: Added) -> str:
    return " and ".join(f"{company.name(p.data_point_id, p.dims)} {figure(p)}" for p in parts.parts)


def _difference(rule_id: str, company: Company, parts: Added, whole: Figure, said: str) -> Finding:
    k = power_of_ten(parts.value, whole.value)
    hint = f": a factor of {10.0 ** abs(k):,.0f}, as by a slip of units or of a comma" if k else ""
    message = (
        f"{said} add to {total(parts.parts)}, "
        f"{company.name(whole.data_point_id, whole.dims)} says {figure(whole)}{hint}"
    )
    gap = Gap(whole.value, parts.value, parts.slack(whole))
    return Case((whole, *parts.parts)).finding(rule_id, of_sum(parts.value, whole.value), message, gap)
