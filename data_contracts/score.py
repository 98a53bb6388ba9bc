"""Contracts of the `score` layer: standard scores 0 to 100 at each level of the hierarchy."""

from data_contracts.columns import (
    COVERAGE,
    DATA_POINT_ID,
    IMPUTED_SHARE,
    IS_SIMULATED,
    ISSUER_ID,
    KEY_ISSUE_ID,
    OBSERVATION_ID,
    ORIGIN,
    PILLAR_ID,
    RATING_DATE,
    SCORE_COLUMN,
    SCORE_REPORTED_ONLY,
    THEME_ID,
    VALUE,
    WEIGHT,
)
from data_contracts.table import TEXT, WHOLE, Column, Table, at_least, one_of
from esg_pipeline.impute import METHODS

DATA_POINT_SCORE = Table(
    "score.data_point_score",
    "Score of each data point that applies to an issuer; imputed cells say how they were filled.",
    ("issuer_id", "rating_date", "data_point_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        SCORE_COLUMN,
        ORIGIN,
        Column("method", TEXT, "How the score was obtained.", "value_function", (one_of(METHODS),)),
        Column(
            "donors",
            WHOLE,
            "Issuers whose scores filled the gap; null when none was needed.",
            None,
            (at_least(0),),
            True,
        ),
        VALUE,
        OBSERVATION_ID,
        IS_SIMULATED,
    ),
    partitioned=True,
)


def level(name: str, description: str, *node: Column) -> Table:
    """The table of one level of the hierarchy above the data points."""
    key = ("issuer_id", "rating_date", *(column.name for column in node))
    shares = (COVERAGE, IMPUTED_SHARE)
    columns = (ISSUER_ID, RATING_DATE, *node, SCORE_COLUMN, SCORE_REPORTED_ONLY, WEIGHT, *shares, IS_SIMULATED)
    return Table(f"score.{name}", description, key, columns, partitioned=True)


KEY_ISSUE_SCORE = level(
    "key_issue_score",
    "Score of each key issue that is relevant to the issuer's industry.",
    KEY_ISSUE_ID,
)
THEME_SCORE = level("theme_score", "Score of each theme: weighted mean of its key issues.", THEME_ID)
PILLAR_SCORE = level("pillar_score", "Score of each pillar: weighted mean of its themes.", PILLAR_ID)
ESG_SCORE = level("esg_score", "Total score: weighted mean of the three pillars.")

TABLES = (DATA_POINT_SCORE, KEY_ISSUE_SCORE, THEME_SCORE, PILLAR_SCORE, ESG_SCORE)
