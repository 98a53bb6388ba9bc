"""What is burnt and drawn from the grid against the emissions it must cause and the energy it must hold."""

from collections.abc import Iterator
from dataclasses import dataclass

from esg_pipeline.disclosure.checks.company import Book, Company, Figure
from esg_pipeline.disclosure.checks.factors import Fuel, fuels, grid_band
from esg_pipeline.disclosure.checks.model import Agreement, Case, Finding, Gap
from esg_pipeline.disclosure.checks.quantities import Quantity, quantities
from esg_pipeline.disclosure.checks.words import amount, figure, named, unread
from esg_pipeline.disclosure.codes import Severity

# Factors are bands already; the rest is for gaps between the perimeters of the two figures.
_PERIMETER = 1.1
_FAR = 2.0
# Purchased heat that is not printed may stand in a Scope 2.
_FAR_GRID = 5.0
_BURNT = ("ghg_s1", "ghg_s12", "ghg_s123")


@dataclass(frozen=True, slots=True)
class FuelAgainstScope1:
    """Litres, cubic metres or tonnes of a fuel against Scope 1 (or a total that holds it): it cannot emit less."""

    rule_id: str
    fuel: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare every amount of the fuel in every document."""
        for book in company.books:
            for quantity in quantities(book):
                factor = fuels().get((quantity.fuel, quantity.dimension))
                emitted = _limit(book, quantity.year) if quantity.fuel == self.fuel else None
                if factor and emitted:
                    lowest = quantity.amount * factor.tco2[0]
                    if lowest > _PERIMETER * emitted.spread.high:
                        yield self._finding(company, quantity, factor, emitted, lowest)

    def _finding(self, company: Company, quantity: Quantity, factor: Fuel, emitted: Figure, lowest: float) -> Finding:
        highest = quantity.amount * factor.tco2[1]
        message = (
            f"{_fuel(self.fuel)} {unread(quantity.source)} emits {amount(round(lowest, 2))} to "
            f"{amount(round(highest, 2), 'tCO2e')} when burnt, but {named(company, emitted)} is less"
        )
        middle = (lowest + highest) / 2
        gap = Gap(middle, emitted.value, (highest - lowest) / 2 + emitted.step / 2)
        case = Case((emitted,), (quantity.source,))
        return case.finding(self.rule_id, _severity(lowest, emitted.spread.high), message, gap)


@dataclass(frozen=True, slots=True)
class FuelEnergyAgainstScope1:
    """Energy from burnt fuels against Scope 1. Direct energy without carriers may hold own solar power: a hint only."""

    rule_id: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare every document and year; fuels together count at the least that each must emit."""
        for book, period in company.pages():
            emitted = _limit(book, period)
            carriers = book.groups("en_direct", "energy").get((period, ()), {})
            known = {name: c for name, c in carriers.items() if (name, "energy") in fuels() and c.value > 0}
            if emitted and known:
                yield from self._compare(company, emitted, known)

    def _compare(self, company: Company, emitted: Figure, known: dict[str, Figure]) -> Iterator[Finding]:
        names = sorted(known)
        bands = [fuels()[name, "energy"].tco2 for name in names]
        lowest = sum(known[name].value * band[0] for name, band in zip(names, bands, strict=True))
        highest = sum(known[name].value * band[1] for name, band in zip(names, bands, strict=True))
        if lowest > _PERIMETER * emitted.spread.high:
            said = " and ".join(f"{_fuel(name)} {figure(known[name])}" for name in names)
            message = (
                f"burning {said} emits {amount(round(lowest, 2))} to {amount(round(highest, 2), 'tCO2e')}, "
                f"but {named(company, emitted)} is less"
            )
            gap = Gap((lowest + highest) / 2, emitted.value, (highest - lowest) / 2 + emitted.step / 2)
            case = Case((emitted, *(known[name] for name in names)))
            yield case.finding(self.rule_id, _severity(lowest, emitted.spread.high), message, gap)


