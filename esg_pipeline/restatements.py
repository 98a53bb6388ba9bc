"""The ledger of restated values: who published another figure for the same year, and what that moved.

What a value is believed to be is `observe.py`; by which formula others follow from it `derive.py`.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from esg_pipeline.attribution_cells import GROUP
from esg_pipeline.attribution_game import SAME_SCORE, Floats
from esg_pipeline.derive import MEASURED, derive
from esg_pipeline.methodology.codes import State, WithoutEffect
from esg_pipeline.observe import GRAIN, newest_reports
from esg_pipeline.rating_dates import nearest
from esg_pipeline.standardise import ValueFunctions, function_of

# Two readings of one figure in different units differ by a few bits; they are the same value.
SAME_VALUE = 1e-9
ONE_DAY = timedelta(days=1)
NO_RESTATEMENT = pl.DataFrame(
    schema={
        "issuer_id": pl.String,
        "data_point_id": pl.String,
        "dimension": pl.String,
        "fiscal_year": pl.Int64,
        "previous_observation_id": pl.String,
        "observation_id": pl.String,
        "previous_published_date": pl.Date,
        "published_date": pl.Date,
        "previous_value": pl.Float64,
        "value": pl.Float64,
        "unit": pl.String,
        "is_simulated": pl.Boolean,
    }
)


def rating_date_before(rating_date: date) -> date:
    """The rating date of the calendar before a day."""
    return nearest(rating_date)[0]


def restated(reports: pl.DataFrame, rating_date: date) -> pl.DataFrame:
    """Values that were believed until another figure for the same cell and year was published, by the day it was.

    `reports`: as `sql/read/republished_values.sql`. Only what was published after the rating date before and by this
    one. The first value of a cell is no restatement, nor is the same figure again.
    """
    since = rating_date_before(rating_date)
    recent = reports.filter(pl.col("published_date").is_between(since, rating_date, closed="right"))
    days = recent["published_date"].unique().sort().to_list()
    found = [restated_on(reports, day) for day in days]
    return pl.concat([NO_RESTATEMENT, *found]).sort(*GRAIN, "published_date")


def restated_on(reports: pl.DataFrame, day: date) -> pl.DataFrame:
    """What was believed on the day before and is not since this day."""
    touched = reports.filter(pl.col("published_date") == day).select(GRAIN).unique()
    of_cells = reports.join(touched, on=GRAIN, how="semi")
    after, before = (
        newest_reports(of_cells, known).filter(pl.col("state").is_in(MEASURED)) for known in (day, day - ONE_DAY)
    )
    earlier = before.select(
        *GRAIN,
        previous_observation_id="observation_id",
        previous_published_date="published_date",
        previous_value="value",
    )
    differs = (pl.col("value") - pl.col("previous_value")).abs() > SAME_VALUE * pl.max_horizontal(
        pl.col("value").abs(), pl.col("previous_value").abs()
    )
    both = after.join(earlier, on=GRAIN, validate="1:1").filter(differs)
    return both.select(pl.col(name).cast(dtype) for name, dtype in NO_RESTATEMENT.schema.items())


@dataclass(frozen=True)
class Formula:
    """How known values of a rating date become scores: value functions, fences, carrying, derivations."""

    functions: ValueFunctions
    fences: pl.DataFrame
    carrying: pl.DataFrame
    derivations: pl.DataFrame

    def scores(self, cells: pl.DataFrame, value: str) -> Floats:
        """What a column of values would score in their cells; flat beyond the fences."""
        fenced = cells.join(self.fences, on=GROUP, how="left", validate="m:1", maintain_order="left").join(
            self.carrying, on="data_point_id", how="left", validate="m:1", maintain_order="left"
        )
        drawn_in = pl.min_horizontal(pl.max_horizontal(value, "low"), "high")
        factor = pl.col("carry_decay").pow(pl.min_horizontal("age_years", "carry_years"))
        rows = fenced.select("data_point_id", "industry_code", drawn_in.alias("x"), factor.alias("left"))
        found = [
            float(function_of(self.functions, name, industry)(np.array([x]))[0]) * left
            for name, industry, x, left in rows.iter_rows()
        ]
        return np.array(found, dtype=np.float64)


def with_effect(
    found: pl.DataFrame, cells: pl.DataFrame, believed: pl.DataFrame, years: pl.DataFrame, formula: Formula
) -> pl.DataFrame:
    """`rating.restatement` without the date: restatements with the points that they move, or why they move none.

    `cells`: as `sql/read/cells_resting_on.sql`; `believed`: the newest reports of these issuers; `years`: as
    `sql/read/known_years.sql`. A cell's points are weight x (score of the new value - score of the old one), all else
    as it is; where a score does not follow from its value, as in strict mode, the value moves nothing.
    """
    numbered = found.with_row_index("number").with_columns(pl.col("number").cast(pl.Int64))
    used = old_values(numbered, cells, believed, formula.derivations)
    new, old = formula.scores(used, "value"), formula.scores(used, "old_value")
    follows = np.abs(new - used["score"].to_numpy()) <= SAME_SCORE
    moves = used["weight"].to_numpy() * np.where(follows, new - old, 0.0)
    points = used.select("number", points=pl.Series(moves)).group_by("number").agg(pl.col("points").sum())
    return (
        numbered.join(points, on="number", how="left", validate="1:1")
        .join(reasons(numbered, believed, years), on="number", how="left", validate="1:1")
        .with_columns(without_effect=pl.when(pl.col("points").is_null()).then("without_effect"))
        .drop("number")
        .sort(*GRAIN, "published_date")
    )


def old_values(
    numbered: pl.DataFrame, cells: pl.DataFrame, believed: pl.DataFrame, derivations: pl.DataFrame
) -> pl.DataFrame:
    """The cells that rest on each restatement, with `old_value`: what they would hold had it not been published.

    A cell that could not be derived from the old value is left out.
    """
    restated_values = numbered.select("number", "observation_id", "previous_value")
    rests = restated_values.join(cells, on="observation_id").sort("number", "data_point_id")
    is_stated = pl.col("value_method") == "reported"
    stated, derived = rests.filter(is_stated), rests.filter(~is_stated)
    touched = derived.select("number", "issuer_id", "observation_id", "previous_value").unique(maintain_order=True)
    as_before = touched.join(believed, on="issuer_id", suffix="_known").with_columns(
        pl.when(pl.col("observation_id") == pl.col("observation_id_known"))
        .then("previous_value")
        .otherwise("value")
        .alias("value"),
        issuer_id=pl.col("number").cast(pl.String),  # each restatement alone, as an issuer of its own
        observation_id="observation_id_known",
    )
    again = derive(as_before, derivations).select(
        pl.col("issuer_id").cast(pl.Int64).alias("number"),
        "data_point_id",
        "fiscal_year",
        old_value="value",
        value_method="method",
    )
    key = ["number", "data_point_id", "fiscal_year", "value_method"]
    return pl.concat(
        [stated.with_columns(old_value="previous_value"), derived.join(again, on=key, how="inner", validate="1:1")]
    )


def reasons(numbered: pl.DataFrame, believed: pl.DataFrame, years: pl.DataFrame) -> pl.DataFrame:
    """number, without_effect: why no score rests on a restatement; the first that holds of those in the list."""
    cell = ["issuer_id", "data_point_id"]
    known = numbered.join(years, on=cell, how="left", validate="m:1").join(
        believed.select("observation_id", is_believed=pl.lit(value=True)),
        on="observation_id",
        how="left",
        validate="m:1",
    )
    is_rated = pl.col("issuer_id").is_in(years["issuer_id"].unique().implode())
    is_total = pl.col("dimension") == ""
    is_old = (pl.col("known_year") > pl.col("fiscal_year")) | (pl.col("known_state") == State.STALE)
    return known.select(
        "number",
        without_effect=pl.when(~is_rated)
        .then(pl.lit(WithoutEffect.NOT_RATED.value))
        .when(pl.col("is_believed").is_null())
        .then(pl.lit(WithoutEffect.SUPERSEDED.value))
        .when(is_total & is_old.fill_null(value=False))
        .then(pl.lit(WithoutEffect.NOT_CURRENT.value))
        .otherwise(pl.lit(WithoutEffect.NOT_USED.value)),
    )
