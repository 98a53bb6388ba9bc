"""Regression of one column of a dense array on related ones, so built that silence cannot pay. When to use it: impute.

A gap in a related column counts as a score of zero and no coefficient is negative: who hides a related value can only
lower what is predicted. Rows learn from rows of their own world alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from esg_pipeline.medians import Floats, Whole

Flags = NDArray[np.bool_]

# Weight of the penalty: as if ten issuers with 30 points of spread in each related score said that it tells nothing.
PENALTY = 10 * 30.0**2
DECIMALS = 10  # what is beyond depends on the order of the rows
SMALLEST = 1e-9  # share of the largest gradient that is rounding
NEGATIVE = -1e-12  # a coefficient between this and 0 is 0
MOST_EXCHANGES = 10_000


@dataclass(frozen=True)
class Task:
    """One column to predict in one world.

    `rows`: of that world; `features`: related column x row, 0 where a score is missing; `target`: per row, NaN where
    missing; `known`: places of the rows with a target; `fewest`: rows that a fit needs.
    """

    rows: Whole
    features: Floats
    target: Floats
    known: Whole
    fewest: int


@dataclass(frozen=True)
class Fit:
    """Means of the target and of each feature, coefficients, and the centred cross products that they solve."""

    mean: float
    means: Floats
    coefficients: Floats
    products: Floats
    with_target: Floats


def predict(scores: Floats, columns: Whole, related: Whole, world: Whole, min_donors: int) -> tuple[Floats, Whole]:
    """For each cell of some columns, its prediction 0..100 and the number of rows fitted; NaN and 0 without a fit.

    `scores`: what is known, row x column, NaN gaps; `related`: column x related columns, -1 behind the last; `world`:
    per row. A fit needs twice as many rows with a score in the column as it has coefficients, and `min_donors`.
    """
    found, count = np.full((len(world), len(columns)), np.nan), np.zeros((len(world), len(columns)), dtype=np.int64)
    for place, task in tasks(scores, columns, related, world, min_donors):
        if len(task.known) >= task.fewest:
            found[task.rows, place] = predictions(fit(task), task)
            count[task.rows, place] = len(task.known)
    return found, count


def predict_without_self(scores: Floats, columns: Whole, related: Whole, world: Whole, min_donors: int) -> Floats:
    """For each cell with a score, what the others would predict; NaN where they are too few or there is no score."""
    found = np.full((len(world), len(columns)), np.nan)
    for place, task in tasks(scores, columns, related, world, min_donors):
        if len(task.known) > task.fewest:
            found[task.rows[task.known], place] = left_out(fit(task), task)
    return found


def tasks(scores: Floats, columns: Whole, related: Whole, world: Whole, min_donors: int) -> Iterator[tuple[int, Task]]:
    """Place among the columns and task, for each world and each column that has related ones."""
    for number in np.unique(world):
        rows = np.flatnonzero(world == number)
        answers = np.ascontiguousarray(scores[rows].T)
        features = np.nan_to_num(answers, nan=0.0)
        for place, column in enumerate(columns):
            beside = related[column][related[column] >= 0]
            known = np.flatnonzero(~np.isnan(answers[column]))
            if len(beside):
                yield (
                    place,
                    Task(rows, features[beside], answers[column], known, max(min_donors, 2 * (len(beside) + 1))),
                )


def fit(task: Task) -> Fit:
    """Ridge without negative coefficients: the least of sum (y - a - x b)^2 + penalty * b^2 over a and b >= 0.

    Hoerl and Kennard (1970) with the bound of Lawson and Hanson (1974, ch. 23). The intercept is not penalised, so the
    penalty draws a prediction to the mean.
    """
    features, target = task.features[:, task.known], task.target[task.known]
    means, mean = features.mean(axis=1), float(target.mean())
    centred = features - means[:, np.newaxis]
    products = centred @ centred.T + PENALTY * np.eye(len(means))
    with_target = centred @ (target - mean)
    return Fit(mean, means, nonnegative(products[np.newaxis], with_target[np.newaxis])[0], products, with_target)


def predictions(fitted: Fit, task: Task) -> Floats:
    """What a fit says of every row of its world, 0..100."""
    return bounded(fitted.mean + fitted.coefficients @ task.features - fitted.coefficients @ fitted.means)


def bounded(scores: Floats) -> Floats:
    """Scores 0..100 without the digits that are rounding."""
    return np.round(np.clip(scores, 0.0, 100.0), DECIMALS)


def left_out(fitted: Fit, task: Task) -> Floats:
    """Per row with a target, the prediction of the fit without it, exactly.

    Leaving row i out of n takes n / (n - 1) of its centred products from the sums. Where the same coefficients stay
    positive, they follow from one inverse (Sherman and Morrison 1950); the few other rows are solved again.
    """
    size = len(task.known)
    features, target = task.features[:, task.known].T, task.target[task.known]
    centred, share = features - fitted.means, size / (size - 1)
    own = share * centred * (target - fitted.mean)[:, np.newaxis]
    coefficients = same_support(fitted, centred * np.sqrt(share), own)
    wrong = np.flatnonzero(broken(fitted, centred * np.sqrt(share), own, coefficients))
    outer = share * centred[wrong, :, np.newaxis] * centred[wrong, np.newaxis, :]
    coefficients[wrong] = nonnegative(fitted.products - outer, fitted.with_target - own[wrong])
    coefficients = np.maximum(coefficients, 0.0)
    # The means without the row lie 1 / (n - 1) of its own distance on the other side.
    mean = fitted.mean - (target - fitted.mean) / (size - 1)
    away = centred * share
    return bounded(mean + np.sum(coefficients * away, axis=1))


def same_support(fitted: Fit, centred: Floats, own: Floats) -> Floats:
    """Coefficients without each row, were the positive ones the same; `centred`, `own`: what the row takes away."""
    support = np.flatnonzero(fitted.coefficients > 0)
    coefficients = np.zeros_like(centred)
    if len(support):
        inverse = np.linalg.inv(fitted.products[np.ix_(support, support)])
        whole = (fitted.with_target[support] - own[:, support]) @ inverse
        beside = centred[:, support] @ inverse
        leverage = np.sum(centred[:, support] * beside, axis=1)
        gain = np.sum(centred[:, support] * whole, axis=1) / (1 - leverage)
        coefficients[:, support] = whole + beside * gain[:, np.newaxis]
    return coefficients


def broken(fitted: Fit, centred: Floats, own: Floats, coefficients: Floats) -> Flags:
    """Rows whose coefficients are not the best: one is negative, or one that is zero had better be positive."""
    along = np.sum(centred * coefficients, axis=1, keepdims=True)
    slope = coefficients @ fitted.products - centred * along - (fitted.with_target - own)
    least = -SMALLEST * np.abs(fitted.with_target).max()
    return (coefficients < NEGATIVE).any(axis=1) | ((fitted.coefficients <= 0) & (slope < least)).any(axis=1)


def nonnegative(products: Floats, with_target: Floats) -> Floats:
    """The least of b P b / 2 - c b over b >= 0 for a stack of P (stack x k x k) and c (stack x k), exactly.

    Exchanges variables between zero and positive until none is on the wrong side: all at once while that helps, else
    the last one, which cannot cycle (block principal pivoting, Kim and Park 2011).
    """
    size = with_target.shape[1]
    positive: Flags = with_target > 0
    fewest, tries = np.full(len(with_target), size + 1), np.full(len(with_target), 3)
    least = -SMALLEST * np.abs(with_target).max(axis=1, keepdims=True, initial=0.0)
    for _ in range(MOST_EXCHANGES):
        found = solved(products, with_target, positive)
        slope = np.matmul(products, found[..., np.newaxis])[..., 0] - with_target
        wrong: Flags = np.where(positive, found < NEGATIVE, slope < least)
        count = np.count_nonzero(wrong, axis=1)
        if not count.any():
            return np.maximum(found, 0.0)
        better = count < fewest
        tries = np.where(better, 3, tries - 1)
        fewest = np.minimum(fewest, count)
        all_at_once: Flags = (better | (tries >= 0))[:, np.newaxis]
        positive = positive ^ np.where(all_at_once, wrong, last_of(wrong))
    raise ArithmeticError("no set of positive coefficients solves the regression")


def last_of(flags: Flags) -> Flags:
    """Of each row only the last flag that is set."""
    after = np.cumsum(flags[:, ::-1], axis=1)[:, ::-1]
    return flags & (after == 1)


def solved(products: Floats, with_target: Floats, positive: Flags) -> Floats:
    """The solution of each stack's equations among its positive variables, 0 for the others."""
    both = positive[:, :, np.newaxis] & positive[:, np.newaxis, :]
    # A variable held at zero gets an equation of its own: the diagonal times b is 0.
    system = np.where(both | np.eye(positive.shape[1], dtype=np.bool_), products, 0.0)
    right = np.where(positive, with_target, 0.0)[..., np.newaxis]
    return np.where(positive, np.linalg.solve(system, right)[..., 0], 0.0)
