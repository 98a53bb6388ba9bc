"""Contracts of the committee: decisions as filed, what each does on a rating date, and how often grades are moved."""

from datetime import date

from data_contracts.columns import GRADE, IS_SIMULATED, RATING_DATE, SOURCE, SOURCE_SHA256
from data_contracts.table import (
    DATE,
    FLAG,
    NOT_BLANK,
    NUMBER,
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
from esg_pipeline.methodology.codes import DecisionKind, DecisionStatus, ReasonCode

RULE_GRADE = Column(
    "rule_grade", TEXT, "Grade by score, red lines and minimum coverage, before the committee.", "B", GRADE.rules
)
DECISION_ID = Column(
    "decision_id", TEXT, "Committee decision in force for the issuer; null when there is none.", None, nullable=True
)
WHICH = Column("decision_id", TEXT, "Id of the decision.", "2022-H2-001", (NOT_BLANK,))
KIND = Column("kind", TEXT, "What was decided.", "override", (one_of(DecisionKind),))
WHOSE = Column("issuer_id", TEXT, "Issuer; null for the adoption of a method.", "360DIGITECH", (NOT_BLANK,), True)
SEEN = Column("model_grade", TEXT, "Model grade that the committee saw; null when not stated.", "B", GRADE.rules, True)
PROPOSER = Column("proposer", TEXT, "Who proposed it.", "A. Wang", (NOT_BLANK,))
APPROVER = Column("approver", TEXT, "Who approved it; null for a draft.", "B. Li", (NOT_BLANK,), nullable=True)
SECOND_APPROVER = Column(
    "second_approver", TEXT, "Who approved it beside; null when nobody did.", "C. Zhao", (NOT_BLANK,), True
)
DECIDED_DATE = Column("decided_date", DATE, "Day of the decision; null for a draft.", date(2022, 11, 4), nullable=True)
EXPIRES_DATE = Column(
    "expires_date", DATE, "Last day on which it can be in force; null for an adoption.", date(2023, 10, 31), (), True
)
REASON_CODE = Column("reason_code", TEXT, "Kind of reason.", "event_not_captured", (one_of(ReasonCode),))
REASON = Column("reason", TEXT, "The reason in words.", "The court's ruling is not in the register.", (NOT_BLANK,))
ADOPTED_HASH = Column(
    "methodology_hash", TEXT, "SHA-256 of an adopted method's files; null otherwise.", "ab" * 32, (SHA256,), True
)
OF_ISSUER = Column(
    "is_simulated",
    FLAG,
    "True when the issuer is simulated; null for an adoption or an unknown issuer.",
    False,
    (),
    True,
)

FILED = Table(
    "raw.committee_decision",
    "What the rating committee decided, one row per file of `committee/`; drafts have no effect.",
    ("decision_id",),
    (
        WHICH,
        KIND,
        WHOSE,
        Column("rating_date", DATE, "Rating date that it is about, and takes effect from.", date(2022, 10, 31)),
        SEEN,
        Column("rule_grade", TEXT, "Rule grade that the committee saw; null when not stated.", "B", GRADE.rules, True),
        Column("decided_grade", TEXT, "Grade of an override; null otherwise.", "CCC", GRADE.rules, True),
        REASON_CODE,
        REASON,
        PROPOSER,
        APPROVER,
        SECOND_APPROVER,
        Column("proposed_date", DATE, "Day of the proposal.", date(2022, 11, 3)),
        DECIDED_DATE,
        EXPIRES_DATE,
        Column("evidence", TEXT, "What it rests on, one text per line.", "Court ruling of 2022-09-14", (NOT_BLANK,)),
        Column("supersedes", TEXT, "Decision whose place it takes.", "2022-H1-007", (NOT_BLANK,), True),
        Column("methodology_version", TEXT, "Version that is adopted; null otherwise.", "1.1", (NOT_BLANK,), True),
        ADOPTED_HASH,
        Column("attachment_path", TEXT, "Report beside the file.", "attachments/impact.json", (NOT_BLANK,), True),
        Column("attachment_sha256", TEXT, "SHA-256 of that report.", "cd" * 32, (SHA256,), nullable=True),
        Column("is_draft", FLAG, "True while nobody has approved it.", False),
        OF_ISSUER,
        SOURCE,
        SOURCE_SHA256,
    ),
)

ON_DATE = Table(
    "rating.committee_decision",
    "What each decision that bears on a rating date does there, and why it does nothing any more.",
    ("decision_id", "rating_date"),
    (
        WHICH,
        RATING_DATE,
        KIND,
        WHOSE,
        Column("from_date", DATE, "Rating date from which it takes effect.", date(2022, 10, 31)),
        Column("status", TEXT, "What it does on this rating date.", "in_force", (one_of(DecisionStatus),)),
        Column("detail", TEXT, "Why it does nothing; null when in force.", None, (NOT_BLANK,), nullable=True),
        SEEN,
        Column("rule_grade", TEXT, "Rule grade on this date; null when not rated.", "B", GRADE.rules, True),
        Column("decided_grade", TEXT, "Grade that it sets; null when it sets none.", "CCC", GRADE.rules, True),
        Column(
            "notches",
            WHOLE,
            "Notches up (+) or down (-) from the rule grade; null for NR.",
            -1,
            (between(-8, 8),),
            True,
        ),
        REASON_CODE,
        REASON,
        PROPOSER,
        APPROVER,
        SECOND_APPROVER,
        DECIDED_DATE,
        EXPIRES_DATE,
        ADOPTED_HASH,
        OF_ISSUER,
        SOURCE,
    ),
    partitioned=True,
)

OVERRIDE_STATISTICS = Table(
    "mart.override_statistics",
    "How many grades the committee moved, by approver, kind and direction; simulated and real issuers are never mixed.",
    ("rating_date", "is_simulated", "approver_id", "kind", "direction"),
    (
        RATING_DATE,
        IS_SIMULATED,
        Column("approver_id", TEXT, "The approver's name in lower case.", "b. li", (NOT_BLANK,)),
        Column("approver", TEXT, "Who approved, as first written.", "B. Li", (NOT_BLANK,)),
        Column("kind", TEXT, "What was decided.", "override", (one_of(DecisionKind),)),
        Column("direction", TEXT, "Which way the grade went.", "down", (one_of(["up", "down", "none"]),)),
        Column("decisions", WHOLE, "Decisions in force.", 3, (at_least(1),)),
        Column("mean_notches", NUMBER, "Mean distance from the rule grade; null for NR.", 1.5, (between(0, 8),), True),
        Column("largest_notches", WHOLE, "Largest distance; null for NR.", 2, (between(0, 8),), True),
        Column("rated_issuers", WHOLE, "Issuers with a grade by rule.", 480, (at_least(1),)),
        Column("share_of_rated", NUMBER, "Decisions over those issuers.", 0.006, (SHARE,)),
    ),
    partitioned=True,
)
