"""Fills gaps in a dense array of scores and says of each filled cell how. Known cells are never changed.

Medians and regression have modules of their own; what a cell would be filled with were it hidden is `hidden.py`.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from esg_pipeline.medians import Floats, Whole, group_medians
from esg_pipeline.regression import predict

Flags = NDArray[np.bool_]
Cell = TypeVar("Cell", bound=np.generic)

# What a cell may rest on; the index is what `Filled.method` holds. Only the prior is never missing.
METHODS = (
    "value_function",
    "carry_forward",
    "interpolation",
    "zero",
    "regression",
    "median_industry_class_size",
    "median_industry",
    "median_class",
    "median_universe",
    "prior",
)
REPORTED, CARRIED, INTERPOLATED, ZERO, REGRESSION, FIRST_MEDIAN = range(6)
PRIOR = len(METHODS) - 1
HIGHEST = 100.0


@dataclass(frozen=True)
class Known:
    """What is known, arrays issuer x data point; scores 0..100, NaN where there is none; ages in years, 0 is current.

    `scores`, `age`: of the newest value; `earlier`, `earlier_age`: of the one before it; `interpolated`: of a value
    between known ones, faded by its age; `zero`: of the value 0 where law or nature says so; `worst`: lowest possible;
    `tried`: what a current value would be by interpolation, which only measures and fills nothing.
    """

    scores: Floats
    age: Whole
    interpolated: Floats
    earlier: Floats
    earlier_age: Whole
    zero: Floats
    worst: Floats
    tried: Floats


@dataclass(frozen=True)
class Ladders:
    """How each data point is filled.

    `steps`: data point x step, index into METHODS, -1 behind the last; `carry_years` and `carry_decay` (factor per
    year) per data point; `related`: data point x columns that regression may use, -1 where there are no more.
    """

    steps: Whole
    carry_years: Whole
    carry_decay: Floats
    related: Whole


@dataclass(frozen=True)
class Peers:
    """Group number of each issuer (row) on each step of the medians, narrowest first; the last one is everybody.

    Groups never mix simulated and real issuers: a real score must not rest on an invented peer.
    """

    groups: tuple[Whole, ...]

    @property
    def everybody(self) -> Whole:
        """The widest group: who may learn from whom at all."""
        return self.groups[-1]


@dataclass(frozen=True)
class Policy:
    """The choices of the method that hold for every data point; see version.yaml."""

    min_donors: int
    prior_score: float
    strict_disclosure: bool
    disclosure_floor: float


@dataclass(frozen=True)
class Filled:
    """Arrays issuer x data point: scores without gaps, index into METHODS, number of donors (0 when none)."""

    scores: Floats
    method: Whole
    donors: Whole


# Method and columns -> what the method says there (NaN where it cannot) and the number of donors.
Estimator = Callable[[int, Whole], tuple[Floats, Whole]]


def fill(known: Known, wanted: Flags, ladders: Ladders, peers: Peers, policy: Policy) -> Filled:
    """Fills every wanted cell by its data point's ladder (DESIGN 4.4); unwanted cells come back as NaN.

    A value once disclosed, faded as far as it was carried, caps whatever later stands in for it: silence never pays.
    Raises RuntimeError if a known cell would change.
    """
    is_current = current(known, wanted)
    source = Source(known, donor_scores(known, wanted, ladders, policy), ladders, peers, policy)
    climbed = climb(source.estimate, wanted & ~is_current, ladders, policy)
    stand_in = np.where(wanted, np.fmin(climbed.scores, upper_limits(known, ladders, policy)), np.nan)
    scores = placed(stand_in, known.scores, is_current)
    if not np.array_equal(scores[is_current], known.scores[is_current]):
        raise RuntimeError("filling gaps changed a score that is known")
    return Filled(scores, np.where(is_current, REPORTED, climbed.method), climbed.donors)


def placed(stand_in: Floats, known: Floats, is_current: Flags) -> Floats:
    """Known scores where they are current, what stands in elsewhere."""
    return np.where(is_current, known, stand_in)


def current(known: Known, wanted: Flags) -> Flags:
    """Cells with a value of the current year: they stand as they are."""
    return wanted & ~np.isnan(known.scores) & (known.age == 0)


def faded(scores: Floats, age: Whole, ladders: Ladders) -> Floats:
    """Scores times the decay of their data point for each year of age, as far as it is carried."""
    row, column = np.nonzero((age != 0) & ~np.isnan(scores))
    if not len(row):
        return scores
    years = np.minimum(age[row, column], ladders.carry_years[column])
    less = scores.copy()
    less[row, column] *= ladders.carry_decay[column] ** years
    return less


def carriable(known: Known, ladders: Ladders, policy: Policy) -> Floats:
    """Scores of the values that are old but within the limit of their data point, NaN elsewhere.

    The last observation carried forward: 2 . 1 4 5 2 becomes 2 2 1 4 5 2 (R package zoo, na.locf); here it fades on
    the way. In strict mode an old value is worth what silence is worth, or fading would make silence pay.
    """
    is_old = ~np.isnan(known.scores) & (known.age > 0) & (known.age <= ladders.carry_years)
    return np.where(is_old, upper_limits(known, ladders, policy), np.nan)


@dataclass(frozen=True)
class Source:
    """All that a gap may be filled from."""

    known: Known
    donors: Floats
    ladders: Ladders
    peers: Peers
    policy: Policy

    def estimate(self, method: int, columns: Whole) -> tuple[Floats, Whole]:
        """What a method says of every cell of some columns, and from how many donors; NaN where it cannot."""
        if method == REGRESSION:
            return predict(self.donors, columns, self.ladders.related, self.peers.everybody, self.policy.min_donors)
        if method >= FIRST_MEDIAN:
            group = self.peers.groups[method - FIRST_MEDIAN]
            medians, count = group_medians(of_columns(self.donors, columns), group)
            return np.where(count >= self.policy.min_donors, medians, np.nan), count
        given = of_columns(self.given(method), columns)
        return given, np.zeros(given.shape, dtype=np.int64)

    def given(self, method: int) -> Floats:
        """What a method that asks nobody else says."""
        if method == CARRIED:
            return carriable(self.known, self.ladders, self.policy)
        return self.known.interpolated if method == INTERPOLATED else self.known.zero


def donor_scores(known: Known, wanted: Flags, ladders: Ladders, policy: Policy) -> Floats:
    """What others may learn from: scores that are current or that their ladder carries, never filled ones, else NaN."""
    carries = wanted & np.equal(ladders.steps, CARRIED).any(axis=1)
    old = np.where(carries, carriable(known, ladders, policy), np.nan)
    return np.where(current(known, wanted), known.scores, old)


def upper_limits(known: Known, ladders: Ladders, policy: Policy) -> Floats:
    """Highest score of what is not current: no more than what was once disclosed, faded as far as it was carried.

    In strict mode the floor, or the worst that could be disclosed where that is lower.
    """
    if policy.strict_disclosure:
        return np.fmin(known.worst, policy.disclosure_floor)
    return np.fmin(faded(known.scores, known.age, ladders), HIGHEST)


def climb(estimate: Estimator, open_cells: Flags, ladders: Ladders, policy: Policy) -> Filled:
    """Each open cell takes the first step of its ladder that can say something, else the prior. No caps yet."""
    scores = np.full(open_cells.shape, policy.prior_score)
    method, donors = np.full(open_cells.shape, PRIOR, dtype=np.int64), np.zeros(open_cells.shape, dtype=np.int64)
    still_open = open_cells.copy()
    for step, members in steps_in_turn(ladders):
        columns = members[of_columns(still_open, members).any(axis=0)]
        if not len(columns):
            continue
        values, count = estimate(step, columns)
        usable = of_columns(still_open, columns) & ~np.isnan(values)
        row, place = np.nonzero(usable)
        cells = row, columns[place]
        scores[cells], method[cells], donors[cells] = values[row, place], step, count[row, place]
        still_open[cells] = False
    return Filled(scores, method, donors)


def of_columns(array: NDArray[Cell], columns: Whole) -> NDArray[Cell]:
    """Some columns of an array in ascending order; the array itself, not a copy, where these are all."""
    return array if len(columns) == array.shape[1] else array[:, columns]


def steps_in_turn(ladders: Ladders) -> Iterator[tuple[int, Whole]]:
    """Methods in the order of the steps, each with the data points that take it there."""
    for methods in ladders.steps.T:
        for method in np.unique(methods[methods >= 0]):
            yield int(method), np.flatnonzero(methods == method)


def group_numbers(*keys: Sequence[object]) -> Whole:
    """One number per distinct combination of keys, equal rows get equal numbers."""
    numbers: dict[tuple[object, ...], int] = {}
    return np.array([numbers.setdefault(row, len(numbers)) for row in zip(*keys, strict=True)], dtype=np.int64)
