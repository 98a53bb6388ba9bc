"""A raw observation to a data point, dimension and canonical value, or the reason why not.

Only exact labels decide; a unit that does not fit the data point vetoes. Unscoped totals are settled in `scopes`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from esg_pipeline.disclosure import lexicon
from esg_pipeline.disclosure.concepts import breakdowns, concepts, fold, members, subject
from esg_pipeline.disclosure.labels import Alias, LabelIndex
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.units import Unit, UnitMismatch, UnitTable
from esg_pipeline.methodology.codes import State

_WATER = re.compile(r"^wa_|^ws_wastewater$")
_REVENUE = re.compile(r"revenue|营收|營收|营业收入|營業收入", re.IGNORECASE)
_PER_OF_DIMENSION = {"person": "employee", "area": "area", "count": "unit"}
_BARE = frozenset({"person", "count"})
# Under such a heading a number is not what the issuer did in the year.
_OTHER_MATTER = frozenset(lexicon.OTHER_MATTER.split("|"))
CONFIDENCE_EXPLICIT = 0.98
_PENALTY = {"column": 0.0, "implied": 0.03, "bare": 0.03, "heading": 0.08, "sibling": 0.13, "state": 0.03}
_PENALTY_SCOPE = 0.08
_PENALTY_PERIOD = 0.03


@dataclass(frozen=True, slots=True)
class Rules:
    """What the extractor knows of one methodology version: unit words, labels, canonical unit of each data point."""

    units: UnitTable
    labels: LabelIndex
    data_points: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What one observation may be. `options` maps the alias's data points to the resulting ones; one when certain."""

    observation: RawObservation
    options: tuple[tuple[str, str], ...]
    dimension: str
    unit_text: str
    unit_source: str
    alias: Alias
    is_per_said: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """A settled fact before it gets its key."""

    observation: RawObservation
    data_point_id: str
    base_id: str
    dimension: str
    value: Fraction | None
    unit: str
    raw_unit: str
    confidence: float


class NotMapped(ValueError):  # noqa: N818 - not an error of the document: most numbers are no data point
    """Why a number is not a fact."""


def map_observation(raw: RawObservation, rules: Rules) -> Mapped:
    """Find what a number measures. Raises NotMapped with the reason."""
    if raw.problem:
        raise NotMapped(raw.problem)
    _refuse_other_matter(raw)
    found = concepts(raw.label) | concepts(raw.member)
    alias, dims, per = _alias(raw, found, rules.labels)
    unit_text, source = _unit_text(raw, alias, rules)
    unit = rules.units.parse(unit_text) if unit_text else None
    options = tuple(_options(alias, per, unit, unit_text, rules))
    if not options:
        raise NotMapped("no data point for this label with this denominator")
    dimension = _dimension(alias, dims, options, rules.labels)
    return Mapped(raw, options, dimension, unit_text, source, alias, per is not None)


def measure(mapped: Mapped, base_id: str, data_point_id: str, rules: Rules) -> Measured:
    """Convert to the data point's unit. Raises NotMapped when the units do not fit."""
    raw, target_text = mapped.observation, rules.data_points[data_point_id]
    target = rules.units.parse(target_text)
    if target is None:
        raise NotMapped(f"the methodology's unit {target_text!r} is not in the unit table")
    unit_text, source = mapped.unit_text, mapped.unit_source
    is_missing = raw.value.state in (State.NOT_APPLICABLE, State.NOT_DISCLOSED)
    if not unit_text:
        unit_text, source = _assumed(raw, mapped.alias, data_point_id, target, rules, is_missing=is_missing)
    ratio = _ratio(unit_text, target, target_text, data_point_id, mapped, rules) if unit_text else Fraction(1)
    value = None if raw.value.value is None else raw.value.value * ratio
    confidence = CONFIDENCE_EXPLICIT - _PENALTY[source] - _PENALTY_PERIOD * raw.is_period_assumed
    confidence -= _PENALTY_SCOPE * (len(mapped.alias.candidates) > 1)
    printed = "" if source == "implied" else unit_text
    return Measured(raw, data_point_id, base_id, mapped.dimension, value, target_text, printed, round(confidence, 2))


