"""Amounts of fuel among the numbers that became no fact: which fuel, how much in m3 or t. No rules."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from esg_pipeline.disclosure.checks.company import Book, Unread
from esg_pipeline.disclosure.concepts import concepts, members
from esg_pipeline.disclosure.units import Unit, UnitTable
from esg_pipeline.methodology.read import DEFAULT_FOLDER

_DIMENSIONS = ("volume", "mass")
_USED = re.compile(r"consum|usage|used|use of|消耗|使用|用量|耗用", re.IGNORECASE)
_NOT_USED = re.compile(
    r"target|goal|sav(?:ed|ing)|reduc|avoid|price|cost|scope\s?3|目标|目標|节约|節約|减少|減少|节省|節省|价格|價格",
    re.IGNORECASE,
)
# Longer ones are sentences, and a sentence may speak of anything.
_LONGEST_LABEL = 100
_EMISSION = frozenset({"ghg", "emission", "co2e"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of a fuel: `amount` in m3 (volume) or t (mass), as printed in `source`."""

    fuel: str
    dimension: str
    amount: float
    step: float
    year: int | None
    source: Unread


def quantities(book: Book) -> Iterator[Quantity]:
    """Every amount of a fuel that the document prints."""
    for number in book.unread:
        fuel = members(concepts(number.label)).get("energy")
        unit = _unit(number) if fuel else None
        if fuel and unit and number.number > 0 and _is_consumption(number, unit):
            factor = float(unit.factor)
            step = 10.0**-number.decimals * factor
            yield Quantity(fuel, unit.dimension, number.number * factor, step, number.period or book.year, number)


def _is_consumption(number: Unread, unit: Unit) -> bool:
    found = concepts(number.label)
    if (
        len(number.label) > _LONGEST_LABEL
        or _NOT_USED.search(number.label_path)
        or any(c.startswith(("per:", "scope:")) for c in found)
    ):
        return False
    # Tonnes under a heading of emissions are tonnes of carbon dioxide unless the label speaks of use.
    is_emission = any(_EMISSION & concepts(step) for step in number.label_path.split(" > "))
    return unit.dimension == "volume" or not is_emission or bool(_USED.search(number.label))


def _unit(number: Unread) -> Unit | None:
    for text in number.unit.split(" | "):
        unit = unit_table().parse(text)
        if unit and unit.dimension in _DIMENSIONS and not unit.per_dimension:
            return unit
    return None


@cache
def unit_table() -> UnitTable:
    """The shipped unit words: a unit says the same in every version of the method."""
    return UnitTable.from_csv(DEFAULT_FOLDER / "units.csv")
