"""Draws in the outliers of one sample of one indicator. Which values are a sample is decided elsewhere."""

import numpy as np

from esg_pipeline.impute import Floats
from esg_pipeline.index.model import FENCES, LIMITS, PERCENTILES, SPREAD, WINSORISE, Treat
from esg_pipeline.index.problems import StepError


def treat(values: Floats, how: Treat, direction: int = 1) -> tuple[Floats, str]:
    """(values, what was done in words, blank when nothing); gaps stay gaps. Raises StepError for a log of nothing."""
    if how.method == WINSORISE:
        return winsorised(values, how, direction)
    known = values[~np.isnan(values)]
    if how.method == "none" or known.size == 0:
        return values, ""
    low, high = limits(known, how)
    drawn = np.clip(values, low, high)
    return drawn, f"drawn in to {how.method}" if np.any(drawn[~np.isnan(values)] != known) else ""


def limits(known: Floats, how: Treat) -> tuple[float, float]:
    """The lowest and the highest value that stay as they are."""
    if how.method == PERCENTILES:
        low, high = np.percentile(known, [how.low_percentile, how.high_percentile])
    elif how.method == FENCES:
        first, third = np.percentile(known, [25, 75])
        low, high = first - how.fence * (third - first), third + how.fence * (third - first)
    elif how.method == SPREAD:
        spread = how.deviations * np.std(known, ddof=1) if known.size > 1 else 0.0
        low, high = np.mean(known) - spread, np.mean(known) + spread
    elif how.method == LIMITS:
        low = -np.inf if how.low is None else how.low
        high = np.inf if how.high is None else how.high
    else:
        raise AssertionError(how.method)
    return float(low), float(high)


def winsorised(values: Floats, how: Treat, direction: int) -> tuple[Floats, str]:
    """The outermost values, on the side of the skew, become the next one, until skew or kurtosis is low enough.

    At most `max_points` values; then the fallback follows, on the values as they came. As in COINr (R).
    """
    drawn = values.copy()
    high = low = np.zeros(values.shape, dtype=np.bool_)
    while is_outlying(drawn, how) and np.count_nonzero(high) + np.count_nonzero(low) < how.max_points:
        if skewness(drawn) >= 0:
            high = drawn == np.nanmax(drawn)
            drawn[high] = np.nanmax(drawn[~high])
        else:
            low = drawn == np.nanmin(drawn)
            drawn[low] = np.nanmin(drawn[~low])
    points = int(np.count_nonzero(high) + np.count_nonzero(low))
    if how.fallback != "keep" and is_outlying(drawn, how):
        return fallen_back(values, how.fallback, direction)
    return drawn, f"winsorised {points} points" if points else ""


def is_outlying(values: Floats, how: Treat) -> bool:
    """Whether both skew and kurtosis are above their limits. Fewer than four or all equal values never are."""
    known = values[~np.isnan(values)]
    if known.size < 4 or np.ptp(known) == 0:
        return False
    return bool(abs(skewness(known)) > how.skew and kurtosis(known) > how.kurtosis)


def skewness(values: Floats) -> float:
    """Sample skewness as in Excel, of at least three values that are not all equal (Joanes and Gill 1998, G1)."""
    known = values[~np.isnan(values)]
    count, off = known.size, known - known.mean()
    raw = np.sqrt(count) * np.sum(off**3) / np.sum(off**2) ** 1.5
    return float(raw * np.sqrt(count * (count - 1)) / (count - 2))


def kurtosis(values: Floats) -> float:
    """Sample excess kurtosis as in Excel, of at least four values that are not all equal (Joanes and Gill 1998, G2)."""
    known = values[~np.isnan(values)]
    count, off = known.size, known - known.mean()
    raw = count * np.sum(off**4) / np.sum(off**2) ** 2
    return float(((count + 1) * (raw - 3) + 6) * (count - 1) / ((count - 2) * (count - 3)))


def fallen_back(values: Floats, fallback: str, direction: int) -> tuple[Floats, str]:
    """What follows when winsorising was not enough. Logs keep the order of values and their gaps.

    log_shift: ln(x - min + 1 % of the range). log_gii: ln((max - 1) (x - min) / range + 1), for `less is better`
    mirrored, as the Global Innovation Index does it.
    """
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    match fallback:
        case "undo":
            return values, ""
        case "log":
            if low <= 0:
                raise StepError("no_logarithm", f"the log of {low:g} does not exist; log_shift takes such values")
            return np.log(values), "log"
        case "log_shift":
            return np.log(values - low + 0.01 * (high - low)), "log_shift"
        case _:
            if high <= 1:
                raise StepError("no_logarithm", f"log_gii needs a highest value above 1, not {high:g}")
            if direction == -1:
                return -np.log((high - 1) * (high - values) / (high - low) + 1), "log_gii"
            return np.log((high - 1) * (values - low) / (high - low) + 1), "log_gii"
