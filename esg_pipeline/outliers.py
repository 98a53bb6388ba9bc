"""Values that are wrong by a power of ten are held for a person; far values are drawn in to fences. Both are logged.

Only figures are looked at, never yes or no, levels or events. How slips are found: slips; what people decide: decided.
"""

from dataclasses import dataclass

import polars as pl

from esg_pipeline.derive import MEASURED
from esg_pipeline.methodology.codes import Direction, Kind
from esg_pipeline.slips import DIGITS, LARGEST_POWER, ROW, slips

OUTLIER_SCHEMA: dict[str, pl.DataType] = {
    "issuer_id": pl.String(),
    "data_point_id": pl.String(),
    "dimension": pl.String(),
    "fiscal_year": pl.Int64(),
    "observation_id": pl.String(),
    "treatment": pl.String(),
    "value": pl.Float64(),
    "treated_value": pl.Float64(),
    "factor": pl.Float64(),
    "peer_median": pl.Float64(),
    "peers": pl.Int64(),
    "own_value": pl.Float64(),
    "reason": pl.String(),
    "is_simulated": pl.Boolean(),
}
PEERS = ["data_point_id", "industry_code", "is_simulated"]
HELD, CONFIRMED, WINSORISED = "held_unit_slip", "confirmed", "winsorised"


@dataclass(frozen=True)
class OutlierPolicy:
    """Fence in interquartile ranges, fewest values to compare with, and how far from a power of ten a slip may lie."""

    winsor_fence: float
    min_peers: int
    unit_slip_tolerance: float


