"""Observations in canonical units, and the one value per issuer and data point as known on a rating date."""

import hashlib
from collections.abc import Callable
from datetime import date
from fractions import Fraction

import polars as pl

from esg_pipeline.derive import derive
from esg_pipeline.disclosure.codes import COUNTING, FactStatus
from esg_pipeline.disclosure.units import UnitMismatch, UnitTable
from esg_pipeline.methodology.codes import Kind, SourceType, State

UnitFactor = Callable[[str, str], float | None]
STATED = (State.REPORTED.value, State.REPORTED_ZERO.value, State.NOT_APPLICABLE.value)
# What the readers keep unique among delivered values; the place in a file is not part of it.
IDENTITY = ("issuer_id", "data_point_id", "dimension", "fiscal_year", "published_date", "source_type")
# Data points in cubic metres are volumes of water, of which a tonne is one.
WATER_UNIT = "m3"


def factor_between(units: UnitTable) -> UnitFactor:
    """A function that gives the factor from one unit text to a canonical one, None when they do not fit."""

    def factor(unit: str, canonical: str) -> float | None:
        substance = "water" if canonical.startswith(WATER_UNIT) else ""
        try:
            return float(units.convert(Fraction(1), unit, canonical, substance))
        except UnitMismatch:
            return None

    return factor


def collect_observations(
    reported: pl.DataFrame,
    facts: pl.DataFrame,
    documents: pl.DataFrame,
    issuers: pl.DataFrame,
    data_points: pl.DataFrame,
    unit_factor: UnitFactor,
) -> pl.DataFrame:
    """Everything ever reported, as `core.observation`: structured values and facts of documents in canonical units.

    `unit_factor(unit, canonical)` is the factor between two unit texts. Values of issuers that are not in the registry
    are left out: nobody could be rated by them.
    """
    columns = data_points.select("data_point_id", canonical_unit="unit")
    structured = structured_observations(reported.join(columns, on="data_point_id", validate="m:1"), unit_factor)
    # A report that denies an event is heard; what happened is said by registers and notices.
    told = data_points.filter(pl.col("kind") != Kind.EVENT).select("data_point_id")
    extracted = document_observations(facts.join(told, on="data_point_id", how="semi"), documents)
    known = issuers.select("issuer_id", "is_simulated")
    return pl.concat([structured, extracted], how="diagonal").join(known, on="issuer_id", validate="m:1")


def structured_observations(reported: pl.DataFrame, unit_factor: UnitFactor) -> pl.DataFrame:
    """Delivered values times the factor of their unit, with an id made of what identifies the row."""
    units = reported.select("unit", "canonical_unit").unique()
    factors = [known_factor(unit or canonical, canonical, unit_factor) for unit, canonical in units.iter_rows()]
    known_units = units.with_columns(factor=pl.Series(factors, dtype=pl.Float64))
    converted = reported.join(known_units, on=["unit", "canonical_unit"], nulls_equal=True, validate="m:1")
    identity = pl.concat_str([pl.col(name).cast(pl.String) for name in IDENTITY], separator="\x1f")
    return converted.select(
        "issuer_id",
        "data_point_id",
        "dimension",
        "fiscal_year",
        "published_date",
        "is_date_assumed",
        "state",
        "source_type",
        "citation",
        "source",
        observation_id=identity.map_elements(short_hash, return_dtype=pl.String),
        value=pl.col("value") * pl.col("factor"),
        unit="canonical_unit",
        raw_value="value_text",
        raw_unit="unit",
        confidence=pl.lit(1.0),
        fact_id=pl.lit(None, dtype=pl.String),
    )


def known_factor(unit: str, canonical: str, unit_factor: UnitFactor) -> float:
    """The factor between two units that were checked to fit. Raises ValueError when they do not: no value is lost."""
    factor = 1.0 if unit == canonical else unit_factor(unit, canonical)
    if factor is None:
        raise ValueError(f"unit {unit!r} does not fit {canonical!r}")
    return factor


def short_hash(text: str) -> str:
    """The first 32 hexadecimal digits of the SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def document_observations(facts: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Facts that count, with the issuer and dates of their document; the fact's id is also the observation's.

    What a person corrected has the person's value, what a person confirmed is certain.
    """
    is_decided = pl.col("status").is_in([FactStatus.CONFIRMED.value, FactStatus.CORRECTED.value])
    is_corrected = pl.col("status") == FactStatus.CORRECTED.value
    stated = (
        pl.when(pl.col("corrected_value") == 0)
        .then(pl.lit(State.REPORTED_ZERO.value))
        .otherwise(pl.lit(State.REPORTED.value))
    )
    papers = documents.select(
        "document_id", "issuer_id", "published_date", "is_date_assumed", citation="title", source="source_path"
    )
    counted = facts.filter(pl.col("status").is_in([status.value for status in COUNTING]))
    return counted.join(papers, on="document_id", validate="m:1").select(
        "issuer_id",
        "data_point_id",
        "dimension",
        "published_date",
        "is_date_assumed",
        "citation",
        "source",
        "unit",
        "raw_value",
        "raw_unit",
        "fact_id",
        state=pl.when(is_corrected).then(stated).otherwise("state"),
        value=pl.when(is_corrected).then("corrected_value").otherwise("value"),
        confidence=pl.when(is_decided).then(1.0).otherwise("confidence"),
        source_type=pl.lit(SourceType.DOCUMENT.value),
        fiscal_year="period",
        observation_id="fact_id",
    )


