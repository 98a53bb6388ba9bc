"""Columns that stand in many tables, defined once so that one name means one thing everywhere."""

from datetime import date

from data_contracts.table import (
    DATE,
    FLAG,
    NOT_BLANK,
    NUMBER,
    SCORE,
    SHA256,
    SHARE,
    SLUG,
    TEXT,
    WHOLE,
    Column,
    at_least,
    between,
    matches,
    one_of,
)
from esg_pipeline.methodology.codes import Grade, Origin, Pillar, SourceType, State

ISSUER_ID = Column("issuer_id", TEXT, "Issuer, as in the registry.", "360DIGITECH", (NOT_BLANK,))
RATING_DATE = Column("rating_date", DATE, "Date as of which the rating holds.", date(2022, 10, 31))
IS_SIMULATED = Column("is_simulated", FLAG, "True when the issuer and its figures are simulated or fictional.", False)
INDUSTRY_CODE = Column("industry_code", TEXT, "Industry of the method.", "non_bank_financials", (SLUG,))
PILLAR_ID = Column("pillar_id", TEXT, "Pillar: E, S or G.", "E", (one_of(Pillar),))
THEME_ID = Column("theme_id", TEXT, "Theme of Table 1.", "climate_change", (SLUG,))
KEY_ISSUE_ID = Column("key_issue_id", TEXT, "Key issue of Table 1.", "ghg_emission", (SLUG,))
DATA_POINT_ID = Column("data_point_id", TEXT, "Data point of the method.", "ghg_int_emp", (SLUG,))
DIMENSION = Column(
    "dimension",
    TEXT,
    "Breakdown such as gender=female; empty for the total.",
    "gender=female",
    (matches(r"(?:[a-z_]+=[a-z0-9_]+(?:;[a-z_]+=[a-z0-9_]+)*)?", "Gender: F"),),
)
FISCAL_YEAR = Column("fiscal_year", WHOLE, "Year that the value is about.", 2021, (between(1990, 2100),))
PUBLISHED_DATE = Column("published_date", DATE, "Date on which the value became known.", date(2022, 5, 31))
IS_DATE_ASSUMED = Column("is_date_assumed", FLAG, "True when the source does not state its publication date.", False)
VALUE = Column("value", NUMBER, "Value in `unit`; null when nothing was stated.", 0.61, nullable=True)
UNIT = Column("unit", TEXT, "Canonical unit of the data point.", "tCO2e/employee", (NOT_BLANK,))
STATE = Column("state", TEXT, "What is known about the value.", "reported", (one_of(State),))
SOURCE_TYPE = Column("source_type", TEXT, "Kind of source.", "document", (one_of(SourceType),))
CITATION = Column("citation", TEXT, "Where a reader finds it.", "2021 ESG report, data statistics", nullable=True)
SOURCE = Column("source", TEXT, "File of the store, relative to it.", "sample/registry/issuers.csv", (NOT_BLANK,))
SOURCE_SHA256 = Column("source_sha256", TEXT, "SHA-256 of that file's bytes.", "ab" * 32, (SHA256,))
ROW_NUMBER = Column("row_number", WHOLE, "Row in the file; 1 is the first row of data.", 1, (at_least(1),))
SCORE_COLUMN = Column("score", NUMBER, "Standard score, 0 worst to 100 best.", 71.25, (SCORE,))
SCORE_REPORTED_ONLY = Column(
    "score_reported_only",
    NUMBER,
    "The same score from reported and carried values alone; null when there are none.",
    68.5,
    (SCORE,),
    nullable=True,
)
WEIGHT = Column("weight", NUMBER, "Weight in the total score, 0 to 1.", 0.031, (SHARE,))
COVERAGE = Column(
    "coverage", NUMBER, "Share of the weight of what applies that rests on reported or carried values.", 0.62, (SHARE,)
)
REPORTED_SHARE = Column("reported_share", NUMBER, "Share of weight that rests on this year's values.", 0.5, (SHARE,))
CARRIED_SHARE = Column("carried_share", NUMBER, "Share of weight that rests on older values.", 0.12, (SHARE,))
IMPUTED_SHARE = Column("imputed_share", NUMBER, "Share of weight that rests on imputed values.", 0.38, (SHARE,))
NOT_APPLICABLE_SHARE = Column(
    "not_applicable_share", NUMBER, "Share of weight of what the issuer declared not applicable.", 0.0, (SHARE,)
)
# What weight rests on before what does not apply leaves its own to the rest; the four sum to 1.
SHARES = (REPORTED_SHARE, CARRIED_SHARE, IMPUTED_SHARE, NOT_APPLICABLE_SHARE)
GRADE = Column("grade", TEXT, "Published grade: AAA to C, or NR.", "B", (one_of(Grade),))
MODEL_GRADE = Column("model_grade", TEXT, "Grade by the score alone, before caps.", "B", (one_of(Grade),))
ORIGIN = Column("origin", TEXT, "Where the score comes from.", "reported", (one_of(Origin),))
DOCUMENT_ID = Column("document_id", TEXT, "SHA-256 of the document's bytes.", "cd" * 32, (SHA256,))
FACT_ID = Column("fact_id", TEXT, "Fact in a document, null for structured values.", "ef" * 16, nullable=True)
OBSERVATION_ID = Column("observation_id", TEXT, "Value as reported.", "0a" * 16, (NOT_BLANK,), nullable=True)
ISSUER_NAME = Column("issuer_name", TEXT, "Name of the issuer.", "360 DigiTech, Inc.", (NOT_BLANK,))
LINE = Column("line", WHOLE, "Line in the document; 1 is the first.", 784, (at_least(1),), nullable=True)
QUOTE = Column("quote", TEXT, "The words of the document.", "Total 2,129", (NOT_BLANK,), nullable=True)
CODE_HASH = Column(
    "code_hash", TEXT, "SHA-256 of the code that rated, its SQL and its libraries.", "cd" * 32, (SHA256,)
)
INPUTS_HASH = Column("inputs_hash", TEXT, "SHA-256 of all input, by which the archive keeps it.", "ef" * 32, (SHA256,))
PROVENANCE = (SOURCE, SOURCE_SHA256, ROW_NUMBER)