def hold_unit_slips(
    believed: pl.DataFrame, universe: pl.DataFrame, data_points: pl.DataFrame, policy: OutlierPolicy
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(what is kept, rows of `core.outlier` without the date) of reports as `observe.newest_reports` returns them.

    What a person confirmed is kept, and logged as confirmed. Issuers that are not in `universe` are left alone.
    """
    rows = believed.with_row_index(ROW)
    found = slips(figures_of(rows, universe, data_points), universe, policy.min_peers, policy.unit_slip_tolerance)
    world = universe.select("issuer_id", "is_simulated")
    marked = rows.drop("is_simulated", strict=False).join(found, on=ROW, validate="1:1")
    logged = as_outliers(marked.join(world, on="issuer_id", validate="m:1"))
    held = marked.filter(~pl.col("is_confirmed"))
    return rows.join(held, on=ROW, how="anti", maintain_order="left").drop(ROW), logged


def figures_of(rows: pl.DataFrame, universe: pl.DataFrame, data_points: pl.DataFrame) -> pl.DataFrame:
    """Positive values of quantitative data points as `slips.slips` wants them; a zero has no power of ten."""
    quantitative = data_points.filter(pl.col("kind") == Kind.QUANTITATIVE).select("data_point_id", "unit")
    groups = universe.select("issuer_id", "industry_code", "is_simulated")
    return (
        rows.filter(pl.col("state").is_in(MEASURED) & (pl.col("value") > 0) & pl.col("value").is_finite())
        .select(ROW, "issuer_id", "data_point_id", "dimension", log=pl.col("value").log10())
        .join(quantitative, on="data_point_id", validate="m:1")
        .join(groups, on="issuer_id", validate="m:1")
    )


def as_outliers(found: pl.DataFrame) -> pl.DataFrame:
    """Slips in the columns of `core.outlier`; `peer_median` is what the middle peer of the issuer's size has."""
    is_kept = pl.col("is_confirmed")
    return logged(
        found.with_columns(
            treatment=pl.when(is_kept).then(pl.lit(CONFIRMED)).otherwise(pl.lit(HELD)),
            treated_value=pl.when(is_kept).then("value"),
            factor=pl.lit(10.0) ** pl.col("power"),
            peer_median=pl.lit(10.0) ** pl.col("peer_log"),
            peers=pl.col("peers").fill_null(0),
            own_value=pl.lit(10.0) ** pl.col("own_log"),
        ).with_columns(reason=slip_reason())
    )


def slip_reason() -> pl.Expr:
    """In words: how many times what, and who was asked."""
    sizes = {power: f"{10**power:,} times" for power in range(1, LARGEST_POWER + 1)}
    parts = {-power: f"1/{10**power:,} of" for power in sizes}
    size = pl.col("power").replace_strict({**sizes, **parts}, return_dtype=pl.String)
    by_peers = pl.format("{} the middle of {} peers; there is no other year", size, "peers")
    by_years = pl.format("{} the other years of the issuer, and far from {} peers", size, "peers")
    by_years_alone = pl.format("{} the other years of the issuer; there are too few peers to ask", size)
    return (
        pl.when(pl.col("own_log").is_null())
        .then(by_peers)
        .when(pl.col("peers") > 0)
        .then(by_years)
        .otherwise(by_years_alone)
    )


def logged(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows in the columns and the order of `core.outlier`."""
    return rows.select(pl.col(name).cast(dtype) for name, dtype in OUTLIER_SCHEMA.items()).sort(
        "issuer_id", "data_point_id", "dimension", "fiscal_year", "treatment"
    )


def winsorise(
    chosen: pl.DataFrame, universe: pl.DataFrame, data_points: pl.DataFrame, policy: OutlierPolicy
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(known values with `scored_value`, rows of `core.outlier` without the date): values beyond a fence become it.

    Per scored data point, industry and world with enough values: Q1 - f * IQR and Q3 + f * IQR (Tukey 1977, Exploratory
    Data Analysis), the upper one of logarithms where values are skewed. No spread, no treatment.
    """
    rows = chosen.with_row_index(ROW)
    figures = scored_figures(rows, universe, data_points)
    fenced = figures.join(fences(figures, policy), on=PEERS, validate="m:1").with_columns(
        scored_value=pl.col("value").clip("low", "high")
    )
    far = fenced.filter(pl.col("scored_value") != pl.col("value"))
    scored = rows.join(far.select(ROW, "scored_value"), on=ROW, how="left", validate="1:1", maintain_order="left")
    complete = scored.with_columns(pl.coalesce("scored_value", "value").alias("scored_value")).drop(ROW)
    return complete, as_winsorised(far)


def scored_figures(rows: pl.DataFrame, universe: pl.DataFrame, data_points: pl.DataFrame) -> pl.DataFrame:
    """Known values of quantitative data points that are scored, with the industry; unknown industries have no peers."""
    is_scored = (pl.col("kind") == Kind.QUANTITATIVE) & (pl.col("direction") != Direction.CONTEXT_ONLY)
    groups = universe.select("issuer_id", "industry_code", "is_simulated").drop_nulls("industry_code")
    return (
        rows.drop("is_simulated", strict=False)
        .filter(pl.col("state").is_in(MEASURED) & pl.col("value").is_finite())
        .join(data_points.filter(is_scored).select("data_point_id"), on="data_point_id", how="semi")
        .join(groups, on="issuer_id", validate="m:1")
    )


def fences(figures: pl.DataFrame, policy: OutlierPolicy) -> pl.DataFrame:
    """Lowest and highest value that stay as they are, per group with enough values and some spread.

    Positive values that lean to the right get the upper fence of their logarithms, where these lean less. The lower
    one is never of logarithms: a share may come as near to zero as it likes.
    """
    is_positive = (pl.col("value").min() > 0).over(PEERS)
    both = figures.with_columns(log=pl.when(is_positive).then(pl.col("value").log10()))
    groups = both.group_by(PEERS).agg(
        *quartiles("value"), *quartiles("log"), values=pl.len().cast(pl.Int64), median=pl.col("value").median()
    )
    is_log = pl.col("log_1").is_not_null() & (lean("value") > 0) & (lean("log").abs() < lean("value"))
    plain, logs = fences_of("value", policy.winsor_fence), fences_of("log", policy.winsor_fence)
    return groups.filter((pl.col("values") >= policy.min_peers) & (pl.col("value_3") > pl.col("value_1"))).select(
        *PEERS,
        "values",
        "median",
        is_log=is_log.fill_null(value=False),
        low=plain[0],
        high=pl.when(is_log).then(pl.lit(10.0) ** logs[1]).otherwise(plain[1]),
    )


def quartiles(column: str) -> list[pl.Expr]:
    """The three quartiles as `<column>_1` to `<column>_3`, interpolated linearly."""
    return [pl.col(column).quantile(part / 4, "linear").alias(f"{column}_{part}") for part in (1, 2, 3)]


def lean(column: str) -> pl.Expr:
    """Quartile skewness, -1..1 (Bowley 1920, Elements of Statistics): (Q3 + Q1 - 2 Q2) / (Q3 - Q1)."""
    first, second, third = (pl.col(f"{column}_{part}") for part in (1, 2, 3))
    return ((third + first - 2 * second) / (third - first)).round(DIGITS)


def fences_of(column: str, fence: float) -> tuple[pl.Expr, pl.Expr]:
    """Tukey's fences around the quartiles."""
    first, third = pl.col(f"{column}_1"), pl.col(f"{column}_3")
    return first - fence * (third - first), third + fence * (third - first)


def as_winsorised(far: pl.DataFrame) -> pl.DataFrame:
    """Values that were drawn in, in the columns of `core.outlier`."""
    side = (
        pl.when(pl.col("value") > pl.col("high")).then(pl.lit("above the upper")).otherwise(pl.lit("below the lower"))
    )
    of = (
        pl.when(pl.col("is_log") & (pl.col("value") > pl.col("high")))
        .then(pl.lit("of the logarithms "))
        .otherwise(pl.lit(""))
    )
    return logged(
        far.with_columns(
            dimension=pl.lit(""),
            treatment=pl.lit(WINSORISED),
            treated_value=pl.col("scored_value"),
            factor=pl.lit(None, dtype=pl.Float64),
            peer_median=pl.col("median"),
            peers=pl.col("values") - 1,
            own_value=pl.lit(None, dtype=pl.Float64),
            reason=pl.format("{} fence {}of the {} values of its industry", side, of, "values"),
        )
    )