# --- label ------------------------------------------------------------------------------------------------------


def _refuse_other_matter(raw: RawObservation) -> None:
    for heading in (*raw.headings, raw.indicator):
        is_other = any(word in fold(heading) for word in lexicon.OTHER_MATTER_CHINESE)
        if is_other or concepts(heading) & _OTHER_MATTER:
            raise NotMapped("the heading speaks of a target, a change or somebody else")


def _alias(raw: RawObservation, found: frozenset[str], labels: LabelIndex) -> tuple[Alias, dict[str, str], str | None]:
    """Alias of the label itself, or of its nearest heading when the label only names a member or a total."""
    dims = members(found)
    _refuse_partial(raw)
    if subject(found):
        if raw.breakdown and dims and not set(dims) & set(raw.breakdown) and not breakdowns(found):
            raise NotMapped("the row does not fit its breakdown heading")
        return _lookup(found, dims, labels)
    own = labels.find(frozenset(), dims) if dims else None
    if own is not None:
        return own, dims, None
    if raw.breakdown and dims and not set(dims) <= set(raw.breakdown) | set(members(concepts(raw.member))):
        raise NotMapped("the row does not fit its breakdown heading")
    if raw.breakdown and not dims:
        raise NotMapped("a row below a breakdown heading that names no member")
    if raw.indicator and not dims:
        raise NotMapped("a total below another figure does not say of what")
    topic = _topic(raw)
    merged = topic | frozenset(c for c in found if not c.startswith("@@"))
    return _lookup(merged, members(merged), labels)


def _refuse_partial(raw: RawObservation) -> None:
    """Below a heading that is a member itself (`Female`, `China`) every figure is a part."""
    for heading in raw.headings:
        found = concepts(heading)
        if members(found) and not subject(found):
            raise NotMapped("the heading names a part of the whole")


def _topic(raw: RawObservation) -> frozenset[str]:
    for text in (raw.indicator, *reversed(raw.headings)):
        found = concepts(text)
        if subject(found):
            return found
    raise NotMapped("no heading says what is counted")


def _lookup(
    found: frozenset[str], dims: dict[str, str], labels: LabelIndex
) -> tuple[Alias, dict[str, str], str | None]:
    """Exact look-up with members, without them, then without the denominator."""
    if "" in dims.values():
        raise NotMapped("two members of one breakdown")
    whole = frozenset(c for c in found if not c.startswith("@@"))
    alias = labels.find(whole, dims)
    if alias is not None:
        return alias, {} if dims and not alias.dimension else dims, None
    plain = subject(found)
    per = next((c.removeprefix("per:") for c in sorted(plain) if c.startswith("per:")), None)
    bare = frozenset(c for c in plain if not c.startswith("per:"))
    for core, denominator in ((plain, None), (bare, per), (bare - {"intensity"}, per or "")):
        alias = labels.find(core, dims)
        if alias is not None and (denominator is not None or per is None):
            return alias, dims, denominator
        if alias is not None and core == plain:
            return alias, dims, None
    raise NotMapped("the label is no known alias")


def _dimension(alias: Alias, dims: dict[str, str], options: tuple[tuple[str, str], ...], labels: LabelIndex) -> str:
    if "=" in alias.dimension:
        key, _, value = alias.dimension.partition("=")
        dims = {**dims, key: value}
    for _, data_point_id in options:
        if not set(dims) <= labels.breakdowns.get(data_point_id, frozenset()):
            raise NotMapped(f"{data_point_id} is not broken down by {', '.join(sorted(dims))}")
    return ";".join(f"{key}={value}" for key, value in sorted(dims.items()))


# --- unit -------------------------------------------------------------------------------------------------------


