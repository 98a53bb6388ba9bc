"""Contracts of why a rating differs from the one before: causes, data points, and the ledger of restated values."""

from datetime import date

from data_contracts.columns import (
    DATA_POINT_ID,
    DIMENSION,
    FISCAL_YEAR,
    IS_SIMULATED,
    ISSUER_ID,
    OBSERVATION_ID,
    RATING_DATE,
    UNIT,
)
from data_contracts.table import DATE, NOT_BLANK, NUMBER, SCORE, SHARE, TEXT, WHOLE, Column, Table, between, one_of
from esg_pipeline.impute import METHODS
from esg_pipeline.methodology.codes import ChangeCause, WithoutEffect

PREVIOUS_RATING_DATE = Column("previous_rating_date", DATE, "Rating date of the rating before.", date(2022, 4, 30))
CAUSE = Column("cause", TEXT, "What moved the rating.", "new_facts", (one_of(ChangeCause),))
NOTCH_MOVE = (between(-8, 8),)

CHANGE_ATTRIBUTION = Table(
    "rating.change_attribution",
    "Why each rating differs from the issuer's rating before: a row for each cause, whose points sum to the change of"
    " the score.",
    ("issuer_id", "rating_date", "cause"),
    (
        ISSUER_ID,
        RATING_DATE,
        PREVIOUS_RATING_DATE,
        CAUSE,
        Column("points", NUMBER, "Points that the score moved by this cause.", 4.37, (between(-100, 100),)),
        Column(
            "notches",
            WHOLE,
            "Notches up (+) of `caps` and of `committee`; null for causes of the score, and without a grade.",
            0,
            NOTCH_MOVE,
            True,
        ),
        Column(
            "model_notches",
            WHOLE,
            "Notches up (+) of the model grade, by all causes of the score together; the same in each row.",
            1,
            NOTCH_MOVE,
        ),
        IS_SIMULATED,
    ),
)


def both_sides(column: Column, text: str) -> tuple[Column, Column]:
    """A column and its namesake of the rating before, null where the data point was no part of that score."""
    return tuple(
        Column(name, column.dtype, f"{text}, {when}.", column.example, column.rules, nullable=True)
        for name, when in ((f"previous_{column.name}", "before"), (column.name, "now"))
    )  # pyright: ignore[reportReturnType]


CHANGE_DETAIL = Table(
    "rating.change_detail",
    "The same for each data point: what moved the score by how much, with both sides; rows of 0 points are left out.",
    ("issuer_id", "rating_date", "data_point_id", "cause"),
    (
        ISSUER_ID,
        RATING_DATE,
        PREVIOUS_RATING_DATE,
        DATA_POINT_ID,
        CAUSE,
        Column("points", NUMBER, "Points that the total score moved by this.", 0.21, (between(-100, 100),)),
        *both_sides(Column("weight", NUMBER, "", 0.012, (SHARE,)), "Weight in the total score, 0 to 1"),
        *both_sides(Column("score", NUMBER, "", 71.25, (SCORE,)), "Score of the data point"),
        *both_sides(Column("method", TEXT, "", "value_function", (one_of(METHODS),)), "How it was scored"),
        *both_sides(Column("value", NUMBER, "", 0.61), "Newest known value in its unit"),
        *both_sides(Column("fiscal_year", WHOLE, "", 2021, FISCAL_YEAR.rules), "Year of that value"),
        *both_sides(OBSERVATION_ID, "Observation of that value"),
        IS_SIMULATED,
    ),
)

RESTATEMENT = Table(
    "rating.restatement",
    "Values that were published again with another figure, each on the first rating date that knows the new one.",
    ("issuer_id", "rating_date", "data_point_id", "dimension", "fiscal_year", "observation_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        DIMENSION,
        FISCAL_YEAR,
        Column("previous_observation_id", TEXT, "Observation before.", "0a" * 16, (NOT_BLANK,)),
        Column("observation_id", TEXT, "Observation that restates it.", "0b" * 16, (NOT_BLANK,)),
        Column("previous_published_date", DATE, "Day on which the value before became known.", date(2021, 5, 31)),
        Column("published_date", DATE, "Day on which the restated value became known.", date(2022, 5, 31)),
        Column("previous_value", NUMBER, "Value before, in `unit`.", 0.61),
        Column("value", NUMBER, "Restated value, in `unit`.", 0.64),
        UNIT,
        Column(
            "points",
            NUMBER,
            "Points of the total score on the rating date with the new value minus with the old one; null when none"
            " rests on it.",
            -0.02,
            (between(-100, 100),),
            True,
        ),
        Column(
            "without_effect",
            TEXT,
            "Why no score rests on it; null when one does.",
            None,
            (one_of(WithoutEffect),),
            True,
        ),
        IS_SIMULATED,
    ),
    partitioned=True,
)

TABLES = (RESTATEMENT, CHANGE_ATTRIBUTION, CHANGE_DETAIL)
