"""Contracts of the `core` tables that are read from documents: text, numbers, facts, findings, events, reviews."""

from datetime import date

from data_contracts.columns import (
    DATA_POINT_ID,
    DIMENSION,
    DOCUMENT_ID,
    FACT_ID,
    IS_SIMULATED,
    ISSUER_ID,
    STATE,
    UNIT,
    VALUE,
)
from data_contracts.table import (
    DATE,
    FLAG,
    MOMENT,
    NOT_BLANK,
    NUMBER,
    SHARE,
    SLUG,
    TEXT,
    WHOLE,
    Column,
    Table,
    at_least,
    between,
    matches,
    one_of,
)
from esg_pipeline.disclosure.blocks import BlockKind
from esg_pipeline.disclosure.codes import Band, Decision, FactStatus, IndexStatus, Place, Severity
from esg_pipeline.disclosure.found import Qualifier
from esg_pipeline.disclosure.language import Language

PERIOD = Column("period", WHOLE, "Fiscal year of the figure.", 2021, (between(1990, 2100),))
ANY_PERIOD = Column("period", WHOLE, "Fiscal year; null when unclear.", 2021, PERIOD.rules, True)
CHAR_START = Column("char_start", WHOLE, "First character of the quote in the text, from 0.", 75_000, (at_least(0),))
CHAR_END = Column("char_end", WHOLE, "Character after the quote's last.", 75_011, (at_least(1),))
DOCUMENT_LINE = Column("line", WHOLE, "Line in the document; 1 is the first.", 784, (at_least(1),))
PAGE = Column("page", WHOLE, "Page; null for documents without pages.", 54, (at_least(1),), True)
QUOTE = Column("quote", TEXT, "The words of the document.", "Total\t2,129", (NOT_BLANK,))
RAW_VALUE = Column("raw_value", TEXT, "Value as printed.", "1,296.40", nullable=True)
RAW_UNIT = Column("raw_unit", TEXT, "Unit as printed.", "tons", nullable=True)
METHOD = Column("method", TEXT, "How the value was obtained.", "table:exact", (NOT_BLANK,))
CONFIDENCE = Column("confidence", NUMBER, "Probability that the value is right, 0 to 1.", 0.98, (SHARE,))
KEY_FACT_ID = Column("fact_id", TEXT, "Fact.", "ef" * 16, (NOT_BLANK,))
FINDING_ID = Column("finding_id", TEXT, "Finding.", "f1" * 16, (NOT_BLANK,))

DOCUMENT_TEXT = Table(
    "core.document_text",
    "The text of each document as it was read; every quote is a part of it.",
    ("document_id",),
    (
        DOCUMENT_ID,
        Column(
            "language",
            TEXT,
            "Language found in the text, simplified and traditional Chinese apart; unknown for one that is not read.",
            "en",
            (one_of(Language),),
        ),
        Column("pages", WHOLE, "Pages; null for documents without pages.", 54, (at_least(1),), True),
        Column("lines", WHOLE, "Lines.", 857, (at_least(0),)),
        Column(
            "semantic", TEXT, "Model that compared labels and sentences, or why there was none.", "off", (NOT_BLANK,)
        ),
        Column("text", TEXT, "The whole text.", "Data Statistics\nIndex\t2021\n"),
        IS_SIMULATED,
    ),
)

DOCUMENT_BLOCK = Table(
    "core.document_block",
    "Headings, paragraphs, table rows and table cells of each document, with their place in its text.",
    ("document_id", "block_number", "column_number"),
    (
        DOCUMENT_ID,
        Column("block_number", WHOLE, "Number of the block in the document, from 0.", 459, (at_least(0),)),
        Column("column_number", WHOLE, "Column of a table cell, from 1; 0 for the block itself.", 0, (at_least(0),)),
        Column("kind", TEXT, "What it is.", "table_row", (one_of([*BlockKind, "table_cell"]),)),
        PAGE,
        DOCUMENT_LINE,
        Column(
            "heading_path", TEXT, "Headings above it, outermost first.", "Appendix > Data Statistics", nullable=True
        ),
        CHAR_START,
        Column("char_end", WHOLE, "Character after the last.", 75_011, (at_least(0),)),
        IS_SIMULATED,
    ),
)

