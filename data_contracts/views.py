"""Contracts of the views and macros of the published file: joined for people, stored nowhere, made of its tables."""

from dataclasses import replace
from datetime import date

from data_contracts.columns import (
    COVERAGE,
    DATA_POINT_ID,
    DOCUMENT_ID,
    INDUSTRY_CODE,
    IS_SIMULATED,
    ISSUER_ID,
    ISSUER_NAME,
    KEY_ISSUE_ID,
    RATING_DATE,
    SCORE_COLUMN,
    SCORE_REPORTED_ONLY,
    SHARES,
    WEIGHT,
)
from data_contracts.documents import FINDING
from data_contracts.history import RATING_VERSION
from data_contracts.mart import BOND_RATING, EVIDENCE, INDUSTRY_NAME, ISSUER_RATING, nullable
from data_contracts.rating import RATING_ACTION
from data_contracts.raw import DOCUMENT
from data_contracts.score import NODE_ID, NODE_LEVEL
from data_contracts.table import NOT_BLANK, NUMBER, SCORE, SHARE, TEXT, WHOLE, Column, Table, at_least, between
from data_contracts.uncertainty import GRADE_PROBABILITY
from esg_pipeline.grade import BEST_TO_WORST

NODE_NAME = Column("node_name", TEXT, "Name of the node.", "GHG Emission", (NOT_BLANK,))
DATA_POINT_NAME = Column("data_point_name", TEXT, "Name of the data point.", "GHG per employee", (NOT_BLANK,))


def columns_of(table: Table, *names: str) -> tuple[Column, ...]:
    """Columns of another contract, by name, in the order asked for."""
    found = {column.name: column for column in table.columns}
    return tuple(found[name] for name in names)


def score_among_peers(name: str, description: str) -> Column:
    """A score that the graded issuers of an industry have together."""
    return Column(name, NUMBER, description, 66.5, (SCORE,))


SCORE_TREE = Table(
    "mart.score_tree",
    "Every node of an issuer's score, from the total to key issues, with its weight and points in the total.",
    ("issuer_id", "rating_date", "node_level", "node_id"),
    (
        ISSUER_ID,
        ISSUER_NAME,
        RATING_DATE,
        INDUSTRY_CODE,
        NODE_LEVEL,
        NODE_ID,
        Column("parent_id", TEXT, "Node above; null for the total.", "climate_change", (NOT_BLANK,), True),
        NODE_NAME,
        Column("sort_order", WHOLE, "Place in the order of Table 1, of the first key issue below.", 1, (at_least(0),)),
        SCORE_COLUMN,
        SCORE_REPORTED_ONLY,
        WEIGHT,
        Column("contribution", NUMBER, "weight x score, points; each level sums to the total.", 2.2, (SCORE,)),
        COVERAGE,
        *SHARES,
        IS_SIMULATED,
    ),
)

PEER_SUMMARY = Table(
    "mart.peer_summary",
    "How the graded issuers of an industry score at each node of the tree; simulated and real issuers are never mixed.",
    ("industry_code", "rating_date", "is_simulated", "node_level", "node_id"),
    (
        INDUSTRY_CODE,
        INDUSTRY_NAME,
        RATING_DATE,
        IS_SIMULATED,
        NODE_LEVEL,
        NODE_ID,
        NODE_NAME,
        Column("peers", WHOLE, "Graded issuers that have a score there.", 12, (at_least(1),)),
        score_among_peers("lowest_score", "Lowest of their scores."),
        score_among_peers("lower_quartile", "Score that a quarter of them do not exceed."),
        score_among_peers("median_score", "Score in their middle."),
        score_among_peers("upper_quartile", "Score that three quarters of them do not exceed."),
        score_among_peers("highest_score", "Highest of their scores."),
        Column("mean_coverage", NUMBER, "Mean of their coverage there.", 0.55, (SHARE,)),
    ),
)

PEER = Table(
    "mart.peer",
    "Each graded issuer beside its peers (same industry and date, real with real) at each node; rank 1 is the best.",
    ("issuer_id", "rating_date", "node_level", "node_id"),
    (
        ISSUER_ID,
        ISSUER_NAME,
        RATING_DATE,
        INDUSTRY_CODE,
        NODE_LEVEL,
        NODE_ID,
        NODE_NAME,
        SCORE_COLUMN,
        Column("peers", WHOLE, "Graded issuers that have a score there, itself among them.", 12, (at_least(1),)),
        Column("rank", WHOLE, "Place among them; ties share the better place.", 4, (at_least(1),)),
        score_among_peers("median_score", "Score in their middle."),
        Column("above_median", NUMBER, "Its score less the middle one, points.", 4.75, (between(-100, 100),)),
        IS_SIMULATED,
    ),
)

