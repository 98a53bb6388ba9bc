"""Contracts of what the self-audit measures: errors of the filling methods, and what silence would gain."""

from data_contracts.columns import DATA_POINT_ID, IS_SIMULATED, ISSUER_ID, RATING_DATE, SCORE_COLUMN
from data_contracts.table import (
    NOT_BLANK,
    NUMBER,
    SCORE,
    SHARE,
    TEXT,
    WHOLE,
    Column,
    Rule,
    Table,
    at_least,
    between,
    one_of,
)
from esg_pipeline.impute import METHODS

METHOD = Column("method", TEXT, "Filling method.", "median_industry", (one_of(METHODS),))
POSITIVE = Rule("above 0", "gt", (0,), 0.0)
LARGEST_GAIN = Column("largest_gain", NUMBER, "Largest gain, points of the total.", 1.9, (SCORE,))

IMPUTATION_ERROR = Table(
    "score.imputation_error",
    "How far each filling method is from known scores that were hidden from it where cells are really missing.",
    ("rating_date", "is_simulated", "data_point_id", "method"),
    (
        RATING_DATE,
        IS_SIMULATED,
        DATA_POINT_ID,
        METHOD,
        Column("n_masked", WHOLE, "Hidden cells that the method could fill.", 42, (at_least(1),)),
        Column("mae", NUMBER, "Mean absolute error, points.", 9.5, (SCORE,)),
        Column("bias", NUMBER, "Mean of filled less hidden score, points.", 1.5, (between(-100, 100),)),
        Column("interval_coverage", NUMBER, "Share of hidden scores inside the 90 % interval.", 0.9, (SHARE,)),
        Column("n_common", WHOLE, "Hidden cells that a median could fill too.", 40, (at_least(0),)),
        Column("mae_of_median", NUMBER, "Error of the ladder of medians on these.", 10.0, (SCORE,), nullable=True),
        Column(
            "improvement",
            NUMBER,
            "1 - error of the method / error of the medians, on these; null where the medians have none.",
            0.05,
            (Rule("at most 1", "le", (1,), 2.0),),
            nullable=True,
        ),
        Column("mae_gain", NUMBER, "Error of the medians less that of the method.", 0.5, (between(-100, 100),), True),
        Column("mae_gain_error", NUMBER, "Standard error of that; null below two cells.", 0.2, (at_least(0),), True),
    ),
    partitioned=True,
)

SILENCE_GAIN = Table(
    "score.silence_gain",
    "Known values whose hiding would raise their issuer's total score, under the ladders in force.",
    ("issuer_id", "rating_date", "data_point_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        SCORE_COLUMN,
        Column("score_if_hidden", NUMBER, "Score of what would stand in for it.", 80.0, (SCORE,)),
        Column("method_if_hidden", TEXT, "How that would be obtained.", "median_industry", (one_of(METHODS),)),
        Column("weight_in_total", NUMBER, "Weight in the total score, 0 to 1.", 0.012, (SHARE,)),
        Column("gain", NUMBER, "Points of the total that hiding it would gain.", 0.105, (POSITIVE, SCORE)),
        IS_SIMULATED,
    ),
    partitioned=True,
)

SILENCE_BY_DATA_POINT = Table(
    "mart.silence_by_data_point",
    "Data points whose hiding would raise some issuer's total score; none of them in strict mode.",
    ("rating_date", "is_simulated", "data_point_id"),
    (
        RATING_DATE,
        IS_SIMULATED,
        DATA_POINT_ID,
        Column("name", TEXT, "Name of the data point.", "GHG per employee", (NOT_BLANK,)),
        Column("issuers_knowing", WHOLE, "Issuers that disclosed it, this year or before.", 40, (at_least(1),)),
        Column("issuers_gaining", WHOLE, "Those that would score higher had they hidden it.", 12, (at_least(1),)),
        Column("mean_gain", NUMBER, "Mean gain of these, points of the total.", 0.08, (SCORE,)),
        LARGEST_GAIN,
    ),
    partitioned=True,
)

SILENCE_SUMMARY = Table(
    "mart.silence_summary",
    "How many issuers would score higher had they hidden everything whose hiding pays.",
    ("rating_date", "is_simulated"),
    (
        RATING_DATE,
        IS_SIMULATED,
        Column("issuers", WHOLE, "Issuers with a score.", 60, (at_least(1),)),
        Column("issuers_gaining", WHOLE, "Those that would score higher.", 50, (at_least(0),)),
        Column("share_gaining", NUMBER, "Their share.", 0.83, (SHARE,)),
        Column("mean_gain", NUMBER, "Mean gain over all issuers, points of the total.", 0.9, (SCORE,)),
        LARGEST_GAIN,
    ),
    partitioned=True,
)

TABLES = (IMPUTATION_ERROR, SILENCE_GAIN)
MART_TABLES = (SILENCE_BY_DATA_POINT, SILENCE_SUMMARY)
