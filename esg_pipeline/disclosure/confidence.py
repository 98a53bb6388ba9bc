"""How likely a fact is right: a table of judged outcomes by method and weakness, and how it is fitted again.

The table is data (`calibration.csv`). What a reader is unsure of is said in `Signals`; nothing is read from a document.
"""

import csv
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from esg_pipeline.disclosure.found import Qualifier

COLUMNS = ("method", "weakness", "prior", "n", "n_right", "probability")
ANY_METHOD = "*"
MAX_WEAKNESS = 9
# The prior counts as much as so many judged facts: a bucket of three lucky ones stays near it.
PRIOR_WEIGHT = 20.0
# Nothing read from a document is surer than this, however many were right.
CEILING = 0.99
# Nor surer than this when a recogniser read the digits off a picture: how often it errs has not been judged.
PICTURE_CEILING = 0.85
_FILE = Path(__file__).with_name("calibration.csv")
_UNIT_SOURCE = {"column": 0, "implied": 1, "bare": 1, "state": 1, "heading": 2, "sibling": 3}
_DIGITS = 4


class CalibrationError(ValueError):
    """calibration.csv breaks a rule; the message names the row."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What a reader knows of its own doubts. `score`: its strength of belief; `similarity`: of a label, 1 if exact."""

    unit_source: str = "column"
    is_period_assumed: bool = False
    is_scope_settled: bool = False
    is_ocr: bool = False
    qualifier: Qualifier = Qualifier.EXACT
    similarity: float = 1.0
    score: float = 1.0

    @property
    def weakness(self) -> int:
        """Whole points of doubt, 0 (none) to 9; each signal adds its own."""
        points = _UNIT_SOURCE.get(self.unit_source, max(_UNIT_SOURCE.values()))
        points += self.is_period_assumed + self.is_scope_settled + 2 * self.is_ocr
        points += self.qualifier is not Qualifier.EXACT
        points += _steps(1 - self.similarity, 0.06) + _steps(1 - self.score, 0.1)
        return min(points, MAX_WEAKNESS)


@dataclass(frozen=True, slots=True)
class Outcome:
    """A fact that somebody has judged."""

    method: str
    weakness: int
    is_right: bool


@dataclass(frozen=True, slots=True)
class Bucket:
    """One row of the table: facts of one method and weakness, how many were right, and the probability that follows."""

    method: str
    weakness: int
    prior: float
    n: int
    n_right: int
    probability: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The table by method; within a method probability never rises with weakness."""

    buckets: Mapping[str, tuple[Bucket, ...]]

    def probability(self, method: str, weakness: int) -> float:
        """Probability of the method (or the longest known beginning of its name) at a weakness, 0 to 1."""
        rows = self.buckets[self.known(method)]
        at_most = [row.probability for row in rows if row.weakness >= weakness]
        return at_most[0] if at_most else rows[-1].probability

    def known(self, method: str) -> str:
        """The longest beginning of a method's name (`prose` of `prose:donation`) that has rows, else `*`."""
        name = method
        while name and name not in self.buckets:
            name = name.rpartition(":")[0]
        return name or ANY_METHOD


def confidence(method: str, signals: Signals, calibration: Calibration | None = None) -> float:
    """Probability that a fact is right, 0 to 1, by the shipped table unless another is given."""
    probability = (calibration or shipped()).probability(method, signals.weakness)
    return min(probability, PICTURE_CEILING) if signals.is_ocr else probability


@lru_cache(maxsize=1)
def shipped() -> Calibration:
    """The table that comes with the package."""
    return load_calibration(_FILE)


def load_calibration(path: Path) -> Calibration:
    """Read a table. Raises CalibrationError with the row that breaks a rule."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise CalibrationError(f"{path.name}: columns must be {', '.join(COLUMNS)}")
        rows = [_bucket(row, f"{path.name} row {number}") for number, row in enumerate(reader, start=2)]
    return _checked(rows, path.name)


def save_calibration(calibration: Calibration, path: Path) -> None:
    """Write a table as `load_calibration` reads it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for rows in calibration.buckets.values():
            writer.writerows([r.method, r.weakness, r.prior, r.n, r.n_right, r.probability] for r in rows)


