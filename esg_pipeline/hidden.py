"""What would stand in each known cell had its newest value not been disclosed: by every method, and by its ladder.

Each cell is hidden alone. Measuring errors from it is `predictive.py`, publishing them `audit.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from esg_pipeline.impute import (
    CARRIED,
    FIRST_MEDIAN,
    INTERPOLATED,
    PRIOR,
    REGRESSION,
    REPORTED,
    ZERO,
    Estimator,
    Flags,
    Floats,
    Known,
    Ladders,
    Peers,
    Policy,
    Whole,
    carriable,
    climb,
    current,
    donor_scores,
    of_columns,
    upper_limits,
)
from esg_pipeline.medians import medians_without_self
from esg_pipeline.regression import predict_without_self


@dataclass(frozen=True)
class Hidden:
    """Arrays issuer x data point; NaN (method: the prior) where nothing is known that could be hidden.

    `estimates`: method -> its own score, NaN where it has none; by interpolation also what was only tried. `scores`,
    `method`: the ladder's choice when an older value then stands or caps; `unaided`: the ladder's choice had the issuer
    never said anything of the data point.
    """

    estimates: Mapping[int, Floats]
    scores: Floats
    method: Whole
    unaided: Floats


def if_hidden(known: Known, wanted: Flags, ladders: Ladders, peers: Peers, policy: Policy) -> Hidden:
    """The same as hiding each known cell, current or carried, alone and filling again by `impute.fill`; all at once."""
    donors = donor_scores(known, wanted, ladders, policy)
    older = replace(known, scores=known.earlier, age=known.earlier_age)
    is_known = ~np.isnan(donors)
    limits = upper_limits(replace(known, scores=np.full_like(donors, np.nan)), ladders, policy)
    estimates = {
        method: limited(values, limits, is_known)
        for method, values in every_estimate(older, donors, ladders, peers, policy)
    }
    left = climb(steps_of(estimates, carriable(older, ladders, policy)), is_known, ladders, policy)
    is_carried = np.equal(left.method, CARRIED)  # elsewhere the choice was without an older value
    alone = climb(steps_of(estimates, np.full_like(donors, np.nan)), is_known & is_carried, ladders, policy)
    unaided = np.where(is_carried, alone.scores, left.scores)
    still = current(older, is_known)
    # What was only tried measures and stands in for nothing: who hides a growth rate hides what it follows from.
    is_tried = is_known & ~np.isnan(known.tried)
    scores = np.where(still, known.earlier, np.fmin(left.scores, upper_limits(older, ladders, policy)))
    return Hidden(
        estimates | {INTERPOLATED: np.where(is_tried, np.minimum(known.tried, limits), estimates[INTERPOLATED])},
        np.where(is_known, scores, np.nan),
        np.where(still, REPORTED, left.method),
        limited(unaided, limits, is_known),
    )


def limited(values: Floats, limits: Floats, is_known: Flags) -> Floats:
    """What stands in: values no higher than the limits, NaN where nothing is known."""
    found = np.minimum(values, limits)
    found[~is_known] = np.nan
    return found


def every_estimate(
    older: Known, donors: Floats, ladders: Ladders, peers: Peers, policy: Policy
) -> Iterator[tuple[int, Floats]]:
    """Methods in order with what each says of each cell without the cell's newest value; no caps.

    `older`: what is known without the newest values; `donors`: what others learn from, newest values included. Cells
    that are not known may hold anything.
    """
    yield CARRIED, carriable(older, ladders, policy)
    yield INTERPOLATED, older.interpolated
    yield ZERO, older.zero
    columns: Whole = np.arange(donors.shape[1], dtype=np.int64)
    yield REGRESSION, predict_without_self(donors, columns, ladders.related, peers.everybody, policy.min_donors)
    for method in range(FIRST_MEDIAN, PRIOR):
        medians, count = medians_without_self(donors, peers.groups[method - FIRST_MEDIAN])
        yield method, np.where(count >= policy.min_donors, medians, np.nan)
    yield PRIOR, np.full_like(donors, policy.prior_score)


def steps_of(estimates: Mapping[int, Floats], carried: Floats) -> Estimator:
    """The estimates as the steps of a ladder, with what is carried; donors are not counted."""

    def estimate(method: int, columns: Whole) -> tuple[Floats, Whole]:
        values = of_columns(carried if method == CARRIED else estimates[method], columns)
        return values, np.zeros(values.shape, dtype=np.int64)

    return estimate
