"""Derives a data point from others of the same issuer and year: intensities, shares, sums, gaps, growth, means."""

import polars as pl

from esg_pipeline.methodology.codes import State

MEASURED = (State.REPORTED.value, State.REPORTED_ZERO.value)
WEIGHTED_MEAN = "weighted_mean"
# A breakdown is complete when its parts sum to the whole but for rounding.
WHOLE_WITHIN = 0.01
TERM = ["issuer_id", "data_point_id", "dimension", "fiscal_year"]


def derive(believed: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """Every value that follows from stated ones, as candidates like those of `known.as_reported`.

    `believed`: one row per issuer, data point, dimension and fiscal year; `derivations`: as `reference.derivation`.
    """
    terms = known_terms(believed, derivations)
    return as_candidates(closure(terms.clear(), terms, derivations)).drop("years_apart")


def known_terms(believed: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """Stated values that are inputs or results of formulas; their years lie `years_apart` = 0, none is interpolated."""
    named = pl.concat([derivations[role] for role in ("data_point_id", "numerator", "denominator")]).unique()
    return believed.filter(pl.col("state").is_in(MEASURED) & pl.col("data_point_id").is_in(named.implode())).select(
        *TERM,
        "value",
        "published_date",
        observation_ids=pl.concat_list("observation_id"),
        years_apart=pl.lit(0, dtype=pl.Int64),
    )


def closure(older: pl.DataFrame, fresh: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """Every total that follows from fresh terms and older ones, and is none of them, with the kind of its formula.

    What follows from older terms alone is among them. A quotient by zero derives nothing. What follows may feed further
    formulas: passes go on until nothing new follows.
    """
    terms = pl.concat([older, fresh])
    of_fresh_years = terms.join(fresh, on=["issuer_id", "fiscal_year"], how="semi")
    means = weighted_means(of_fresh_years, derivations.filter(pl.col("kind") == WEIGHTED_MEAN))
    found = [means.join(terms, on=TERM, how="anti")]
    fresh = pl.concat([fresh, found[0].select(fresh.columns)])
    while fresh.height:
        terms = pl.concat([older, fresh])
        found.append(one_pass(older, fresh, derivations).join(terms, on=TERM, how="anti"))
        older, fresh = terms, found[-1].select(terms.columns)
    return pl.concat(found)


def one_pass(older: pl.DataFrame, fresh: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """Values that need a fresh term; of several ways to one value the first step in the file wins."""
    terms = pl.concat([older, fresh])
    pairs = pl.concat([paired(fresh, terms, derivations), paired(older, fresh, derivations)])
    return (
        pairs.with_columns(value=outcome(), dimension=pl.lit(""))
        .filter(pl.col("value").is_finite())
        .sort(*TERM, "step")
        .unique(TERM, keep="first", maintain_order=True)
        .select(
            *TERM,
            "kind",
            "value",
            published_date=pl.max_horizontal("numerator_published_date", "denominator_published_date"),
            observation_ids=pl.concat_list("numerator_observation_ids", "denominator_observation_ids"),
            years_apart=pl.max_horizontal("numerator_years_apart", "denominator_years_apart"),
        )
    )


def paired(numerators: pl.DataFrame, denominators: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """Each formula with both its terms of the same issuer; growth compares with the year before."""
    years_back = pl.when(pl.col("kind") == "growth").then(1).otherwise(0)
    return (
        derivations.join(side(numerators, "numerator"), on=["numerator", "numerator_dimension"], validate="m:m")
        .with_columns(denominator_year=pl.col("fiscal_year") - years_back)
        .join(
            side(denominators, "denominator").rename({"fiscal_year": "denominator_year"}),
            on=["issuer_id", "denominator", "denominator_dimension", "denominator_year"],
        )
    )


def weighted_means(terms: pl.DataFrame, derivations: pl.DataFrame) -> pl.DataFrame:
    """Totals as means of a breakdown, weighted by the same breakdown of another data point (headcount, mostly).

    `numerator_dimension` and `denominator_dimension` hold the key of the breakdown, such as `gender`.
    """
    key = pl.col("dimension").str.extract(r"^([a-z_]+)=[a-z0-9_]+$")
    parts = terms.with_columns(key=key).filter(pl.col("key").is_not_null())
    weights = parts.select(
        "issuer_id", "fiscal_year", "dimension", denominator="data_point_id", weight="value",
        weight_ids="observation_ids", weight_date="published_date", weight_years_apart="years_apart",
    )  # fmt: skip
    whole = terms.filter(pl.col("dimension") == "").select(
        "issuer_id", "fiscal_year", denominator="data_point_id", whole="value", whole_years_apart="years_apart"
    )
    rules = derivations.select("data_point_id", "kind", "numerator", "denominator", key="numerator_dimension")
    return (
        rules.join(parts.rename({"data_point_id": "numerator"}), on=["numerator", "key"])
        .join(weights, on=["issuer_id", "fiscal_year", "dimension", "denominator"])
        .join(whole, on=["issuer_id", "fiscal_year", "denominator"])
        .sort("dimension")
        .group_by("issuer_id", "data_point_id", "fiscal_year", "kind", "whole", maintain_order=True)
        .agg(
            value=(pl.col("value") * pl.col("weight")).sum() / pl.col("weight").sum(),
            covered=pl.col("weight").sum(),
            published_date=pl.max_horizontal(pl.col("published_date").max(), pl.col("weight_date").max()),
            observation_ids=pl.col("observation_ids").explode().append(pl.col("weight_ids").explode()),
            years_apart=pl.max_horizontal(pl.col("years_apart", "weight_years_apart", "whole_years_apart").max()),
        )
        .filter(
            pl.col("value").is_finite()
            & ((pl.col("covered") - pl.col("whole")).abs() <= pl.col("whole") * WHOLE_WITHIN)
        )
        .with_columns(dimension=pl.lit(""))
        .select(*TERM, "kind", "value", "published_date", "observation_ids", "years_apart")
    )


def side(terms: pl.DataFrame, role: str) -> pl.DataFrame:
    """The terms with columns named for the part they play in a formula."""
    return terms.select(
        "issuer_id",
        "fiscal_year",
        pl.col("data_point_id").alias(role),
        pl.col("dimension").alias(f"{role}_dimension"),
        pl.col("value").alias(f"{role}_value"),
        pl.col("published_date").alias(f"{role}_published_date"),
        pl.col("observation_ids").alias(f"{role}_observation_ids"),
        pl.col("years_apart").alias(f"{role}_years_apart"),
    )


def outcome() -> pl.Expr:
    """The formula of each kind of derivation; a difference is a gap and has no sign."""
    a, b = pl.col("numerator_value"), pl.col("denominator_value")
    kind = pl.col("kind")
    value = (
        pl.when(kind.is_in(["ratio", "share"]))
        .then(a / b)
        .when(kind == "growth")
        .then((a - b) / b.abs())
        .when(kind == "difference")
        .then((a - b).abs())
        .when(kind == "sum")
        .then(a + b)
    )
    return value * pl.col("scale")


def as_candidates(derived: pl.DataFrame) -> pl.DataFrame:
    """Derived values in the columns of stated candidates, and `years_apart`."""
    is_zero = pl.col("value") == 0
    return derived.select(
        "issuer_id",
        "data_point_id",
        "fiscal_year",
        "value",
        pl.when(is_zero).then(pl.lit(State.REPORTED_ZERO.value)).otherwise(pl.lit(State.REPORTED.value)).alias("state"),
        "published_date",
        pl.col("kind").alias("method"),
        "observation_ids",
        "years_apart",
    )
