"""What draws of scores come to: order statistics, places among peers, counts per grade. No drawing in here."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata  # pyright: ignore[reportUnknownVariableType]

from esg_pipeline.impute import Floats, Whole

RANKED_AT_ONCE = 100  # draws
Number = TypeVar("Number", np.float64, np.int32)


def quantile_of(ascending: NDArray[Number], share: float) -> NDArray[Number]:
    """The smallest draw that at least `share` of the draws of a row do not exceed; rows are sorted.

    An order statistic (Hyndman and Fan 1996, definition 1): always a draw, so a rank stays a whole number.
    """
    draws = ascending.shape[1]
    return ascending[:, max(int(np.ceil(share * draws - 1e-9)) - 1, 0)]


def interval_width(totals: Floats, low: float, high: float) -> Floats:
    """Distance of two quantiles of each row of draws."""
    ascending = np.sort(totals, axis=1)
    return quantile_of(ascending, high) - quantile_of(ascending, low)


def places(scores: Floats) -> Whole:
    """Place of each row in each column, 1 for the highest; ties share the better place."""
    ranks: Floats = rankdata(-scores, method="min", axis=0)
    return ranks.astype(np.int64)


def place_quantiles(totals: Floats, shares: tuple[float, ...]) -> list[Whole]:
    """Quantiles over the draws of each issuer's place, from totals issuer x draw of one group of peers."""
    drawn = np.empty(totals.shape, dtype=np.int32)
    for start in range(0, totals.shape[1], RANKED_AT_ONCE):
        part = slice(start, start + RANKED_AT_ONCE)
        drawn[:, part] = places(totals[:, part])
    drawn.sort(axis=1)
    return [quantile_of(drawn, share).astype(np.int64) for share in shares]


def grade_places(totals: Floats, ascending_bounds: Floats, best_place: Whole) -> Whole:
    """Place of the grade of each draw, issuer x draw, 0 for the best; a bound belongs to the better grade (Table 3).

    `ascending_bounds`: one per grade; `best_place`: the best grade that red lines leave to each issuer.
    """
    grades = len(ascending_bounds)
    place = grades - np.searchsorted(ascending_bounds, totals, side="right")
    return np.clip(place, best_place[:, np.newaxis], grades - 1)


def grade_counts(totals: Floats, ascending_bounds: Floats, best_place: Whole) -> Whole:
    """Draws per grade, issuer x grade, best first; arguments as of `grade_places`."""
    place = grade_places(totals, ascending_bounds, best_place)
    return np.stack([np.count_nonzero(place == grade, axis=1) for grade in range(len(ascending_bounds))], axis=1)
