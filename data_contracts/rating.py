"""Contracts of the `rating` layer: grades, what caps them, what made them up, what changed."""

from datetime import date

from data_contracts import attribution, committee, sensitivity, uncertainty
from data_contracts.columns import (
    CODE_HASH,
    COVERAGE,
    DATA_POINT_ID,
    GRADE,
    INPUTS_HASH,
    IS_SIMULATED,
    ISSUER_ID,
    KEY_ISSUE_ID,
    MODEL_GRADE,
    PILLAR_ID,
    RATING_DATE,
    SCORE_COLUMN,
    SCORE_REPORTED_ONLY,
)
from data_contracts.reference import RULE_ID
from data_contracts.table import (
    DATE,
    NOT_BLANK,
    NUMBER,
    SCORE,
    SHA256,
    SHARE,
    TEXT,
    WHOLE,
    Column,
    Table,
    between,
    one_of,
)
from esg_pipeline.methodology.codes import RatingActionCode

CAP_RULE_ID = Column("cap_rule_id", TEXT, "Red line that lowered the grade; null when none did.", None, nullable=True)

RED_LINE_HIT = Table(
    "rating.red_line_hit",
    "Red lines that an issuer has crossed and that still bind on the rating date.",
    ("issuer_id", "rating_date", "rule_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        RULE_ID,
        Column("cap_grade", TEXT, "Best grade that is left.", "C", GRADE.rules),
        Column("evidence_id", TEXT, "Event or observation that triggered it.", "EV-0001", (NOT_BLANK,)),
        Column("since_date", DATE, "Day from which it binds.", date(2021, 11, 3)),
        IS_SIMULATED,
    ),
    partitioned=True,
)

RATING = Table(
    "rating.rating",
    "The grade of an issuer on a rating date, and what decided it.",
    ("issuer_id", "rating_date"),
    (
        ISSUER_ID,
        RATING_DATE,
        SCORE_COLUMN,
        SCORE_REPORTED_ONLY,
        COVERAGE,
        MODEL_GRADE,
        committee.RULE_GRADE,
        GRADE,
        CAP_RULE_ID,
        Column("not_rated_reason", TEXT, "Why the grade is NR; null when it is not.", None, nullable=True),
        committee.DECISION_ID,
        Column("methodology_version", TEXT, "Version of the method.", "1.0", (NOT_BLANK,)),
        Column("methodology_hash", TEXT, "SHA-256 of the method's files.", "ab" * 32, (SHA256,)),
        CODE_HASH,
        INPUTS_HASH,
        IS_SIMULATED,
    ),
    partitioned=True,
)

CONTRIBUTION = Table(
    "rating.contribution",
    "What each data point adds to the total score; the rows of an issuer sum to its score.",
    ("issuer_id", "rating_date", "data_point_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        KEY_ISSUE_ID,
        PILLAR_ID,
        Column("weight_in_total", NUMBER, "Weight in the total score, 0 to 1.", 0.012, (SHARE,)),
        SCORE_COLUMN,
        Column("contribution", NUMBER, "weight_in_total x score, points.", 0.85, (SCORE,)),
        IS_SIMULATED,
    ),
    partitioned=True,
)

RATING_ACTION = Table(
    "rating.rating_action",
    "What happened to each grade since the rating date before.",
    ("issuer_id", "rating_date"),
    (
        ISSUER_ID,
        RATING_DATE,
        Column("action", TEXT, "What happened.", "upgrade", (one_of(RatingActionCode),)),
        Column("previous_rating_date", DATE, "Rating date before; null when new.", date(2022, 4, 30), nullable=True),
        Column("previous_grade", TEXT, "Grade before; null when new.", "CCC", GRADE.rules, True),
        Column("grade", TEXT, "Grade now; null when withdrawn.", "B", GRADE.rules, True),
        Column(
            "notches",
            WHOLE,
            "Notches up (+) or down (-); null when there is nothing to compare.",
            1,
            (between(-8, 8),),
            True,
        ),
        IS_SIMULATED,
    ),
)

TABLES = (
    RED_LINE_HIT,
    RATING,
    committee.ON_DATE,
    CONTRIBUTION,
    RATING_ACTION,
    *attribution.TABLES,
    *uncertainty.TABLES,
    *sensitivity.TABLES,
)
