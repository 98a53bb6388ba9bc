"""What people decided about delivered values, taken into the observations. Facts of documents: disclosure.review."""

import polars as pl

from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.methodology.codes import State

SUBJECT = ["observation_id", "data_point_id", "dimension", "fiscal_year"]


def apply_decisions(observations: pl.DataFrame, decisions: pl.DataFrame) -> pl.DataFrame:
    """Observations with the latest decision about each delivered value; `decisions` as `raw.review_decision`.

    Accepted values and corrected ones are confirmed; what was rejected stays as a row, in state `rejected`, without a
    value. Decisions about facts, and about values that are not there, change nothing.
    """
    judged = observations.join(latest(decisions), on=SUBJECT, how="left", validate="1:1", maintain_order="left")
    verdict = pl.when(pl.col("fact_id").is_null()).then("decision")
    is_rejected, is_corrected = verdict == Decision.REJECT, verdict == Decision.CORRECT
    is_confirmed = is_corrected | (verdict == Decision.ACCEPT)
    is_zero = pl.col("decided_value") == 0
    stated = pl.when(is_zero).then(pl.lit(State.REPORTED_ZERO.value)).otherwise(pl.lit(State.REPORTED.value))
    return judged.with_columns(
        value=pl.when(is_rejected).then(None).when(is_corrected).then("decided_value").otherwise("value"),
        state=pl.when(is_rejected)
        .then(pl.lit(State.REJECTED.value))
        .when(is_corrected)
        .then(stated)
        .otherwise("state"),
        is_confirmed=is_confirmed.fill_null(value=False) | pl.col("is_confirmed"),
    ).drop("decision", "decided_value")


def latest(decisions: pl.DataFrame) -> pl.DataFrame:
    """The last decision about each delivered value; of two at the same moment the order of names decides."""
    return (
        decisions.filter(pl.col("observation_id").is_not_null())
        .sort("decided_at", "decided_by", "decision")
        .unique(["observation_id", "data_point_id", "dimension", "period"], keep="last", maintain_order=True)
        .select(
            "observation_id",
            "data_point_id",
            "dimension",
            "decision",
            fiscal_year=pl.col("period").cast(pl.Int64),
            decided_value="value",
        )
    )
