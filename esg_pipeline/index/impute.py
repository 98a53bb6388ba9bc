"""Fills the gaps of one indicator by named methods, each in turn. The bond rating's ladder is `esg_pipeline.impute`."""

from collections.abc import Sequence

import numpy as np

from esg_pipeline.impute import Floats, Whole, group_medians
from esg_pipeline.index.model import Impute
from esg_pipeline.index.problems import StepError

KNOWN = ""


def impute(
    values: Floats, how: Impute, *, sample: Whole, group: Whole, direction: int, past: tuple[Sequence[str], Floats]
) -> tuple[Floats, list[str]]:
    """(values, method per cell, blank where known). All arrays have one entry per row.

    `sample` and `group` number the rows that belong together; `past` holds unit and year of each row, for `latest`.
    Donors are always known values, never filled ones.
    """
    filled, methods = values.copy(), [KNOWN] * values.size
    for method in how.method:
        offer = offered(method, values, how, sample, sample * (group.max(initial=0) + 1) + group, direction, past)
        taken = np.isnan(filled) & ~np.isnan(offer)
        filled[taken] = offer[taken]
        methods = [method if taken[row] else before for row, before in enumerate(methods)]
    return filled, methods


def offered(
    method: str,
    values: Floats,
    how: Impute,
    sample: Whole,
    group: Whole,
    direction: int,
    past: tuple[Sequence[str], Floats],
) -> Floats:
    """What a method would put into each cell; NaN where it has nothing to offer."""
    match method:
        case "none" | "zero" | "value":
            return np.full_like(values, {"none": np.nan, "zero": 0.0, "value": how.value}[method])
        case "worst":
            return by_group(values, sample, "min" if direction == 1 else "max", 1)
        case "latest":
            return latest(values, *past, how.max_years)
        case "mean" | "median":
            return by_group(values, sample, method, how.min_donors)
        case _:
            return by_group(values, group, method.removeprefix("group_"), how.min_donors)


def by_group(values: Floats, group: Whole, statistic: str, min_donors: int) -> Floats:
    """A statistic of the known values of each row's group; NaN where there are fewer than `min_donors`, or none."""
    if statistic == "median":
        medians, counts = group_medians(values[:, np.newaxis], group)
        return np.where(counts[:, 0] >= max(min_donors, 1), medians[:, 0], np.nan)
    reduce = {"mean": np.mean, "min": np.min, "max": np.max}[statistic]
    offer = np.full_like(values, np.nan)
    for number in np.unique(group):
        known = values[(group == number) & ~np.isnan(values)]
        if known.size >= max(min_donors, 1):
            offer[group == number] = reduce(known)
    return offer


def latest(values: Floats, units: Sequence[str], years: Floats, max_years: int) -> Floats:
    """The newest known value of the same unit from an earlier year, if it is not too old. Rows are sorted by year.

    Raises StepError when years are no numbers.
    """
    if not np.isfinite(years).all():
        raise StepError("bad_year", "`latest` needs years that are numbers")
    offer = np.full_like(values, np.nan)
    newest: dict[str, int] = {}
    for row, unit in enumerate(units):
        if unit in newest and years[row] - years[newest[unit]] <= max_years:
            offer[row] = values[newest[unit]]
        if not np.isnan(values[row]):
            newest[unit] = row
    return offer
