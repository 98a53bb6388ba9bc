"""Contracts of the `mart` layer: joined, named, ready to read."""

from datetime import date

from data_contracts import committee
from data_contracts.columns import (
    COVERAGE,
    DATA_POINT_ID,
    GRADE,
    INDUSTRY_CODE,
    IS_SIMULATED,
    ISSUER_ID,
    ISSUER_NAME,
    KEY_ISSUE_ID,
    MODEL_GRADE,
    ORIGIN,
    PILLAR_ID,
    RATING_DATE,
    SCORE_COLUMN,
    SCORE_REPORTED_ONLY,
    SHARES,
    THEME_ID,
    VALUE,
)
from data_contracts.core import VALUE_SOURCE
from data_contracts.imputation import MART_TABLES
from data_contracts.rating import CAP_RULE_ID
from data_contracts.raw import SECURITY_TYPE
from data_contracts.score import DATA_POINT_SCORE
from data_contracts.table import (
    DATE,
    FLAG,
    NOT_BLANK,
    NUMBER,
    SCORE,
    SHA256,
    SHARE,
    TEXT,
    WHOLE,
    Column,
    Table,
    at_least,
    between,
    one_of,
)
from data_contracts.uncertainty import SCORE_INTERVAL
from esg_pipeline.methodology.codes import IssuerClass, RatingActionCode, VersionCause

INDUSTRY_NAME = Column("industry_name", TEXT, "Name of the industry.", "Non-bank financials", (NOT_BLANK,))
ISSUER_CLASS = Column("issuer_class", TEXT, "Class of issuer.", "corporate", (one_of(IssuerClass),))
ACTION = Column("action", TEXT, "What happened to the grade.", "affirm", (one_of(RatingActionCode),), True)
CELL = {column.name: column for column in DATA_POINT_SCORE.columns}


def nullable(column: Column) -> Column:
    """The same column where it may be null."""
    return Column(column.name, column.dtype, column.description, column.example, column.rules, nullable=True)


def pillar_score(letter: str, name: str) -> Column:
    """Score of one pillar beside the total; null when no key issue of it is relevant."""
    return Column(f"{letter}_score", NUMBER, f"Score of the pillar {name}.", 70.0, (SCORE,), nullable=True)


def of_interval(name: str) -> Column:
    """A column of rating.score_interval; null for who has no grade."""
    return nullable(next(column for column in SCORE_INTERVAL.columns if column.name == name))


# What core.value_source says of an input; null where a score rests on none.
PROOF = tuple(nullable(c) for c in VALUE_SOURCE.columns if c.name not in (*VALUE_SOURCE.key, IS_SIMULATED.name))

ISSUER_RATING = Table(
    "mart.issuer_rating",
    "One line per issuer and rating date: grade, score, pillars, coverage, and how sure they are. Always made as a "
    "whole: `action` and `previous_grade` of later dates change when an earlier date is rated or rated anew.",
    ("issuer_id", "rating_date"),
    (
        ISSUER_ID,
        ISSUER_NAME,
        RATING_DATE,
        INDUSTRY_CODE,
        INDUSTRY_NAME,
        ISSUER_CLASS,
        GRADE,
        Column("grade_probability", NUMBER, "How probable that grade is; null when NR.", 0.62, (SHARE,), True),
        MODEL_GRADE,
        committee.RULE_GRADE,
        SCORE_COLUMN,
        *(of_interval(name) for name in ("score_low", "score_high")),
        SCORE_REPORTED_ONLY,
        pillar_score("e", "Environment"),
        pillar_score("s", "Social"),
        pillar_score("g", "Governance"),
        *(of_interval(name) for name in ("rank", "rank_low", "rank_high", "peers")),
        COVERAGE,
        *(nullable(column) for column in SHARES),
        CAP_RULE_ID,
        committee.DECISION_ID,
        Column("not_rated_reason", TEXT, "Why the grade is NR; null when it is not.", None, nullable=True),
        ACTION,
        Column("previous_grade", TEXT, "Grade on the rating date before.", "B", GRADE.rules, True),
        Column("version", WHOLE, "Version of this rating; null while its history has none.", 1, (at_least(1),), True),
        Column("recorded_date", DATE, "Day on which that version was recorded, UTC.", date(2022, 11, 2), (), True),
        Column("version_cause", TEXT, "Why there is that version.", "initial", (one_of(VersionCause),), True),
        Column("version_detail", TEXT, "Every cause of it in words.", "first rating of this date", (NOT_BLANK,), True),
        Column("methodology_version", TEXT, "Version of the method.", "1.0", (NOT_BLANK,)),
        Column("methodology_hash", TEXT, "SHA-256 of the method's files.", "ab" * 32, (SHA256,)),
        IS_SIMULATED,
    ),
)

