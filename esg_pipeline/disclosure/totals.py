"""Rows that their sums place: a bare `Total` that adds up its heading's rows, groups that add up to the headcount.

Such a row does not belong to the figure it happens to stand below. Nothing is mapped here.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from esg_pipeline.disclosure.concepts import concepts, members, subject
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.sections import is_marked_part, is_total

_SCOPE = re.compile(
    r"((?:scope|范围|範圍)\s?[123一二三])(?:\s(?:ghg\s)?emissions?)?(?:\s{0,2}[-–—:：(（](?!\s?[123]).{0,120}|\s{0,2})",
    re.IGNORECASE,
)
_TOLERANCE = Fraction(1, 500)
_MAX_PARTS = 60
_STAFF = frozenset({"employee"})
Place = tuple[int, tuple[str, ...]]
Row = list[RawObservation]
Key = tuple[Hashable, ...]
Years = dict[int, list[Fraction]]


def placed(raws: Sequence[RawObservation]) -> list[RawObservation]:
    """The observations in their order; those that their sums place have no figure above them any more.

    `Scope 1 – fuels and refrigerants` is the whole of scope 1 where one row for each scope adds up to the total.
    """
    raws = _named_by_sums(raws)
    free = _whole_of_heading(raws) | _groups_of_staff(raws)
    return [replace(raw, indicator="", breakdown=(), breakdown_label="") if raw.span in free else raw for raw in raws]


def _named_by_sums(raws: Sequence[RawObservation]) -> list[RawObservation]:
    """Described scopes by their bare names, and their total by theirs, where one row of each adds up to it."""
    rows = _by(raws, lambda raw: (raw.table, raw.period) if _scope_of(raw) else None)
    totals = _by(raws, lambda raw: (raw.table, raw.period) if _is_plain_total(raw) else None)
    names: dict[tuple[int, int], str] = {}
    for key, scopes in rows.items():
        numbers = sorted({_scope_of(raw)[-1] for raw in scopes})
        total = sum((raw.value.value or Fraction(0) for raw in scopes), Fraction(0))
        whole = [raw for raw in totals.get(key, []) if _is_near(total, raw.value.value or Fraction(0))]
        if whole and len(numbers) == len(scopes) > 1:
            names |= {raw.span: _scope_of(raw) for raw in scopes if "method" not in members(concepts(raw.label))}
            names |= {raw.span: f"Scope {' and '.join(numbers)}" for raw in whole if _scope(raw.indicator)}
    return [replace(raw, label=name) if (name := names.get(raw.span)) else raw for raw in raws]


def _scope_of(raw: RawObservation) -> str:
    return _scope(raw.label)


def _scope(label: str) -> str:
    """`Scope 1` of a label that begins with it, bare or with words behind a dash, a colon or a bracket."""
    found = _SCOPE.fullmatch(label)
    return found[1] if found else ""


def _whole_of_heading(raws: Iterable[RawObservation]) -> set[tuple[int, int]]:
    """Spans of totals that are the sum of all rows between them and their heading, in every year that has both.

    All rows, or all that are no part of another figure: which ones those are, words alone do not always say.
    """
    parts: dict[Place, tuple[Years, Years]] = defaultdict(lambda: (defaultdict(list), defaultdict(list)))
    totals: dict[tuple[Place, int], Row] = defaultdict(list)
    sums: dict[tuple[Place, int], list[Years]] = {}
    for raw in raws:
        if raw.problem or raw.period is None or raw.value.value is None or not raw.headings:
            continue
        place = raw.table, (*raw.headings, raw.breakdown_label)
        if _is_bare_total(raw):
            totals[place, raw.line].append(raw)
            sums.setdefault((place, raw.line), [{y: list(v) for y, v in years.items()} for years in parts[place]])
            continue
        is_marked = is_marked_part(raw.label)
        kinds = (not raw.indicator or (not is_marked and bool(members(concepts(raw.label)))), not is_marked)
        for years in (years for years, is_meant in zip(parts[place], kinds, strict=True) if is_meant):
            years[raw.period] = [*years[raw.period], raw.value.value][: _MAX_PARTS + 1]
    return {raw.span for key, row in totals.items() if any(_adds_up(row, years) for years in sums[key]) for raw in row}


def _is_plain_total(raw: RawObservation) -> bool:
    return is_total(raw.label) and not concepts(raw.label) and not raw.member


def _is_bare_total(raw: RawObservation) -> bool:
    return _is_plain_total(raw) and bool(raw.indicator) != bool(raw.breakdown)


def _adds_up(row: Iterable[RawObservation], parts: Years) -> bool:
    """Whether each figure of a row is the sum of its year's parts."""
    pairs = [(raw.value.value, parts.get(raw.period or 0, [])) for raw in row]
    return all(total and 0 < len(few) <= _MAX_PARTS and _is_near(sum(few), total) for total, few in pairs)


def _groups_of_staff(raws: Sequence[RawObservation]) -> set[tuple[int, int]]:
    """Spans of groups of one breakdown (`employees below 30`) whose sum is the headcount of the table."""
    heads = _by(raws, lambda raw: (raw.table, raw.period) if concepts(raw.label) == _STAFF else None)
    free: set[tuple[int, int]] = set()
    for key, group in _by(raws, _group_of).items():
        whole = [raw.value.value for raw in heads.get(key[:2], []) if raw.value.value]
        total = sum((raw.value.value or Fraction(0) for raw in group), Fraction(0))
        if len(group) > 1 and any(_is_near(total, head) for head in whole):
            free |= {raw.span for raw in group}
    return free


def _group_of(raw: RawObservation) -> Key | None:
    """What the rows of one group share; None when a row names no member of the staff."""
    found = concepts(raw.label)
    keys = members(found)
    is_staff = "@staff" in found or subject(found) == _STAFF
    if not (raw.indicator and is_staff and len(keys) == 1 and subject(found) <= _STAFF):
        return None
    return raw.table, raw.period, raw.headings, raw.indicator, next(iter(keys))


def _by(raws: Iterable[RawObservation], key_of: Callable[[RawObservation], Key | None]) -> dict[Key, Row]:
    found: dict[Key, Row] = defaultdict(list)
    for raw in raws:
        key = None if raw.problem or raw.value.value is None else key_of(raw)
        if key is not None:
            found[key].append(raw)
    return found


def _is_near(one: Fraction | int, other: Fraction) -> bool:
    return abs(one - other) <= abs(other) * _TOLERANCE
