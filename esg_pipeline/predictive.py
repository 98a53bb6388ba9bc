"""What may stand behind a filled score: the errors that each method made on cells that are known, and draws from them.

Errors are in units of the room that a score has left, so a draw never leaves 0..100. Measuring is `hidden.py`.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from esg_pipeline.correlation import Correlation, copula, measured
from esg_pipeline.hidden import Hidden
from esg_pipeline.impute import CARRIED, METHODS, PRIOR, REGRESSION, REPORTED, Filled, Floats, Known, Whole
from esg_pipeline.methodology.codes import Doubt
from esg_pipeline.panel import Panel

GRID = 200
FEWEST = 20  # residuals that a distribution of its own needs
WORLDS = 2
LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class ErrorModel:
    """Relative errors per world (0 real, 1 simulated), method and data point, and how they go together in an issuer.

    `grid`: world x method x data point x GRID quantiles at (k + 0.5) / GRID, ascending, -1..1; `measured`: residuals
    behind it, 0 where a wider pool or an assumption stands in. Correlations of errors in points, per world: of cells
    in different key issues, and in the same one. `key_issue_of`: data point -> number of its key issue.
    """

    grid: Floats
    measured: Whole
    issuer_correlation: Floats
    key_issue_correlation: Floats
    key_issue_of: Whole


def relative(scores: Floats, centre: Floats) -> Floats:
    """Errors in units of the room left: (x - c) / c below the centre c, (x - c) / (100 - c) above; -1..1."""
    error = scores - centre
    room = np.where(error < 0, centre, 100.0 - centre)
    return error / np.where(error == 0, 1.0, room)


def from_relative(errors: Floats, centre: Floats) -> Floats:
    """Scores at relative errors: the inverse of `relative`."""
    return centre + centre * np.minimum(errors, 0.0) + (100.0 - centre) * np.maximum(errors, 0.0)


def error_model(
    hidden: Hidden, known: Known, panel: Panel, weights: Floats, uncertainty: pl.DataFrame, prior_score: float
) -> ErrorModel:
    """The errors that each method makes at the cells with a current value when they are hidden alone.

    `weights`: how much each cell is like the gaps, as `masking.gap_weights`. Simulated and real issuers never share
    errors. `uncertainty`: of the version, for what cannot be measured. The prior is a rule for the silent, so those who
    speak do not tell its errors: they are `flat_around` it.
    """
    truth = np.where(known.age == 0, known.scores, np.nan)
    key_issue_of = np.unique(panel.data_points["key_issue_id"].to_numpy(), return_inverse=True)[1].astype(np.int64)
    carry, assumed = (spread(uncertainty, doubt) for doubt in (Doubt.CARRY_UNMEASURED, Doubt.ERROR_CORRELATION))
    grid = np.zeros((WORLDS, len(METHODS), panel.data_points.height, GRID))
    count = np.zeros(grid.shape[:3], dtype=np.int64)
    for world in range(WORLDS):
        rows = np.flatnonzero(panel.world == world)
        mine = truth[rows]
        for method in [method for method in hidden.estimates if method != PRIOR]:
            errors = relative(mine, hidden.estimates[method][rows])
            otherwise = uniform(carry if method == CARRIED else 1.0)
            grid[world, method], count[world, method] = distributions(errors, weights[rows], key_issue_of, otherwise)
        grid[world, PRIOR], count[world, PRIOR] = flat_around(prior_score), 0
    unaided = truth - hidden.unaided
    together = [measured(unaided[panel.world == world], key_issue_of, FEWEST, assumed) for world in range(WORLDS)]
    return ErrorModel(
        grid,
        count,
        np.array([found.apart for found in together]),
        np.array([found.together for found in together]),
        key_issue_of,
    )


def spread(uncertainty: pl.DataFrame, doubt: Doubt) -> float:
    """The spread of a doubt; 0 where it is switched off."""
    found = uncertainty.filter((pl.col("choice_id") == doubt.value) & pl.col("is_on"))["spread"].to_list()
    return float(found[0]) if found and found[0] is not None else 0.0


def uniform(width: float) -> Floats:
    """Quantiles of an error that may be anything from -width to width."""
    return width * (2 * (np.arange(GRID) + 0.5) / GRID - 1)


def flat_around(centre: float) -> Floats:
    """Quantiles of the error of a score of which only the mean is known, GRID: flat below it and flat above it.

    Above it with probability centre / 100, so that the mean of the scores is the centre itself.
    """
    levels = (np.arange(GRID) + 0.5) / GRID
    below = 1.0 - centre / 100.0
    return np.where(
        levels < below, levels / max(below, 0.5 / GRID) - 1, (levels - below) / max(1.0 - below, 0.5 / GRID)
    )


def distributions(errors: Floats, weights: Floats, key_issue_of: Whole, otherwise: Floats) -> tuple[Floats, Whole]:
    """Quantiles data point x GRID of the errors (issuer x data point, NaN gaps), and how many are behind each.

    With errors worth fewer than twenty of a data point those of its key issue stand in (count 0), then those of all,
    then what is assumed.
    """
    heard = np.where(np.isnan(errors), 0.0, weights)
    grid = quantiles(errors, heard)
    is_short = effective_size(heard) < FEWEST
    issues = {issue: key_issue_of == issue for issue in np.unique(key_issue_of[is_short]).tolist()}
    found = {issue: pooled(errors[:, members], heard[:, members]) for issue, members in issues.items()}
    if any(grids is None for grids in found.values()):
        whole = pooled(errors, heard)
        otherwise = otherwise if whole is None else whole
    for issue, members in issues.items():
        stand_in = found[issue]
        grid[members & is_short] = otherwise if stand_in is None else stand_in
    return grid, np.where(is_short, 0, np.count_nonzero(heard, axis=0))


def pooled(errors: Floats, weights: Floats) -> Floats | None:
    """Quantiles of all errors together; None where they are worth too few."""
    is_heard = weights > 0
    heard = weights[is_heard]
    return weighted(errors[is_heard], heard) if effective_size(heard) >= FEWEST else None


def effective_size(weights: Floats) -> Floats:
    """How many equal weights each column is worth: (sum w)^2 / sum w^2 (Kish 1965); 0 without any."""
    squares: Floats = np.asarray((weights**2).sum(axis=0))
    worth: Floats = np.zeros_like(squares)
    np.divide(weights.sum(axis=0) ** 2, squares, out=worth, where=squares > 0)
    return worth


def quantiles(errors: Floats, weights: Floats) -> Floats:
    """Weighted quantiles column x GRID of columns with NaN gaps, whose weights are 0; of an empty column NaN.

    Of equal weights at rank p (n + 1), type 6 of Hyndman and Fan (1996): of 12 thicknesses 95.0610 ... 95.1959 95.1990
    the 90 % one is 95.1981 (NIST/SEMATECH e-Handbook 7.2.6.2). A new value lies below it with probability p however few
    there are. Else each error stands in the middle of its weight, and a new one weighs as the mean of an error.
    """
    grid = np.full((errors.shape[1], GRID), np.nan)
    for column in np.flatnonzero(weights.any(axis=0)):
        is_heard = weights[:, column] > 0
        grid[column] = weighted(errors[is_heard, column], weights[is_heard, column])
    return grid


def weighted(errors: Floats, weights: Floats) -> Floats:
    """The quantiles of one column without gaps; equal errors share their weight, so that no order matters."""
    order = np.argsort(errors)
    ascending: Floats = errors[order]
    starts = np.flatnonzero(np.diff(ascending, prepend=-np.inf))
    times = np.diff(starts, append=len(order))
    mass: Floats = weights[order] / weights.max()
    own = float((mass**2).sum() / mass.sum())
    mass = np.repeat(np.add.reduceat(mass, starts) / times, times)
    rank: Floats = np.cumsum(mass) + (own - mass) / 2
    wanted: Floats = (np.arange(GRID) + 0.5) / GRID * (float(mass.sum()) + own)
    return np.interp(wanted, rank, ascending)


def interval(filled: Filled, model: ErrorModel, world: Whole) -> tuple[Floats, Floats]:
    """5 and 95 % of what may stand behind each filled cell, issuer x data point; the score itself where reported."""
    columns: Whole = np.arange(filled.scores.shape[1], dtype=np.int64)
    low, high = (at_level(model.grid, level) for level in (LOW, HIGH))
    found = (
        from_relative(errors[world[:, np.newaxis], filled.method, columns], filled.scores) for errors in (low, high)
    )
    below, above = (np.where(filled.method == REPORTED, filled.scores, scores) for scores in found)
    return below, above


def at_level(grid: Floats, level: float) -> Floats:
    """The quantile of a level, on the line between the two of the grid around it."""
    place = level * GRID - 0.5
    below = int(np.floor(place))
    return grid[..., below] + (grid[..., below + 1] - grid[..., below]) * (place - below)


def pool(model: ErrorModel, world: int, draws: int, rng: np.random.Generator) -> Floats:
    """Drawn relative errors of one issuer of a world: method x data point x draw.

    One normal number for the issuer, one per key issue and one per cell, as far as errors go together; a cell's errors
    by two methods rest on the same numbers. Each data point gets its quantiles equally often.
    """
    wanted = Correlation(float(model.issuer_correlation[world]), float(model.key_issue_correlation[world]))
    chosen = copula(model.grid[world, REGRESSION:PRIOR], model.key_issue_of, wanted)
    issuer, issue, own = np.sqrt([chosen.apart, chosen.together - chosen.apart, 1 - chosen.together])
    issues = int(model.key_issue_of.max(initial=-1)) + 1
    shared = issuer * rng.standard_normal(draws) + issue * rng.standard_normal((issues, draws))
    drawn = shared[model.key_issue_of] + own * rng.standard_normal((len(model.key_issue_of), draws))
    rank = np.argsort(np.argsort(drawn, axis=1, kind="stable"), axis=1, kind="stable")
    place = (2 * rank + 1) * GRID // (2 * draws)
    return np.take_along_axis(model.grid[world], np.broadcast_to(place, (len(METHODS), *place.shape)), axis=2)
