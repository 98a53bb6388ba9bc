"""Contract of the values that were treated as outliers: held for a person, confirmed by one, or drawn in to a fence."""

from data_contracts.columns import (
    DATA_POINT_ID,
    DIMENSION,
    FISCAL_YEAR,
    IS_SIMULATED,
    ISSUER_ID,
    RATING_DATE,
)
from data_contracts.table import NOT_BLANK, NUMBER, TEXT, WHOLE, Column, Table, at_least, between, one_of
from esg_pipeline.outliers import CONFIRMED, HELD, WINSORISED
from esg_pipeline.slips import LARGEST_POWER

OUTLIER = Table(
    "core.outlier",
    "Values that look wrong by a power of ten, held or confirmed, and values that were drawn in to a fence.",
    ("issuer_id", "rating_date", "data_point_id", "dimension", "fiscal_year", "treatment"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        DIMENSION,
        FISCAL_YEAR,
        Column("observation_id", TEXT, "Value as reported; of a derived one its first input.", "0a" * 16, (NOT_BLANK,)),
        Column("treatment", TEXT, "What was done.", HELD, (one_of((HELD, CONFIRMED, WINSORISED)),)),
        Column("value", NUMBER, "Value as stated or derived, in the unit of the data point.", 12_964.0),
        Column("treated_value", NUMBER, "What stands for it; null when it is held.", None, nullable=True),
        Column(
            "factor",
            NUMBER,
            "Power of ten by which it is too large; null for a fence.",
            1000.0,
            (between(10.0**-LARGEST_POWER, 10.0**LARGEST_POWER),),
            nullable=True,
        ),
        Column("peer_median", NUMBER, "Middle of its peers, at the issuer's own size.", 13.1, nullable=True),
        Column("peers", WHOLE, "Other issuers that it was compared with.", 34, (at_least(0),)),
        Column("own_value", NUMBER, "Middle of the issuer's other years; null without any.", 12.7, nullable=True),
        Column("reason", TEXT, "Why, in words.", "1,000 times the other years of the issuer", (NOT_BLANK,)),
        IS_SIMULATED,
    ),
    partitioned=True,
)

TABLES = (OUTLIER,)
