"""The value of a figure in the unit of its data point, exact. Which data point it is was decided before."""

import re
from fractions import Fraction

from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.number_text import Figure, Shape
from esg_pipeline.disclosure.prose_patterns import Pattern
from esg_pipeline.disclosure.units import Unit, UnitMismatch

_WATER = re.compile(r"^wa_|^ws_wastewater$")
_HUNDRED = 100.0
# Written in traditional characters these may be Hong Kong or Taiwan dollars.
_UNSURE_DOLLAR = re.compile(r"[萬億仟].{0,3}元|\d ?元")
_RENMINBI = re.compile(r"人民|rmb|cny", re.IGNORECASE)
_SAYS_RENMINBI = re.compile(r"人民[币幣]")
_DOLLARS = re.compile(r"港[币幣元]|HK ?\$|HKD|美元|US ?\$|新?[台臺][币幣]")
_TRADITIONAL = re.compile(r"[萬億這個們為於與會說時國對發來後]")


class NoValue(ValueError):  # noqa: N818 - not an error of the document
    """Why a figure cannot be a value of the data point."""


def is_in_renminbi(text: str) -> bool:
    """Whether a document says that its money is renminbi and names no Hong Kong or other dollars."""
    return _SAYS_RENMINBI.search(text) is not None and _DOLLARS.search(text) is None


def canonical(figure: Figure, pattern: Pattern, rules: Rules, written: str) -> Fraction:
    """The figure in the data point's unit; `written` is the original text around it. Raises NoValue with the reason."""
    target_text = rules.data_points[pattern.data_point_id]
    target = rules.units.parse(target_text)
    if target is None:
        raise NoValue(f"the methodology's unit {target_text!r} is not in the unit table")
    if figure.shape is Shape.MONEY and figure.unit == "CNY" and _is_unsure(written):
        raise NoValue("the currency is not said")
    unit = _unit(figure, pattern, target, rules)
    try:
        ratio = rules.units.ratio(unit, target, "water" if _WATER.search(pattern.data_point_id) else "")
    except UnitMismatch as error:
        is_money = unit.dimension.startswith("currency") and target.dimension.startswith("currency")
        raise NoValue("a currency is not converted" if is_money else f"the unit does not fit: {error}") from error
    value = figure.value * ratio
    _check(value, pattern, target_text)
    return value


def share(part: Figure, whole: Figure, pattern: Pattern) -> Fraction:
    """Part of whole in percent. Raises NoValue when it is none."""
    if not 0 <= part.value <= whole.value or not whole.value or {part.shape, whole.shape} != {Shape.PLAIN}:
        raise NoValue("not a part of the whole")
    if pattern.maximum is not None and part.value * 100 / whole.value > pattern.maximum:
        raise NoValue("above what the data point can be")
    return part.value * 100 / whole.value


def _is_unsure(written: str) -> bool:
    return bool(_TRADITIONAL.search(written) and not _RENMINBI.search(written) and _UNSURE_DOLLAR.search(written))


def _unit(figure: Figure, pattern: Pattern, target: Unit, rules: Rules) -> Unit:
    implied = rules.units.parse(pattern.unit) if pattern.unit else None
    if figure.shape is Shape.PLAIN:
        if implied is not None:
            return implied
        if target.dimension in {"count", "person"} and not target.per_dimension:
            return Unit(target.dimension, Fraction(1))
        raise NoValue("no unit is printed")
    own = rules.units.parse(figure.unit)
    if own is None:
        raise NoValue(f"unknown unit {figure.unit!r}")
    if implied is not None and implied.per_dimension and not own.per_dimension:
        return Unit(own.dimension, own.factor, implied.per_dimension, implied.per_factor)
    return own


def _check(value: Fraction, pattern: Pattern, target_text: str) -> None:
    limit = pattern.maximum if pattern.maximum is not None else _HUNDRED if target_text == "%" else None
    if limit is not None and value > limit:
        raise NoValue("above what the data point can be")
    if target_text in {"persons", "count"} and value.denominator != 1:
        raise NoValue("a count is a whole number")
