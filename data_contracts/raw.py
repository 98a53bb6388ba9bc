"""Contracts of the `raw` layer: what was delivered, typed, with its place of origin."""

from datetime import date, datetime

from data_contracts import committee
from data_contracts.columns import (
    CITATION,
    DATA_POINT_ID,
    DIMENSION,
    DOCUMENT_ID,
    FISCAL_YEAR,
    INDUSTRY_CODE,
    IS_DATE_ASSUMED,
    IS_SIMULATED,
    ISSUER_ID,
    PROVENANCE,
    PUBLISHED_DATE,
    SOURCE,
    SOURCE_TYPE,
    STATE,
)
from data_contracts.table import (
    DATE,
    FLAG,
    MOMENT,
    NOT_BLANK,
    NUMBER,
    SHA256,
    SLUG,
    TEXT,
    WHOLE,
    Column,
    Table,
    at_least,
    one_of,
)
from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.methodology.codes import Classification

SECURITY_TYPE = Column("security_type", TEXT, "Type of security.", "corporate_bond", (SLUG,))
SEVERITY = Column(
    "severity", TEXT, "Severity of the event.", "moderate", (one_of(["minor", "moderate", "serious", "severe"]),)
)

ISSUER = Table(
    "raw.issuer",
    "Issuers of the registry.",
    ("issuer_id",),
    (
        ISSUER_ID,
        Column("name", TEXT, "Name.", "360 DigiTech, Inc.", (NOT_BLANK,)),
        Column("name_zh", TEXT, "Chinese name.", "360数科", nullable=True),
        Column("country", TEXT, "Country of domicile, ISO 3166 alpha-2.", "CN", (NOT_BLANK,), nullable=True),
        Column("is_listed", FLAG, "True when its shares are listed.", True),
        Column("size_assets_cny_million", NUMBER, "Total assets, million CNY.", 34_000.0, (at_least(0),), True),
        Column(
            "event_coverage_start_date",
            DATE,
            "Day since which registers of penalties and courts were searched for it; null when never.",
            date(2018, 1, 1),
            nullable=True,
        ),
        IS_SIMULATED,
        CITATION,
        *PROVENANCE,
    ),
)

BOND = Table(
    "raw.bond",
    "Securities of the registry, rates bonds included.",
    ("bond_id",),
    (
        Column("bond_id", TEXT, "Bond code or ISIN.", "SAMPLE-0001", (NOT_BLANK,)),
        ISSUER_ID,
        Column("name", TEXT, "Name of the bond.", "360 DigiTech 2021 note", (NOT_BLANK,)),
        SECURITY_TYPE,
        Column("offering", TEXT, "How it was sold.", "public", (one_of(["public", "private"]),)),
        Column("is_lgfv", FLAG, "True for the bond of a local government financing vehicle.", False),
        Column("is_green", FLAG, "True for a labelled green bond.", False),
        Column("issue_date", DATE, "Day of issue.", date(2019, 5, 1)),
        Column("maturity_date", DATE, "Day of maturity.", date(2025, 5, 1)),
        CITATION,
        *PROVENANCE,
    ),
)

INDUSTRY_MEMBERSHIP = Table(
    "raw.industry_membership",
    "Which industry an issuer belonged to, and when.",
    ("issuer_id", "valid_from_date"),
    (
        ISSUER_ID,
        INDUSTRY_CODE,
        Column(
            "classification",
            TEXT,
            "Classification that the delivered code is stated to be of.",
            "csrc",
            (one_of(Classification),),
            nullable=True,
        ),
        Column("source_code", TEXT, "Industry as delivered.", "J66", (NOT_BLANK,)),
        Column("valid_from_date", DATE, "First day.", date(2018, 1, 1)),
        Column("valid_to_date", DATE, "Last day; null while it lasts.", None, nullable=True),
        *PROVENANCE,
    ),
)

REPORTED_VALUE = Table(
    "raw.reported_value",
    "Structured values as delivered, one row each; a restated value is a new row.",
    ("source", "row_number"),
    (
        ISSUER_ID,
        DATA_POINT_ID,
        Column("data_point", TEXT, "Data point or framework code as delivered.", "HKEX-27 B2.2", (NOT_BLANK,)),
        DIMENSION,
        FISCAL_YEAR,
        Column("value_text", TEXT, "Value as delivered.", "1,296.40", nullable=True),
        Column("value", NUMBER, "Value in the delivered unit; null when none was stated.", 1296.4, nullable=True),
        Column("unit", TEXT, "Unit as delivered.", "t", (NOT_BLANK,), nullable=True),
        STATE,
        PUBLISHED_DATE,
        IS_DATE_ASSUMED,
        SOURCE_TYPE,
        CITATION,
        *PROVENANCE,
    ),
)