BOND_RATING = Table(
    "mart.bond_rating",
    "Outstanding bonds of rated issuers with the grade of their issuer; rates bonds never appear.",
    ("bond_id", "rating_date"),
    (
        Column("bond_id", TEXT, "Bond code or ISIN.", "SAMPLE-0001", (NOT_BLANK,)),
        Column("bond_name", TEXT, "Name of the bond.", "360 DigiTech 2021 note", (NOT_BLANK,)),
        SECURITY_TYPE,
        ISSUER_ID,
        ISSUER_NAME,
        RATING_DATE,
        GRADE,
        SCORE_COLUMN,
        Column("maturity_date", DATE, "Day of maturity.", date(2025, 5, 1)),
        IS_SIMULATED,
    ),
    partitioned=True,
)

EVIDENCE = Table(
    "mart.evidence",
    "From each data point's share of the score to the observation, quote, line and document, or the event, behind it.",
    ("issuer_id", "rating_date", "data_point_id", "input_number"),
    (
        ISSUER_ID,
        ISSUER_NAME,
        RATING_DATE,
        PILLAR_ID,
        THEME_ID,
        KEY_ISSUE_ID,
        DATA_POINT_ID,
        Column("data_point_name", TEXT, "Name of the data point.", "GHG per employee", (NOT_BLANK,)),
        Column("weight_in_total", NUMBER, "Weight in the total score, 0 to 1.", 0.012, (SHARE,)),
        SCORE_COLUMN,
        CELL["score_low"],
        CELL["score_high"],
        Column("contribution", NUMBER, "Points that the data point adds to the total.", 0.85, (SCORE,)),
        ORIGIN,
        CELL["method"],
        CELL["donors"],
        VALUE,
        Column("unit", TEXT, "Unit of the value.", "tCO2e/employee", (NOT_BLANK,)),
        Column("value_method", TEXT, "How the value was obtained; null when imputed.", "reported", nullable=True),
        Column(
            "fiscal_year", WHOLE, "Year that the value is about; null when imputed.", 2021, (between(1990, 2100),), True
        ),
        Column("input_number", WHOLE, "Place of the input in the formula, from 1.", 1, (at_least(1),)),
        *PROOF,
        IS_SIMULATED,
    ),
    partitioned=True,
)

INDUSTRY_SUMMARY = Table(
    "mart.industry_summary",
    "Scores of rated issuers and coverage of all in scope per industry; simulated and real issuers are never mixed.",
    ("industry_code", "rating_date", "is_simulated"),
    (
        INDUSTRY_CODE,
        INDUSTRY_NAME,
        RATING_DATE,
        IS_SIMULATED,
        Column("issuers", WHOLE, "Issuers in scope.", 60, (at_least(1),)),
        Column("rated_issuers", WHOLE, "Issuers with a grade other than NR.", 58, (at_least(0),)),
        Column("mean_score", NUMBER, "Mean score of rated issuers; null when none is rated.", 70.4, (SCORE,), True),
        Column("median_score", NUMBER, "Median score of rated issuers; null when none is rated.", 70.2, (SCORE,), True),
        Column("lowest_score", NUMBER, "Lowest score of rated issuers; null when none is rated.", 58.9, (SCORE,), True),
        Column(
            "highest_score", NUMBER, "Highest score of rated issuers; null when none is rated.", 79.9, (SCORE,), True
        ),
        Column(
            "share_b_or_better",
            NUMBER,
            "Share of rated issuers at B or better; null when none is rated.",
            0.58,
            (SHARE,),
            True,
        ),
        Column("mean_coverage", NUMBER, "Mean coverage of all issuers in scope, also those not rated.", 0.55, (SHARE,)),
    ),
    partitioned=True,
)

