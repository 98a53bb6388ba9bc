"""Means over the children of a node: who shares the weight of a missing child, and how values become one.

Pure functions of dense arrays, units x children. What a node or a child is stays with the caller.
"""

from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class MissingWeight(StrEnum):
    """Where the weight of a missing child goes."""

    IN_PROPORTION = "redistribute_in_proportion"
    EQUALLY = "redistribute_equally"
    NO_SCORE = "missing"
    AS_ZERO = "as_zero"


class Mean(StrEnum):
    """How the values of the children become the value of their node."""

    ARITHMETIC = "arithmetic"
    GEOMETRIC = "geometric"
    HARMONIC = "harmonic"
    POWER = "power"
    MAZZIOTTA_PARETO = "mazziotta_pareto"
    MEDIAN = "median"
    MIN = "min"
    MAX = "max"
    SUM = "sum"
    PRODUCT = "product"


# Means of values that may not be negative.
OF_POSITIVES = frozenset({Mean.GEOMETRIC, Mean.HARMONIC, Mean.POWER, Mean.PRODUCT})


def means_by_node(values: Floats, present: Flags, member: Floats) -> tuple[Floats, Floats]:
    """(means, weight present) units x nodes of many nodes at once; `member`: children x nodes, a weight or 0.

    Arithmetic; the weight of a missing child goes to its siblings in proportion. NaN where no weight is present.
    """
    weight: Floats = np.matmul(present.astype(np.float64), member)
    weighted: Floats = np.matmul(np.where(present, values, 0.0), member)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, weighted / weight, np.nan), weight


def redistributed(weights: Floats, present: Flags, policy: MissingWeight = MissingWeight.IN_PROPORTION) -> Floats:
    """Weights units x children after the missing ones gave theirs away; each row sums to 1, or is NaN: no score.

    `weights` may have any positive sum, per row or (shape 1 x children) for all. A child of weight 0 gets nothing.
    """
    kept = np.where(present, weights, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        if policy is MissingWeight.IN_PROPORTION:
            return kept / kept.sum(axis=1, keepdims=True)
        counted = present & (weights > 0)
        total = weights.sum(axis=1, keepdims=True)
        if policy is MissingWeight.EQUALLY:
            lost = total - kept.sum(axis=1, keepdims=True)
            share = lost / counted.sum(axis=1, keepdims=True)
            used, is_scored = np.where(counted, kept + share, 0.0), counted.any(axis=1, keepdims=True)
        elif policy is MissingWeight.AS_ZERO:
            used, is_scored = weights, counted.any(axis=1, keepdims=True)
        else:
            used, is_scored = kept, (counted | (weights <= 0)).all(axis=1, keepdims=True)
        return np.where(is_scored, used / total, np.nan)


def weighted_mean(values: Floats, weights: Floats, mean: Mean = Mean.ARITHMETIC, exponent: float = 1.0) -> Floats:
    """One value per unit from values and weights units x children; rows of weights sum to 1 or are NaN: no value.

    A child of weight 0 is left out. Raises ValueError for a negative value where the mean has no meaning for it.
    `exponent` is of the power mean. A sum is the arithmetic, a product the geometric mean: the caller scales them.
    """
    used = np.where(weights == 0, 0.0, values)
    if mean in OF_POSITIVES and np.any(used < 0):
        raise ValueError(f"the {mean} mean is not defined for {np.min(used[used < 0]):g}")
    with np.errstate(divide="ignore", invalid="ignore"):
        match mean:
            case Mean.ARITHMETIC | Mean.SUM:
                result = np.sum(used * weights, axis=1)
            case Mean.GEOMETRIC | Mean.PRODUCT:
                result = np.exp(np.sum(np.where(weights == 0, 0.0, np.log(used) * weights), axis=1))
            case Mean.HARMONIC | Mean.POWER:
                result = power_mean(used, weights, -1.0 if mean is Mean.HARMONIC else exponent)
            case Mean.MAZZIOTTA_PARETO:
                result = penalised_mean(used, weights)
            case Mean.MEDIAN:
                result = weighted_median(used, weights)
            case Mean.MIN | Mean.MAX:
                result = extreme(used, weights, is_max=mean is Mean.MAX)
    return result


def power_mean(values: Floats, weights: Floats, exponent: float) -> Floats:
    """(sum of weight x value^exponent)^(1/exponent); a value of 0 makes it 0 where the exponent is negative."""
    powers = np.where(weights == 0, 0.0, values**exponent * weights)
    return np.sum(powers, axis=1) ** (1 / exponent)


def penalised_mean(values: Floats, weights: Floats) -> Floats:
    """Mazziotta and Pareto: the mean less variance / mean, so that uneven children cost; never above the mean.

    Raises ValueError for a negative mean.
    """
    centre = np.sum(values * weights, axis=1)
    if np.any(centre < 0):
        raise ValueError(f"the {Mean.MAZZIOTTA_PARETO} mean is not defined around {np.min(centre[centre < 0]):g}")
    variance = np.sum(weights * (values - centre[:, np.newaxis]) ** 2, axis=1)
    return centre - variance / np.where(centre == 0, np.inf, centre)


def weighted_median(values: Floats, weights: Floats) -> Floats:
    """The value in the middle of the weights; half-way between two where exactly half of the weight lies below."""
    order = np.argsort(np.where(weights > 0, values, np.inf), axis=1, kind="stable")
    ascending = np.take_along_axis(values, order, axis=1)
    reached = np.cumsum(np.take_along_axis(weights, order, axis=1), axis=1)
    low = np.argmax(reached >= 0.5 - 1e-12, axis=1)[:, np.newaxis]
    high = np.argmax(reached > 0.5 + 1e-12, axis=1)[:, np.newaxis]
    ends = np.take_along_axis(ascending, low, axis=1) + np.take_along_axis(ascending, high, axis=1)
    return np.where(np.isnan(weights).any(axis=1), np.nan, ends[:, 0] / 2)


def extreme(values: Floats, weights: Floats, *, is_max: bool) -> Floats:
    """The highest or the lowest value among children with weight."""
    out = -np.inf if is_max else np.inf
    inside = np.where(weights == 0, out, values)
    found = inside.max(axis=1) if is_max else inside.min(axis=1)
    return np.where(np.isnan(weights).any(axis=1), np.nan, found)
