"""Rules on rows: a condition that refuses a row, and the reason in words. The rules themselves stand with the feeds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from esg_pipeline.ingest.limits import DEFAULT_LIMITS
from esg_pipeline.ingest.records import ROW

REJECTED_SCHEMA = pl.Schema(
    {"source": pl.String, "row_number": pl.Int64, "rule": pl.String, "reason": pl.String, "payload": pl.String}
)


@dataclass(frozen=True)
class Rule:
    """Refuses the rows where `breaks` is true (null is not); `reason` must not be null for them.

    `breaks` looks at one row alone: what compares rows is `split_duplicates`.
    """

    slug: str
    breaks: pl.Expr
    reason: pl.Expr


def says(template: str, *columns: str) -> pl.Expr:
    """A reason with the values of columns in place of each `{}`; null shows as nothing."""
    return pl.format(template, *(pl.col(column).cast(pl.String).fill_null("") for column in columns))


def apply_rules(frame: pl.DataFrame, rules: Sequence[Rule]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that keep all rules, and rejected rows (REJECTED_SCHEMA) with the first rule each one broke.

    `frame` carries source and row_number; a payload is added later, from the file.
    """
    broken = [rule.breaks.fill_null(value=False) for rule in rules]
    refused = frame.select(pl.any_horizontal(broken).alias("refused"))["refused"]
    if not refused.any():
        return frame, REJECTED_SCHEMA.to_frame()
    return frame.filter(~refused), _rejected(frame.filter(refused), rules)


def _rejected(frame: pl.DataFrame, rules: Sequence[Rule]) -> pl.DataFrame:
    slugs = [pl.when(rule.breaks.fill_null(value=False)).then(pl.lit(rule.slug)) for rule in rules]
    reasons = [pl.when(rule.breaks.fill_null(value=False)).then(rule.reason) for rule in rules]
    return rejected_rows(frame.with_columns(rule=pl.coalesce(slugs), reason=pl.coalesce(reasons)))


def rejected_rows(frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of `raw.rejected_row` from a frame that has them, the payload null where it has none."""
    whole = frame if "payload" in frame.columns else frame.with_columns(payload=pl.lit(None))
    plain = whole.select(REJECTED_SCHEMA.names()).cast(REJECTED_SCHEMA)
    return plain.with_columns(pl.col("reason").str.slice(0, DEFAULT_LIMITS.cell_chars))


def with_payloads(rejected: pl.DataFrame, files: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Adds the row as delivered (JSON) to rejected rows without it. `files`: source -> frame of ROW and texts."""
    done = [rejected.filter(pl.col("payload").is_not_null() | ~pl.col("source").is_in(list(files)))]
    for (source,), rows in rejected.join(done[0], on=["source", "row_number", "rule"], how="anti").group_by("source"):
        delivered = files[str(source)].select(pl.col(ROW).alias("row_number"), _payload(files[str(source)]))
        done.append(rejected_rows(rows.drop("payload").join(delivered, on="row_number", how="left", validate="m:1")))
    return pl.concat(done)


def _payload(frame: pl.DataFrame) -> pl.Expr:
    cells = [pl.col(name).str.slice(0, DEFAULT_LIMITS.cell_chars) for name in frame.columns if name != ROW]
    return (pl.struct(cells).struct.json_encode() if cells else pl.lit(None)).alias("payload")


def rejected_file(source: str, rule: str, reason: str, payload: str | None = None) -> pl.DataFrame:
    """One rejected row that stands for a whole file (row number 0)."""
    row = pl.DataFrame([(source, 0, rule, reason, payload)], schema=REJECTED_SCHEMA, orient="row")
    return rejected_rows(row)


def split_duplicates(frame: pl.DataFrame, key: Sequence[str], same: Sequence[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Keeps the first row of each key, in the order of the frame, and rejects the later ones.

    A later row that agrees with the first in the columns `same` is a `duplicate_row`, else a `duplicate_key`.
    """
    is_first = frame.select(pl.struct(key).is_first_distinct().alias("is_first"))["is_first"]
    if is_first.all():
        return frame, REJECTED_SCHEMA.to_frame()
    first = frame.filter(is_first)
    later = frame.filter(~is_first).join(
        first, on=list(key), how="left", suffix=":first", validate="m:1", nulls_equal=True
    )
    compared = [column for column in same if column not in key]
    agrees = pl.all_horizontal([pl.lit(value=True), *(pl.col(c).eq_missing(pl.col(f"{c}:first")) for c in compared)])
    values = pl.concat_str([pl.col(c).cast(pl.String).fill_null("") for c in key], separator=", ")
    same_key = f"the same {', '.join(key)} ({{}}) stands in {{}}, row {{}}"
    twice = pl.format(same_key, values, "source:first", "row_number:first")
    return first, rejected_rows(
        later.with_columns(
            rule=pl.when(agrees).then(pl.lit("duplicate_row")).otherwise(pl.lit("duplicate_key")),
            reason=pl.when(agrees)
            .then(pl.format("{} and says the same", twice))
            .otherwise(pl.format("{} with other values; the first one counts", twice)),
        )
    )
