"""Contracts of the history of ratings: the input that a run archived, and every version of every rating."""

from dataclasses import replace
from datetime import date

from data_contracts.columns import INPUTS_HASH, IS_SIMULATED, ISSUER_ID, RATING_DATE
from data_contracts.rating import RATING
from data_contracts.table import DATE, FLAG, NOT_BLANK, SHA256, TEXT, WHOLE, Column, Table, at_least, matches, one_of
from esg_pipeline.ledger import RATED, STAMPS
from esg_pipeline.methodology.codes import VersionCause

OF_RATING = {column.name: column for column in RATING.columns}


def emptied(column: Column, when: str) -> Column:
    """The column of a rating, which is null in some versions."""
    if column.nullable:
        return column
    return replace(column, description=f"{column.description.rstrip('.')}; null {when}.", nullable=True)


ARCHIVED_INPUT = Table(
    "raw.archived_input",
    "The input of the last run as the archive keeps it, one row per table.",
    ("table_name",),
    (
        Column("table_name", TEXT, "Table.", "raw.event", (matches(r"[a-z]+\.[a-z_]+", "event"),)),
        Column("rows", WHOLE, "Rows.", 17, (at_least(0),)),
        Column("table_hash", TEXT, "SHA-256 of its content.", "ab" * 32, (SHA256,)),
        INPUTS_HASH,
    ),
)

RATING_VERSION = Table(
    "rating.rating_version",
    "What was said of an issuer on a rating date, version by version; records are only ever added, chained by hashes.",
    ("issuer_id", "rating_date", "version"),
    (
        ISSUER_ID,
        RATING_DATE,
        Column("version", WHOLE, "Number of the version, from 1.", 1, (at_least(1),)),
        Column("is_current", FLAG, "True for the version that stands.", True),
        Column("record_number", WHOLE, "Place in the chain of the rating date, from 1.", 17, (at_least(1),)),
        Column("recorded_date", DATE, "Day on which it was recorded, UTC.", date(2022, 11, 2)),
        Column(
            "cause",
            TEXT,
            "Why there is this version; the weightiest cause where there are several.",
            "initial",
            (one_of(VersionCause),),
        ),
        Column("detail", TEXT, "Every cause in words.", "first rating of this date", (NOT_BLANK,)),
        *(emptied(OF_RATING[name], "when it is no longer rated") for name in RATED),
        *(emptied(OF_RATING[name], "where it was not recorded yet") for name in STAMPS),
        Column("record_hash", TEXT, "SHA-256 over the record and the hash of the one before it.", "01" * 32, (SHA256,)),
        IS_SIMULATED,
    ),
    order=("rating_date", "record_number"),
)

TABLES = (ARCHIVED_INPUT, RATING_VERSION)
