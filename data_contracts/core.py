"""Contracts of the `core` layer: typed, mapped, in canonical units, and as known on each rating date.

What is read from documents is in `documents`.
"""

from datetime import date

from data_contracts import documents, outliers
from data_contracts.columns import (
    CITATION,
    DATA_POINT_ID,
    DIMENSION,
    DOCUMENT_ID,
    FACT_ID,
    FISCAL_YEAR,
    INDUSTRY_CODE,
    IS_DATE_ASSUMED,
    IS_SIMULATED,
    ISSUER_ID,
    LINE,
    OBSERVATION_ID,
    PUBLISHED_DATE,
    QUOTE,
    RATING_DATE,
    SOURCE,
    SOURCE_TYPE,
    STATE,
    UNIT,
    VALUE,
)
from data_contracts.documents import METHOD, RAW_UNIT, RAW_VALUE
from data_contracts.raw import EVENT_COLUMNS
from data_contracts.table import (
    DATE,
    FLAG,
    NOT_BLANK,
    NUMBER,
    SHARE,
    TEXT,
    WHOLE,
    Column,
    Table,
    at_least,
    matches,
    one_of,
)
from esg_pipeline.methodology.codes import IssuerClass

RATING_UNIVERSE = Table(
    "core.rating_universe",
    "Who is rated on a rating date, and the rule that decided.",
    ("issuer_id", "rating_date"),
    (
        ISSUER_ID,
        RATING_DATE,
        Column("in_scope", FLAG, "True when the issuer is rated.", True),
        Column("rule_id", TEXT, "Rule that decided.", "U2", (matches(r"U\d+"),)),
        Column("issuer_class", TEXT, "Class of issuer.", "corporate", (one_of(IssuerClass),)),
        Column(
            "industry_code",
            TEXT,
            "Industry; null when none is known.",
            "non_bank_financials",
            INDUSTRY_CODE.rules,
            True,
        ),
        Column("tags", TEXT, "Tags that decide which data points apply, separated by |.", "financial|listed"),
        Column("size_assets_cny_million", NUMBER, "Total assets, million CNY.", 34_000.0, (at_least(0),), True),
        IS_SIMULATED,
    ),
    partitioned=True,
)

OBSERVATION = Table(
    "core.observation",
    "Values as reported, ever, in canonical units. A restated value is a new row, and so is one that stood otherwise.",
    ("observation_id",),
    (
        Column("observation_id", TEXT, "Value as reported.", "0a" * 16, (NOT_BLANK,)),
        ISSUER_ID,
        DATA_POINT_ID,
        DIMENSION,
        FISCAL_YEAR,
        PUBLISHED_DATE,
        IS_DATE_ASSUMED,
        VALUE,
        UNIT,
        RAW_VALUE,
        RAW_UNIT,
        STATE,
        SOURCE_TYPE,
        Column("confidence", NUMBER, "Confidence of the reading, 0 to 1.", 1.0, (SHARE,)),
        Column("is_confirmed", FLAG, "True when a person confirmed or corrected it.", False),
        FACT_ID,
        Column("stands_from_date", DATE, "First day on which its fact stood so; null for a table.", None, (), True),
        Column(
            "stands_until_date", DATE, "Day from which its fact stood otherwise; null: it stands so.", None, (), True
        ),
        CITATION,
        SOURCE,
        IS_SIMULATED,
    ),
    order=("issuer_id", "data_point_id", "dimension", "fiscal_year", "published_date", "observation_id"),
)

EVENT = Table(
    "core.event",
    "Events of the registers, and those that documents told of first, with the day on which a register replaced them.",
    ("event_id",),
    (
        *EVENT_COLUMNS,
        SOURCE,
        Column("document_id", TEXT, "Document that tells of it; null for a register.", None, DOCUMENT_ID.rules, True),
        LINE,
        Column(
            "replaced_date",
            DATE,
            "Day on which a register told of it too: from then on the register's row counts; null when none did.",
            None,
            nullable=True,
        ),
        IS_SIMULATED,
    ),
)

EVENT_IN_WINDOW = Table(
    "core.event_in_window",
    "Events known by a day that count on the rating date, each with the points that are left after fading.",
    ("issuer_id", "rating_date", "data_point_id", "event_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        Column("event_id", TEXT, "Event.", "EV-0001", (NOT_BLANK,)),
        Column("event_date", DATE, "Day of the event.", date(2021, 11, 3)),
        Column("points", NUMBER, "Points of its severity, faded to the rating date; above 0.", 18.5, (at_least(0),)),
        IS_SIMULATED,
    ),
    partitioned=True,
)

EVENT_EFFECT = Table(
    "core.event_effect",
    "Points that events count against an issuer on a rating date; a searched register without a find counts zero.",
    ("issuer_id", "rating_date", "data_point_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        Column("events", WHOLE, "Events in the window.", 1, (at_least(0),)),
        Column("points", NUMBER, "Sum of the faded points.", 18.5, (at_least(0),)),
        Column("last_event_date", DATE, "Most recent event.", date(2021, 11, 3), nullable=True),
        IS_SIMULATED,
    ),
    partitioned=True,
)

