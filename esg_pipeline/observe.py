"""Observations in canonical units, and which report to believe of several. Choosing among years is `known.py`."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction

import polars as pl

from esg_pipeline.decided import apply_decisions
from esg_pipeline.disclosure.codes import COUNTING, FactStatus
from esg_pipeline.disclosure.units import UnitMismatch, UnitTable
from esg_pipeline.methodology.codes import Kind, SourceType, State

UnitFactor = Callable[[str, str], float | None]
STATED = (State.REPORTED.value, State.REPORTED_ZERO.value, State.NOT_APPLICABLE.value)
# What the readers keep unique among delivered values; the place in a file is not part of it.
IDENTITY = ("issuer_id", "data_point_id", "dimension", "fiscal_year", "published_date", "source_type")
GRAIN = ["issuer_id", "data_point_id", "dimension", "fiscal_year"]
# Between which days a fact stood as it does in the row.
STANDING = ("stands_from_date", "stands_until_date")
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
    decisions: pl.DataFrame | None = None,
    standings: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Everything ever reported, as `core.observation`: structured values and facts of documents in canonical units.

    `unit_factor(unit, canonical)` is the factor between two unit texts, `decisions` what people decided about delivered
    values, `standings` as `core.fact_standing` (else facts stand as they do today since ever). Values of issuers that
    are not in the registry are left out: nobody could be rated by them.
    """
    columns = data_points.select("data_point_id", canonical_unit="unit")
    delivered = structured_observations(reported.join(columns, on="data_point_id", validate="m:1"), unit_factor)
    structured = delivered if decisions is None else apply_decisions(delivered, decisions)
    # A report that denies an event is heard; what happened is said by registers and notices.
    told = data_points.filter(pl.col("kind") != Kind.EVENT).select("data_point_id")
    told_facts = facts.join(told, on="data_point_id", how="semi")
    extracted = document_observations(with_standing(told_facts, standings), documents)
    known = issuers.select("issuer_id", "is_simulated")
    return pl.concat([structured, extracted], how="diagonal").join(known, on="issuer_id", validate="m:1")


def structured_observations(reported: pl.DataFrame, unit_factor: UnitFactor) -> pl.DataFrame:
    """Delivered values times the factor of their unit, with an id made of what identifies the row."""
    # Beside a row that states no value any unit may stand: the feed asks for a fitting one only of values.
    units = reported.filter(pl.col("value").is_not_null()).select("unit", "canonical_unit").unique()
    factors = [known_factor(unit or canonical, canonical, unit_factor) for unit, canonical in units.iter_rows()]
    known_units = units.with_columns(factor=pl.Series(factors, dtype=pl.Float64))
    converted = reported.join(known_units, on=["unit", "canonical_unit"], how="left", nulls_equal=True, validate="m:1")
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
        is_confirmed=pl.lit(False),
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


def with_standing(facts: pl.DataFrame, standings: pl.DataFrame | None) -> pl.DataFrame:
    """Facts once per standing (`core.fact_standing`): the first under the fact's id, each later one under its own.

    So what is read later never renames what was known before.
    """
    if standings is None:
        ever = dict.fromkeys(STANDING, pl.lit(None, dtype=pl.Date))
        return facts.with_columns(**ever, observation_id="fact_id")
    stood = standings.select(
        "fact_id", "status", "confidence", stands_from_date="from_date", stands_until_date="until_date"
    )
    later = pl.concat_str("fact_id", pl.col("stands_from_date").cast(pl.String), separator="\x1f")
    is_later = pl.col("stands_from_date") > pl.col("stands_from_date").min().over("fact_id")
    return (
        facts.drop("status", "confidence")
        .join(stood, on="fact_id", validate="1:m")
        .with_columns(later=pl.when(is_later).then(later).map_elements(short_hash, return_dtype=pl.String))
        .with_columns(observation_id=pl.coalesce("later", "fact_id"))
    )


def document_observations(facts: pl.DataFrame, documents: pl.DataFrame) -> pl.DataFrame:
    """Facts `with_standing` that count or did, with issuer and dates of their document; ids are the facts' own.

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
        "observation_id",
        *STANDING,
        state=pl.when(is_corrected).then(stated).otherwise("state"),
        value=pl.when(is_corrected).then("corrected_value").otherwise("value"),
        confidence=pl.when(is_decided).then(1.0).otherwise("confidence"),
        is_confirmed=is_decided,
        source_type=pl.lit(SourceType.DOCUMENT.value),
        fiscal_year="period",
    )


def newest_reports(observations: pl.DataFrame, rating_date: date, known_at: date | None = None) -> pl.DataFrame:
    """The report to believe per issuer, data point, breakdown and fiscal year, among those `as_known` on the day.

    The latest publication wins, a stated date goes before an assumed one, a document before a table, the surer
    reading before the less sure, then the earlier id: never the order of rows. That it does not apply is not heard
    after a value was published.
    """
    usable = as_known(observations, rating_date, known_at or rating_date).filter(pl.col("state").is_in(STATED))
    ordered = (
        without_late_claims(usable)
        .with_columns(is_document=pl.col("fact_id").is_not_null())
        .sort(
            *GRAIN,
            "is_date_assumed",
            "published_date",
            "is_document",
            "confidence",
            "observation_id",
            descending=[*[False] * len(GRAIN), False, True, True, True, False],
        )
    )
    return first_of_each(ordered, GRAIN)


def as_known(observations: pl.DataFrame, rating_date: date, known_at: date) -> pl.DataFrame:
    """Observations published by `known_at`, each document's as its facts stood then (frames may go without that).

    What became known after the rating date counts only when it is about a year that was over on that date.
    """
    is_published = pl.col("published_date") <= known_at
    was_over = pl.date("fiscal_year", 12, 31) <= rating_date
    known = observations.filter(is_published & ((pl.col("published_date") <= rating_date) | was_over))
    if not set(STANDING) <= set(known.columns):
        return known
    has_begun = pl.col("stands_from_date").is_null() | (pl.col("stands_from_date") <= known_at)
    has_ended = pl.col("stands_until_date") <= known_at
    return known.filter(has_begun & ~has_ended.fill_null(value=False))


def first_of_each(ordered: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """The first row of each key; rows of one key lie together."""
    return ordered.filter(is_first(key))


def is_first(key: Sequence[str]) -> pl.Expr:
    """True on the first row of each key; rows of one key lie together."""
    return pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in key)


def without_late_claims(usable: pl.DataFrame) -> pl.DataFrame:
    """Reports without claims of not applying that were published after a value of the same year."""
    is_claim = pl.col("state") == State.NOT_APPLICABLE
    values, claims = usable.filter(~is_claim), usable.filter(is_claim)
    published = values.select(*GRAIN, value_date="published_date")
    late = claims.join(published, on=GRAIN).filter(pl.col("published_date") > pl.col("value_date"))
    return pl.concat([values, claims.join(late, on="observation_id", how="anti")])