def known_values(
    observations: pl.DataFrame,
    event_effects: pl.DataFrame,
    universe: pl.DataFrame,
    data_points: pl.DataFrame,
    derivations: pl.DataFrame,
    rating_date: date,
    current_months: int,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(known values, their inputs) of one rating date, as `core.known_value` and `core.known_value_input`.

    Only what was published by the rating date counts. A stated value goes before a derived one of the same year; the
    newest fiscal year wins; registers of events speak for event data points that nobody reported.
    """
    in_scope = universe.filter("in_scope").select("issuer_id", "is_simulated")
    believed = newest_reports(observations.join(in_scope.select("issuer_id"), on="issuer_id"), rating_date)
    candidates = pl.concat([as_reported(believed), derive(believed, derivations)])
    newest = expected_year(rating_date, current_months)
    chosen = mark_stale(newest_year(candidates, newest), data_points)
    values = pl.concat([chosen, from_registers(event_effects, chosen, data_points)], how="diagonal").join(
        in_scope, on="issuer_id", validate="m:1"
    )
    return values.drop("observation_ids").with_columns(rating_date=pl.lit(rating_date)), inputs_of(values, rating_date)


def newest_reports(observations: pl.DataFrame, rating_date: date) -> pl.DataFrame:
    """The report to believe per issuer, data point, breakdown and fiscal year, among those published by the date.

    The latest publication wins, a stated date goes before an assumed one, a document before a table, the surer
    reading before the less sure, then the earlier id: never the order of rows.
    """
    grain = ["issuer_id", "data_point_id", "dimension", "fiscal_year"]
    usable = observations.filter((pl.col("published_date") <= rating_date) & pl.col("state").is_in(STATED))
    return (
        usable.with_columns(is_document=pl.col("fact_id").is_not_null())
        .sort(
            *grain,
            "is_date_assumed",
            "published_date",
            "is_document",
            "confidence",
            "observation_id",
            descending=[*[False] * len(grain), False, True, True, True, False],
        )
        .unique(grain, keep="first", maintain_order=True)
    )


def as_reported(believed: pl.DataFrame) -> pl.DataFrame:
    """Stated totals as candidates: issuer, data point, fiscal year, value, state, method, date, inputs."""
    return believed.filter(pl.col("dimension") == "").select(
        "issuer_id",
        "data_point_id",
        "fiscal_year",
        "value",
        "state",
        "published_date",
        method=pl.lit("reported"),
        observation_ids=pl.concat_list("observation_id"),
    )


def newest_year(candidates: pl.DataFrame, expected: int) -> pl.DataFrame:
    """One candidate per issuer and data point: the newest fiscal year, stated before derived.

    Its age counts the years before `expected`, the oldest year whose values are still current.
    """
    order = pl.col("method") != "reported"
    ranked = candidates.with_columns(is_derived=order).sort(
        "issuer_id",
        "data_point_id",
        "fiscal_year",
        "is_derived",
        "method",
        descending=[False, False, True, False, False],
    )
    newest = ranked.unique(["issuer_id", "data_point_id"], keep="first", maintain_order=True)
    age = (pl.lit(expected) - pl.col("fiscal_year")).clip(lower_bound=0)
    return newest.drop("is_derived").with_columns(
        age_years=age.cast(pl.Int64), observation_id=pl.col("observation_ids").list.first()
    )


def mark_stale(chosen: pl.DataFrame, data_points: pl.DataFrame) -> pl.DataFrame:
    """Values older than their data point may be carried are stale: they are shown, but a filling takes their place."""
    limits = data_points.select("data_point_id", "unit", "carry_years")
    is_stale = (pl.col("age_years") > pl.col("carry_years")) & (pl.col("state") != State.NOT_APPLICABLE)
    return (
        chosen.join(limits, on="data_point_id", validate="m:1")
        .with_columns(state=pl.when(is_stale).then(pl.lit(State.STALE.value)).otherwise("state"))
        .drop("carry_years")
    )


def expected_year(rating_date: date, current_months: int) -> int:
    """The oldest fiscal year that ended at most `current_months` before the end of the rating date's month."""
    months = rating_date.year * 12 + rating_date.month - 12 - current_months
    return -(-months // 12)


def from_registers(event_effects: pl.DataFrame, chosen: pl.DataFrame, data_points: pl.DataFrame) -> pl.DataFrame:
    """Faded event points for the data points that count events; a searched register without an entry is a zero."""
    is_zero = pl.col("points") == 0
    return (
        event_effects.join(chosen, on=["issuer_id", "data_point_id"], how="anti")
        .join(data_points.select("data_point_id", "unit"), on="data_point_id", validate="m:1")
        .select(
            "issuer_id",
            "data_point_id",
            "unit",
            value="points",
            state=pl.when(is_zero).then(pl.lit(State.REPORTED_ZERO.value)).otherwise(pl.lit(State.REPORTED.value)),
            method=pl.lit("event_register"),
            age_years=pl.lit(0, dtype=pl.Int64),
        )
    )


def inputs_of(values: pl.DataFrame, rating_date: date) -> pl.DataFrame:
    """One row per observation that a known value rests on."""
    inputs = values.filter(pl.col("observation_ids").is_not_null()).select(
        "issuer_id",
        "data_point_id",
        "is_simulated",
        input_number=pl.int_ranges(1, pl.col("observation_ids").list.len() + 1),
        observation_id="observation_ids",
        rating_date=pl.lit(rating_date),
    )
    return inputs.explode("input_number", "observation_id")