GRADE_MIGRATION = Table(
    "mart.grade_migration",
    "How many issuers moved from one grade to another between two rating dates.",
    ("rating_date", "previous_grade", "grade", "is_simulated"),
    (
        RATING_DATE,
        Column("previous_rating_date", DATE, "Rating date before.", date(2022, 4, 30)),
        Column("previous_grade", TEXT, "Grade before.", "CCC", GRADE.rules),
        GRADE,
        IS_SIMULATED,
        Column("issuers", WHOLE, "Issuers.", 12, (at_least(1),)),
    ),
)

KEY_ISSUE_IMPORTANCE = Table(
    "mart.key_issue_importance",
    "How much each key issue really moves the score of an industry, beside its nominal weight; simulated and real "
    "issuers are never mixed.",
    ("industry_code", "rating_date", "is_simulated", "key_issue_id"),
    (
        INDUSTRY_CODE,
        RATING_DATE,
        IS_SIMULATED,
        KEY_ISSUE_ID,
        Column("issuers", WHOLE, "Issuers for whom the key issue counts.", 60, (at_least(1),)),
        Column("nominal_weight", NUMBER, "Weight by Table 2, 0 to 1.", 0.031, (SHARE,)),
        Column(
            "effective_weight",
            NUMBER,
            "Share of the variance of the total score that the key issue carries; those of an industry sum to 1 and "
            "may be negative; null below ten issuers.",
            0.045,
            nullable=True,
        ),
        Column(
            "effective_weight_error", NUMBER, "Standard error of that share (jackknife).", 0.01, (at_least(0),), True
        ),
        Column("ratio", NUMBER, "Effective over nominal weight.", 1.45, nullable=True),
        Column("is_off", FLAG, "True when the two differ more than twofold.", False),
        Column("is_certain", FLAG, "True when they do so by more than two standard errors.", False),
    ),
    partitioned=True,
)

DATA_DICTIONARY = Table(
    "mart.data_dictionary",
    "Every table, view and macro of the published file with its columns: what they mean, their type, their rules.",
    ("table_name", "position"),
    (
        Column("table_name", TEXT, "Table, view or macro.", "mart.issuer_rating", (NOT_BLANK,)),
        Column("kind", TEXT, "What it is; a macro is asked for a day.", "table", (one_of(["table", "view", "macro"]),)),
        Column("table_description", TEXT, "What it holds.", "One line per issuer and rating date.", (NOT_BLANK,)),
        Column("position", WHOLE, "Place of the column, from 1.", 7, (at_least(1),)),
        Column("column_name", TEXT, "Column.", "grade", (NOT_BLANK,)),
        Column("data_type", TEXT, "Type, as DuckDB calls it.", "varchar", (NOT_BLANK,)),
        Column("description", TEXT, "What it means, with its unit.", "Published grade: AAA to C, or NR.", (NOT_BLANK,)),
        Column("is_key", FLAG, "True when it is a part of what tells rows apart.", False),
        Column("is_nullable", FLAG, "True when it may be empty.", False),
        Column("rules", TEXT, "What its values keep, one rule after the other; empty when nothing.", "not blank"),
        Column("example", TEXT, "A value; null when there is none.", "B", (), True),
    ),
)

TABLES = (
    DATA_DICTIONARY,
    ISSUER_RATING,
    BOND_RATING,
    EVIDENCE,
    INDUSTRY_SUMMARY,
    GRADE_MIGRATION,
    KEY_ISSUE_IMPORTANCE,
    committee.OVERRIDE_STATISTICS,
    *MART_TABLES,
)
