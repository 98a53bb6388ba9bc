"""Which filled data point makes an issuer's score most uncertain: what it could disclose to narrow its interval.

The draws come from `draws`; how they are published is `uncertainty`'s.
"""

from dataclasses import dataclass

import numpy as np

from esg_pipeline.draws import ERROR, Block, on_grid, weights_present
from esg_pipeline.impute import Floats, Whole
from esg_pipeline.predictive import from_relative

NOTHING = -1


@dataclass(frozen=True)
class Narrowing:
    """Per issuer: column of the data point, NOTHING where no filled cell is in doubt; totals without its error."""

    data_point: Whole
    totals: Floats


def narrowest(block: Block, totals: Floats, weights: Floats) -> Narrowing:
    """What would narrow each issuer's interval most; `totals`: issuer x draw, a draw per row of the pool.

    `weights`: draw x key issue. The choice is by variance at the method's own weights; what is left is exact.
    """
    gain = np.full(block.share.shape, -np.inf)
    gain[block.row, block.column] = variance_reductions(block, totals)
    best = np.argmax(gain, axis=1)
    is_some = gain.max(axis=1, initial=-np.inf) > 0
    return Narrowing(np.where(is_some, best, NOTHING), without_error(block, totals, weights, best, is_some))


def variance_reductions(block: Block, totals: Floats) -> Floats:
    """Per doubtful cell: by how much the variance of its issuer's total falls without its error, points squared.

    var T - var(T - c) = 2 cov(T, c) - var c, where c = a min(r, 0) + b max(r, 0) and r is a column of the pool: all
    covariances of T with the columns are one matrix product.
    """
    with_total, between = covariances(block, totals)
    below, above = 2 * block.pair, 2 * block.pair + 1
    weight = nominal_weights(block)[block.row, block.model.tree.key_issue_of[block.column]]
    a, b = weight * block.coefficients[block.row, below], weight * block.coefficients[block.row, above]
    own = a**2 * between[block.pair, 0] + b**2 * between[block.pair, 1] + 2 * a * b * between[block.pair, 2]
    return 2 * (a * with_total[block.row, below] + b * with_total[block.row, above]) - own


def covariances(block: Block, totals: Floats) -> tuple[Floats, Floats]:
    """Of totals with (pair, sign), issuer x columns; per pair: variance below, variance above, their covariance."""
    rows = block.model.rows
    by_row = np.empty_like(totals)
    centred = on_grid(totals - block.model.points[block.issuers, np.newaxis], ERROR)
    np.put_along_axis(by_row, block.order, centred, axis=1)
    mean = block.errors.sum(axis=1) / rows
    with_total = by_row @ block.errors.T / rows - np.multiply.outer(by_row.sum(axis=1) / rows, mean)
    square = (block.errors**2).sum(axis=1) / rows - mean**2
    below, above = mean[0::2], mean[1::2]
    return with_total, np.stack([square[0::2], square[1::2], -below * above], axis=1)


def nominal_weights(block: Block) -> Floats:
    """Issuer x key issue: shares of the total by the method's own weights."""
    weights = block.model.tree.key_issue_weight[block.industry][np.newaxis]
    return np.where(block.present, weights, 0.0) / weights_present(block, weights)


def without_error(block: Block, totals: Floats, weights: Floats, columns: Whole, is_some: np.ndarray) -> Floats:
    """Totals issuer x draw with the error of one cell of each issuer taken out; `is_some`: whether it has one."""
    every = np.arange(len(columns))
    method = block.cells.method[every, columns]
    relative = block.pool[method[:, np.newaxis], columns[:, np.newaxis], block.order].astype(np.float64)
    centre = np.where(is_some, block.cells.scores[every, columns], 0.0)[:, np.newaxis]
    error = block.share[every, columns][:, np.newaxis] * (from_relative(relative, centre) - centre)
    share = weights.T[block.model.tree.key_issue_of[columns]] / weights_present(block, weights)
    return totals - np.where(is_some[:, np.newaxis], share * error, 0.0)