EVENT_COLUMNS = (
    Column("event_id", TEXT, "Event.", "EV-0001", (NOT_BLANK,)),
    ISSUER_ID,
    Column("event_type", TEXT, "Type of event.", "environmental_penalty", (SLUG,)),
    SEVERITY,
    Column("event_date", DATE, "Day of the event.", date(2021, 11, 3)),
    PUBLISHED_DATE,
    Column("amount_cny", NUMBER, "Amount in CNY; null when the source holds none.", 310_000.0, (at_least(0),), True),
    Column("description", TEXT, "What happened.", "Discharge above the limit.", nullable=True),
    CITATION,
)
EVENT = Table(
    "raw.event",
    "Penalties, lawsuits, defaults and other events.",
    ("event_id",),
    (
        *EVENT_COLUMNS,
        *PROVENANCE,
        IS_SIMULATED,
    ),
)

DOCUMENT = Table(
    "raw.document",
    "Documents of the store.",
    ("document_id",),
    (
        DOCUMENT_ID,
        ISSUER_ID,
        FISCAL_YEAR,
        PUBLISHED_DATE,
        IS_DATE_ASSUMED,
        Column(
            "language",
            TEXT,
            "Language as stated when filed, else by its letters; core.document_text tells the Chinese scripts apart.",
            "en",
            (one_of(["en", "zh", "mixed"]),),
        ),
        Column(
            "media_type",
            TEXT,
            "Media type by the name; bytes that prove their kind go first.",
            "text/plain",
            (NOT_BLANK,),
        ),
        Column("source_path", TEXT, "File of the store, relative to it.", "documents/abc_report.txt", (NOT_BLANK,)),
        Column("title", TEXT, "Title.", "2021 ESG report", nullable=True),
        Column("size_bytes", WHOLE, "Size of the file in bytes.", 76_187, (at_least(1),)),
        CITATION,
        IS_SIMULATED,
    ),
)

REVIEW_DECISION = Table(
    "raw.review_decision",
    "What people decided about facts, by document and span, and about delivered values; it outlives a new run.",
    ("source", "row_number"),
    (
        Column("document_id", TEXT, "Document of a fact; null for a delivered value.", "cd" * 32, (SHA256,), True),
        Column("char_start", WHOLE, "First character of the quote in the text, from 0.", 75_000, (at_least(0),), True),
        Column("char_end", WHOLE, "Character after the quote's last.", 75_011, (at_least(1),), True),
        DATA_POINT_ID,
        DIMENSION,
        Column("period", WHOLE, "Fiscal year of the figure.", 2021, FISCAL_YEAR.rules),
        Column("decision", TEXT, "What was decided.", "accept", (one_of(Decision),)),
        Column("value", NUMBER, "Right value of a correction, in the data point's unit.", None, nullable=True),
        Column("decided_by", TEXT, "Who decided.", "A. Reader", (NOT_BLANK,)),
        Column("decided_at", MOMENT, "When, UTC.", datetime(2022, 6, 1, 8, 30)),  # noqa: DTZ001 - the column is UTC
        Column("comment", TEXT, "What the person wrote.", "read again", nullable=True),
        Column("observation_id", TEXT, "Delivered value; null for a fact.", None, (NOT_BLANK,), nullable=True),
        *PROVENANCE,
    ),
)

REJECTED_ROW = Table(
    "raw.rejected_row",
    "Refused input, with the rule that refused it. Nothing is lost.",
    ("source", "row_number", "rule"),
    (
        SOURCE,
        Column("row_number", WHOLE, "Row in the file; 0 when the whole file was refused.", 17, (at_least(0),)),
        Column("rule", TEXT, "Rule that refused the row.", "unknown_unit", (SLUG,)),
        Column("reason", TEXT, "Why, in words.", "unit 'furlong' is not known", (NOT_BLANK,)),
        Column("payload", TEXT, "The row as delivered, as JSON.", '{"unit": "furlong"}', nullable=True),
    ),
)

TABLES = (
    *(ISSUER, BOND, INDUSTRY_MEMBERSHIP, REPORTED_VALUE, EVENT, DOCUMENT),
    *(REVIEW_DECISION, committee.FILED, REJECTED_ROW),
)
