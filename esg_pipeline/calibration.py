"""Judges the 90 % intervals that the self-audit measured. Measuring is `audit.py`, making intervals `predictive.py`."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from esg_pipeline.impute import METHODS, PRIOR

COVERAGE = (0.85, 0.95)  # what 90 % intervals may hold before somebody should look
FEWEST = 20  # hidden cells that say anything of intervals
SURE = 2.0  # standard errors beyond a bound at which chance no longer explains the few cells of one data point
SMALLEST = 1e-9  # of a share; less is rounding


def miscalibrated(errors: pl.DataFrame) -> list[str]:
    """Where 90 % intervals hold fewer than 85 % or more than 95 % of the hidden cells, in words, the worst first.

    `errors`: as `score.imputation_error`. Fewer than twenty cells say nothing. First each method over all data points
    of a world, then each data point and method whose coverage is beyond a bound by two binomial standard errors. The
    prior is not judged: its interval is wide by rule and no estimate.
    """
    judged = errors.filter(pl.col("method") != METHODS[PRIOR])
    weighted = (pl.col("interval_coverage") * pl.col("n_masked")).sum() / pl.col("n_masked").sum()
    world = ["rating_date", "is_simulated", "method"]
    methods = judged.group_by(world).agg(interval_coverage=weighted, n_masked=pl.col("n_masked").sum())
    overall = beyond(methods.filter(pl.col("n_masked") >= FEWEST), 0.0).with_columns(data_point_id=pl.lit(None))
    found = [overall, beyond(judged.filter(pl.col("n_masked") >= FEWEST), SURE)]
    return [told(row) for frame in found for row in frame.iter_rows(named=True)]


def beyond(coverage: pl.DataFrame, errors: float) -> pl.DataFrame:
    """Rows whose coverage is outside the bounds by more than so many standard errors, the farthest first."""
    share, count = pl.col("interval_coverage"), pl.col("n_masked")
    distances = [
        sign * (bound - share) - errors * (bound * (1 - bound) / count).sqrt()
        for sign, bound in zip((1, -1), COVERAGE, strict=True)
    ]
    far = coverage.with_columns(far=pl.max_horizontal(distances)).filter(pl.col("far") > SMALLEST)
    by_name = [name for name in ("rating_date", "is_simulated", "method", "data_point_id") if name in coverage.columns]
    return far.sort("far", *by_name, descending=[True, *[False] * len(by_name)])


def told(row: Mapping[str, Any]) -> str:
    """One finding in words."""
    what = f"{row['method']} of {row['data_point_id']}" if row["data_point_id"] else f"{row['method']}, all data points"
    whose = "simulated" if row["is_simulated"] else "real"
    held = f"{row['interval_coverage']:.1%} of {row['n_masked']} hidden cells"
    return f"{what}, {whose} issuers on {row['rating_date']}: the 90 % intervals hold {held}"
