"""Figures per something: an indicator divided by a column and brought to a handy size. One indicator at a time."""

import numpy as np

from esg_pipeline.impute import Floats
from esg_pipeline.index.problems import StepError


def denominate(values: Floats, denominator: Floats | None, factor: float = 1.0) -> Floats:
    """Values / denominator x factor; a gap in either stays a gap. Raises StepError where the denominator is 0."""
    if denominator is None:
        return values * factor if factor != 1 else values
    is_zero = np.equal(denominator, 0) & ~np.isnan(values)
    if is_zero.any():
        raise StepError("zero_denominator", f"the denominator is 0 in {int(is_zero.sum())} rows")
    with np.errstate(divide="ignore", invalid="ignore"):
        divided = values / denominator
    return divided * factor if factor != 1 else divided
