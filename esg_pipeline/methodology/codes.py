"""The closed vocabularies of the method: every code that may stand in a table column. No data and no logic."""

from enum import StrEnum


class Pillar(StrEnum):
    """The three pillars of Table 1."""

    ENVIRONMENT = "E"
    SOCIAL = "S"
    GOVERNANCE = "G"


class Kind(StrEnum):
    """How a data point is measured."""

    QUANTITATIVE = "quantitative"
    BOOLEAN = "boolean"
    ORDINAL = "ordinal"
    EVENT = "event"


class Direction(StrEnum):
    """Which way a better value lies; `context_only` data points are never scored."""

    HIGHER_BETTER = "higher_better"
    LOWER_BETTER = "lower_better"
    TARGET_RANGE = "target_range"
    TRUE_BETTER = "true_better"
    TRUE_WORSE = "true_worse"
    CONTEXT_ONLY = "context_only"


class SourceType(StrEnum):
    """Where a value comes from."""

    DOCUMENT = "document"
    STRUCTURED = "structured"
    PENALTY_NOTICE = "penalty_notice"
    MARKET = "market"
    AUDIT_OPINION = "audit_opinion"


class Influence(StrEnum):
    """Rows of Table 2, strongest first."""

    HIGH = "high"
    HIGHER = "higher"
    MIDDLE = "middle"
    LOWER = "lower"
    LOW = "low"
    NONE = "none"


class ImpactTime(StrEnum):
    """Columns of Table 2, soonest first."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


class Grade(StrEnum):
    """The nine grades of Table 3, best first, and `NR` for an issuer below the minimum coverage."""

    AAA = "AAA"
    AA = "AA"
    A = "A"
    BBB = "BBB"
    BB = "BB"
    B = "B"
    CCC = "CCC"
    CC = "CC"
    C = "C"
    NR = "NR"


class State(StrEnum):
    """What is known about a value. Zero is not missing, and not applicable is neither."""

    REPORTED = "reported"
    REPORTED_ZERO = "reported_zero"
    NOT_APPLICABLE = "not_applicable"
    NOT_DISCLOSED = "not_disclosed"
    NOT_COLLECTED = "not_collected"
    STALE = "stale"
    REJECTED = "rejected"


class Origin(StrEnum):
    """Where a score came from: this period's value, an older one, or a statistical filling."""

    REPORTED = "reported"
    CARRIED = "carried"
    IMPUTED = "imputed"


class Basis(StrEnum):
    """What an anchor of a value function rests on, firmest first."""

    LAW = "law"
    STANDARD = "standard"
    POLICY = "policy"
    INDUSTRY_PRACTICE = "industry_practice"
    STATISTICAL = "statistical"
    GUESS = "guess"


class FillingStep(StrEnum):
    """What may be a step of a ladder, medians from narrow to wide; the prior stands behind every ladder."""

    CARRY_FORWARD = "carry_forward"
    INTERPOLATION = "interpolation"
    ZERO = "zero"
    REGRESSION = "regression"
    MEDIAN_INDUSTRY_CLASS_SIZE = "median_industry_class_size"
    MEDIAN_INDUSTRY = "median_industry"
    MEDIAN_CLASS = "median_class"
    MEDIAN_UNIVERSE = "median_universe"


class ImputationBasis(StrEnum):
    """Why a data point has its ladder: chosen, measured on hidden cells, or zero by law or by nature."""

    CHOICE = "choice"
    MEASURED = "measured"
    LAW = "law"
    NATURE = "nature"


class Doubt(StrEnum):
    """What a draw may vary: the closed list of `uncertainty.csv`."""

    IMPUTATION = "imputation"
    EXTRACTION = "extraction"
    ANCHOR_LAW = "anchor_law"
    ANCHOR_STANDARD = "anchor_standard"
    ANCHOR_POLICY = "anchor_policy"
    ANCHOR_INDUSTRY_PRACTICE = "anchor_industry_practice"
    ANCHOR_STATISTICAL = "anchor_statistical"
    ANCHOR_GUESS = "anchor_guess"
    CORNER_RATIO = "corner_ratio"
    INFLUENCE = "influence"
    CARRY_UNMEASURED = "carry_unmeasured"
    ERROR_CORRELATION = "error_correlation"