EXTRACTED_FACT = Table(
    "core.extracted_fact",
    "Facts read from documents, each with its proof: the quote is the text between char_start and char_end.",
    ("fact_id",),
    (
        KEY_FACT_ID,
        DOCUMENT_ID,
        DATA_POINT_ID,
        DIMENSION,
        PERIOD,
        VALUE,
        UNIT,
        RAW_VALUE,
        RAW_UNIT,
        STATE,
        Column("qualifier", TEXT, "How exactly the value is said.", "exact", (one_of(Qualifier),)),
        METHOD,
        CONFIDENCE,
        Column(
            "status",
            TEXT,
            "Whether it counts; only accepted, confirmed and corrected facts do.",
            "accepted",
            (one_of(FactStatus),),
        ),
        Column("corrected_value", NUMBER, "Value that a person put in its place, in `unit`.", None, nullable=True),
        Column("held_by", TEXT, "Finding that holds it back; null when none does.", None, (NOT_BLANK,), nullable=True),
        DOCUMENT_LINE,
        PAGE,
        CHAR_START,
        CHAR_END,
        QUOTE,
        IS_SIMULATED,
    ),
    order=("document_id", "char_start", "data_point_id", "dimension", "period", "fact_id"),
)

FACT_STANDING = Table(
    "core.fact_standing",
    "How each fact stood from which day on: a later report of its issuer may throw doubt on it, or clear it.",
    ("fact_id", "from_date"),
    (
        KEY_FACT_ID,
        DOCUMENT_ID,
        Column("from_date", DATE, "Day of the report that was read last beside it.", date(2022, 5, 31)),
        Column("until_date", DATE, "Day from which it stands otherwise; null when it still stands so.", None, (), True),
        Column("status", TEXT, "Whether it counted then.", "accepted", (one_of(FactStatus),)),
        Column(
            "confidence", NUMBER, "Probability that the value is right as seen then; 1 when decided.", 0.98, (SHARE,)
        ),
        IS_SIMULATED,
    ),
)

FACT_EVIDENCE = Table(
    "core.fact_evidence",
    "The sentences that support a yes, a no or a level, best first.",
    ("fact_id", "rank"),
    (
        KEY_FACT_ID,
        Column("rank", WHOLE, "1 is the best.", 1, (at_least(1),)),
        DOCUMENT_ID,
        DOCUMENT_LINE,
        PAGE,
        CHAR_START,
        CHAR_END,
        Column("similarity", NUMBER, "How near it is to what was sought, 0 to 1.", 0.71, (SHARE,)),
        QUOTE,
        IS_SIMULATED,
    ),
)

RAW_OBSERVATION = Table(
    "core.raw_observation",
    "Every number found in a document, in tables and in sentences, also those that map to nothing.",
    ("document_id", "char_start", "raw_value", "period"),
    (
        DOCUMENT_ID,
        DOCUMENT_LINE,
        PAGE,
        CHAR_START,
        CHAR_END,
        Column("place", TEXT, "Where it stands.", "table", (one_of(Place),)),
        Column("label_path", TEXT, "Headings and label that lead to it.", "Employee > Gender > Female", nullable=True),
        Column("raw_value", TEXT, "Value as printed.", "910", (NOT_BLANK,)),
        RAW_UNIT,
        ANY_PERIOD,
        FACT_ID,
        Column("reason", TEXT, "Why it is no fact; null when it is one.", None, nullable=True),
        IS_SIMULATED,
    ),
    order=("document_id", "char_start", "period", "raw_value"),
)

