"""The rules of units: words with one meaning, every unit from the table, and anchors that their unit allows."""

from collections.abc import Iterator
from fractions import Fraction

from esg_pipeline.disclosure.units import UnitFileError, UnitTable
from esg_pipeline.methodology.model import Problem, Row, Table

# What cannot be below zero, whatever it is divided by.
AMOUNTS = frozenset(
    [
        *("mass", "co2e", "energy", "power", "volume", "area", "length", "hours"),
        *("person", "count", "level", "yes_no", "score"),
    ]
)
# Unit -> least and greatest value; a year is one of the calendar.
LIMITS = {"points": (0.0, 100.0), "points100": (0.0, 100.0), "yes/no": (0.0, 1.0), "year": (1900.0, 2200.0)}
# No share of a benchmark is more than ten times the whole; what grows or differs may be.
LARGEST_SHARE = 1000.0
# No benchmark of any unit is beyond this; between wider ones nothing can be interpolated.
LARGEST_VALUE = 1e18
CHANGES = {"growth", "difference"}
SMALLEST_FACTOR, LARGEST_FACTOR = 1e-9, 1e15
UnitRow = tuple[str, str, Fraction, tuple[str, ...]]


def check_unit_table(units: Table) -> Iterator[Problem]:
    """Yield factors beyond all measure, and words that stand for two units as the document reader reads them."""
    good: list[Row] = []
    for row in units.rows:
        factor = row.number("factor")
        if factor is not None and not SMALLEST_FACTOR <= factor <= LARGEST_FACTOR:
            yield Problem(units.file, row.line, "out_of_range", f"factor {factor:g} is not between 1e-9 and 1e+15")
        elif factor is not None and row.text("unit") and row.text("dimension"):
            good.append(row)
    if ambiguity(good):
        # Only a broken file pays for finding the rows at fault one by one.
        for place, row in enumerate(good):
            message = ambiguity([*good[:place], row])
            if message and not ambiguity(good[:place]):
                yield Problem(units.file, row.line, "duplicate_unit", message)


def ambiguity(rows: list[Row]) -> str:
    """Return which word of some units has two meanings, blank for none."""
    try:
        UnitTable(map(unit_row, rows))
    except UnitFileError as error:
        return str(error)
    return ""


def unit_row(row: Row) -> UnitRow:
    """Return a unit as the unit table takes it."""
    factor = Fraction(row.number("factor") or 0.0).limit_denominator(10**9)
    return row.text("unit"), row.text("dimension"), factor, tuple(aliases(row))


def aliases(row: Row) -> list[str]:
    """Return the other spellings of a unit."""
    return [word.strip() for word in row.text("aliases").split("|") if word.strip()]


def dimensions(units: Table) -> dict[str, tuple[str, float]]:
    """Return the dimension and the factor of each unit and alias, in lower case."""
    return {
        word.casefold(): (row.text("dimension"), row.number("factor") or 1.0)
        for row in reversed(units.rows)
        for word in (row.text("unit"), *aliases(row))
    }


def measure(unit: str, known: dict[str, tuple[str, float]]) -> tuple[str, float] | None:
    """Return the dimension above the line and the factor of a unit or of a fraction of two; None when it is none."""
    whole = known.get(unit.casefold())
    if whole:
        return whole
    sides = [known.get(side.strip().casefold()) for side in unit.split("/")]
    if len(sides) != 2 or not sides[0] or not sides[1]:
        return None
    return f"{sides[0][0]}/{sides[1][0]}", sides[0][1] / sides[1][1]


def check_units(data_points: Table, units: Table) -> Iterator[Problem]:
    """Yield data points whose unit, or a side of its fraction, is neither a unit nor an alias."""
    known = dimensions(units)
    for row in data_points.rows:
        if row.text("unit") and measure(row.text("unit"), known) is None:
            message = f"unit {row.text('unit')!r} of {row.text('data_point_id')!r} is not in {units.file}"
            yield Problem(data_points.file, row.line, "unknown_unit", message)


def check_implied_units(labels: Table, units: Table, data_points: Table) -> Iterator[Problem]:
    """Yield labels that imply a unit which is none, or one of something else than their data points measure."""
    known = dimensions(units)
    own = {row.text("data_point_id"): measure(row.text("unit"), known) for row in data_points.rows}
    for row in filter(lambda row: row.text("implied_unit"), labels.rows):
        implied, unit = measure(row.text("implied_unit"), known), row.text("implied_unit")
        if implied is None:
            yield Problem(labels.file, row.line, "unknown_unit", f"implied_unit {unit!r} is not in {units.file}")
            continue
        for name in row.text("data_point_id").split("|"):
            if (measured := own.get(name)) and measured[0] != implied[0]:
                message = f"implied_unit {unit!r} measures {implied[0]}, {name!r} {measured[0]}"
                yield Problem(labels.file, row.line, "other_unit", message)


def check_anchor_units(anchors: Table, data_points: Table, units: Table, derivations: Table) -> Iterator[Problem]:
    """Yield anchors in another unit than their data point, and values that the unit does not allow."""
    own = {row.text("data_point_id"): row.text("unit") for row in data_points.rows}
    changes = {row.text("data_point_id") for row in derivations.rows if row.text("kind") in CHANGES}
    known = dimensions(units)
    limits = {name: bounds(unit, known, name in changes) for name, unit in own.items()}
    for row in anchors.rows:
        name, unit, x = row.text("data_point_id"), row.text("unit"), row.number("x")
        if unit and own.get(name) and unit != own[name]:
            message = f"unit {unit!r} is not {own[name]!r}, the unit of {name!r}"
            yield Problem(anchors.file, row.line, "other_unit", message)
        if x is None or name not in own:
            continue
        low, high = max(limits[name][0], -LARGEST_VALUE), min(limits[name][1], LARGEST_VALUE)
        if not low <= x <= high:
            message = f"x = {x:g} is not between {low:g} and {high:g}, all that {own[name]!r} of {name!r} allows"
            yield Problem(anchors.file, row.line, "beyond_unit", message)


def bounds(unit: str, known: dict[str, tuple[str, float]], is_change: bool) -> tuple[float, float]:
    """Return the least and the greatest value that a benchmark in this unit may have; a change may go either way."""
    dimension, factor = measure(unit, known) or ("", 1.0)
    if unit in LIMITS:
        return LIMITS[unit]
    if is_change:
        return -float("inf"), float("inf")
    if dimension == "share":
        return -LARGEST_SHARE / factor, LARGEST_SHARE / factor
    return 0.0 if dimension.split("/")[0] in AMOUNTS else -float("inf"), float("inf")
