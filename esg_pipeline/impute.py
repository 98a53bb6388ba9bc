"""Fills gaps in a dense array of scores and says of each filled cell how. Known cells are never changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

# The ladder of DESIGN 4.4, in order; the index is what `Filled.method` holds.
METHODS = (
    "value_function",
    "carry_forward",
    "median_industry_class_size",
    "median_industry",
    "median_class",
    "median_universe",
    "prior",
)
REPORTED, CARRIED, FIRST_MEDIAN, PRIOR = 0, 1, 2, len(METHODS) - 1


@dataclass(frozen=True)
class Peers:
    """Group number of each issuer (row) on each step of the ladder, narrowest first.

    Groups never mix simulated and real issuers: a real score must not rest on an invented peer.
    """

    groups: tuple[Whole, ...]


@dataclass(frozen=True)
class Policy:
    """The choices of the method that steer the filling; see version.yaml."""

    min_donors: int
    carry_decay: float
    prior_score: float
    strict_disclosure: bool
    disclosure_floor: float


@dataclass(frozen=True)
class Filled:
    """Arrays issuer x data point: scores without gaps, index into METHODS, number of donors (0 when none)."""

    scores: Floats
    method: Whole
    donors: Whole


def fill(known: Floats, age: Whole, carry_years: Whole, wanted: Flags, peers: Peers, policy: Policy) -> Filled:
    """Fills every wanted cell (DESIGN 4.4).

    `known`: score of the newest value ever disclosed, NaN when there is none; `age`: its age in years, 0 is current;
    `carry_years`: limit per data point; `wanted`: cells that apply. Unwanted cells come back as NaN.
    A value once disclosed, faded as far as it was carried, caps whatever later stands in for it: silence never pays.
    """
    is_known = wanted & ~np.isnan(known)
    is_current = is_known & (age == 0)
    is_carried = is_known & ~is_current & (age <= carry_years)
    faded = known * policy.carry_decay ** np.minimum(age, carry_years)
    scores = np.where(is_current, known, np.where(is_carried, faded, np.nan))
    method = np.where(is_carried, CARRIED, REPORTED).astype(np.int64)
    donors = np.zeros_like(method)
    gaps = wanted & np.isnan(scores)
    imputed = medians_of_peers(scores, gaps, peers, policy, method, donors)
    imputed = np.where(is_known, np.minimum(imputed, faded), imputed)
    if policy.strict_disclosure:
        imputed = np.minimum(imputed, policy.disclosure_floor)
    return Filled(np.where(gaps, imputed, scores), np.where(wanted, method, PRIOR), donors)


def medians_of_peers(scores: Floats, gaps: Flags, peers: Peers, policy: Policy, method: Whole, donors: Whole) -> Floats:
    """Fills gaps by the median of the narrowest group with enough donors, else by the prior.

    Writes the step taken into `method` and the number of donors into `donors`.
    """
    imputed = np.full_like(scores, policy.prior_score)
    open_cells = gaps.copy()
    for step, group in enumerate(peers.groups, start=FIRST_MEDIAN):
        medians, counts = group_medians(scores, group)
        usable = open_cells & (counts >= policy.min_donors)
        imputed[usable] = medians[usable]
        method[usable] = step
        donors[usable] = counts[usable]
        open_cells &= ~usable
    method[open_cells] = PRIOR
    return imputed


def group_medians(scores: Floats, group: Whole) -> tuple[Floats, Whole]:
    """For each cell, the median and the number of the scores in its group and column."""
    medians = np.full_like(scores, np.nan)
    counts = np.zeros(scores.shape, dtype=np.int64)
    for number in np.unique(group):
        rows = np.flatnonzero(group == number)
        block = np.sort(scores[rows], axis=0)
        count = np.sum(~np.isnan(block), axis=0)
        medians[rows] = sorted_median(block, count)
        counts[rows] = count
    return medians, counts


def sorted_median(block: Floats, count: Whole) -> Floats:
    """Median per column of a block sorted with its gaps last; NaN where the column is empty."""
    columns: Whole = np.arange(block.shape[1], dtype=np.int64)
    low = block[np.maximum(count - 1, 0) // 2, columns]
    high = block[np.minimum(count // 2, block.shape[0] - 1), columns]
    return np.where(count > 0, (low + high) / 2, np.nan)


def group_numbers(*keys: Sequence[object]) -> Whole:
    """One number per distinct combination of keys, equal rows get equal numbers."""
    numbers: dict[tuple[object, ...], int] = {}
    return np.array([numbers.setdefault(row, len(numbers)) for row in zip(*keys, strict=True)], dtype=np.int64)
