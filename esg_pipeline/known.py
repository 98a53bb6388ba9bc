"""All that is known on a rating date: the one value per issuer and data point, what it rests on, what is interpolated.

Which report is believed is `observe.py`, what follows from others `derive.py` and `interpolate.py`, which of all
candidates is taken `newest.py`.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from esg_pipeline.derive import derive
from esg_pipeline.interpolate import GROWTH, interpolate, try_lines
from esg_pipeline.methodology.codes import State
from esg_pipeline.methodology.model import Parameters
from esg_pipeline.newest import CELL, is_measured, newer_than_known, newest_values, of_known_years
from esg_pipeline.observe import newest_reports
from esg_pipeline.outliers import OutlierPolicy, hold_unit_slips, winsorise


@dataclass(frozen=True)
class KnownPolicy:
    """What a version says: months that a value is current, longest distance to interpolate over, what is an outlier."""

    current_months: int
    interpolation_years: int
    outliers: OutlierPolicy


@dataclass(frozen=True)
class KnownValues:
    """`core.known_value` and `core.known_value_input`, `core.interpolated_value` and its inputs, `core.outlier`."""

    values: pl.DataFrame
    inputs: pl.DataFrame
    interpolated: pl.DataFrame
    interpolated_inputs: pl.DataFrame
    outliers: pl.DataFrame

    def tables(self) -> dict[str, pl.DataFrame]:
        """The frames by the name of their table."""
        return {
            "core.known_value": self.values,
            "core.known_value_input": self.inputs,
            "core.interpolated_value": self.interpolated,
            "core.interpolated_value_input": self.interpolated_inputs,
            "core.outlier": self.outliers,
        }


def known_policy(parameters: Parameters) -> KnownPolicy:
    """The choices of a version."""
    outliers = OutlierPolicy(parameters.winsor_fence, parameters.outlier_min_peers, parameters.unit_slip_tolerance)
    return KnownPolicy(parameters.value_current_months, parameters.interpolation_years, outliers)


def known_values(
    *,
    observations: pl.DataFrame,
    event_effects: pl.DataFrame,
    universe: pl.DataFrame,
    data_points: pl.DataFrame,
    derivations: pl.DataFrame,
    rating_date: date,
    policy: KnownPolicy,
    known_at: date | None = None,
) -> KnownValues:
    """What is known about the issuers in scope on one rating date: only what was published by then counts.

    `known_at`: the day whose knowledge counts in its place (`observe.as_known`); ages are those of the rating date.
    What looks like a slip of units is held before anything follows from it. A stated value goes before a derived one of
    the same year, the newest fiscal year wins, registers speak for events that nobody reported.
    """
    issuers = universe.filter("in_scope")
    expected = expected_year(rating_date, policy.current_months)
    of_issuers = observations.join(issuers.select("issuer_id"), on="issuer_id")
    reports = newest_reports(of_issuers, rating_date, known_at)
    believed, held = hold_unit_slips(reports, issuers, data_points, policy.outliers)
    derived = derive(believed, derivations)
    candidates = pl.concat([as_reported(believed), derived], how="diagonal")
    newest = newest_values(candidates, believed, data_points, expected)
    chosen, winsorised = winsorise(newest, issuers, data_points, policy.outliers)
    registers = from_registers(event_effects, chosen, data_points)
    following = interpolate(believed, derived, derivations, data_points, policy.interpolation_years)
    newer = newer_than_known(following, chosen, data_points, expected).with_columns(is_trial=pl.lit(False))
    growing = chosen.filter(is_measured() & (pl.col("age_years") == 0) & (pl.col("method") == GROWTH))
    tried = try_lines(believed, growing, derivations, data_points, policy.interpolation_years)
    trials = of_known_years(tried, growing.join(newer, on=CELL, how="anti")).with_columns(is_trial=pl.lit(True))
    dated = Dated(issuers, rating_date)
    values = dated.stamp(pl.concat([chosen, registers], how="diagonal"))
    interpolated = dated.stamp(pl.concat([newer, trials.select(newer.columns)]))
    return KnownValues(
        values.drop("observation_ids"),
        inputs_of(values),
        interpolated.drop("observation_ids"),
        inputs_of(interpolated),
        pl.concat([held, winsorised]).with_columns(rating_date=pl.lit(rating_date)),
    )


def as_reported(believed: pl.DataFrame) -> pl.DataFrame:
    """Stated totals as candidates: issuer, data point, fiscal year, value, state, date, confidence, inputs."""
    return believed.filter(pl.col("dimension") == "").select(
        *CELL,
        "fiscal_year",
        "value",
        "state",
        "published_date",
        "confidence",
        method=pl.lit("reported"),
        observation_ids=pl.concat_list("observation_id"),
    )


def expected_year(rating_date: date, current_months: int) -> int:
    """The oldest fiscal year that ended at most `current_months` before the end of the rating date's month."""
    months = rating_date.year * 12 + rating_date.month - 12 - current_months
    return -(-months // 12)


def from_registers(event_effects: pl.DataFrame, chosen: pl.DataFrame, data_points: pl.DataFrame) -> pl.DataFrame:
    """Faded event points for the data points that count events; a searched register without an entry is a zero."""
    is_zero = pl.col("points") == 0
    return (
        event_effects.join(chosen, on=CELL, how="anti")
        .join(data_points.select("data_point_id", "unit"), on="data_point_id", validate="m:1")
        .select(
            *CELL,
            "unit",
            value="points",
            scored_value="points",
            state=pl.when(is_zero).then(pl.lit(State.REPORTED_ZERO.value)).otherwise(pl.lit(State.REPORTED.value)),
            method=pl.lit("event_register"),
            age_years=pl.lit(0, dtype=pl.Int64),
            confidence=pl.lit(1.0),
        )
    )


@dataclass(frozen=True)
class Dated:
    """The issuers in scope and the rating date, as they stand in every row of a table."""

    issuers: pl.DataFrame
    rating_date: date

    def stamp(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows of issuers in scope with rating date and world."""
        worlds = self.issuers.select("issuer_id", "is_simulated")
        return rows.join(worlds, on="issuer_id", validate="m:1").with_columns(rating_date=pl.lit(self.rating_date))


def inputs_of(values: pl.DataFrame) -> pl.DataFrame:
    """One row per observation that a value rests on, numbered by its place in the formula."""
    inputs = values.filter(pl.col("observation_ids").is_not_null()).select(
        *CELL,
        "rating_date",
        "is_simulated",
        input_number=pl.int_ranges(1, pl.col("observation_ids").list.len() + 1),
        observation_id="observation_ids",
    )
    return inputs.explode("input_number", "observation_id")