DISCLOSURE_INDEX = Table(
    "core.disclosure_index",
    "Each provision of a document's content index: what it claims, and whether the report bears it out.",
    ("document_id", "char_start", "provision"),
    (
        DOCUMENT_ID,
        Column("framework", TEXT, "Framework of the provision.", "HKEX-27", (NOT_BLANK,)),
        Column("provision", TEXT, "Provision.", "A1.2", (NOT_BLANK,)),
        Column("description", TEXT, "What the index says that it asks for.", "Total GHG emissions", nullable=True),
        Column("claimed_location", TEXT, "Where the index says that it is answered.", "Data statistics", nullable=True),
        Column("status", TEXT, "Whether it is answered.", "substantiated", (one_of(IndexStatus),)),
        Column("evidence_line", WHOLE, "Line that answers it; null when none does.", 781, (at_least(1),), True),
        Column("reason", TEXT, "Why the status is what it is.", "a figure under the claimed heading", nullable=True),
        DOCUMENT_LINE,
        PAGE,
        CHAR_START,
        CHAR_END,
        IS_SIMULATED,
    ),
)

FINDING = Table(
    "core.finding",
    "Failed consistency checks over the facts of an issuer. A finding never changes a value.",
    ("finding_id",),
    (
        FINDING_ID,
        ISSUER_ID,
        DOCUMENT_ID,
        Column("rule_id", TEXT, "Rule.", "F01", (matches(r"F\d+"),)),
        Column("severity", TEXT, "How bad it is.", "warning", (one_of(Severity),)),
        Column("is_blocking", FLAG, "True when its facts wait for a decision before they count.", False),
        Column("data_point_id", TEXT, "Data point; null when it is about none.", "lr_total", (SLUG,), True),
        ANY_PERIOD,
        Column(
            "message", TEXT, "What does not fit, with both numbers and their lines.", "parts and total", (NOT_BLANK,)
        ),
        Column("expected", NUMBER, "Value that would fit.", 2129.0, nullable=True),
        Column("found", NUMBER, "Value that is there.", 2130.0, nullable=True),
        Column("tolerance", NUMBER, "Difference that rounding explains.", 0.5, (at_least(0),), True),
        IS_SIMULATED,
    ),
)

FINDING_FACT = Table(
    "core.finding_fact",
    "The facts that a finding is about.",
    ("finding_id", "fact_id"),
    (FINDING_ID, KEY_FACT_ID, IS_SIMULATED),
)

REVIEW_ITEM = Table(
    "core.review_item",
    "Facts that wait for a person, and facts that a person decided about.",
    ("review_id",),
    (
        Column("review_id", TEXT, "Item; the same for the same fact in every run.", "r1" * 8, (NOT_BLANK,)),
        KEY_FACT_ID,
        DOCUMENT_ID,
        ISSUER_ID,
        DATA_POINT_ID,
        DIMENSION,
        PERIOD,
        Column("band", TEXT, "How sure the reading is.", "review", (one_of(Band),)),
        Column("reason", TEXT, "Why it waits.", "confidence 0.62 is below 0.75", (NOT_BLANK,)),
        Column("suggestion", TEXT, "What to look at, in words.", "compare with line 812", nullable=True),
        Column("decision", TEXT, "What was decided; null while it waits.", None, (one_of(Decision),), True),
        Column("decided_value", NUMBER, "Value of a correction, in the data point's unit.", None, nullable=True),
        Column("decided_by", TEXT, "Who decided.", None, (NOT_BLANK,), True),
        Column("decided_at", MOMENT, "When, UTC.", None, nullable=True),
        Column("comment", TEXT, "What the person wrote.", None, nullable=True),
        IS_SIMULATED,
    ),
)

