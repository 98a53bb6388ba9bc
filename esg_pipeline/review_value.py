"""The value that a person puts in the place of one that was read: what may be typed, in which unit, on which scale.

Who decides and where decisions are kept is in `review_desk`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from esg_pipeline.disclosure.found import Qualifier
from esg_pipeline.disclosure.numbers import parse_value
from esg_pipeline.disclosure.units import UnitMismatch, UnitTable
from esg_pipeline.ingest.cells import FALSE_WORDS, TRUE_WORDS
from esg_pipeline.ingest.reported import LARGEST_VALUE, SIGNED_UNITS
from esg_pipeline.methodology.codes import Kind
from esg_pipeline.methodology.model import Methodology

YES_OR_NO = {**dict.fromkeys(TRUE_WORDS, 1.0), **dict.fromkeys(FALSE_WORDS, 0.0)}
MAX_TYPED = 80


class ReviewError(ValueError):
    """A decision that cannot be taken; the message says why."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Units, and the levels that the method knows of a data point; a level without anchors may be any from 0 on."""

    units: UnitTable
    levels: Mapping[str, tuple[float, ...]]

    @classmethod
    def of(cls, methodology: Methodology) -> "Scales":
        """Those of one version of the method."""
        ordinal = methodology.data_points.filter(pl.col("kind") == Kind.ORDINAL.value)
        anchors = methodology.anchors.join(ordinal, on="data_point_id", how="semi")
        levels = anchors.group_by("data_point_id").agg(pl.col("x").unique().sort())
        known = {str(point): tuple(map(float, found)) for point, found in levels.iter_rows()}
        return cls(UnitTable.from_frame(methodology.units), known)


def right_value(text: str, unit: str | None, item: Mapping[str, Any], scales: Scales) -> float:
    """A typed value in the unit of the item's data point (`data_point_id`, `kind`, `canonical_unit`).

    Raises ReviewError when it is no number, or none that the data point can have.
    """
    own_unit = item["canonical_unit"]
    if item["kind"] == Kind.BOOLEAN:
        _require_own_unit(unit, own_unit)
        return _yes_or_no(text)
    if item["kind"] == Kind.ORDINAL:
        _require_own_unit(unit, own_unit)
        return _level(text, scales.levels.get(item["data_point_id"], ()))
    value = _measured(text, unit, own_unit, scales.units)
    if value < 0 and not own_unit.startswith(SIGNED_UNITS):
        raise ReviewError(f"{text!r} is below zero, which {own_unit} cannot be")
    return value


def _require_own_unit(unit: str | None, own_unit: str) -> None:
    if unit and unit != own_unit:
        raise ReviewError(f"unit {unit!r} does not fit: this data point is a {own_unit} and has no other unit")


def _yes_or_no(text: str) -> float:
    value = YES_OR_NO.get(text.strip().lower(), _plain_number(text))
    if value not in (0.0, 1.0):
        raise ReviewError(f"{text[:MAX_TYPED]!r} is neither 1 (yes) nor 0 (no)")
    return value


def _level(text: str, levels: tuple[float, ...]) -> float:
    value = _plain_number(text)
    if value is None or value < 0 or value != int(value):
        raise ReviewError(f"{text[:MAX_TYPED]!r} is no level: a level is a whole number")
    if levels and value not in levels:
        raise ReviewError(f"level {text[:MAX_TYPED]!r} is none of {', '.join(f'{level:g}' for level in levels)}")
    return value


def _plain_number(text: str) -> float | None:
    parsed = parse_value(text)
    is_plain = parsed is not None and not parsed.suffix and parsed.qualifier is Qualifier.EXACT
    return float(parsed.value) if parsed and is_plain and parsed.value is not None else None


def _measured(text: str, unit: str | None, own_unit: str, units: UnitTable) -> float:
    parsed = parse_value(text)
    if parsed is None or parsed.value is None:
        raise ReviewError(f"{text[:MAX_TYPED]!r} is not a number; reject a fact that is none")
    if parsed.qualifier is not Qualifier.EXACT:
        raise ReviewError(f"{text!r} is not exact: give the number alone")
    if parsed.suffix and unit:
        raise ReviewError(f"the unit is given twice: {text!r} and {unit!r}")
    said = unit or parsed.suffix or own_unit
    try:
        # The only volumes of the method are of water, of which a tonne is a cubic metre.
        same = said == own_unit
        value = parsed.value if same else units.convert(parsed.value, said, own_unit, "water")
    except UnitMismatch as error:
        raise ReviewError(f"unit {said!r} does not fit {own_unit!r}: {error}") from error
    if abs(value) > LARGEST_VALUE:
        raise ReviewError(f"{text!r} is beyond what any report states, {LARGEST_VALUE:g}")
    return float(value)