@dataclass(frozen=True, slots=True)
class DirectEnergyAgainstScope1:
    """Direct energy without its carriers against Scope 1 at the least any fuel emits."""

    rule_id: str
    least: float = 0.175

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare every document and year."""
        for book, period in company.pages():
            energy, emitted = book.best("en_direct", period), book.best("ghg_s1", period)
            is_known = bool(book.groups("en_direct", "energy").get((period, ())))
            if not energy or not emitted or is_known or book.best("en_renewable", period):
                continue
            lowest = energy.spread.low * self.least
            if lowest > 2 * _PERIMETER * emitted.spread.high:
                message = (
                    f"{named(company, energy)} emits at least {amount(round(lowest, 2), 'tCO2e')} when it comes from "
                    f"fuels, but {named(company, emitted)} is less"
                )
                gap = Gap(lowest, emitted.value, emitted.step / 2)
                yield Case((emitted, energy)).finding(self.rule_id, Severity.WARNING, message, gap)


@dataclass(frozen=True, slots=True)
class FuelAgainstEnergy:
    """Litres, cubic metres or tonnes of a fuel against the energy that the document gives for it."""

    rule_id: str

    def check(self, company: Company) -> Iterator[Finding | Agreement]:
        """Compare where a document prints one amount of a fuel for a year."""
        for book in company.books:
            for (fuel, year), quantity in _single(book).items():
                energy = book.best("en_direct", year, (("energy", fuel),))
                factor = fuels().get((fuel, quantity.dimension))
                if energy and factor and energy.value > 0:
                    yield self._compare(company, quantity, factor, energy)

    def _compare(self, company: Company, quantity: Quantity, factor: Fuel, energy: Figure) -> Finding | Agreement:
        low = (quantity.amount - quantity.step / 2) * factor.mwh[0]
        high = (quantity.amount + quantity.step) * factor.mwh[1]
        if low <= energy.spread.cut and energy.spread.low <= high:
            return Agreement((energy,))
        middle = (low + high) / 2
        far = max(energy.value / high, low / energy.value)
        message = (
            f"{_fuel(quantity.fuel)} {unread(quantity.source)} holds {amount(round(low, 2))} to "
            f"{amount(round(high, 2), 'MWh')}, but {named(company, energy)} is given for it"
        )
        severity = Severity.SERIOUS if far > _FAR else Severity.WARNING
        gap = Gap(middle, energy.value, (high - low) / 2)
        return Case((energy,), (quantity.source,)).finding(self.rule_id, severity, message, gap)


@dataclass(frozen=True, slots=True)
class ElectricityAgainstScope2:
    """Purchased electricity against location-based Scope 2 by the factor of the grid (any grid if none is named)."""

    rule_id: str

    def check(self, company: Company) -> Iterator[Finding]:
        """Compare every document and year."""
        for book, period in company.pages():
            electricity = book.best("en_elec", period)
            emitted = book.best("ghg_s2_loc", period) or book.best("ghg_s2", period)
            if electricity and emitted and electricity.spread.low > 0 and emitted.value > 0:
                yield from self._compare(company, book, electricity, emitted)

    def _compare(self, company: Company, book: Book, electricity: Figure, emitted: Figure) -> Iterator[Finding]:
        low, high = grid_band(book.document.grid_area, electricity.period)
        least, most = emitted.spread.low / electricity.spread.high, emitted.spread.cut / electricity.spread.low
        is_out = least > high or most < low
        if is_out and not _is_explained(book, electricity, emitted, is_high=least > high):
            factor = emitted.value / electricity.value
            where = f"the grid of {book.document.grid_area}" if book.document.grid_area else "any grid"
            message = (
                f"{named(company, emitted)} over {named(company, electricity)} is {amount(factor, 'tCO2e/MWh')}: "
                f"outside the {amount(round(low, 3))} to {amount(round(high, 3))} of {where}"
            )
            is_far = max(factor / high, low / factor) > _FAR_GRID
            severity = Severity.SERIOUS if is_far and emitted.data_point_id == "ghg_s2_loc" else Severity.WARNING
            gap = Gap((low + high) / 2, factor, (high - low) / 2)
            yield Case((emitted, electricity)).finding(self.rule_id, severity, message, gap)


def _is_explained(book: Book, electricity: Figure, emitted: Figure, *, is_high: bool) -> bool:
    """Purchased heat adds to Scope 2; green power takes from a Scope 2 whose basis is not stated."""
    if is_high:
        indirect = book.best("en_indirect", electricity.period)
        return bool(indirect and indirect.value > 1.05 * electricity.value)
    is_green = book.best("en_renewable", electricity.period) or book.best("en_renew_share", electricity.period)
    return emitted.data_point_id == "ghg_s2" and bool(is_green)


def _limit(book: Book, year: int | None) -> Figure | None:
    found = (book.best(data_point, year) for data_point in _BURNT) if year is not None else ()
    return next((f for f in found if f), None)


def _single(book: Book) -> dict[tuple[str, int], Quantity]:
    """Fuels of which a document prints one amount for a year, in one place or in several."""
    found: dict[tuple[str, int], list[Quantity]] = {}
    for quantity in quantities(book):
        if quantity.year is not None:
            found.setdefault((quantity.fuel, quantity.year), []).append(quantity)
    return {key: many[0] for key, many in found.items() if len({(q.amount, q.dimension) for q in many}) == 1}


def _severity(lowest: float, limit: float) -> Severity:
    return Severity.SERIOUS if lowest > _FAR * limit else Severity.WARNING


def _fuel(name: str) -> str:
    return name.replace("_", " ")
