"""From readings to facts that count: bands of confidence, findings that hold back, decisions of people.

Decisions are kept by document and span, so that they outlive a new run. Where they are written is not here.
"""

import hashlib
from dataclasses import dataclass

import polars as pl

from esg_pipeline.disclosure.codes import Band, Decision, FactStatus

IDENTITY = ("document_id", "char_start", "char_end", "data_point_id", "dimension", "period")
DECISION_SCHEMA: dict[str, pl.DataType] = {
    "document_id": pl.String(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
    "data_point_id": pl.String(),
    "dimension": pl.String(),
    "period": pl.Int64(),
    "decision": pl.String(),
    "value": pl.Float64(),
    "decided_by": pl.String(),
    "decided_at": pl.Datetime("us"),
    "comment": pl.String(),
    "observation_id": pl.String(),
}
STATUS_OF = {
    Decision.ACCEPT: FactStatus.CONFIRMED,
    Decision.REJECT: FactStatus.REJECTED,
    Decision.CORRECT: FactStatus.CORRECTED,
}


@dataclass(frozen=True, slots=True)
class Bands:
    """Confidence from which a fact counts, and from which a spot check is enough."""

    accept: float
    sample_check: float

    def of(self, confidence: pl.Expr) -> pl.Expr:
        """The band of each confidence."""
        return (
            pl.when(confidence >= self.accept)
            .then(pl.lit(Band.ACCEPT.value))
            .when(confidence >= self.sample_check)
            .then(pl.lit(Band.SAMPLE_CHECK.value))
            .otherwise(pl.lit(Band.REVIEW.value))
        )


def settle(facts: pl.DataFrame, decisions: pl.DataFrame, bands: Bands) -> pl.DataFrame:
    """Facts (with `held_by`) plus `review_id`, `band`, `status`, `corrected_value` and the decision about each.

    The latest decision about a fact stands; what is decided is no longer held. Decisions about nothing change nothing.
    """
    latest = (
        decisions.filter(pl.col("document_id").is_not_null())
        .select(*IDENTITY, "decision", "value", "decided_by", "decided_at", "comment")
        .sort("decided_at", "decided_by", "decision")
        .unique(list(IDENTITY), keep="last", maintain_order=True)
        .rename({"value": "decided_value"})
    )
    known = facts.with_columns(pl.col("period", "char_start", "char_end").cast(pl.Int64))
    judged = known.join(latest, on=list(IDENTITY), how="left", nulls_equal=True, validate="m:1")
    decided = pl.col("decision").replace_strict(
        {key.value: status.value for key, status in STATUS_OF.items()}, default=None, return_dtype=pl.String
    )
    band = bands.of(pl.col("confidence"))
    undecided = (
        pl.when(pl.col("held_by").is_not_null())
        .then(pl.lit(FactStatus.HELD.value))
        .when(band == Band.ACCEPT.value)
        .then(pl.lit(FactStatus.ACCEPTED.value))
        .otherwise(band)
    )
    is_corrected = pl.col("decision") == Decision.CORRECT.value
    return judged.with_columns(
        band=band,
        status=pl.coalesce(decided, undecided),
        corrected_value=pl.when(is_corrected).then("decided_value"),
        review_id=review_ids(judged),
    )


def review_ids(facts: pl.DataFrame) -> pl.Series:
    """The same id for the same fact in every run: 32 hexadecimal digits over what identifies it."""
    keys = facts.select(pl.concat_str([pl.col(name).cast(pl.String) for name in IDENTITY], separator="\x1f"))
    return pl.Series(
        "review_id", [hashlib.sha256(key.encode()).hexdigest()[:32] for key in keys.to_series()], pl.String
    )


def review_items(settled: pl.DataFrame, findings: pl.DataFrame, bands: Bands) -> pl.DataFrame:
    """One row per fact that waits or was decided; `settled` needs `issuer_id`, `findings` finding_id and message."""
    waits = settled.filter((pl.col("status") != FactStatus.ACCEPTED.value) | pl.col("decision").is_not_null())
    messages = findings.select(held_by="finding_id", finding="message").unique("held_by")
    low = pl.format(
        "confidence {} is below {}",
        pl.col("confidence").round(2),
        pl.when(pl.col("band") == Band.REVIEW.value).then(pl.lit(bands.sample_check)).otherwise(pl.lit(bands.accept)),
    )
    reason = (
        pl.when(pl.col("held_by").is_not_null())
        .then(pl.lit("a finding holds it back"))
        .when(pl.col("band") == Band.ACCEPT.value)
        .then(pl.lit("a person decided"))
        .otherwise(low)
    )
    return waits.join(messages, on="held_by", how="left", validate="m:1").select(
        "review_id",
        "fact_id",
        "document_id",
        "issuer_id",
        "data_point_id",
        "dimension",
        "period",
        "band",
        "decision",
        "decided_value",
        "decided_by",
        "decided_at",
        "comment",
        reason=reason,
        suggestion=pl.coalesce("finding", pl.format("compare the quote in line {} with the value", "line")),
    )
