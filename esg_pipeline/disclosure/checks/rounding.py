"""How much a printed figure may hide: the step of its last digit, what rounding and words like `about` leave open."""

import re
from dataclasses import dataclass

from esg_pipeline.disclosure.found import Qualifier

# Spaces group digits only before three of them, so that `12 34` is not one number.
_NUMBER = re.compile(r"\d{1,15}(?:[,.'\u2019]\d{1,15}|[ \u00a0\u202f]\d{3}(?!\d)){0,8}")
_COUNTED = frozenset({"persons", "count"})
# What a word leaves open where a document does not say it: `nearly 195`, `more than 100`.
_ABOUT = 0.05
_OPEN_END = 0.25
# A value whose print cannot be read again (number words) is known to half a percent.
_UNREADABLE = 0.005


@dataclass(frozen=True, slots=True)
class Spread:
    """The values a print may stand for: rounded between `low` and `high`, cut off instead of rounded up to `cut`."""

    low: float
    high: float
    cut: float


def printed(raw_value: str) -> tuple[float, int] | None:
    """The first number of a print and its decimals; None without digits. Understands `1,234.5` and `1.234,5`."""
    found = _NUMBER.search(raw_value[:80])
    if found is None:
        return None
    text = re.sub(r"[ '\u2019\u00a0\u202f]", "", found.group())
    mark = _decimal_mark(text)
    whole, _, decimals = text.rpartition(mark) if mark else (text, "", "")
    digits = re.sub(r"[,.]", "", whole)
    return float(f"{digits or 0}.{decimals or 0}"), len(decimals)


def _decimal_mark(text: str) -> str:
    commas, dots = text.count(","), text.count(".")
    if commas and dots:
        return max(",.", key=text.rfind) if min(commas, dots) == 1 else ""
    if dots:
        return "." if dots == 1 else ""
    is_grouping = all(len(group) == 3 for group in text.split(",")[1:])
    return "," if commas == 1 and not is_grouping else ""


def step_of(value: float, unit: str, raw_value: str, scale: float = 1.0) -> float:
    """What one more in the last printed digit would mean in the canonical unit; 0 for things that are counted.

    `scale` is canonical over printed for the same print elsewhere; a printed zero has none of its own.
    """
    read = printed(raw_value)
    if read is None or (not read[0] and value):
        return 0.0 if _is_counted(unit, value, 1.0) else abs(value) * _UNREADABLE * 2
    number, decimals = read
    step = (abs(value) / number if number else scale) * 10.0**-decimals
    return 0.0 if _is_counted(unit, value, step) else step


def spread_of(value: float, step: float, qualifier: str = Qualifier.EXACT) -> Spread:
    """The values that a print with this step and qualifier may stand for."""
    half = step / 2
    low, high, cut = value - half, value + half, value + step
    match qualifier:
        case Qualifier.ABOUT:
            slack = abs(value) * _ABOUT
            return Spread(low - slack, high + slack, cut + slack)
        case Qualifier.AT_LEAST:
            slack = abs(value) * _OPEN_END
            return Spread(low, high + slack, cut + slack)
        case Qualifier.AT_MOST:
            return Spread(low - abs(value) * _OPEN_END, high, cut)
        case _:
            return Spread(low, high, cut)


def power_of_ten(first: float, second: float, within: float = 0.005) -> int:
    """The k with `first` 10^k times `second` (k from -9 to 9, not 0), each within a share `within`; else 0."""
    if first <= 0 or second <= 0:
        return 0
    for k in (-9, -6, -4, -3, -2, -1, 1, 2, 3, 4, 6, 9):
        if abs(first / second / 10.0**k - 1) <= within:
            return k
    return 0


def _is_counted(unit: str, value: float, step: float) -> bool:
    return unit in _COUNTED and step <= 1.000001 and value == round(value)