class ChoiceGroup(StrEnum):
    """What a sensitivity analysis turns as one, each group independent of the others."""

    IMPUTATION = "imputation"
    EXTRACTION = "extraction"
    ANCHORS = "anchors"
    CORNER_RATIO = "corner_ratio"
    INFLUENCE = "influence"


class SensitivityOutput(StrEnum):
    """What a sensitivity analysis looks at: total scores, or numbers of grades."""

    SCORE = "score"
    NOTCH = "notch"


class DerivationKind(StrEnum):
    """How a data point follows from others."""

    RATIO = "ratio"
    SHARE = "share"
    DIFFERENCE = "difference"
    SUM = "sum"
    GROWTH = "growth"
    WEIGHTED_MEAN = "weighted_mean"


class Classification(StrEnum):
    """Where an industry code that is not the method's own comes from; `common` are plain words."""

    SW2021 = "sw2021"
    HSICS = "hsics"
    CSRC = "csrc"
    COMMON = "common"


class Language(StrEnum):
    """Languages of documents."""

    ENGLISH = "en"
    SIMPLIFIED_CHINESE = "zh-Hans"
    TRADITIONAL_CHINESE = "zh-Hant"


class LabelKind(StrEnum):
    """What a row of the label file says."""

    ALIAS = "alias"
    INTENSITY = "intensity"
    BREAKDOWN = "breakdown"


class IssuerClass(StrEnum):
    """The class that decides which data points apply."""

    LGFV = "lgfv"
    FINANCIAL = "financial"
    CORPORATE = "corporate"


class RatingActionCode(StrEnum):
    """What happened to an issuer's grade between two rating dates."""

    NEW = "new"
    UPGRADE = "upgrade"
    DOWNGRADE = "downgrade"
    AFFIRM = "affirm"
    WITHDRAWN = "withdrawn"


class DecisionKind(StrEnum):
    """What a committee may decide: another grade, the grade before, no grade, or a version of the method."""

    OVERRIDE = "override"
    HOLD = "hold"
    WITHDRAWAL = "withdrawal"
    ADOPTION = "adoption"


class ReasonCode(StrEnum):
    """Why a committee decided; the decision says the rest in words."""

    NEW_INFORMATION = "new_information"
    DATA_ERROR = "data_error"
    EVENT_NOT_CAPTURED = "event_not_captured"
    PEER_COMPARISON = "peer_comparison"
    CORPORATE_ACTION = "corporate_action"
    INSUFFICIENT_INFORMATION = "insufficient_information"
    ISSUER_REQUEST = "issuer_request"
    METHODOLOGY_REVIEW = "methodology_review"


class DecisionStatus(StrEnum):
    """What a committee decision does on a rating date; only the first changes a grade, `refused` stops the run."""

    IN_FORCE = "in_force"
    EXPIRED = "expired"
    MODEL_MOVED = "model_moved"
    SUPERSEDED = "superseded"
    NOT_RATED = "not_rated"
    DRAFT = "draft"
    REFUSED = "refused"


class VersionCause(StrEnum):
    """Why a rating of a date has a new version, the weightiest first (docs/methodology/history.md)."""

    INITIAL = "initial"
    CHANGED_INPUT = "changed_input"
    REMOVED_INPUT = "removed_input"
    RESTATEMENT = "restatement"
    LATE_DOCUMENT = "late_document"
    LATE_VALUE = "late_value"
    EVENT = "event"
    REGISTRY = "registry"
    REVIEW_DECISION = "review_decision"
    COMMITTEE = "committee"
    METHODOLOGY = "methodology"
    CODE = "code"
    PEERS = "peers"


class ChangeCause(StrEnum):
    """Why a rating differs from the one before; `docs/methodology/attribution.md` says what falls under each."""

    NEW_FACTS = "new_facts"
    RESTATEMENTS = "restatements"
    IMPUTATION = "imputation"
    EVENTS_NEW = "events_new"
    EVENTS_DECAYED = "events_decayed"
    WEIGHTS = "weights"
    BENCHMARKS = "benchmarks"
    PEERS = "peers"
    CAPS = "caps"
    COMMITTEE = "committee"


class WithoutEffect(StrEnum):
    """Why a restated value moves no score on the rating date from which it is in force."""

    NOT_RATED = "not_rated"
    SUPERSEDED = "superseded"
    NOT_USED = "not_used"
    NOT_CURRENT = "not_current"
