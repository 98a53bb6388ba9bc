"""Contracts of the `reference` layer: the method as tables."""

from datetime import date

from data_contracts.columns import (
    DATA_POINT_ID,
    GRADE,
    INDUSTRY_CODE,
    KEY_ISSUE_ID,
    PILLAR_ID,
    SCORE_COLUMN,
    SOURCE_TYPE,
    THEME_ID,
    WEIGHT,
)
from data_contracts.raw import SECURITY_TYPE, SEVERITY
from data_contracts.table import (
    DATE,
    FLAG,
    NOT_BLANK,
    NUMBER,
    SHA256,
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
from esg_pipeline.methodology.codes import (
    Basis,
    Classification,
    DerivationKind,
    Direction,
    Doubt,
    FillingStep,
    ImpactTime,
    ImputationBasis,
    Influence,
    Kind,
)

# A breakdown (gender=female), or the key of one (gender) where its parts are weighted; empty for the total.
TERM_DIMENSION = matches(r"|[a-z_]+(?:=[a-z0-9_]+)?(?:;[a-z_]+=[a-z0-9_]+)*", "Gender: F")
EVENT_TYPE = Column("event_type", TEXT, "Type of event.", "environmental_penalty", (SLUG,))
RULE_ID = Column("rule_id", TEXT, "Rule.", "RL1", (NOT_BLANK,))
LADDER_ID = Column("ladder_id", TEXT, "Ladder of filling methods.", "standard", (SLUG,))

METHODOLOGY = Table(
    "reference.methodology",
    "The version of the method in force.",
    ("methodology_version",),
    (
        Column("methodology_version", TEXT, "Version.", "1.0", (NOT_BLANK,)),
        Column("methodology_hash", TEXT, "SHA-256 over every byte that can move a score.", "ab" * 32, (SHA256,)),
        Column("title", TEXT, "Title.", "Bond ESG rating method", (NOT_BLANK,)),
        Column("effective_date", DATE, "First day in force.", date(2023, 3, 1)),
    ),
)

PARAMETER = Table(
    "reference.parameter",
    "Numbers that steer the method: corner ratio, donors, coverage, event window.",
    ("name",),
    (
        Column("name", TEXT, "Parameter.", "corner_ratio", (SLUG,)),
        Column("value", NUMBER, "Value; switches are 0 or 1.", 3.0),
    ),
)

KEY_ISSUE = Table(
    "reference.key_issue",
    "Table 1 of the methodology: 3 pillars, 16 themes, 38 key issues.",
    ("key_issue_id",),
    (
        PILLAR_ID,
        Column("pillar_name", TEXT, "Pillar.", "Environment", (NOT_BLANK,)),
        THEME_ID,
        Column("theme_name", TEXT, "Theme.", "Climate Change", (NOT_BLANK,)),
        KEY_ISSUE_ID,
        Column("key_issue_name", TEXT, "Key issue.", "GHG Emission", (NOT_BLANK,)),
        Column("sort_order", WHOLE, "Place in Table 1.", 1, (between(1, 38),)),
    ),
)

DATA_POINT = Table(
    "reference.data_point",
    "The data points of the method.",
    ("data_point_id",),
    (
        DATA_POINT_ID,
        KEY_ISSUE_ID,
        Column("name", TEXT, "Name.", "GHG per employee", (NOT_BLANK,)),
        Column("name_zh", TEXT, "Chinese name.", "人均温室气体排放", nullable=True),
        Column("kind", TEXT, "How it is measured.", "quantitative", (one_of(Kind),)),
        Column("unit", TEXT, "Canonical unit.", "tCO2e/employee", (NOT_BLANK,)),
        Column("direction", TEXT, "Which way a better value lies.", "lower_better", (one_of(Direction),)),
        SOURCE_TYPE,
        Column("framework_code", TEXT, "Codes of disclosure frameworks.", "HKEX-27 A1.2; GRI 305-4", nullable=True),
        Column("source", TEXT, "Other law, standard or register that carries it.", "Securities Law", nullable=True),
        Column("applies_to", TEXT, "`all`, or the issuer tags it applies to, separated by |.", "all", (NOT_BLANK,)),
        Column(
            "weight", NUMBER, "Weight inside the key issue, before normalising; 0 is not scored.", 1.0, (at_least(0),)
        ),
        Column("carry_years", WHOLE, "How many years an old value may be carried.", 2, (between(0, 10),)),
    ),
)

VALUE_FUNCTION = Table(
    "reference.value_function",
    "Anchors of the value functions: piecewise linear between them, flat outside.",
    ("data_point_id", "industry_code", "valid_from_date", "x"),
    (
        DATA_POINT_ID,
        Column(
            "industry_code", TEXT, "Industry; `*` for every industry without anchors of its own.", "*", (NOT_BLANK,)
        ),
        Column("valid_from_date", DATE, "First rating date of these anchors.", date(2018, 1, 1)),
        Column("x", NUMBER, "Value in the data point's unit.", 20.0),
        Column("unit", TEXT, "Unit of the value.", "tCO2e/employee", (NOT_BLANK,)),
        SCORE_COLUMN,
        Column("basis", TEXT, "What the anchor rests on.", "standard", (one_of(Basis),)),
        Column("citation", TEXT, "Source of the anchor.", "GB 13271-2014", (NOT_BLANK,)),
    ),
)

PERCENTILE_SCALE = Table(
    "reference.percentile_scale",
    "Score of a percentile of the industry, for anchors with a statistical basis; lower-is-better points count from the"
    " other end.",
    ("percentile",),
    (
        Column("percentile", NUMBER, "Percentile of the values of an industry.", 25.0, (between(0, 100),)),
        SCORE_COLUMN,
    ),
)

PILLAR_LIMIT = Table(
    "reference.pillar_limit",
    "Least and greatest share of a pillar in the total weight, in force where parameter `pillar_limits` is 1, and the"
    " least share of it that must be known for a grade, always in force.",
    ("pillar_id",),
    (
        PILLAR_ID,
        Column("floor", NUMBER, "Least share.", 0.3, (SHARE,)),
        Column("cap", NUMBER, "Greatest share.", 0.6, (SHARE,)),
        Column("minimum_coverage", NUMBER, "Least weighted share of known data points for a grade.", 0.02, (SHARE,)),
    ),
)

LADDER = Table(
    "reference.ladder",
    "Ladders of filling methods: the first one that can fills a missing cell; the prior stands behind the last.",
    ("ladder_id", "step_number"),
    (
        LADDER_ID,
        Column("step_number", WHOLE, "Place in the ladder, from 1.", 1, (at_least(1),)),
        Column("method", TEXT, "Method of this step.", "carry_forward", (one_of(FillingStep),)),
    ),
)

IMPUTATION = Table(
    "reference.imputation",
    "How missing values of each scored data point are filled.",
    ("data_point_id",),
    (
        DATA_POINT_ID,
        LADDER_ID,
        Column(
            "carry_decay",
            NUMBER,
            "Factor on a carried score per year of age; null where the parameter `carry_decay` holds.",
            0.9,
            (SHARE,),
            nullable=True,
        ),
        Column(
            "zero_applies_to",
            TEXT,
            "Issuer tags, separated by |, for which silence means zero; null without such a step.",
            "listed",
            (NOT_BLANK,),
            nullable=True,
        ),
        Column("basis", TEXT, "Why this ladder.", "choice", (one_of(ImputationBasis),)),
        Column("citation", TEXT, "Law, measurement or reason.", "Choice of V1.0", (NOT_BLANK,)),
    ),
)

UNCERTAINTY = Table(
    "reference.uncertainty",
    "Doubts that the draws behind grade probabilities vary, and how far.",
    ("choice_id",),
    (
        Column("choice_id", TEXT, "Doubt.", "corner_ratio", (one_of(Doubt),)),
        Column("is_on", FLAG, "Whether draws vary it.", True),
        Column(
            "spread", NUMBER, "How far, in the unit of the doubt; null where it is measured.", 1.5, (at_least(0),), True
        ),
        Column("reason", TEXT, "Why so far.", "Our choice", (NOT_BLANK,)),
    ),
)

FRAMEWORK = Table(
    "reference.framework",
    "Codes of disclosure frameworks that data points may name.",
    ("code",),
    (
        Column("code", TEXT, "Code.", "HKEX-27 A1.2", (NOT_BLANK,)),
        Column("framework", TEXT, "Framework.", "HKEX-27", (NOT_BLANK,)),
        Column("name", TEXT, "What is disclosed.", "Greenhouse gas emissions and intensity", (NOT_BLANK,)),
        Column("is_kpi", FLAG, "True for a key performance indicator that some data point must reach.", True),
    ),
)

INDUSTRY = Table(
    "reference.industry",
    "Industries of the method.",
    ("industry_code",),
    (
        INDUSTRY_CODE,
        Column("name", TEXT, "Name.", "Non-bank financials", (NOT_BLANK,)),
        Column("name_zh", TEXT, "Chinese name.", "金融科技", nullable=True),
        Column(
            "sector_tags", TEXT, "Tags that decide which data points apply, separated by |.", "financial", (NOT_BLANK,)
        ),
        Column("sw2021_code", TEXT, "Shenwan 2021 level 1 code.", "490000", nullable=True),
    ),
)

INDUSTRY_CODE_TABLE = Table(
    "reference.industry_code",
    "What the codes of other industry classifications are in the method.",
    ("classification", "code"),
    (
        Column("classification", TEXT, "Classification.", "csrc", (one_of(Classification),)),
        Column("code", TEXT, "Code there.", "J66", (NOT_BLANK,)),
        Column("name", TEXT, "Name there.", "货币金融服务", (NOT_BLANK,)),
        INDUSTRY_CODE,
    ),
)

KEY_ISSUE_WEIGHT = Table(
    "reference.key_issue_weight",
    "Table 2 of the methodology filled in: weight of each key issue in each industry; 0 where irrelevant.",
    ("industry_code", "key_issue_id"),
    (
        INDUSTRY_CODE,
        KEY_ISSUE_ID,
        Column("influence", TEXT, "Influence level.", "high", (one_of(Influence),)),
        Column("impact_time", TEXT, "Impact time; null when irrelevant.", "short", (one_of(ImpactTime),), True),
        WEIGHT,
        Column("reason", TEXT, "Why.", "Lending is the main lever", (NOT_BLANK,)),
    ),
)

GRADE_SCALE = Table(
    "reference.grade_scale",
    "Table 3 of the methodology: lower bound of each grade, inclusive.",
    ("grade",),
    (
        GRADE,
        Column("lower_bound", NUMBER, "Lowest score of the grade.", 70.0, (between(0, 100),)),
        Column("notch", WHOLE, "1 for AAA to 9 for C.", 6, (between(1, 9),)),
    ),
)

EVENT_EFFECT = Table(
    "reference.event_type",
    "Which data point a type of event counts against.",
    ("event_type",),
    (EVENT_TYPE, DATA_POINT_ID, Column("description", TEXT, "What it covers.", "Environmental fine", (NOT_BLANK,))),
)

EVENT_SEVERITY = Table(
    "reference.event_severity",
    "Points deducted for an event of each severity on the day it happens.",
    ("severity",),
    (SEVERITY, Column("points", NUMBER, "Points.", 25.0, (between(0, 100),))),
)

RED_LINE = Table(
    "reference.red_line",
    "Red lines: what caps a grade, at what, for how long.",
    ("rule_id",),
    (
        RULE_ID,
        Column("trigger_kind", TEXT, "What triggers it.", "event", (one_of(["event", "data_point"]),)),
        Column("trigger", TEXT, "Event type or data point.", "bond_default", (SLUG,)),
        Column("threshold", TEXT, "Least severity, or highest value that triggers.", "moderate", (NOT_BLANK,)),
        Column("cap_grade", TEXT, "Best grade that is left.", "C", GRADE.rules),
        Column("duration_months", WHOLE, "How long it lasts.", 36, (at_least(1),)),
        Column("source", TEXT, "Where the rule comes from.", "our choice", (NOT_BLANK,)),
    ),
)

DERIVATION = Table(
    "reference.derivation",
    "How a data point follows from others of the same issuer and year.",
    ("data_point_id", "step"),
    (
        DATA_POINT_ID,
        Column("step", WHOLE, "Order in which derivations of one data point are tried.", 1, (at_least(1),)),
        Column("kind", TEXT, "Operation.", "ratio", (one_of(DerivationKind),)),
        Column("numerator", TEXT, "First data point.", "ghg_s12", (SLUG,)),
        Column("numerator_dimension", TEXT, "Its breakdown.", "", (TERM_DIMENSION,)),
        Column("denominator", TEXT, "Second data point.", "lr_total", (SLUG,)),
        Column("denominator_dimension", TEXT, "Its breakdown.", "", (TERM_DIMENSION,)),
        Column("scale", NUMBER, "Factor.", 1.0),
    ),
)

SECURITY_TYPE_TABLE = Table(
    "reference.security_type",
    "Types of security; rates bonds do not open the door to the universe.",
    ("security_type",),
    (
        SECURITY_TYPE,
        Column("name", TEXT, "Name.", "Corporate bond", (NOT_BLANK,)),
        Column("name_zh", TEXT, "Chinese name.", "公司债", nullable=True),
        Column("is_rates", FLAG, "True for the four kinds of rates bond.", False),
    ),
)

UNIVERSE_RULE = Table(
    "reference.universe_rule",
    "Who is rated and who is not.",
    ("rule_id",),
    (
        Column("rule_id", TEXT, "Rule.", "U2", (matches(r"U\d+"),)),
        Column("in_scope", FLAG, "Whether the rule lets an issuer in.", True),
        Column("description", TEXT, "The rule in words.", "Has a public bond outstanding", (NOT_BLANK,)),
    ),
)

UNIT = Table(
    "reference.unit",
    "Units and their factor to the base unit of their dimension.",
    ("unit",),
    (
        Column("unit", TEXT, "Unit.", "MWh", (NOT_BLANK,)),
        Column("dimension", TEXT, "Physical or economic dimension.", "energy", (NOT_BLANK,)),
        Column("factor", NUMBER, "Factor to the base unit.", 1.0),
        Column("aliases", TEXT, "Other spellings, separated by |.", "兆瓦时", nullable=True),
    ),
)

LABEL = Table(
    "reference.label",
    "What the labels of documents mean: names of data points, forms of intensities, breakdowns that may stand.",
    ("kind", "label", "data_point_ids", "dimension", "language"),
    (
        Column("kind", TEXT, "What the row says.", "alias", (one_of(["alias", "intensity", "breakdown"]),)),
        Column(
            "label", TEXT, "Label, or `base/denominator` of an intensity; empty for breakdowns.", "Direct emissions"
        ),
        Column(
            "data_point_ids", TEXT, "Data point; several separated by | when the table decides.", "ghg_s1", (NOT_BLANK,)
        ),
        Column("dimension", TEXT, "Breakdown that the label carries or must carry; empty for none.", ""),
        Column("language", TEXT, "Language of the label; empty for rules of any language.", "en"),
        Column("implied_unit", TEXT, "Unit to assume when the table states none; empty for none.", ""),
    ),
)

TABLES = (
    METHODOLOGY,
    PARAMETER,
    KEY_ISSUE,
    DATA_POINT,
    VALUE_FUNCTION,
    PERCENTILE_SCALE,
    PILLAR_LIMIT,
    LADDER,
    IMPUTATION,
    UNCERTAINTY,
    FRAMEWORK,
    INDUSTRY,
    INDUSTRY_CODE_TABLE,
    KEY_ISSUE_WEIGHT,
    GRADE_SCALE,
    EVENT_EFFECT,
    EVENT_SEVERITY,
    RED_LINE,
    DERIVATION,
    SECURITY_TYPE_TABLE,
    UNIVERSE_RULE,
    UNIT,
    LABEL,
)
