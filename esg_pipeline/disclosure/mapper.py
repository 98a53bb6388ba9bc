"""A raw observation to a data point, dimension and canonical value, or the reason why not.

How a label is recognised is `ladder`; headings and units are weighed here, and a unit that does not fit vetoes.
Unscoped totals are settled in `scopes`.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from fractions import Fraction

from esg_pipeline.disclosure import headings
from esg_pipeline.disclosure.concepts import breakdowns, concepts, fold, members, subject, together
from esg_pipeline.disclosure.confidence import Signals, confidence
from esg_pipeline.disclosure.labels import Alias, LabelIndex
from esg_pipeline.disclosure.ladder import Ladder, Match, Way, look_up
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.semantic import Budget
from esg_pipeline.disclosure.units import Unit, UnitMismatch, UnitTable, comparable
from esg_pipeline.methodology.codes import State

_WATER = re.compile(r"^wa_|^ws_wastewater$")
_REVENUE = re.compile(r"revenue|turnover|\bsales\b|\bincome\b|营收|營收|收入|收益|营业额|營業額", re.IGNORECASE)
_PER_OF_DIMENSION = {"person": "employee", "area": "area", "count": "unit"}
_TO_BE_SETTLED = 2
_BARE = frozenset({"person", "count"})
_STAFF = frozenset({"employee"})
_BARE_STAFF = re.compile(
    r"(?:our |own |direct )?(?:employees|staff|workers)|(?:本公司)?(?:员工|雇员|职工)", re.IGNORECASE
)
# Cases that are counted in people.
_OF_PEOPLE = frozenset({"es_fatal", "es_injuries"})
_ADJECTIVES = frozenset(
    {"direct", "indirect", "other", "hazardous", "nonhazardous", "intensity", "landfill", "average"}
)
# Words that name no subject at all: `Total consumption` below `Water`, `Received` below `Complaints`.
_RELATIONS = frozenset(
    {"consumption", "emission", "produced", "withdrawal", "received", "resolved", "disposed", "rate", "average", "hour"}
    | {"intensity"}
)
_JOINS = re.compile(r"\band\b|[&/、与及和]")
_KINDS_OF_TRAINING = frozenset({"anticorruption", "safety", "environment"})
# Acts and states of staff: under such a heading a group of employees is no headcount.
_COUNTS_OF_STAFF = frozenset(
    {"turnover", "training", "injury", "fatality", "lost", "manager", "director", "board", "supplier", "customer"}
    | {"volunteer", "new", "hour", "health_check", "新", "入", "招", "离"}
)


@dataclass(frozen=True, slots=True)
class Rules:
    """What the extractor knows of one methodology version: unit words, labels, canonical unit of each data point.

    `events` are the data points that count events: no figure is theirs, but a sentence may deny that there was any.
    """

    units: UnitTable
    labels: LabelIndex
    data_points: Mapping[str, str]
    events: Mapping[str, str] = field(default_factory=dict[str, str])
    ladder: Ladder = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "ladder", Ladder(self.labels))

    @property
    def semantic(self) -> str:
        """The embedding model in use, or `off: ` and why there is none."""
        return self.ladder.semantic


@dataclass(frozen=True, slots=True)
class Mapped:
    """What one observation may be. `options` maps the alias's data points to the resulting ones; one when certain.

    `way` says how the label was recognised, `similarity` how near it was (1 unless by meaning).
    """

    observation: RawObservation
    options: tuple[tuple[str, str], ...]
    dimension: str
    unit_text: str
    unit_source: str
    alias: Alias
    is_per_said: bool
    way: Way = Way.EXACT
    similarity: float = 1.0


@dataclass(frozen=True, slots=True)
class Measured:
    """A settled fact before it gets its key. `signals` are what its confidence is made of."""

    observation: RawObservation
    data_point_id: str
    base_id: str
    dimension: str
    value: Fraction | None
    unit: str
    raw_unit: str
    confidence: float
    way: Way = Way.EXACT
    signals: Signals = field(default_factory=Signals)

    @property
    def method(self) -> str:
        """The reader of the number and the way of its label: `table:exact`."""
        return f"{self.observation.method}:{self.way}"


class NotMapped(ValueError):  # noqa: N818 - not an error of the document: most numbers are no data point
    """Why a number is not a fact."""


def map_observation(raw: RawObservation, rules: Rules, budget: Budget | None = None) -> Mapped:
    """Find what a number measures; by meaning only within a document's budget. Raises NotMapped with the reason."""
    if raw.problem:
        raise NotMapped(raw.problem)
    if any(headings.is_other_matter(text) for text in (*raw.headings, raw.indicator)):
        raise NotMapped("the heading speaks of a target, a change or somebody else")
    reading = rules.ladder.read(raw.label, raw.member, budget)
    match = _match(raw, reading.found, rules)
    alias, per = match.alias, match.per
    unit_text, source = _unit_text(raw, alias, rules)
    if reading.way is Way.SEMANTIC and not unit_text:
        raise NotMapped("a label recognised by its meaning needs a printed unit")
    unit = rules.units.parse(unit_text) if unit_text else None
    options = tuple(_options(alias, per, unit, unit_text, rules))
    if not options:
        raise NotMapped("no data point for this label with this denominator")
    dimension = _dimension(alias, match.members, options, rules.labels)
    way, near = reading.way, reading.similarity
    return Mapped(raw, options, dimension, unit_text, source, alias, per is not None, way, near)


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
    signals = Signals(
        unit_source=source,
        is_period_assumed=raw.is_period_assumed,
        is_scope_settled=len(mapped.alias.candidates) > 1,
        similarity=mapped.similarity,
        qualifier=raw.value.qualifier,
    )
    printed = "" if source == "implied" else unit_text
    probability = confidence(f"{raw.method}:{mapped.way}", signals)
    return Measured(
        raw, data_point_id, base_id, mapped.dimension, value, target_text, printed, probability, mapped.way, signals
    )


