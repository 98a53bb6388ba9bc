"""Rules of what people decided about facts and delivered values. Whether these are still there is not asked here.

Rows come from `esg review` or from a hand; what one of them does to a fact is in `disclosure.review`, to a delivered
value in `decided`.
"""

from datetime import date, timedelta

import polars as pl

from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.disclosure.review import IDENTITY
from esg_pipeline.ingest.feeds import DECISIONS
from esg_pipeline.ingest.registry import Checked
from esg_pipeline.ingest.reported import DIMENSION_PATTERN, FIRST_FISCAL_YEAR, LARGEST_VALUE, SIGNED_UNITS
from esg_pipeline.ingest.rules import Rule, apply_rules, says, split_duplicates
from esg_pipeline.ingest.vocabulary import Vocabulary
from esg_pipeline.methodology.codes import Kind

LAST_FISCAL_YEAR = 2100
PLACE = ("document_id", "char_start", "char_end")
# A clock may be in another time zone than the run.
MARGIN = timedelta(days=2)

# The apostrophe with which `esg review` keeps spreadsheet programs from calculating a text.
_GUARDED = r"^'([=+\-@])"


def check_decisions(rows: pl.DataFrame, words: Vocabulary, today: date) -> Checked:
    """Decisions that can be about a fact or a value, one per moment; a correction, and nothing else, carries a value.

    A data point that the method does not know is no error: the method may have changed since.
    """
    points = words.method.data_points.select("data_point_id", "kind", canonical_unit="unit")
    told = rows.with_columns(pl.col("decided_by", "comment").str.replace(_GUARDED, "${1}"))
    known = told.join(points, on="data_point_id", how="left", validate="m:1", maintain_order="left")
    kept, broken = apply_rules(known, [*_subject_rules(), *_identity_rules(), *_value_rules(), _not_in_future(today)])
    subject = [*IDENTITY, "observation_id", "decided_at"]
    first, later = split_duplicates(kept, subject, [field.target for field in DECISIONS.fields])
    return first, pl.concat([broken, later])


def _subject_rules() -> list[Rule]:
    """A decision is about a place in a document or about a delivered value: the one or the other."""
    is_value = pl.col("observation_id").is_not_null()
    both = pl.lit("observation_id and a place in a document are given: a decision is about one of them")
    needed = (
        Rule("missing_value", ~is_value & pl.col(name).is_null(), pl.lit(f"{name} is empty, and so is observation_id"))
        for name in PLACE
    )
    return [
        Rule("two_subjects", is_value & pl.any_horizontal(pl.col(name).is_not_null() for name in PLACE), both),
        *needed,
        _matching("bad_observation_id", "observation_id", r"^[0-9a-f]{32}$", "is no id of a delivered value"),
    ]


def _identity_rules() -> list[Rule]:
    start, end, period = (pl.col(name) for name in ("char_start", "char_end", "period"))
    bounds = f"period {{}} does not lie between {FIRST_FISCAL_YEAR} and {LAST_FISCAL_YEAR}"
    return [
        _matching("bad_document_id", "document_id", r"^[0-9a-f]{64}$", "is no SHA-256 in lower case"),
        _matching("unknown_data_point", "data_point_id", r"^[a-z][a-z0-9_]*$", "is no id of a data point"),
        _matching("bad_dimension", "dimension", DIMENSION_PATTERN, "is not of the form gender=female;level=senior"),
        Rule("negative_value", start < 0, says("char_start {} is below zero", "char_start")),
        Rule(
            "ends_before_start", end <= start, says("char_end {} is not behind char_start {}", "char_end", "char_start")
        ),
        Rule("out_of_range", ~period.is_between(FIRST_FISCAL_YEAR, LAST_FISCAL_YEAR), says(bounds, "period")),
    ]


def _matching(slug: str, column: str, pattern: str, what: str) -> Rule:
    return Rule(slug, ~pl.col(column).str.contains(pattern), says(f"{column} '{{}}' {what}", column))


def _value_rules() -> list[Rule]:
    is_correction, value = pl.col("decision") == Decision.CORRECT, pl.col("value")
    is_signed = pl.any_horizontal(pl.col("canonical_unit").str.starts_with(unit) for unit in SIGNED_UNITS)
    is_level = pl.col("kind") == Kind.ORDINAL
    stray = says("decision '{}' carries a value, only `correct` does", "decision")
    no_yes = (pl.col("kind") == Kind.BOOLEAN) & ~value.is_in([0.0, 1.0])
    huge = says(f"value {{}} is beyond what any report states, {LARGEST_VALUE:g}", "value")
    return [
        Rule("missing_value", is_correction & value.is_null(), pl.lit("value is empty, a correction needs one")),
        Rule("value_without_correction", ~is_correction & value.is_not_null(), stray),
        Rule("out_of_range", no_yes, says("{} is yes or no, not {}", "data_point_id", "value")),
        Rule("out_of_range", is_level & (value != value.floor()), says("{} has no level {}", "data_point_id", "value")),
        Rule("out_of_range", value.abs() > LARGEST_VALUE, huge),
        Rule("negative_value", (value < 0) & ~is_signed, says("{} cannot be below zero: {}", "data_point_id", "value")),
    ]


def _not_in_future(today: date) -> Rule:
    """Refuses a moment that has not come: such a decision would go before every one that is still to be taken."""
    reason = says(f"decided_at {{}} lies after today, {today}", "decided_at")
    return Rule("future_decision", pl.col("decided_at") >= pl.lit(today).cast(pl.Datetime("us")) + MARGIN, reason)
