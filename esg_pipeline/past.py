"""What had been said of earlier rating dates when something was rated: what a decision of the committee looks back on.

The ledger itself is ledger.py. Nothing is rated here.
"""

from datetime import date

import polars as pl

from esg_pipeline.ledger import KEY, STAMPS, Row

PAST = ["issuer_id", "rating_date", "model_grade", "rule_grade", "grade"]


def as_it_stood(ledger: pl.DataFrame, rating_date: date, made_on: date | None, stamps: Row) -> pl.DataFrame:
    """PAST of the earlier rating dates as they stood when something of the date was made; None asks for today.

    `stamps`: by what it was made. Days are all that records tell of time: of those of the very day, the records after
    the last one that was made by the same count as later.
    """
    earlier = ledger.filter(pl.col("rating_date") < rating_date)
    if made_on is not None:
        before = earlier.filter(pl.col("recorded_date") <= made_on).with_columns(is_same=made_by(stamps))
        last = pl.col("record_number").filter(pl.col("is_same") | (pl.col("recorded_date") < made_on)).max()
        known = pl.col("is_same").any().over("rating_date")
        earlier = before.filter(~known | (pl.col("record_number") <= last.over("rating_date")))
    standing = earlier.filter(pl.col("version") == pl.col("version").max().over(KEY))
    return standing.filter(pl.col("grade").is_not_null()).select(PAST).sort(PAST)


def made_by(stamps: Row) -> pl.Expr:
    """Whether a record was made by these STAMPS."""
    return pl.all_horizontal(pl.col(name).eq_missing(pl.lit(stamps[name], dtype=pl.String)) for name in STAMPS)


def last_made_on(ledger: pl.DataFrame, rating_date: date, stamps: Row) -> date | None:
    """The last day on which a date is known to have been rated by these STAMPS; None when it never was.

    A run that changed nothing left no record of the date itself, but maybe one of an earlier date.
    """
    own = ledger.filter(pl.col("rating_date") == rating_date)["recorded_date"].to_list()
    with_it = ledger.filter((pl.col("rating_date") < rating_date) & made_by(stamps))["recorded_date"].to_list()
    return max([*own, *with_it]) if own else None