# --- label ------------------------------------------------------------------------------------------------------


def _match(raw: RawObservation, found: frozenset[str], rules: Rules) -> Match:
    """Alias of the label itself, or of its nearest heading when the label only names a member, a group or a total."""
    dims = members(found)
    _refuse_partial(raw)
    if found == _STAFF and _BARE_STAFF.fullmatch(fold(raw.label)):
        return _of_staff(raw, rules) or _own(found, raw, rules)
    if subject(found) - {"employee"} or (subject(found) and not dims):
        if raw.breakdown and dims and not set(dims) & set(raw.breakdown) and not breakdowns(found):
            raise NotMapped("the row does not fit its breakdown heading")
        return _own(_with_share(found, raw, rules), raw, rules)
    own = rules.labels.find(frozenset(), dims) if dims else None
    if own is not None:
        return Match(own, dims, None)
    if raw.breakdown and dims and not set(dims) <= set(raw.breakdown) | set(members(concepts(raw.member))):
        raise NotMapped("the row does not fit its breakdown heading")
    if raw.breakdown and not dims:
        raise NotMapped("a row below a breakdown heading that names no member")
    if raw.indicator and not dims:
        return _settled_by_table(raw, found, rules)
    return _of_heading(raw, found, rules)


def _of_staff(raw: RawObservation, rules: Rules) -> Match | None:
    """`Employees` below `Work-related fatalities` says whose they are; the nearest heading decides."""
    for text in (raw.indicator, *reversed(raw.headings)):
        topic = concepts(text)
        if subject(topic) & _COUNTS_OF_STAFF:
            return _found(topic, rules.labels)
        if topic:
            return None
    return None


def _settled_by_table(raw: RawObservation, found: frozenset[str], rules: Rules) -> Match:
    """A total below another figure is the heading's only where the sums of the table must say what it adds up."""
    match = None
    with suppress(NotMapped):
        match = _of_heading(replace(raw, indicator=""), found, rules)
    if match is None or len(match.alias.candidates) < _TO_BE_SETTLED:
        raise NotMapped("a total below another figure does not say of what")
    return match


def _own(found: frozenset[str], raw: RawObservation, rules: Rules) -> Match:
    """A label with a subject: its own alias, or with the heading's words where it alone says too little (`Direct`)."""
    match = look_up(found, rules.labels)
    is_relative = _is_relative(found)
    if match is None and raw.indicator and "rate" not in found and _is_share(raw, rules):
        match = look_up(together(concepts(raw.indicator), found | {"rate"}), rules.labels)
    for text in (raw.indicator, *reversed(raw.headings)):
        topic = concepts(text)
        if match is not None and "training" in found and _is_kind_of_training(text, topic):
            return _found(topic | found, rules.labels)
        if match is None and (is_relative or _ADJECTIVES & found):
            match = look_up(together(topic, found), rules.labels)
            if match is None and is_relative and look_up(topic, rules.labels) is not None:
                break  # the nearest subject is the one that is meant
    return match or _found(found, rules.labels)


def _is_kind_of_training(heading: str, topic: frozenset[str]) -> bool:
    """`Safety training` is one kind; `Safety and training` is a chapter about both."""
    kind = subject(topic) - {"training", "employee"}
    return "training" in topic and bool(kind) and kind <= _KINDS_OF_TRAINING and not _JOINS.search(fold(heading))