PROBABILITY = Table(
    "mart.grade_probability",
    "How probable each grade is for each graded issuer, with the grade that was published.",
    GRADE_PROBABILITY.key,
    (
        ISSUER_ID,
        ISSUER_NAME,
        RATING_DATE,
        *columns_of(GRADE_PROBABILITY, "grade"),
        Column("notch", WHOLE, "Place of the grade on the scale; 1 is AAA.", 6, (between(1, len(BEST_TO_WORST)),)),
        *columns_of(GRADE_PROBABILITY, "probability"),
        replace(IS_SIMULATED, name="is_published_grade", description="True for the grade that was published."),
        IS_SIMULATED,
    ),
)

ACTION = Table(
    "mart.rating_action",
    "What happened to each issuer's grade since the rating date before, in names and scores; affirmed grades too.",
    RATING_ACTION.key,
    (
        ISSUER_ID,
        ISSUER_NAME,
        RATING_DATE,
        nullable(INDUSTRY_CODE),
        *columns_of(RATING_ACTION, "action", "previous_rating_date", "previous_grade", "grade", "notches"),
        Column("previous_score", NUMBER, "Score before; null when it had none.", 68.5, (SCORE,), nullable=True),
        nullable(SCORE_COLUMN),
        Column("score_change", NUMBER, "Points since then; null when one is missing.", 2.75, (), nullable=True),
        *columns_of(ISSUER_RATING, "version_cause", "version_detail", "decision_id"),
        IS_SIMULATED,
    ),
)

FINDING_VIEW = Table(
    "mart.finding",
    "What does not fit within an issuer's own reports, with the report, the data point's name and the lines in words.",
    FINDING.key,
    (
        *columns_of(FINDING, "finding_id", "issuer_id"),
        ISSUER_NAME,
        DOCUMENT_ID,
        Column("document_title", TEXT, "Title of the report, or its file.", "2021 ESG report", (NOT_BLANK,)),
        *columns_of(DOCUMENT, "fiscal_year", "published_date"),
        *columns_of(FINDING, "rule_id", "severity", "is_blocking", "data_point_id"),
        nullable(DATA_POINT_NAME),
        *columns_of(FINDING, "period", "message", "expected", "found", "tolerance"),
        IS_SIMULATED,
    ),
)

COVERAGE_VIEW = Table(
    "mart.coverage",
    "How many issuers of an industry disclose each data point that is asked of them; the shares of a row sum to 1.",
    ("industry_code", "rating_date", "is_simulated", "data_point_id"),
    (
        INDUSTRY_CODE,
        RATING_DATE,
        IS_SIMULATED,
        KEY_ISSUE_ID,
        DATA_POINT_ID,
        DATA_POINT_NAME,
        Column("issuers", WHOLE, "Issuers it is asked of.", 60, (at_least(1),)),
        Column("reported_share", NUMBER, "Share of them with this year's value.", 0.5, (SHARE,)),
        Column("carried_share", NUMBER, "Share of them with an older value.", 0.12, (SHARE,)),
        Column("imputed_share", NUMBER, "Share of them for whom it was imputed.", 0.38, (SHARE,)),
        Column("mean_score_known", NUMBER, "Mean score where it is known; null where nowhere.", 72.5, (SCORE,), True),
    ),
)


def on_one_date(table: Table, name: str, description: str) -> Table:
    """The contract of a table's rows on one rating date, under another name."""
    return replace(table, name=f"mart.{name}", description=description, partitioned=False)


OF_ISSUERS = (
    (ISSUER_RATING, "The rating of every issuer"),
    (BOND_RATING, "The rating of every bond that was outstanding"),
    (SCORE_TREE, "The score tree of every issuer"),
    (EVIDENCE, "What every score rests on"),
)

VIEWS = (
    SCORE_TREE,
    PEER_SUMMARY,
    PEER,
    PROBABILITY,
    ACTION,
    FINDING_VIEW,
    COVERAGE_VIEW,
    *(
        on_one_date(table, f"latest_{table.path[1]}", f"{what} on the newest rating date of the file.")
        for table, what in OF_ISSUERS
    ),
)

# Asked for as `from mart.issuer_rating_as_of(date '2022-12-31')`.
MACROS = (
    *(
        on_one_date(table, f"{table.path[1]}_as_of", f"{what} on the newest rating date that is not after a day.")
        for table, what in OF_ISSUERS
    ),
    replace(
        RATING_VERSION,
        name="mart.rating_as_published",
        description="Every rating as it stood on a day: of each rating date the newest version that was recorded.",
        key=("issuer_id", "rating_date"),
    ),
)
MACRO_PARAMETER = Column("as_of", SCORE_TREE.columns[2].dtype, "Day that is looked back from.", date(2022, 12, 31))
