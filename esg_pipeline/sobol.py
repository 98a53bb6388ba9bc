"""First-order and total Sobol indices of a function of independent choices, over one or many outputs at once.

Statistics only: what the choices are and what they are turned into is the caller's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from scipy.stats import qmc

from esg_pipeline.impute import Floats, Whole

RESAMPLES = 1000
CONFIDENCE = 0.95

# Row numbers per choice (one per sample) -> output, unit x sample.
Evaluate: TypeAlias = Callable[[Mapping[str, Whole]], Floats]
# What of an output is looked at: unit x sample -> unit x sample, of some units or in other words.
View: TypeAlias = Callable[[Floats], Floats]


@dataclass(frozen=True)
class Indices:
    """Arrays with one entry per choice, shares of the variance 0..1; `low` and `high`: 95 % bounds.

    `deviation`: root of the variance of an output, mean over the units.
    """

    first_order: Floats
    first_low: Floats
    first_high: Floats
    total_order: Floats
    total_low: Floats
    total_high: Floats
    deviation: float


def sobol_indices(
    evaluate: Evaluate, rows: Mapping[str, int], views: Sequence[View], samples: int, rng: np.random.Generator
) -> list[Indices]:
    """Indices of the choices `rows` (name -> number of equally likely rows) for each view.

    Over several units a share is that of the sum of their variances (Gamboa, Janon, Klein and Lagnoux 2014, Electronic
    Journal of Statistics 8, 575-603). Needs (choices + 2) x `samples` evaluations; raises ValueError for samples that
    are no power of 2.
    """
    a, b = design(list(rows.values()), samples, rng)
    apart = distances(evaluate, list(rows), a, b, views)
    return [indices_of(found, units, rng) for found, units in apart]


def design(rows: Sequence[int], samples: int, rng: np.random.Generator) -> tuple[Whole, Whole]:
    """Two independent samples of row numbers, choice x sample, from one scrambled Sobol' sequence."""
    if samples < 2 or samples & (samples - 1):
        raise ValueError(f"the number of samples must be a power of 2 and at least 2, not {samples}")
    points = qmc.Sobol(2 * len(rows), rng=rng).random(samples).T.reshape(2, len(rows), samples)
    numbers = np.floor(points * np.array(rows)[np.newaxis, :, np.newaxis]).astype(np.int64)
    return numbers[0], numbers[1]


def distances(
    evaluate: Evaluate, names: Sequence[str], a: Whole, b: Whole, views: Sequence[View]
) -> list[tuple[Floats, int]]:
    """Per view: squared distances of outputs, (1 + 2 x choice) x sample, and the number of units.

    The first row is between the two samples; then two for each choice: between sample B and A with this choice of B
    (only the choice is common to them), and between A and A with this choice of B (all but the choice is common).
    """
    at_a, at_b = evaluate(by_name(names, a)), evaluate(by_name(names, b))
    found = [[squared(view, at_a, at_b)] for view in views]
    for place in range(len(names)):
        mixed = a.copy()
        mixed[place] = b[place]
        at_mixed = evaluate(by_name(names, mixed))
        for rows, view in zip(found, views, strict=True):
            rows += [squared(view, at_b, at_mixed), squared(view, at_a, at_mixed)]
    return [(np.array(rows), len(view(at_a))) for rows, view in zip(found, views, strict=True)]


def by_name(names: Sequence[str], rows: Whole) -> dict[str, Whole]:
    """Row numbers of each choice."""
    return dict(zip(names, rows, strict=True))


def squared(view: View, left: Floats, right: Floats) -> Floats:
    """Squared distance per sample, summed over the units."""
    return np.square(view(left) - view(right)).sum(axis=0)


def indices_of(apart: Floats, units: int, rng: np.random.Generator) -> Indices:
    """Indices and their bounds from squared distances as `distances` gives them."""
    samples = apart.shape[1]
    counts = rng.multinomial(samples, np.full(samples, 1.0 / samples), RESAMPLES)
    tail = (1.0 - CONFIDENCE) / 2
    first, total = jansen(apart.mean(axis=1)[np.newaxis])
    first_bounds, total_bounds = (
        np.quantile(order, [tail, 1.0 - tail], axis=0) for order in jansen(counts @ apart.T / samples)
    )
    return Indices(
        first_order=first[0],
        first_low=first_bounds[0],
        first_high=first_bounds[1],
        total_order=total[0],
        total_low=total_bounds[0],
        total_high=total_bounds[1],
        deviation=float(np.sqrt(apart[0].mean() / 2 / max(units, 1))),
    )


def jansen(means: Floats) -> tuple[Floats, Floats]:
    """(first-order, total) of mean squared distances, any number of rows x (1 + 2 x choice).

    First order 1 - E|f(B) - f(AB)|^2 / 2V, total E|f(A) - f(AB)|^2 / 2V with 2V = E|f(A) - f(B)|^2 (Jansen 1999,
    Computer Physics Communications 117, 35-43). 0 where nothing varies. Cut to 0..1, where the true values lie.
    """
    whole = means[:, :1]
    shares = np.divide(means[:, 1:], whole, out=np.zeros_like(means[:, 1:]), where=whole > 0)
    first = np.where(whole > 0, 1.0 - shares[:, ::2], 0.0)
    return np.clip(first, 0.0, 1.0), np.clip(shares[:, 1::2], 0.0, 1.0)