def _is_relative(found: frozenset[str]) -> bool:
    """Whether a label has no subject of its own, only what is done with it or what it is divided by."""
    return all(c in _RELATIONS or c.startswith("per:") for c in subject(found))


def _of_heading(raw: RawObservation, found: frozenset[str], rules: Rules) -> Match:
    """What the nearest heading with a subject counts, of the label's members."""
    is_staff = "@staff" in found or "employee" in subject(found)
    part = frozenset(c for c in found if not c.startswith("@@")) - {"@staff", "employee"}
    for text in (raw.indicator, *reversed(raw.headings)):
        topic = rules.ladder.read(headings.behind_colon(text, rules.labels)).found
        if topic == _STAFF and part and _is_share(raw, rules):
            is_staff = True  # a percentage below the headcount is a share of it
            continue
        if text == raw.indicator and raw.headings and subject(topic) and _is_relative(topic):
            topic = together(concepts(raw.headings[-1]), topic)
        about = subject(topic) - {"employee"}
        match = look_up(topic | part, rules.labels) if subject(topic) or "@staff" in topic else None
        if match is not None or (about and not is_staff):
            return match or _found(topic | part, rules.labels)
        if about & _COUNTS_OF_STAFF or headings.names_a_group(text):
            raise NotMapped("the heading counts something else than staff")
    if not is_staff:
        raise NotMapped("no heading says what is counted")
    return _found(_with_share(part | {"employee"}, raw, rules), rules.labels)


def _found(found: frozenset[str], labels: LabelIndex) -> Match:
    """Raises NotMapped when the label is no alias."""
    match = look_up(found, labels)
    if match is None:
        two = "" in members(found).values()
        raise NotMapped("two members of one breakdown" if two else "the label is no known alias")
    return match


def _with_share(found: frozenset[str], raw: RawObservation, rules: Rules) -> frozenset[str]:
    """A percent sign says `share of` where the label does not: `Employees trained (%)`."""
    if not _is_share(raw, rules):
        return found
    if _is_relative(found):
        return found | {"rate"}
    is_group = "employee" in found and members(found)
    if is_group and len(members(found)) > 1:
        return found  # of two groups, either may be the whole
    ways = ((found - {"employee"}) | {"@staff", "rate"}, found | {"rate"}) if is_group else (found | {"rate"},)
    return next((shared for shared in ways if look_up(shared, rules.labels) is not None), found)


def _is_share(raw: RawObservation, rules: Rules) -> bool:
    units = [rules.units.parse(text) for text in raw.units]
    return any(unit is not None and unit.dimension == "share" for unit in units)


def _refuse_partial(raw: RawObservation) -> None:
    """Below a heading that is a member itself (`Female`, `China`) every figure is a part."""
    for heading in raw.headings:
        found = concepts(heading)
        if members(found) and not subject(found) and "@staff" not in found:
            raise NotMapped("the heading names a part of the whole")


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
    texts = [text for text in raw.units if not _names_staff(text, alias, rules)]
    parsed = [rules.units.parse(text) for text in texts]
    if None in parsed:
        raise NotMapped(f"unknown unit {texts[parsed.index(None)]!r}")
    known = [unit for unit in parsed if unit is not None]
    if len({comparable(unit) for unit in known}) > 1:
        raise NotMapped(f"contradicting units {' and '.join(repr(t) for t in texts)}")
    if known:
        best = max(range(len(known)), key=lambda i: (known[i].dimension == "co2e", -i))
        return texts[best], "column"
    if alias.implied_unit or not raw.inherited:
        return "", ""
    return (raw.inherited[0], "heading") if rules.units.parse(raw.inherited[0]) else ("", "")


def _names_staff(text: str, alias: Alias, rules: Rules) -> bool:
    """Whether a title such as `Employees` says whose lost days these are, and not in what they are counted."""
    unit = rules.units.parse(text)
    if unit is None or unit.dimension != "person" or concepts(text) != _STAFF:
        return False
    targets = [rules.units.parse(rules.data_points.get(name, "")) for name in alias.candidates]
    return all(target is not None and target.dimension not in _BARE for target in targets)


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
    if unit.dimension == "person" and target.dimension == "count" and data_point_id in _OF_PEOPLE:
        unit = Unit("count", unit.factor)
    try:
        return rules.units.ratio(unit, target, "water" if _WATER.search(data_point_id) else "")
    except UnitMismatch as error:
        raise NotMapped(f"unit {text!r} does not fit {target_text!r}: {error}") from error