DOCUMENT_EVENT = Table(
    "core.document_event",
    "Penalties, sanctions, lawsuits and defaults that a document tells of. What the text does not hold is null.",
    ("event_id",),
    (
        Column("event_id", TEXT, "Event.", "D-0123456789abcdef", (NOT_BLANK,)),
        DOCUMENT_ID,
        ISSUER_ID,
        Column("is_counted", FLAG, "True when it is the filing issuer's own, with type, severity and day known.", True),
        Column("reason", TEXT, "Why it does not count; null when it does.", None, nullable=True),
        Column("event_type", TEXT, "Type of event.", "environmental_penalty", (SLUG,), True),
        Column("severity", TEXT, "Severity.", "moderate", (SLUG,), True),
        Column("severity_rule", TEXT, "Rule that set the severity.", "S3", nullable=True),
        Column("theme", TEXT, "Kind of notice.", "environmental_penalty", (SLUG,), True),
        Column("event_date", DATE, "Day of the event.", date(2021, 11, 3), nullable=True),
        Column("decision_date", DATE, "Day of the decision.", date(2022, 1, 3), nullable=True),
        Column("doc_no", TEXT, "Number of the notice.", "A〔2022〕3号", nullable=True),
        Column("issuer", TEXT, "Who it is about, as the text names it.", "Example Ltd", nullable=True),
        Column("is_reporter", FLAG, "True when the text speaks of itself: the Company.", False),
        Column("parent", TEXT, "Parent that the text names.", None, nullable=True),
        Column("uscc", TEXT, "Unified social credit code.", "91350100M000100Y43", nullable=True),
        Column("authority", TEXT, "Authority.", "Ecology bureau of a city", nullable=True),
        Column("law", TEXT, "Law that was broken.", "Air pollution law", nullable=True),
        Column("article", TEXT, "Its article.", "article 45", nullable=True),
        Column("penalty_basis", TEXT, "Article that the penalty rests on.", "article 108", nullable=True),
        Column("medium", TEXT, "What was polluted or breached.", "air", nullable=True),
        Column("violations", TEXT, "What was done, separated by semicolons.", None, nullable=True),
        Column("fine_cny", NUMBER, "Fine, CNY.", 310_000.0, (at_least(0),), True),
        Column(
            "fine_low_cny", NUMBER, "Least fine by law, where only the range is told, CNY.", None, (at_least(0),), True
        ),
        Column("fine_high_cny", NUMBER, "Highest fine by law, CNY.", None, (at_least(0),), True),
        Column("confiscated_cny", NUMBER, "Gains taken away, CNY.", None, (at_least(0),), True),
        Column("amount_cny", NUMBER, "Amount in dispute or default, CNY.", None, (at_least(0),), True),
        Column("sanction", TEXT, "Sanctions in the notice's words.", "Fine", nullable=True),
        Column("pollutant", TEXT, "Pollutant.", "COD", nullable=True),
        Column("measured_value", NUMBER, "Measured value.", 140.0, nullable=True),
        Column("limit_value", NUMBER, "Limit.", 100.0, nullable=True),
        Column("measure_unit", TEXT, "Unit of both.", "mg/L", nullable=True),
        Column("exceedance", NUMBER, "What is over the limit, in limits: 0.4 is 40 %.", 0.4, (at_least(0),), True),
        Column("is_default", FLAG, "True for a default on debt.", False),
        DOCUMENT_LINE,
        PAGE,
        CHAR_START,
        CHAR_END,
        QUOTE,
        IS_SIMULATED,
    ),
)

UNREAD_DOCUMENT = Table(
    "core.unread_document",
    "Documents of the store whose text cannot be read, with the reason.",
    ("document_id",),
    (
        DOCUMENT_ID,
        Column("reason", TEXT, "Why.", "the PDF has no text layer", (NOT_BLANK,)),
        IS_SIMULATED,
    ),
)

TABLES = (
    DOCUMENT_TEXT,
    DOCUMENT_BLOCK,
    EXTRACTED_FACT,
    FACT_STANDING,
    FACT_EVIDENCE,
    RAW_OBSERVATION,
    DISCLOSURE_INDEX,
    FINDING,
    FINDING_FACT,
    REVIEW_ITEM,
    DOCUMENT_EVENT,
    UNREAD_DOCUMENT,
)
