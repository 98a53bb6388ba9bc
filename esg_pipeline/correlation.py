"""How errors of an issuer go together: measured from pairs of cells, and as the copula that gives them back.

Cells of one key issue share more than cells of two. Where the errors come from is `predictive.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from esg_pipeline.medians import Floats, Whole

HIGHEST = 0.95
FEWEST_ISSUERS, FEWEST_CELLS = 30, 10  # what a measurement needs: issuers, and cells of each
TERMS = 12  # of the Hermite series; what is left weighs less than a correlation to this power
HALVINGS = 40


@dataclass(frozen=True)
class Correlation:
    """Of errors of one issuer: in two key issues (`apart`), and in the same one (`together`, never less)."""

    apart: float
    together: float


def measured(errors: Floats, key_issue_of: Whole, fewest_errors: int, assumed: float) -> Correlation:
    """Mean Pearson correlation over pairs of cells of an issuer; `errors`: issuer x data point, NaN gaps.

    Each data point is standardised by its own mean and spread; those with fewer errors or no spread are left out, and
    issuers with fewer than ten cells. With fewer than thirty issuers: `assumed` for both. Never below 0 or above 0.95.
    """
    scores = standardised(errors, fewest_errors)
    scores = scores[np.count_nonzero(~np.isnan(scores), axis=1) >= FEWEST_CELLS]
    if len(scores) < FEWEST_ISSUERS:
        return Correlation(assumed, assumed)
    apart, together = pair_means(scores, key_issue_of)
    low = assumed if apart is None else clipped(apart, 0.0)
    return Correlation(low, low if together is None else clipped(together, low))


def clipped(correlation: float, least: float) -> float:
    """A correlation within the bounds that the draws can have."""
    return min(max(correlation, least), HIGHEST)


def standardised(errors: Floats, fewest: int) -> Floats:
    """Errors less the mean of their column, by its standard deviation; NaN for columns that are short or constant."""
    known = ~np.isnan(errors)
    count = np.maximum(known.sum(axis=0), 1)
    centred = np.where(known, errors - np.where(known, errors, 0.0).sum(axis=0) / count, 0.0)
    spread = np.sqrt((centred**2).sum(axis=0) / count)
    usable = (known.sum(axis=0) >= fewest) & (spread > 1e-9)
    return np.where(known & usable, centred / np.where(usable, spread, 1.0), np.nan)


def pair_means(scores: Floats, key_issue_of: Whole) -> tuple[float | None, float | None]:
    """Mean product over pairs of cells in the same row: of different groups of columns, of the same; None: no pair.

    By sums: the products of all pairs are half of the square of the sum less the sum of the squares.
    """
    known, values = ~np.isnan(scores), np.nan_to_num(scores)
    groups = np.equal.outer(key_issue_of, np.unique(key_issue_of)).astype(np.float64)
    sums, counts = values @ groups, known.astype(np.float64) @ groups
    apart = (sums.sum(axis=1) ** 2).sum() - (sums**2).sum(), (counts.sum(axis=1) ** 2).sum() - (counts**2).sum()
    together = (sums**2).sum() - (values**2).sum(), (counts**2).sum() - known.sum()
    low, high = (float(total / pairs) if pairs > 0 else None for total, pairs in (apart, together))
    return low, high


def copula(margins: Floats, key_issue_of: Whole, wanted: Correlation) -> Correlation:
    """Correlation of normal numbers such that what is drawn through the margins correlates as wanted, on average.

    `margins`: method x data point x quantile. Steps and skewed margins weaken a correlation. With normalised Hermite
    coefficients a, two margins correlate by the sum of a_n b_n rho^n (Mehler 1866; Cario and Nelson 1997, eq. 4).
    """
    apart, together = mean_series(coefficients(margins), key_issue_of)
    low = solve(apart, wanted.apart)
    return Correlation(low, max(low, solve(together, wanted.together)))


def coefficients(margins: Floats) -> Floats:
    """Hermite coefficients 1..TERMS of each data point's margin of spread 1, mean over methods: data point x term."""
    spread = margins.std(axis=2, keepdims=True)
    scaled = np.divide(
        margins - margins.mean(axis=2, keepdims=True), spread, out=np.zeros_like(margins), where=spread > 1e-9
    )
    return (scaled @ hermite(margins.shape[2]).T / margins.shape[2]).mean(axis=0)


def hermite(size: int) -> Floats:
    """Normalised Hermite polynomials 1..TERMS in the middle of each of so many equal parts of a normal distribution."""
    normal = NormalDist()
    points = np.array([normal.inv_cdf((k + 0.5) / size) for k in range(size)])
    rows = [np.ones(size), points]
    for n in range(1, TERMS):
        rows.append((points * rows[n] - np.sqrt(n) * rows[n - 1]) / np.sqrt(n + 1))
    return np.stack(rows[1:])


def mean_series(terms: Floats, key_issue_of: Whole) -> tuple[Floats, Floats]:
    """Mean over pairs of data points of the products of their coefficients, per power: of different key issues, same.

    Data points that never err make no pair; without any pair the normal numbers themselves (1, 0, 0, ...) stand in.
    """
    drawn = (terms**2).sum(axis=1) > 0
    values = np.where(drawn[:, np.newaxis], terms, np.nan).T
    pairs = [pair_means(row[np.newaxis], key_issue_of) for row in values]
    plain = np.eye(1, TERMS)[0]
    apart, together = ([pair[side] for pair in pairs] for side in (0, 1))
    return series(apart, plain), series(together, plain)


def series(means: Sequence[float | None], otherwise: Floats) -> Floats:
    """The means, or what stands in where there are none."""
    found = [mean for mean in means if mean is not None]
    return np.array(found) if len(found) == len(otherwise) else otherwise


def solve(means: Floats, wanted: float) -> float:
    """The correlation of normal numbers at which the series gives what is wanted, by halving; at most 0.99."""
    powers = np.arange(1, len(means) + 1)
    low, high = 0.0, 0.99
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if (means * middle**powers).sum() < wanted else (low, middle)
    return low