KNOWN_VALUE = Table(
    "core.known_value",
    "The one value of each data point that was known for an issuer on a rating date.",
    ("issuer_id", "rating_date", "data_point_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        Column("fiscal_year", WHOLE, "Year that the value is about.", 2021, FISCAL_YEAR.rules, True),
        Column("age_years", WHOLE, "Years older than the newest year that could be known.", 0, (at_least(0),)),
        VALUE,
        UNIT,
        STATE,
        METHOD,
        Column("published_date", DATE, "Date on which it became known.", date(2022, 5, 31), nullable=True),
        OBSERVATION_ID,
        Column("confidence", NUMBER, "Product over its readings; 1 for registers.", 0.97, (SHARE,)),
        Column("scored_value", NUMBER, "What is scored: `value`, or the fence beyond which it lies.", 0.61, (), True),
        Column("earlier_value", NUMBER, "Value of the next older year; null when there is none.", 0.66, (), True),
        Column("earlier_fiscal_year", WHOLE, "Fiscal year of that value.", 2020, FISCAL_YEAR.rules, True),
        Column("earlier_age_years", WHOLE, "Age of that value in years.", 1, (at_least(0),), True),
        IS_SIMULATED,
    ),
    partitioned=True,
)

INTERPOLATED_VALUE = Table(
    "core.interpolated_value",
    "Values newer than what is known that follow when an input between two known years is put on the line; and trials.",
    ("issuer_id", "rating_date", "data_point_id"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        FISCAL_YEAR,
        Column("age_years", WHOLE, "Years older than the newest year that could be known.", 0, (at_least(0),)),
        Column("value", NUMBER, "Value in `unit`.", 0.61),
        UNIT,
        METHOD,
        Column("published_date", DATE, "Date on which its inputs were known.", date(2022, 5, 31)),
        Column("years_apart", WHOLE, "Distance of the two known years of an input.", 2, (at_least(2),)),
        Column("is_trial", FLAG, "True when the value is known without it: it only measures the method.", False),
        IS_SIMULATED,
    ),
    partitioned=True,
)


def value_input(name: str, description: str) -> Table:
    """The table of what the values of another one rest on."""
    columns = (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        Column("input_number", WHOLE, "Place in the formula, from 1.", 1, (at_least(1),)),
        Column("observation_id", TEXT, "Value as reported.", "0a" * 16, (NOT_BLANK,)),
        IS_SIMULATED,
    )
    key = ("issuer_id", "rating_date", "data_point_id", "input_number")
    return Table(f"core.{name}", description, key, columns, partitioned=True)


KNOWN_VALUE_INPUT = value_input(
    "known_value_input",
    "The observations that a known value rests on: one as reported, two or more when it was derived.",
)
INTERPOLATED_VALUE_INPUT = value_input(
    "interpolated_value_input",
    "The observations that an interpolated value rests on; two for each input between two known years.",
)

VALUE_SOURCE = Table(
    "core.value_source",
    "Where each input of a known value comes from: an observation with its quote, or an event of a register.",
    ("issuer_id", "rating_date", "data_point_id", "input_number"),
    (
        ISSUER_ID,
        RATING_DATE,
        DATA_POINT_ID,
        Column("input_number", WHOLE, "Place in the formula, from 1; events from the latest.", 1, (at_least(1),)),
        Column("observation_id", TEXT, "Observation; null for an event.", "0a" * 16, (NOT_BLANK,), nullable=True),
        Column("event_id", TEXT, "Event; null for an observation.", None, (NOT_BLANK,), nullable=True),
        Column("input_data_point_id", TEXT, "Data point of the input.", "ghg_s12", DATA_POINT_ID.rules),
        Column("input_dimension", TEXT, "Breakdown of the input; empty for the total.", "", DIMENSION.rules),
        Column("input_value", NUMBER, "Value of the observation, or faded points of the event.", 1296.4, nullable=True),
        Column("input_unit", TEXT, "Unit of that value; `points` for events.", "tCO2e", (NOT_BLANK,)),
        Column("published_date", DATE, "Date on which it became known.", date(2022, 5, 31)),
        FACT_ID,
        Column("document_id", TEXT, DOCUMENT_ID.description, DOCUMENT_ID.example, DOCUMENT_ID.rules, nullable=True),
        SOURCE,
        Column("citation", TEXT, "Where a reader finds it; for an event without one, what happened.", None, (), True),
        Column("page", WHOLE, "Page of the document; null where there are none.", 54, (at_least(1),), True),
        LINE,
        Column("char_start", WHOLE, "First character of the quote.", 75_000, (at_least(0),), True),
        Column("char_end", WHOLE, "Character after the quote's last.", 75_011, (at_least(1),), True),
        QUOTE,
        IS_SIMULATED,
    ),
    partitioned=True,
)

TABLES = (
    RATING_UNIVERSE,
    *documents.TABLES,
    OBSERVATION,
    EVENT,
    EVENT_IN_WINDOW,
    EVENT_EFFECT,
    KNOWN_VALUE,
    KNOWN_VALUE_INPUT,
    INTERPOLATED_VALUE,
    INTERPOLATED_VALUE_INPUT,
    *outliers.TABLES,
    VALUE_SOURCE,
)
