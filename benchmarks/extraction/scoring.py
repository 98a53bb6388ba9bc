"""Facts against answers: which are right, which are false, which were missed, and the shares that follow.

A figure is right when data point, dimension, period and value are; a statement when its level is. What a careful reader
may take or leave is not counted.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from marks import Case, Figure

Row = Mapping[str, Any]
# What a value is off by when its unit was misread: powers of ten, and MWh for GJ.
UNIT_SLIPS = (1.0, 3.6)


@dataclass(frozen=True)
class Judged:
    """One fact that counts: `is_key` the right thing and year, `is_right` also the value, `is_there` the right line."""

    case: str
    data_point: str
    method: str
    weakness: int
    confidence: float
    status: str
    line: int
    said: str
    is_key: bool
    is_right: bool
    is_unit_right: bool
    is_there: bool | None


@dataclass
class Tally:
    """What a set of documents gave: the facts that count and the answers that nothing met."""

    facts: list[Judged] = field(default_factory=list[Judged])
    asked: int = 0
    missed: list[str] = field(default_factory=list[str])

    def add(self, other: "Tally") -> None:
        """Pool another set into this one."""
        self.facts += other.facts
        self.asked += other.asked
        self.missed += other.missed

    def row(self) -> dict[str, float]:
        """Counts and shares; a share of nothing is nan."""
        right = sum(fact.is_right for fact in self.facts)
        keyed = [fact for fact in self.facts if fact.is_key]
        placed = [fact.is_there for fact in self.facts if fact.is_right and fact.is_there is not None]
        accepted = [fact for fact in self.facts if fact.status in ("accepted", "confirmed", "corrected")]
        precision, recall = share(right, len(self.facts)), share(self.asked - len(self.missed), self.asked)
        return {
            "asked": self.asked,
            "facts": len(self.facts),
            "false": len(self.facts) - right,
            "precision": precision,
            "recall": recall,
            "f1": 2 * precision * recall / (precision + recall) if precision + recall > 0 else math.nan,
            "value": share(sum(fact.is_right for fact in keyed), len(keyed)),
            "unit": share(sum(fact.is_unit_right for fact in keyed), len(keyed)),
            "evidence": share(sum(placed), len(placed)),
            "accepted": share(len(accepted), len(self.facts)),
            "accepted_precision": share(sum(fact.is_right for fact in accepted), len(accepted)),
        }


def share(part: float, whole: float) -> float:
    """A share of something, nan of nothing."""
    return part / whole if whole else math.nan


def judge(case: Case, facts: Sequence[Row], evidence: Mapping[str, Sequence[int]], stated: frozenset[str]) -> Tally:
    """Judge the facts of one document; `evidence` gives the lines kept for a fact, `stated` the yes/no data points."""
    tally = Tally()
    met: set[tuple[object, ...]] = set()
    for fact in facts:
        is_statement = fact["data_point_id"] in stated
        lines = evidence.get(fact["fact_id"], ()) or (fact["line"],)
        verdict = _statement(case, fact, lines) if is_statement else _figure(case, fact)
        if verdict is None:
            continue
        tally.facts.append(verdict)
        if verdict.is_right:
            met.add((fact["data_point_id"], *(() if is_statement else (fact["dimension"], fact["period"]))))
    wanted = _wanted(case)
    tally.asked = len(wanted)
    tally.missed = [name for key, name in wanted.items() if key not in met]
    return tally


def _wanted(case: Case) -> dict[tuple[object, ...], str]:
    figures = {f.key: f"{case.name} line {f.lines}: {f.key} = {f.value}" for f in case.figures if f.is_required}
    said = {
        (point,): f"{case.name} line {s.lines}: {point} is {s.levels}"
        for point, s in case.statements.items()
        if s.is_required
    }
    return {**figures, **said}


def _figure(case: Case, fact: Row) -> Judged | None:
    key = (fact["data_point_id"], fact["dimension"], fact["period"])
    asked = [figure for figure in case.figures if figure.key == key]
    right = next((figure for figure in asked if figure.holds(fact["value"])), None)
    if right is None:
        if case.may_say(fact["data_point_id"], fact["line"]) or (not asked and not case.is_closed):
            return None
        is_unit_right = bool(asked) and not any(_is_unit_slip(figure, fact["value"]) for figure in asked)
        return _judged(case, fact, is_key=bool(asked), is_right=False, is_unit_right=is_unit_right, is_there=None)
    is_there = fact["line"] in right.lines if case.has_lines and right.lines else None
    return _judged(case, fact, is_key=True, is_right=True, is_unit_right=True, is_there=is_there)


def _statement(case: Case, fact: Row, lines: Iterable[int]) -> Judged | None:
    if not case.has_statements:
        return None
    answer = case.statements.get(fact["data_point_id"])
    is_right = answer is not None and fact["value"] in answer.levels
    if (answer is not None and is_right and not answer.is_required) or (
        not is_right and (case.may_say(fact["data_point_id"], fact["line"]) or fact["value"] is None)
    ):
        return None
    is_there = bool(set(lines) & set(answer.lines)) if answer and is_right and case.has_lines else None
    return _judged(case, fact, is_key=answer is not None, is_right=is_right, is_unit_right=is_right, is_there=is_there)


def _judged(
    case: Case, fact: Row, *, is_key: bool, is_right: bool, is_unit_right: bool, is_there: bool | None
) -> Judged:
    said = f"{fact['data_point_id']} {fact['dimension']} {fact['period']} = {fact['value']} {fact['unit']}"
    return Judged(
        case.name,
        fact["data_point_id"],
        fact["method"],
        int(fact.get("weakness", 0)),
        fact["confidence"],
        str(fact["status"]),
        fact["line"],
        " ".join(said.split()),
        is_key,
        is_right,
        is_unit_right,
        is_there,
    )


def _is_unit_slip(figure: Figure, value: float | None) -> bool:
    """A value that is wrong by a power of ten, or by 3.6 and one."""
    if not value or not figure.value or (value < 0) != (figure.value < 0):
        return False
    ratio = value / figure.value
    logs = [math.log10(ratio * slip) for slip in UNIT_SLIPS] + [math.log10(ratio / 3.6)]
    return any(abs(log - round(log)) < 1e-6 and (round(log) or index) for index, log in enumerate(logs))
