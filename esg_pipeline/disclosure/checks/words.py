"""Numbers, units and lines as a finding says them. No rules."""

from collections.abc import Iterable

from esg_pipeline.disclosure.checks.company import Company, Figure, Unread

_UNITS = {"persons": " persons", "%": " %", "count": "", "ratio": ""}


def amount(value: float, unit: str = "") -> str:
    """`2,129 persons`, `0.00006 t/employee`: four significant digits behind the point, none where they say nothing."""
    if abs(value) < 1e15 and value == round(value):
        said = f"{value:,.0f}"
    elif abs(value) >= 100:
        said = f"{value:,.2f}".rstrip("0").rstrip(".")
    elif abs(value) >= 1e-9:
        said = _small(value)
    else:
        said = f"{value:g}"
    return said + _UNITS.get(unit, f" {unit}" if unit else "")


def _small(value: float) -> str:
    places = next(p for p in range(14) if abs(value) * 10**p >= 1000)
    text = f"{value:.{places}f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def lines(places: Iterable[Figure | Unread]) -> str:
    """`line 800`, `lines 802, 803`."""
    numbers = sorted({place.line for place in places})
    return f"line{'s' if len(numbers) > 1 else ''} {', '.join(str(n) for n in numbers)}"


def figure(said: Figure) -> str:
    """`2,129 persons (line 800)`."""
    return f"{amount(said.value, said.unit)} ({lines([said])})"


def unread(said: Unread) -> str:
    """`8,000 Litre (line 609)`: as printed."""
    unit = said.unit.split(" | ")[0]
    return f"{said.raw_value[:40]}{' ' + unit[:40] if unit else ''} ({lines([said])})"


def named(company: Company, said: Figure) -> str:
    """`Total workforce 2,129 persons (line 800)`."""
    return f"{company.name(said.data_point_id, said.dims)} {figure(said)}"


def total(said: Iterable[Figure]) -> str:
    """`2,130 persons (lines 802, 803)`: a sum with the lines of its parts."""
    parts = list(said)
    return f"{amount(sum(p.value for p in parts), parts[0].unit)} ({lines(parts)})"
