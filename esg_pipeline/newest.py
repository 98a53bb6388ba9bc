"""Of all candidates of an issuer and data point the newest: its age, how sure it is, and what was known before it."""

import polars as pl

from esg_pipeline.derive import MEASURED
from esg_pipeline.methodology.codes import State
from esg_pipeline.observe import first_of_each, is_first

CELL = ["issuer_id", "data_point_id"]


def newest_values(
    candidates: pl.DataFrame, believed: pl.DataFrame, data_points: pl.DataFrame, expected: int
) -> pl.DataFrame:
    """The newest candidate of each cell with age, confidence and staleness, and the value of the year before it.

    `candidates`: as of `known.as_reported`, any number per cell and year, without confidence where derived; `believed`:
    the readings they rest on; `expected`: the oldest fiscal year that is current.
    """
    ranked = newest_first(heard(candidates)).with_columns(is_newest=is_first(CELL))
    newest = aged(ranked.filter("is_newest").drop("is_newest"), expected)
    older = aged(first_of_each(ranked.filter(~pl.col("is_newest") & is_measured()), CELL), expected).select(
        *CELL, earlier_value="value", earlier_fiscal_year="fiscal_year", earlier_age_years="age_years"
    )
    chosen = newest.join(older, on=CELL, how="left", validate="1:1")
    return mark_stale(with_confidence(chosen, believed), data_points).with_columns(
        observation_id=pl.col("observation_ids").list.first()
    )


def heard(candidates: pl.DataFrame) -> pl.DataFrame:
    """The candidates without claims that a data point does not apply which come after a value.

    What was disclosed for an older year, or followed earlier from what was published on the same year, stands and ages.
    """
    said, claims = candidates.filter(is_measured()), candidates.filter(~is_measured())
    is_older = pl.col("fiscal_year_said") < pl.col("fiscal_year")
    is_earlier = (pl.col("fiscal_year_said") == pl.col("fiscal_year")) & (
        pl.col("published_date_said") < pl.col("published_date")
    )
    late = claims.join(said, on=CELL, suffix="_said").filter(is_older | is_earlier)
    return pl.concat([said, claims.join(late, on=[*CELL, "fiscal_year"], how="anti")])


def is_measured() -> pl.Expr:
    """True where there is a value, zero included."""
    return pl.col("state").is_in(MEASURED)


def newest_first(candidates: pl.DataFrame) -> pl.DataFrame:
    """One candidate of each cell and fiscal year, the stated before the derived one, from the newest year on."""
    ranked = candidates.with_columns(is_derived=pl.col("method") != "reported").sort(
        *CELL, "fiscal_year", "is_derived", "method", descending=[False, False, True, False, False]
    )
    return first_of_each(ranked.drop("is_derived"), [*CELL, "fiscal_year"])


def aged(candidates: pl.DataFrame, expected: int) -> pl.DataFrame:
    """With the years before `expected`, the oldest fiscal year whose values are still current."""
    age = (pl.lit(expected) - pl.col("fiscal_year")).clip(lower_bound=0)
    return candidates.with_columns(age_years=age.cast(pl.Int64))


def with_confidence(chosen: pl.DataFrame, believed: pl.DataFrame) -> pl.DataFrame:
    """What was derived is as sure as all its readings together, each counted once: all of them must be right."""
    derived = chosen.filter(pl.col("confidence").is_null())
    readings = derived.select(*CELL, observation_id="observation_ids").explode("observation_id")
    together = (
        readings.unique(maintain_order=True)
        .join(believed.select("observation_id", sure="confidence"), on="observation_id", maintain_order="left")
        .group_by(CELL, maintain_order=True)
        .agg(pl.col("sure").product())
    )
    joined = chosen.join(together, on=CELL, how="left", validate="1:1")
    return joined.with_columns(confidence=pl.coalesce("confidence", "sure")).drop("sure")


def mark_stale(chosen: pl.DataFrame, data_points: pl.DataFrame) -> pl.DataFrame:
    """Values older than their data point may be carried are stale: they are shown, but a filling takes their place."""
    limits = data_points.select("data_point_id", "unit", "carry_years")
    is_stale = (pl.col("age_years") > pl.col("carry_years")) & (pl.col("state") != State.NOT_APPLICABLE)
    return (
        chosen.join(limits, on="data_point_id", validate="m:1")
        .with_columns(state=pl.when(is_stale).then(pl.lit(State.STALE.value)).otherwise("state"))
        .drop("carry_years")
    )


def newer_than_known(
    following: pl.DataFrame, chosen: pl.DataFrame, data_points: pl.DataFrame, expected: int
) -> pl.DataFrame:
    """The newest interpolated value of each cell, where it is newer than what is known and may still be carried.

    Where a data point does not apply there is nothing to fill.
    """
    known = chosen.select(*CELL, "state", known_year="fiscal_year")
    is_open = pl.col("known_year").is_null() | (
        (pl.col("state") != State.NOT_APPLICABLE) & (pl.col("fiscal_year") > pl.col("known_year"))
    )
    newest = first_of_each(newest_first(following), CELL)
    return (
        aged(newest.drop("state"), expected)
        .join(known, on=CELL, how="left", validate="1:1")
        .join(data_points.select("data_point_id", "unit", "carry_years"), on="data_point_id", validate="m:1")
        .filter(is_open & (pl.col("age_years") <= pl.col("carry_years")))
        .drop("state", "known_year", "carry_years")
    )


def of_known_years(tried: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The tried values of the year of these known ones, in their unit and of their age."""
    found = newest_first(tried.join(cells, on=[*CELL, "fiscal_year"], how="semi")).drop("state")
    return found.join(cells.select(*CELL, "unit", "age_years"), on=CELL, validate="1:1")
