"""Weights: influence and impact time to a share of the total; which data points apply to whom. No scores in here."""

from collections.abc import Collection
from typing import TypeVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from esg_pipeline.methodology.codes import ImpactTime, Influence
from esg_pipeline.methodology.model import Methodology, Parameters

# Steps above the weakest cell of Table 2.
INFLUENCE_STEPS = {
    Influence.HIGH: 4,
    Influence.HIGHER: 3,
    Influence.MIDDLE: 2,
    Influence.LOWER: 1,
    Influence.LOW: 0,
}
TIME_STEPS = {ImpactTime.SHORT: 2, ImpactTime.MEDIUM: 1, ImpactTime.LONG: 0}
EVERY_ISSUER = "all"
Floats = NDArray[np.float64]
Number = TypeVar("Number", float, NDArray[np.float64])
# What limits a pillar, and what stands for a limit that is not given.
LIMITS = (("before", 0.0), ("floor", 0.0), ("cap", 1.0))


def cell_weight(influence: str, impact_time: str | None, parameters: Parameters) -> float:
    """Return the relative weight of one cell of Table 2, before normalising: 1 for low and long, R for high and short.

    w = R^(a*l/4 + b*h/2) with l = 0..4 from low to high, h = 0..2 from long to short, R the corner ratio, a and b the
    influence and time share (DESIGN 4.5). The methodology (section 5, Table 2) fixes the order of the cells and the
    zero for `none`; R, a and b are parameters. Raises ValueError for an unknown code or a relevant cell without time.
    """
    level = Influence(influence)
    if level is Influence.NONE:
        return 0.0
    steps = TIME_STEPS[ImpactTime(impact_time)]
    return parameters.corner_ratio ** exponent(float(INFLUENCE_STEPS[level]), float(steps), parameters)


def exponent(influence_steps: Number, time_steps: Number, parameters: Parameters) -> Number:
    """The exponent in the formula of `cell_weight`, of numbers or of arrays that broadcast against each other."""
    return parameters.influence_share * influence_steps / 4 + parameters.time_share * time_steps / 2


def key_issue_weights(methodology: Methodology) -> pl.DataFrame:
    """Return industry_code, key_issue_id, influence, impact_time, weight: one row per industry and key issue.

    Weights are shares of the total score, 0 where irrelevant, and sum to 1 over the key issues of an industry
    (methodology, section 5; DESIGN 4.5). With the switch on, each pillar keeps its floor and cap.
    """
    cells = methodology.materiality.select("industry_code", "key_issue_id", "influence", "impact_time")
    weights = [cell_weight(row[2], row[3], methodology.parameters) for row in cells.iter_rows()]
    weight = pl.col("weight")
    shares = cells.with_columns(pl.Series("weight", weights, dtype=pl.Float64)).with_columns(
        weight / weight.sum().over("industry_code")
    )
    return within_limits(shares, methodology) if methodology.parameters.pillar_limits else shares


def within_limits(shares: pl.DataFrame, methodology: Methodology) -> pl.DataFrame:
    """The same weights scaled pillar by pillar, so that each pillar's sum lies between its floor and its cap."""
    pillars = methodology.key_issues.select("key_issue_id", "pillar_id")
    known = shares.join(pillars, on="key_issue_id", how="left", validate="m:1", maintain_order="left")
    sums = known.group_by("industry_code", "pillar_id", maintain_order=True).agg(before=pl.col("weight").sum())
    limits = sums.join(methodology.pillar_limits, on="pillar_id", how="left", validate="m:1", maintain_order="left")
    after = pl.concat([limited(rows) for rows in limits.partition_by("industry_code", maintain_order=True)])
    factor = pl.when(pl.col("before") > 0).then(pl.col("after") / pl.col("before")).otherwise(0.0)
    scaled = known.join(after, on=["industry_code", "pillar_id"], how="left", validate="m:1", maintain_order="left")
    return scaled.with_columns(pl.col("weight") * factor).select(shares.columns)


def limited(pillars: pl.DataFrame) -> pl.DataFrame:
    """One industry's pillars (before, floor, cap) with the sum of weights `after`."""
    before, floor, cap = (pillars[name].fill_null(fill).to_numpy() for name, fill in LIMITS)
    return pillars.with_columns(after=pl.Series(bounded_shares(before, floor, cap)))


def bounded_shares(shares: Floats, floor: Floats, cap: Floats) -> Floats:
    """Shares that sum to 1 along the last axis, within [floor, cap], in proportion to `shares` where no bound holds.

    A share of 0 stays 0. Where the bounds leave no room (floors above 1, or caps of what is left below 1), they are
    ignored as far as needed to reach the sum of 1. `floor` and `cap` have the shape of the last axis.
    """
    some = shares > 0
    size, low, high = np.where(some, shares, 1.0), np.where(some, floor, 0.0), np.where(some, cap, 0.0)
    factors = np.sort(np.concatenate([np.zeros_like(size[..., :1]), low / size, high / size], axis=-1), axis=-1)
    reached = np.clip(
        factors[..., :, np.newaxis] * size[..., np.newaxis, :], low[..., np.newaxis, :], high[..., np.newaxis, :]
    )
    factor = where_one(reached.sum(axis=-1), factors)  # the sum rises with the factor, linear between
    kept = np.clip(factor[..., np.newaxis] * size, low, high)
    total = kept.sum(axis=-1, keepdims=True)
    return kept / np.where(total > 0, total, 1.0)


def where_one(sums: Floats, factors: Floats) -> Floats:
    """The factor at which the sum is 1, by linear interpolation along the last axis; the nearest end outside."""
    after = np.minimum(np.sum(sums < 1, axis=-1, keepdims=True), sums.shape[-1] - 1)
    before = np.maximum(after - 1, 0)
    low, high = np.take_along_axis(sums, before, axis=-1), np.take_along_axis(sums, after, axis=-1)
    start, end = np.take_along_axis(factors, before, axis=-1), np.take_along_axis(factors, after, axis=-1)
    share = np.clip(np.divide(1 - low, high - low, out=np.ones_like(low), where=high > low), 0.0, 1.0)
    return (start + share * (end - start))[..., 0]


def data_point_applies(applies_to: str, tags: Collection[str]) -> bool:
    """Whether a data point applies to an issuer with these tags: it is for all, or they share a tag (DESIGN 4.2)."""
    return applies_to == EVERY_ISSUER or not set(tags).isdisjoint(applies_to.split("|"))
