"""The closed vocabularies of reading documents: what becomes of a fact, a finding, a provision. No logic."""

from enum import StrEnum


class Place(StrEnum):
    """Where a number stands in a document."""

    TABLE = "table"
    SENTENCE = "sentence"


class Band(StrEnum):
    """How sure a reading is, by the two borders of the method's version."""

    ACCEPT = "accept"
    SAMPLE_CHECK = "sample_check"
    REVIEW = "review"


class FactStatus(StrEnum):
    """What becomes of a fact. The first three count, the others wait or are out."""

    ACCEPTED = "accepted"
    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    SAMPLE_CHECK = "sample_check"
    REVIEW = "review"
    HELD = "held"
    REJECTED = "rejected"


COUNTING = (FactStatus.ACCEPTED, FactStatus.CONFIRMED, FactStatus.CORRECTED)


class Decision(StrEnum):
    """What a person decided about a fact."""

    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"


class Severity(StrEnum):
    """How bad a finding is; a serious one holds its facts back."""

    INFO = "info"
    WARNING = "warning"
    SERIOUS = "serious"


class IndexStatus(StrEnum):
    """Whether a report bears out what its content index claims."""

    SUBSTANTIATED = "substantiated"
    ELSEWHERE = "elsewhere"
    EXPLAINED = "explained"
    NOT_SUBSTANTIATED = "not_substantiated"
    NOT_CLAIMED = "not_claimed"
