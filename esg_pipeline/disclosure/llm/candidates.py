"""The data points a number may be: those whose unit fits and whose names share words with its label. No decision.

Words are compared, not meanings; the names are those of labels.csv, in both languages.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from esg_pipeline.disclosure.llm.unmapped import Unmapped
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.running_text import fold, languages
from esg_pipeline.disclosure.similarity import terms
from esg_pipeline.disclosure.units import Unit, UnitMismatch

MAX_CANDIDATES = 8
_CONTEXT_WEIGHT = 0.4  # words of the sentence or the headings, against words of the label itself
_BARE = frozenset({"person", "count"})
_WATER = ("wa_", "ws_wastewater")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A data point as the model sees it."""

    data_point_id: str
    name: str
    unit: str
    breakdowns: tuple[str, ...] = ()


class CandidateIndex:
    """The names of every measured data point by their words; built once per methodology version."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._names: dict[str, dict[str, str]] = {}
        self._labels: list[tuple[str, frozenset[str]]] = []
        for text, alias in rules.labels.texts:
            for data_point_id in alias.candidates:
                if rules.units.parse(rules.data_points.get(data_point_id, "")) is not None:
                    self._add(data_point_id, text)
        self._weight = _weights([words for _, words in self._labels])
        self._total = [math.fsum(self._weight[word] for word in sorted(words)) for _, words in self._labels]
        self._holders: dict[str, list[int]] = defaultdict(list)
        for number, (_, words) in enumerate(self._labels):
            for word in words:
                self._holders[word].append(number)

    def _add(self, data_point_id: str, text: str) -> None:
        words = terms(fold(text))
        if words:
            self._labels.append((data_point_id, words))
        language = "zh" if "zh" in languages(text) else "en"
        self._names.setdefault(data_point_id, {}).setdefault(language, text)

    def of(self, number: Unmapped, context: str) -> tuple[Candidate, ...]:
        """At most eight data points, the nearest first; none when no word is shared or no unit fits."""
        score: dict[str, float] = defaultdict(float)
        label = " ".join(number.label_path.split(" > ")[-2:])
        for text, weight in ((label, 1.0), (f"{number.label_path} {context}", _CONTEXT_WEIGHT)):
            for data_point_id, near in self._near(text).items():
                score[data_point_id] += weight * near
        unit = unit_of(number.raw_unit, self._rules)
        fitting = [d for d in score if unit is None or ratio(unit, d, self._rules) is not None]
        ranked = sorted(fitting, key=lambda d: (-round(score[d], 6), d))
        return tuple(self._candidate(d) for d in ranked[:MAX_CANDIDATES])

    def _near(self, text: str) -> dict[str, float]:
        """Share of the nearest label's words that the text holds, 0 to 1, by data point."""
        held: dict[int, float] = defaultdict(float)
        for word in sorted(terms(fold(text))):
            for number in self._holders.get(word, ()):
                held[number] += self._weight[word]
        near: dict[str, float] = defaultdict(float)
        for number, weight in held.items():
            data_point_id = self._labels[number][0]
            near[data_point_id] = max(near[data_point_id], weight / self._total[number])
        return near

    def _candidate(self, data_point_id: str) -> Candidate:
        names = self._names[data_point_id]
        name = " / ".join(names[language] for language in ("en", "zh") if language in names)
        keys = tuple(sorted(self._rules.labels.breakdowns.get(data_point_id, frozenset())))
        return Candidate(data_point_id, name, self._rules.data_points[data_point_id], keys)


def unit_of(text: str, rules: Rules) -> Unit | None:
    """The one unit of a number's unit texts (split by ` | `), None when there is none, or they differ."""
    parsed = {rules.units.parse(part) for part in text.split(" | ") if part.strip()}
    return next(iter(parsed)) if len(parsed) == 1 else None


def ratio(unit: Unit, data_point_id: str, rules: Rules) -> Fraction | None:
    """Factor from a unit to that of the data point, None when they do not measure the same thing."""
    target = rules.units.parse(rules.data_points[data_point_id])
    if target is None:
        return None
    try:
        return rules.units.ratio(unit, target, "water" if data_point_id.startswith(_WATER) else "")
    except UnitMismatch:
        return None


def is_bare(data_point_id: str, rules: Rules) -> bool:
    """Whether the data point counts heads or cases, which stand without a unit."""
    target = rules.units.parse(rules.data_points[data_point_id])
    return target is not None and target.dimension in _BARE and not target.per_dimension


def _weights(labels: Sequence[frozenset[str]]) -> dict[str, float]:
    """A word that many labels hold says little."""
    counts = Counter(word for words in labels for word in words)
    return {word: math.log(1 + len(labels) / count) for word, count in counts.items()}
