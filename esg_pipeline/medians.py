"""Medians over groups of rows of a dense array with gaps, with and without the row itself. Who is in a group: panel."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


def group_medians(scores: Floats, group: Whole) -> tuple[Floats, Whole]:
    """For each cell, the median and the number of the scores in its group and column; NaN and 0 where there are none.

    An even number of scores meets half-way: 1 3 3 6 7 8 9 gives 6, 1 2 3 4 5 6 8 9 gives 4.5 (Wikipedia, "Median").
    """
    medians, counts = np.full_like(scores, np.nan), np.zeros(scores.shape, dtype=np.int64)
    for rows, block, count in sorted_groups(scores, group):
        low, high = at(block, (count - 1) // 2), at(block, count // 2)
        medians[rows], counts[rows] = np.where(count > 0, (low + high) / 2, np.nan), count
    return medians, counts


def medians_without_self(scores: Floats, group: Whole) -> tuple[Floats, Whole]:
    """The same for each cell with a score as if it had none; NaN and 0 where a cell has no score.

    By place in the sorted column, without taking anybody out: a score above the middle leaves the middle one down.
    """
    medians, counts = np.full_like(scores, np.nan), np.zeros(scores.shape, dtype=np.int64)
    for rows, block, count in sorted_groups(scores, group):
        own, rest = scores[rows], count - 1
        is_known = ~np.isnan(own)
        low = without(own, block, (rest - 1) // 2)
        high = without(own, block, rest // 2)
        medians[rows] = np.where(is_known & (rest > 0), (low + high) / 2, np.nan)
        counts[rows] = np.where(is_known, rest, 0)
    return medians, counts


def without(own: Floats, block: Floats, place: Whole) -> Floats:
    """What stands at a place of each sorted column once a cell's own score is gone: the next one where it is not above.

    Of equal scores it does not matter which one goes.
    """
    here, after = at(block, place), at(block, place + 1)
    return np.where(own <= here, after, here)


def sorted_groups(scores: Floats, group: Whole) -> Iterator[tuple[Whole, Floats, Whole]]:
    """Rows of each group, their scores sorted down each column with gaps last, and how many there are per column."""
    order = np.argsort(group, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(group[order])) + 1) if len(group) else []:
        block = np.sort(scores[rows], axis=0)
        yield rows, block, np.count_nonzero(~np.isnan(block), axis=0)


def at(block: Floats, place: Whole) -> Floats:
    """The entry at a place of each column; the nearest one when the column ends before."""
    columns: Whole = np.arange(block.shape[1], dtype=np.int64)
    return block[np.clip(place, 0, block.shape[0] - 1), columns]
