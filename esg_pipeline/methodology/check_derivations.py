"""The rules of derivations: none goes in a circle, and the unit that comes out is the data point's own."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from esg_pipeline.methodology.check_units import dimensions, measure
from esg_pipeline.methodology.codes import DerivationKind
from esg_pipeline.methodology.model import Problem, Row, Table

SIDES = ("numerator", "denominator")
QUOTIENTS = {DerivationKind.RATIO, DerivationKind.SHARE}
SUMS = {DerivationKind.SUM, DerivationKind.DIFFERENCE}
# What a quotient of like by like is measured in -> how much of it one whole is. A turnover in days has its own scale.
WHOLES = {"share": 100.0, "ratio": 1.0}
TURNOVERS = {"days", "years"}
# Heads are counted.
SAME_DIMENSION = {"person": "count", "points": "share"}
Measure = tuple[str, float]


def check_circles(derivations: Table) -> Iterator[Problem]:
    """Yield derivations by which a data point follows from itself, each circle once, by name."""
    sources: dict[str, dict[str, int]] = defaultdict(dict)
    for row in derivations.rows:
        for side in SIDES:
            # Only totals are derived: a breakdown, even of the data point itself, starts no circle.
            if row.text(side) and not row.text(f"{side}_dimension"):
                sources[row.text("data_point_id")].setdefault(row.text(side), row.line)
    seen: set[frozenset[str]] = set()
    for start in sources:
        circle = circle_from(start, sources)
        if circle and frozenset(circle) not in seen:
            seen.add(frozenset(circle))
            named = " <- ".join([*circle, circle[0]])
            line = sources[circle[0]][circle[1 % len(circle)]]
            yield Problem(derivations.file, line, "circle", f"a data point follows from itself: {named}")


def circle_from(start: str, sources: Mapping[str, Mapping[str, int]]) -> list[str]:
    """Return the shortest way from a data point back to itself, empty when there is none."""
    ways = [[start]]
    reached: set[str] = set()
    while ways:
        way = ways.pop(0)
        for source in sources.get(way[-1], {}):
            if source == start:
                return way
            if source not in reached:
                reached.add(source)
                ways.append([*way, source])
    return []


def check_scales(derivations: Table) -> Iterator[Problem]:
    """Yield scales that would make every result zero or turn its sign."""
    for row in derivations.rows:
        scale = row.number("scale")
        if scale is not None and scale <= 0:
            yield Problem(derivations.file, row.line, "out_of_range", f"scale {scale:g} is not above 0")


def check_dimensions(derivations: Table, labels: Table) -> Iterator[Problem]:
    """Yield breakdowns that no label names, so that no figure ever has them: `key` or `key=value`, joined by `;`."""
    known = labels.values("dimension")
    for row in derivations.rows:
        for side in SIDES:
            for part in filter(None, row.text(f"{side}_dimension").split(";")):
                if part.partition("=")[0] not in known:
                    message = f"{side}_dimension {part!r} is no dimension of {labels.file}"
                    yield Problem(derivations.file, row.line, "unknown_reference", message)


def check_derived_units(derivations: Table, data_points: Table, units: Table) -> Iterator[Problem]:
    """Yield derivations whose result is not in the unit of the data point."""
    unit = {row.text("data_point_id"): row.text("unit") for row in data_points.rows}
    known = dimensions(units)
    for row in derivations.rows:
        names = (row.text("data_point_id"), *map(row.text, SIDES))
        result, first, second = (measure(unit.get(name, ""), known) for name in names)
        scale = row.number("scale")
        if result and first and second and row.text("kind") and scale is not None and scale > 0:
            wanted = wanted_scale(row, result, first, second)
            if wanted is None or (wanted and abs(scale / wanted - 1) > 1e-9):
                given = ", ".join(f"{name} in {unit[name]!r}" for name in dict.fromkeys(names))
                asked = "no scale makes these fit" if wanted is None else f"the scale must be {wanted:g}, not {scale:g}"
                yield Problem(derivations.file, row.line, "derived_unit", f"{row.text('kind')}: {asked}: {given}")


def wanted_scale(row: Row, result: Measure, first: Measure, second: Measure) -> float | None:
    """Return the scale that gives the result in its unit, 0 where any may stand, None where none does."""
    kind = row.text("kind")
    if kind == DerivationKind.GROWTH:
        return whole(result)
    if kind in QUOTIENTS:
        return quotient_scale(result, first, second)
    if not same(first, result) or (kind in SUMS and (not same(first, second) or first[1] != second[1])):
        return None
    return first[1] / result[1]


def quotient_scale(result: Measure, first: Measure, second: Measure) -> float | None:
    """Return the scale of a quotient: of like by like a share, a ratio or a turnover, else in the fraction's unit."""
    if result[0] == f"{first[0]}/{second[0]}":
        return first[1] / second[1] / result[1]
    if same(first, second):
        share = whole(result)
        return 0.0 if result[0] in TURNOVERS else share and share * first[1] / second[1]
    return 0.0 if "/" in first[0] or "/" in second[0] else None  # no unit has more than one stroke


def whole(result: Measure) -> float | None:
    """Return how much one whole is in a unit of shares or ratios, None in any other."""
    return WHOLES[result[0]] / result[1] if result[0] in WHOLES else None


def same(one: Measure, other: Measure) -> bool:
    """Whether two units measure the same."""
    return SAME_DIMENSION.get(one[0], one[0]) == SAME_DIMENSION.get(other[0], other[0])
