"""What moved the points of events between two dates: new ones, words taken back, another version. No scores in here."""

from datetime import date

import polars as pl

from esg_pipeline.attribution_game import SAME_SCORE

CELL = ["issuer_id", "data_point_id"]
DAYS_OF_A_YEAR = 365.25


def event_moves(
    events: pl.DataFrame, dates: tuple[date, date], window_years: float | None, *, is_same_method: bool
) -> pl.DataFrame:
    """Issuer, data point, new_points, regraded_points, has_new. `events`: as `sql/read/event_points.sql`.

    `new_points`: of events that the earlier date did not count, less what those would still count whose place a
    register's word took; `regraded_points`: what another version makes of events that both dates count. The window is
    that of the earlier version; None where nobody knows it, and then only new events are told.
    """
    came, stayed = pl.col("earlier_points") == 0, (pl.col("earlier_points") > 0) & (pl.col("later_points") > 0)
    is_gone = (pl.col("later_points") == 0) & (pl.col("earlier_points") > 0)
    regraded = pl.lit(0.0) if is_same_method else pl.when(stayed).then(pl.col("later_points") - pl.col("faded"))
    return (
        events.with_columns(faded=faded(dates, window_years))
        .group_by(CELL)
        .agg(
            new_points=sum_of(pl.when(came).then("later_points").when(is_gone).then(-pl.col("faded"))),
            regraded_points=sum_of(regraded),
            has_new=(came & (pl.col("later_points") > 0)).any(),
        )
    )


def faded(dates: tuple[date, date], window_years: float | None) -> pl.Expr:
    """What is left on the later date of the points of the earlier one, by the fading of the earlier version."""
    if window_years is None:
        return pl.lit(0.0)
    first, second = (left(day, window_years) for day in dates)
    return pl.when((pl.col("earlier_points") > 0) & (first > 0)).then(pl.col("earlier_points") * second / first)


def left(day: date, window_years: float) -> pl.Expr:
    """Share of an event's points that is left on a day, as in `sql/core/event_in_window.sql`."""
    age = (pl.lit(day) - pl.col("event_date")).dt.total_days()
    return (1 - age / (DAYS_OF_A_YEAR * window_years)).clip(0.0)


def sum_of(points: pl.Expr) -> pl.Expr:
    """A sum, exactly 0 where only the last bits are left of it."""
    total = points.sum()
    return pl.when(total.abs() > SAME_SCORE).then(total).otherwise(0.0)
