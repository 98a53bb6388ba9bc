"""Contracts of the `score` layer: standard scores 0 to 100 at each level of the hierarchy."""

from data_contracts import imputation
from data_contracts.columns import (
    COVERAGE,
    DATA_POINT_ID,
    IS_SIMULATED,
    ISSUER_ID,
    KEY_ISSUE_ID,
    OBSERVATION_ID,
    ORIGIN,
    PILLAR_ID,
    RATING_DATE,
    SCORE_COLUMN,
    SCORE_REPORTED_ONLY,
    SHARES,
    THEME_ID,
    VALUE,
    WEIGHT,
)
from data_contracts.table import NOT_BLANK, NUMBER, SCORE, SHARE, TEXT, WHOLE, Column, Table, at_least, one_of
from esg_pipeline.impute import METHODS

NODE_LEVELS = ("key_issue", "theme", "pillar", "total")
NODE_LEVEL = Column("node_level", TEXT, "Level of the tree.", "key_issue", (one_of(NODE_LEVELS),))
NODE_ID = Column("node_id", TEXT, "Key issue, theme or pillar; `total` for the whole.", "ghg_emission", (NOT_BLANK,))

DATA_POINT_SCORE = Table(
    "score.data_point_score",
    "Score of each data point that applies to an issuer; imputed cells say how they were filled.",
    ("issuer_id", "rating_date", "data_point_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        SCORE_COLUMN,
        Column("score_low", NUMBER, "5 % of what may stand behind it; null when reported.", 21.5, (SCORE,), True),
        Column("score_high", NUMBER, "95 % of what may stand behind it; null when reported.", 88.0, (SCORE,), True),
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


NODE_SHARE = Table(
    "score.node_share",
    "What the weight of each node of the tree rests on, before what does not apply leaves its weight to the rest; the "
    "four shares sum to 1. Also key issues that do not apply at all have a row.",
    ("issuer_id", "rating_date", "node_level", "node_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        NODE_LEVEL,
        NODE_ID,
        Column("nominal_weight", NUMBER, "Weight before anything was redistributed, 0 to 1.", 0.031, (SHARE,)),
        *SHARES,
        IS_SIMULATED,
    ),
    partitioned=True,
)


def level(name: str, description: str, *node: Column) -> Table:
    """The table of one level of the hierarchy above the data points."""
    key = ("issuer_id", "rating_date", *(column.name for column in node))
    scores = (SCORE_COLUMN, SCORE_REPORTED_ONLY, WEIGHT, COVERAGE)
    columns = (ISSUER_ID, RATING_DATE, *node, *scores, *SHARES, IS_SIMULATED)
    return Table(f"score.{name}", description, key, columns, partitioned=True)


KEY_ISSUE_SCORE = level(
    "key_issue_score",
    "Score of each key issue that is relevant to the issuer's industry.",
    KEY_ISSUE_ID,
)
THEME_SCORE = level("theme_score", "Score of each theme: weighted mean of its key issues.", THEME_ID)
PILLAR_SCORE = level("pillar_score", "Score of each pillar: weighted mean of its themes.", PILLAR_ID)
ESG_SCORE = level("esg_score", "Total score: weighted mean of the three pillars.")

TABLES = (
    DATA_POINT_SCORE,
    NODE_SHARE,
    KEY_ISSUE_SCORE,
    THEME_SCORE,
    PILLAR_SCORE,
    ESG_SCORE,
    *imputation.TABLES,
)
