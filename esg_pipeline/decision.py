"""One committee decision: its fields and the rules that it must keep by itself. No file is read.

What decisions do to ratings is `committee.py`, reading files `ingest/committee_files.py`, who is who `people.py`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.methodology.codes import DecisionKind, Grade
from esg_pipeline.people import is_same_person
from esg_pipeline.rating_dates import FIRST_YEAR, LAST_YEAR, is_rating_date, nearest

NOTCHES_OF_ONE_APPROVER = 2
LONGEST_MONTHS = 12
RULES: Mapping[str, str] = {
    "C1": "The proposer, the approver and the second approver are different people.",
    "C2": "A move of more than two notches from the rule grade has a second approver.",
    "C3": "A decision is taken on the day of its proposal or later, and not after today.",
    "C4": "A decision about an issuer expires after its rating date, at most 12 months after it.",
    "C5": "The grades that the committee saw are those of the model on the rating date.",
    "C6": "No grade is above the cap of a red line.",
    "C7": "Who is not rated by the rules of coverage gets no grade from the committee.",
    "C8": "An override changes the rule grade.",
    "C9": "The issuer is in the registry, and in scope on the rating date.",
    "C10": "One decision is in force for an issuer, and one adoption for the method, on a rating date.",
    "C11": "NR is decided by a withdrawal alone.",
    "C12": "A decision id stands for one decision.",
    "C13": "A hold has a grade to keep: that of the rating date before.",
    "C14": "The rating date is a rating date: 30 April or 31 October.",
    "C15": "A decision takes the place only of one that was taken earlier about the same issuer.",
    "C16": "An adoption comes with the impact report that it rests on, unchanged.",
    "C17": "From an adoption on, only the adopted method rates.",
}
BROKEN = tuple[str, str, str]
"""The field at fault, the rule, what is wrong and what to do."""


@dataclass(frozen=True)
class Decision:
    """A decision as `raw.committee_decision` holds it; `evidence` has one text per line, `source` names the file."""

    decision_id: str
    kind: str
    issuer_id: str | None
    rating_date: date
    model_grade: str | None
    rule_grade: str | None
    decided_grade: str | None
    reason_code: str
    reason: str
    proposer: str
    approver: str | None
    second_approver: str | None
    proposed_date: date
    decided_date: date | None
    expires_date: date | None
    evidence: str
    supersedes: str | None
    methodology_version: str | None
    methodology_hash: str | None
    attachment_path: str | None
    attachment_sha256: str | None
    is_draft: bool
    is_simulated: bool | None
    source: str
    source_sha256: str

    @property
    def is_adoption(self) -> bool:
        """Whether it is about the method, not about an issuer."""
        return self.kind == DecisionKind.ADOPTION

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        return "the method" if self.is_adoption else str(self.issuer_id)


def notch_of(grade: str | None) -> int | None:
    """1 for AAA to 9 for C; None for NR and for none."""
    return BEST_TO_WORST.index(grade) + 1 if grade in BEST_TO_WORST else None


def notches_up(before: str | None, after: str | None) -> int | None:
    """Notches from one grade up (+) or down (-) to another; None where one of them is NR or missing."""
    first, second = notch_of(before), notch_of(after)
    return None if first is None or second is None else first - second


def latest_expiry(day: date) -> date:
    """The last day to which a decision about a rating date may last: 12 months after it."""
    return day.replace(year=day.year + LONGEST_MONTHS // 12)


def broken_alone(decision: Decision, today: date) -> Iterator[BROKEN]:
    """The rules that a decision breaks whatever the ratings are: people, dates, NR as a grade."""
    yield from same_people(decision)
    yield from wrong_dates(decision, today)
    if Grade.NR in (decision.decided_grade, decision.model_grade, decision.rule_grade):
        words = "NR is no grade to move from or to: `kind: withdrawal` takes a grade away"
        yield "decided_grade" if decision.decided_grade == Grade.NR else "model_grade", "C11", words


def same_people(decision: Decision) -> Iterator[BROKEN]:
    """Two roles of a decision that one person plays."""
    first: dict[str, str] = {}
    for role in ("proposer", "approver", "second_approver"):
        name: str | None = getattr(decision, role)
        other = next((known for known in first if name and is_same_person(name, first[known])), None)
        if name and other:
            words = f"{name!r} is the {other.replace('_', ' ')} too"
            yield role, "C1", f"{words}: another person must be the {role.replace('_', ' ')}"
        elif name:
            first[role] = name


def wrong_dates(decision: Decision, today: date) -> Iterator[BROKEN]:
    """Days that are out of order, or no rating date."""
    day, decided, expires = decision.rating_date, decision.decided_date, decision.expires_date
    is_near = FIRST_YEAR <= day.year <= LAST_YEAR
    if not is_near:
        yield "rating_date", "C14", f"{day} is too far away: rating dates lie between {FIRST_YEAR} and {LAST_YEAR}"
    elif not is_rating_date(day):
        near = " and ".join(map(str, nearest(day)))
        yield "rating_date", "C14", f"{day} is not a rating date, the nearest are {near}"
    if decided and decided < decision.proposed_date:
        yield "decided_date", "C3", f"decided on {decided}, before it was proposed on {decision.proposed_date}"
    if max(decided or decision.proposed_date, decision.proposed_date) > today:
        yield "decided_date" if decided else "proposed_date", "C3", f"its day lies after today, {today}"
    last = latest_expiry(day) if is_near and is_rating_date(day) else None
    if expires and last and not day < expires <= last:
        yield "expires_date", "C4", f"{expires} does not lie after {day} and by {last}"