def _unit_text(raw: RawObservation, alias: Alias, rules: Rules) -> tuple[str, str]:
    """The unit printed for this number or in its headings; '' when none is. Contradictions and unknown words veto."""
    texts = raw.units
    parsed = [rules.units.parse(text) for text in texts]
    if None in parsed:
        raise NotMapped(f"unknown unit {texts[parsed.index(None)]!r}")
    known = [unit for unit in parsed if unit is not None]
    if len({_comparable(unit) for unit in known}) > 1:
        raise NotMapped(f"contradicting units {' and '.join(repr(t) for t in texts)}")
    if known:
        best = max(range(len(known)), key=lambda i: (known[i].dimension == "co2e", -i))
        return texts[best], "column"
    if alias.implied_unit or not raw.inherited:
        return "", ""
    return (raw.inherited[0], "heading") if rules.units.parse(raw.inherited[0]) else ("", "")


def _comparable(unit: Unit) -> tuple[str, Fraction, str, Fraction]:
    """Tonnes beside tCO2e is the same statement, said twice."""
    dimension = "mass" if unit.dimension == "co2e" else unit.dimension
    return dimension, unit.factor, unit.per_dimension, unit.per_factor


def _assumed(
    raw: RawObservation, alias: Alias, data_point_id: str, target: Unit, rules: Rules, *, is_missing: bool
) -> tuple[str, str]:
    """Unit of a number without one: implied by the label, none for heads and cases, else that of the row above."""
    implied = rules.labels.intensities.get(_pair(data_point_id, alias, rules), alias).implied_unit or alias.implied_unit
    if implied:
        return implied, "implied"
    if is_missing:
        return "", "state"
    if target.dimension in _BARE and not target.per_dimension:
        return "", "bare"
    if raw.sibling:
        return raw.sibling, "sibling"
    raise NotMapped("no unit is printed")


def _pair(data_point_id: str, alias: Alias, rules: Rules) -> tuple[str, str]:
    return next(
        (
            pair
            for pair, a in rules.labels.intensities.items()
            if data_point_id in a.candidates and pair[0] in alias.candidates
        ),
        ("", ""),
    )


def _options(alias: Alias, per: str | None, unit: Unit | None, unit_text: str, rules: Rules) -> list[tuple[str, str]]:
    """(base, data point) pairs that label and unit leave open; an intensity needs its denominator said."""
    if per == "" and (unit is None or not unit.per_dimension):
        raise NotMapped("an intensity without a denominator")
    found: list[tuple[str, str]] = []
    for base in alias.candidates:
        canonical = rules.units.parse(rules.data_points.get(base, ""))
        has_per = canonical is not None and bool(canonical.per_dimension)
        name = per or ("" if has_per or unit is None else _per_of(unit, unit_text))
        if not name:
            found.extend([(base, base)] if base in rules.data_points else [])
        elif (base, name) in rules.labels.intensities:
            found.extend((base, d) for d in rules.labels.intensities[base, name].candidates)
        elif len(alias.candidates) > 1:
            found.append((base, ""))
    if all(not data_point_id for _, data_point_id in found):
        return []
    return found


def _per_of(unit: Unit, text: str) -> str:
    """The denominator a unit names; money is revenue only where the unit says so."""
    if unit.per_dimension.startswith("currency"):
        return "revenue" if _REVENUE.search(text) else "money"
    return _PER_OF_DIMENSION.get(unit.per_dimension, unit.per_dimension)


def _ratio(text: str, target: Unit, target_text: str, data_point_id: str, mapped: Mapped, rules: Rules) -> Fraction:
    unit = rules.units.parse(text)
    if unit is None:
        raise NotMapped(f"unknown unit {text!r}")
    is_implied_per = target.per_dimension == "person" and not unit.per_dimension
    if is_implied_per and (mapped.is_per_said or mapped.alias.implied_unit):
        unit = Unit(unit.dimension, unit.factor, target.per_dimension, target.per_factor)
    if unit.dimension == "person" and target.dimension == "count" and data_point_id == "es_fatal":
        unit = Unit("count", unit.factor)
    try:
        return rules.units.ratio(unit, target, "water" if _WATER.search(data_point_id) else "")
    except UnitMismatch as error:
        raise NotMapped(f"unit {text!r} does not fit {target_text!r}: {error}") from error
