"""Physical factors with their sources: what fuels hold and emit, what a kilowatt hour of a grid emits. No rules."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
# Where neither province nor year is known: hydropower provinces to coal provinces, and the marginal factors of before.
_ANY_GRID = (0.05, 1.3)
# Years and losses move a grid's factor, companies choose between marginal and average ones.
_GRID_SLACK = 0.35


@dataclass(frozen=True, slots=True)
class Fuel:
    """A row of fuels.csv: MWh and tCO2 of one unit (m3, t or MWh by `dimension`) of a fuel, lowest and highest."""

    fuel: str
    dimension: str
    mwh: tuple[float, float]
    tco2: tuple[float, float]


@cache
def fuels() -> Mapping[tuple[str, str], Fuel]:
    """fuels.csv by fuel and dimension (volume, mass, energy)."""
    return {
        (row["fuel"], row["dimension"]): Fuel(
            row["fuel"],
            row["dimension"],
            (float(row["mwh_low"]), float(row["mwh_high"])),
            (float(row["tco2_low"]), float(row["tco2_high"])),
        )
        for row in _rows("fuels.csv")
    }


@cache
def grids() -> Mapping[str, Mapping[int, float]]:
    """grid.csv: area -> year -> tCO2 per MWh."""
    found: dict[str, dict[int, float]] = {}
    for row in _rows("grid.csv"):
        found.setdefault(row["area"], {})[int(row["year"])] = float(row["tco2_per_mwh"])
    return found


def grid_band(area: str, year: int) -> tuple[float, float]:
    """Plausible tCO2 per MWh of an area's grid in a year (the nearest known); of any grid when the area is unknown."""
    known = grids().get(area)
    if not known:
        return _ANY_GRID
    factor = known[min(known, key=lambda y: (abs(y - year), y))]
    return factor * (1 - _GRID_SLACK), factor * (1 + _GRID_SLACK)


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
