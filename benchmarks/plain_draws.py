"""The peer: probabilities of grades as a plain numpy script would draw them, without the library's kernel.

Errors of filled cells are drawn one by one and independently, weights by the same scenarios; no misreadings or anchors.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from esg_pipeline.aggregate import Hierarchy
from esg_pipeline.scoring import Scored

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
REPORTED = 0
ISSUERS_AT_ONCE = 50


@dataclass(frozen=True)
class Task:
    """What is drawn from: scores without gaps, weights draw x industry x key issue, industry of each issuer, grades."""

    scored: Scored
    hierarchy: Hierarchy
    weights: Floats
    industry: Whole
    bounds: Floats


def probabilities(task: Task, draws: int) -> tuple[Floats, Floats]:
    """(share of the draws per grade, issuer x grade, best first; mean of the drawn totals)."""
    random = np.random.default_rng(1)
    issuers = len(task.industry)
    shares, means = np.zeros((issuers, len(task.bounds))), np.zeros(issuers)
    for start in range(0, issuers, ISSUERS_AT_ONCE):
        rows = np.arange(start, min(start + ISSUERS_AT_ONCE, issuers))
        totals = chunk_totals(task, rows, draws, random)
        place = len(task.bounds) - np.searchsorted(task.bounds, totals, side="right")
        for grade in range(len(task.bounds)):
            shares[rows, grade] = np.mean(place == grade, axis=1)
        means[rows] = totals.mean(axis=1)
    return shares, means


def chunk_totals(task: Task, rows: Whole, draws: int, random: np.random.Generator) -> Floats:
    """Totals of some issuers, issuer x draw."""
    wanted, scores = task.scored.panel.wanted[rows], task.scored.filled.scores[rows]
    issue_of = task.hierarchy.key_issue_of
    member = np.equal.outer(issue_of, np.arange(task.weights.shape[2])).astype(np.float64)
    inside = np.where(wanted, task.hierarchy.data_point_weight, 0.0)
    siblings = inside @ member
    share = inside / np.where(siblings > 0, siblings, 1.0)[:, issue_of]
    fixed = np.where(wanted, scores * share, 0.0) @ member
    noise = dict(noises(task, rows, share, draws, random))
    totals, weight = np.zeros((len(rows), draws)), np.zeros((len(rows), draws))
    for issue in range(task.weights.shape[2]):
        mine = task.weights[:, task.industry[rows], issue].T * (siblings[:, issue] > 0)[:, np.newaxis]
        drawn = np.repeat(fixed[:, issue, np.newaxis], draws, axis=1)
        for row in range(len(rows)):
            if (row, issue) in noise:
                drawn[row] += noise[row, issue]
        totals += mine * drawn
        weight += mine
    return totals / weight


def noises(
    task: Task, rows: Whole, share: Floats, draws: int, random: np.random.Generator
) -> Iterator[tuple[tuple[int, int], Floats]]:
    """(row, key issue) -> points by which drawn errors move it, for those with filled cells."""
    filled, grid = task.scored.filled, task.scored.errors.grid
    row, column = np.nonzero(task.scored.panel.wanted[rows] & (filled.method[rows] != REPORTED))
    if not len(row):
        return
    issue = task.hierarchy.key_issue_of[column]
    order = np.lexsort((issue, row))
    row, column, issue = row[order], column[order], issue[order]
    world = task.scored.panel.world[rows[row]]
    quantiles = grid[world, filled.method[rows[row], column], column]
    error = np.take_along_axis(quantiles, random.integers(0, grid.shape[3], (len(row), draws)), axis=1)
    centre = filled.scores[rows[row], column][:, np.newaxis]
    moved = centre * np.minimum(error, 0.0) + (100.0 - centre) * np.maximum(error, 0.0)
    moved *= share[row, column][:, np.newaxis]
    starts = np.flatnonzero(np.r_[True, (np.diff(row) != 0) | (np.diff(issue) != 0)])
    sums = np.add.reduceat(moved, starts, axis=0)
    for place, start in enumerate(starts):
        yield (int(row[start]), int(issue[start])), sums[place]