def fit(outcomes: Iterable[Outcome], base: Calibration) -> Calibration:
    """The table of judged outcomes over the methods, weaknesses and priors of `base`.

    Each probability is the mean of a Beta posterior; neighbours that would rise with weakness are pooled by weight.
    """
    seen, right = Counter[tuple[str, int]](), Counter[tuple[str, int]]()
    for outcome in outcomes:
        key = _place(outcome, base)
        seen[key] += 1
        right[key] += outcome.is_right
    return Calibration({m: _fitted(rows, seen, right) for m, rows in base.buckets.items()})


def _place(outcome: Outcome, base: Calibration) -> tuple[str, int]:
    method = base.known(outcome.method)
    rows = base.buckets[method]
    at_least = [row.weakness for row in rows if row.weakness >= outcome.weakness]
    return method, at_least[0] if at_least else rows[-1].weakness


def _fitted(
    rows: Sequence[Bucket], seen: Counter[tuple[str, int]], right: Counter[tuple[str, int]]
) -> tuple[Bucket, ...]:
    counts = [(seen[row.method, row.weakness], right[row.method, row.weakness]) for row in rows]
    weights = [n + PRIOR_WEIGHT for n, _ in counts]
    means = [(k + PRIOR_WEIGHT * row.prior) / w for (_, k), row, w in zip(counts, rows, weights, strict=True)]
    pooled = falling(means, weights)
    return tuple(
        Bucket(row.method, row.weakness, row.prior, n, k, round(min(p, CEILING), _DIGITS))
        for row, (n, k), p in zip(rows, counts, pooled, strict=True)
    )


def falling(means: Sequence[float], weights: Sequence[float]) -> list[float]:
    """The nearest sequence that never rises: neighbours out of order share their weighted mean."""
    blocks: list[tuple[float, float, int]] = []
    for mean, weight in zip(means, weights, strict=True):
        blocks.append((mean, weight, 1))
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            (left, left_weight, left_size), (last, last_weight, size) = blocks[-2:]
            total = left_weight + last_weight
            blocks[-2:] = [((left * left_weight + last * last_weight) / total, total, left_size + size)]
    return [mean for mean, _, size in blocks for _ in range(size)]


def _steps(doubt: float, step: float) -> int:
    """Whole steps of a doubt between 0 and 1, a begun step counting; a number that is none is full doubt."""
    if not 0 <= doubt <= 1:
        return MAX_WEAKNESS if math.isnan(doubt) or doubt > 1 else 0
    return math.ceil(round(doubt / step, 6))


def _bucket(row: Mapping[str, str | None], place: str) -> Bucket:
    try:
        method, weakness, prior, n, n_right, probability = (str(row[name] or "").strip() for name in COLUMNS)
        found = Bucket(method, int(weakness), float(prior), int(n), int(n_right), float(probability))
    except ValueError as error:
        raise CalibrationError(f"{place}: {error}") from error
    shares = (found.prior, found.probability)
    if not found.method or not 0 <= found.weakness <= MAX_WEAKNESS or not all(0 <= share <= 1 for share in shares):
        raise CalibrationError(f"{place}: needs a method, a weakness of 0 to {MAX_WEAKNESS} and shares of 0 to 1")
    if not 0 <= found.n_right <= found.n:
        raise CalibrationError(f"{place}: {found.n_right} right of {found.n}")
    return found


def _checked(rows: Iterable[Bucket], name: str) -> Calibration:
    groups: dict[str, list[Bucket]] = defaultdict(list)
    for row in rows:
        before = groups[row.method][-1] if groups[row.method] else None
        if before is not None and (row.weakness <= before.weakness or row.probability > before.probability):
            raise CalibrationError(f"{name}: {row.method} at weakness {row.weakness} is out of order or rises")
        groups[row.method].append(row)
    if ANY_METHOD not in groups:
        raise CalibrationError(f"{name}: no rows for any other method ({ANY_METHOD})")
    return Calibration({method: tuple(found) for method, found in groups.items()})
