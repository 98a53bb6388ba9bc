"""What the rating committee's decisions do on a rating date: which are in force, which fell away, which break a rule.

The rules of a decision by itself are `decision.py`, reading its file is `ingest/committee_files.py`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

import polars as pl

from esg_pipeline.decision import NOTCHES_OF_ONE_APPROVER, Decision, notch_of, notches_up
from esg_pipeline.methodology.codes import DecisionKind, DecisionStatus, Grade
from esg_pipeline.methodology.model import Problem
from esg_pipeline.rating_dates import nearest

ON_DATE = {
    **dict.fromkeys(("decision_id", "kind", "issuer_id"), pl.String),
    **dict.fromkeys(("rating_date", "from_date"), pl.Date),
    **dict.fromkeys(("status", "detail", "model_grade", "rule_grade", "decided_grade"), pl.String),
    "notches": pl.Int64,
    **dict.fromkeys(("reason_code", "reason", "proposer", "approver", "second_approver"), pl.String),
    **dict.fromkeys(("decided_date", "expires_date"), pl.Date),
    "methodology_hash": pl.String,
    "is_simulated": pl.Boolean,
    "source": pl.String,
}
COPIED = (
    *("decision_id", "kind", "issuer_id", "model_grade", "reason_code", "reason", "proposer", "approver"),
    *("second_approver", "decided_date", "expires_date", "methodology_hash", "is_simulated", "source"),
)
# What nobody may write otherwise once it counts; another grade is a version of the rating, with its cause.
SAID = (
    *("kind", "issuer_id", "reason_code", "reason", "proposer", "approver", "second_approver"),
    *("decided_date", "expires_date", "methodology_hash"),
)
Broken = tuple[str, str]
"""A rule, and what is wrong with what to do."""


class Committee(NamedTuple):
    """`rating.rating` with the grades that stand, `rating.committee_decision`, and what breaks a rule."""

    ratings: pl.DataFrame
    decisions: pl.DataFrame
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Rated:
    """An issuer on a rating date: what the model and the rules say, the lowest cap, and the grade that stood."""

    rating_date: date
    model_grade: str | None
    rule_grade: str | None
    grade: str | None
    cap_grade: str | None = None
    methodology_hash: str | None = None


@dataclass(frozen=True)
class Context:
    """A rating date: who is rated on it, and who was before, oldest first per issuer."""

    day: date
    rated: dict[str, Rated]
    past: dict[str, list[Rated]]
    date_before: date | None
    hashes: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """A decision on a rating date: what became of it and why, and the grade that it sets."""

    decision: Decision
    status: DecisionStatus
    detail: str | None = None
    grade: str | None = None
    broken: tuple[Broken, ...] = field(default=())

    @property
    def is_in_force(self) -> bool:
        """Whether it counts."""
        return self.status == DecisionStatus.IN_FORCE


def apply(
    rated: pl.DataFrame,
    decisions: pl.DataFrame,
    previous: pl.DataFrame,
    rating_date: date,
    known_at: date | None = None,
) -> Committee:
    """The ratings of one date after the committee. `rated` as `grade.rate` makes it, `previous` as `rating.rating`.

    `previous` holds earlier rating dates, of which a hold takes the newest; `known_at` leaves out what was decided
    later, None nothing. A decision that breaks a rule changes no grade and stands in `problems`.
    """
    bearing = [one for one in taken(decisions) if one.rating_date <= rating_date and is_known(one, known_at)]
    issuers = {one.issuer_id for one in bearing if one.issuer_id}
    context = context_of(rated, previous, rating_date, issuers)
    successors = {one.supersedes: one for one in bearing if one.supersedes and not one.is_draft}
    judged = [judge(one, successors.get(one.decision_id), context) for one in bearing]
    judged = adopted_method(without_rivals(older_adoptions_aside(judged)), context.hashes)
    problems = tuple(Problem(one.decision.source, 1, *broken) for one in judged for broken in one.broken)
    return Committee(with_grades(rated, judged), on_date(judged, context), tuple(sorted(problems)))


def taken(decisions: pl.DataFrame) -> list[Decision]:
    """The rows of `raw.committee_decision` by id, so that the order of files does not matter."""
    ordered = decisions if decisions.is_empty() else decisions.sort("decision_id")
    return [Decision(**row) for row in ordered.iter_rows(named=True)]


def is_known(decision: Decision, known_at: date | None) -> bool:
    """Whether a decision had been taken by a day; a draft, whether it had been proposed."""
    return known_at is None or (decision.decided_date or decision.proposed_date) <= known_at


def context_of(rated: pl.DataFrame, previous: pl.DataFrame, day: date, issuers: set[str]) -> Context:
    """The ratings of the issuers that are decided about, on the day and before it."""
    earlier = previous.filter(pl.col("rating_date") < day) if previous.width else previous
    past: dict[str, list[Rated]] = {}
    if not earlier.is_empty():
        # A file of an earlier version has no rule grades; then only the model grade of the decision itself counts.
        earlier = (
            earlier if "rule_grade" in earlier.columns else earlier.with_columns(rule_grade=pl.lit(None, pl.String))
        )
        wanted = ("issuer_id", "rating_date", "model_grade", "rule_grade", "grade")
        kept = earlier.filter(pl.col("issuer_id").is_in(issuers)).select(wanted).sort("issuer_id", "rating_date")
        for issuer, *values in kept.iter_rows():
            past.setdefault(issuer, []).append(Rated(*values))
    now = rated.filter(pl.col("issuer_id").is_in(issuers)).select(
        *("issuer_id", pl.lit(day), "model_grade", "rule_grade", "grade", "cap_grade", "methodology_hash")
    )
    before: date | None = max(earlier["rating_date"]) if not earlier.is_empty() else None
    hashes = tuple(rated["methodology_hash"].drop_nulls().unique().sort())
    return Context(day, {row[0]: Rated(*row[1:]) for row in now.iter_rows()}, past, before, hashes)


def judge(decision: Decision, successor: Decision | None, context: Context) -> Judged:
    """What becomes of one decision: first what ends it, then the rules of its first date, or what has moved since."""
    if decision.is_draft:
        return Judged(decision, DecisionStatus.DRAFT, "nobody has approved it")
    if decision.expires_date and decision.expires_date < context.day:
        return Judged(decision, DecisionStatus.EXPIRED, f"it expired on {decision.expires_date}")
    if successor:
        return Judged(decision, DecisionStatus.SUPERSEDED, f"{successor.decision_id} has taken its place")
    if decision.is_adoption:
        return Judged(decision, DecisionStatus.IN_FORCE)
    return first_date(decision, context) if decision.rating_date == context.day else later_date(decision, context)


def first_date(decision: Decision, context: Context) -> Judged:
    """A decision on its own rating date: in force, or refused with every rule that it breaks."""
    issuer = context.rated.get(str(decision.issuer_id))
    broken = tuple(broken_rules(decision, issuer, context)) if issuer else (stranger(decision),)
    if broken:
        return refused(decision, broken)
    return Judged(decision, DecisionStatus.IN_FORCE, None, grade_of(decision, context))


def stranger(decision: Decision) -> Broken:
    """Why an issuer that is not rated cannot be decided about."""
    if decision.is_simulated is None:
        return "C9", f"issuer {decision.issuer_id!r} is not in the registry: correct issuer_id, or take the file away"
    words = f"{decision.issuer_id} is not rated on {decision.rating_date}: core.rating_universe says why"
    return "C9", f"{words}; take the file away"


def broken_rules(decision: Decision, issuer: Rated, context: Context) -> Iterator[Broken]:
    """The rules of the first date that a decision breaks: what the committee saw, and what it may decide."""
    for name, there in (("model_grade", issuer.model_grade), ("rule_grade", issuer.rule_grade)):
        said = getattr(decision, name)
        if said and said != there and not (name == "rule_grade" and there == Grade.NR):
            words = f"the committee saw {name} {said}, on {context.day} it is {there}"
            yield "C5", f"{words}: let it decide again on what there is now (`esg committee draft`)"
    if decision.kind == DecisionKind.WITHDRAWAL:
        return
    if issuer.rule_grade == Grade.NR:
        yield "C7", f"{decision.issuer_id} is NR by rule on {context.day}: no grade can be decided"
        return
    grade = grade_of(decision, context)
    if grade is None:
        before = context.date_before or "no earlier rating date"
        yield "C13", f"{decision.issuer_id} has no grade on {before} that could stay: rate that date first, or override"
        return
    yield from too_far(decision, issuer, grade)


def too_far(decision: Decision, issuer: Rated, grade: str) -> Iterator[Broken]:
    """What is wrong with the grade that a decision sets, seen from the rule grade and the cap."""
    if decision.kind == DecisionKind.OVERRIDE and grade == issuer.rule_grade:
        yield "C8", f"{grade} is the rule grade already: take the file away"
    if is_above_cap(grade, issuer):
        yield "C6", f"{grade} is above {issuer.cap_grade}, the cap of a red line: decide {issuer.cap_grade} or lower"
    moved = abs(notches_up(issuer.rule_grade, grade) or 0)
    if moved > NOTCHES_OF_ONE_APPROVER and not decision.second_approver:
        yield "C2", f"{issuer.rule_grade} to {grade} are {moved} notches: name a second_approver"


def is_above_cap(grade: str, issuer: Rated) -> bool:
    """Whether a grade is better than the lowest cap of an issuer."""
    return bool(issuer.cap_grade) and (notch_of(grade) or 0) < (notch_of(issuer.cap_grade) or 0)


def grade_of(decision: Decision, context: Context) -> str | None:
    """The grade that a decision sets on a date; None for a hold without a grade on the rating date before."""
    if decision.kind == DecisionKind.WITHDRAWAL:
        return Grade.NR
    if decision.kind == DecisionKind.OVERRIDE:
        return decision.decided_grade
    past = context.past.get(str(decision.issuer_id), [])
    held = [one.grade for one in past if one.rating_date == context.date_before and one.grade != Grade.NR]
    return held[0] if held else None


def later_date(decision: Decision, context: Context) -> Judged:
    """A decision after its own rating date: in force while the rules say what the committee saw."""
    issuer = context.rated.get(str(decision.issuer_id))
    if issuer is None:
        return Judged(decision, DecisionStatus.NOT_RATED, f"{decision.issuer_id} is not rated on {context.day}")
    grade = grade_of(decision, context)
    moved = None if decision.kind == DecisionKind.WITHDRAWAL else what_moved(decision, issuer, context)
    if moved is None and grade is None:
        moved = f"{decision.issuer_id} has no grade on {context.date_before} that could stay"
    if moved is None and grade is not None and is_above_cap(grade, issuer):
        moved = f"a red line now caps at {issuer.cap_grade}"
    if moved:
        return Judged(decision, DecisionStatus.MODEL_MOVED, moved)
    return Judged(decision, DecisionStatus.IN_FORCE, None, grade)


def what_moved(decision: Decision, issuer: Rated, context: Context) -> str | None:
    """The first rating date since the decision on which the rule grade is not the one that the committee saw."""
    past = [one for one in context.past.get(str(decision.issuer_id), []) if one.rating_date >= decision.rating_date]
    own = [one.rule_grade for one in past if one.rating_date == decision.rating_date]
    seen = decision.rule_grade or next(filter(None, own), None) or decision.model_grade
    since = [one for one in (*past, issuer) if one.rule_grade and one.rule_grade != seen]
    if not since:
        return None
    return f"the rule grade is {since[0].rule_grade} on {since[0].rating_date}, the committee saw {seen}"


def older_adoptions_aside(judged: Sequence[Judged]) -> list[Judged]:
    """An adoption from a later date ends the one before it."""
    days = [one.decision.rating_date for one in judged if one.is_in_force and one.decision.is_adoption]
    words = f"another adoption holds from {max(days)}" if days else ""
    return [
        replace(one, status=DecisionStatus.SUPERSEDED, detail=words)
        if one.is_in_force and one.decision.is_adoption and one.decision.rating_date < max(days)
        else one
        for one in judged
    ]


def without_rivals(judged: Sequence[Judged]) -> list[Judged]:
    """Refuses decisions that are in force beside another one about the same issuer, or about the method."""
    by_subject: dict[str | None, list[str]] = {}
    for one in judged:
        if one.is_in_force:
            by_subject.setdefault(one.decision.issuer_id, []).append(one.decision.decision_id)
    return [rival(one, by_subject[one.decision.issuer_id]) if one.is_in_force else one for one in judged]


def rival(judged: Judged, in_force: Sequence[str]) -> Judged:
    """A decision as it is when it is the only one, else refused."""
    others = [name for name in in_force if name != judged.decision.decision_id]
    if not others:
        return judged
    words = f"{', '.join(others)} is in force for {judged.decision.subject} too"
    return refused(judged.decision, (("C10", f"{words}: let the later one name the other with `supersedes`"),))


def refused(decision: Decision, broken: tuple[Broken, ...]) -> Judged:
    """A decision that breaks rules."""
    words = "; ".join(f"{rule}: {text}" for rule, text in broken)
    return Judged(decision, DecisionStatus.REFUSED, words, None, broken)


def adopted_method(judged: Sequence[Judged], hashes: Sequence[str]) -> list[Judged]:
    """Refuses the adoption in force when ratings were made by another method."""
    return [other_method(one, hashes) if one.is_in_force and one.decision.is_adoption else one for one in judged]


def other_method(judged: Judged, hashes: Sequence[str]) -> Judged:
    """An adoption as it is when nothing was rated by another method, else refused with both hashes."""
    adopted = judged.decision.methodology_hash
    others = [found for found in hashes if found != adopted]
    if not others:
        return judged
    version = f"version {judged.decision.methodology_version} ({adopted}) is adopted from {judged.decision.rating_date}"
    what_to_do = "set ESG_METHODOLOGY_DIR to the adopted one, or adopt the other"
    return refused(judged.decision, (("C17", f"{version}, this run rates by {', '.join(others)}: {what_to_do}"),))


def with_grades(rated: pl.DataFrame, judged: Sequence[Judged]) -> pl.DataFrame:
    """The ratings with the grades that are in force; scores, model grades and rule grades are as they were."""
    rows = [
        (one.decision.issuer_id, one.decision.decision_id, one.grade, withdrawal_reason(one))
        for one in judged
        if one.is_in_force and not one.decision.is_adoption
    ]
    columns = ("issuer_id", "decision_id", "decided_grade", "withdrawn")
    decided = pl.DataFrame(rows, schema=[(name, pl.String) for name in columns], orient="row")
    bare = rated.drop("decision_id").join(decided, on="issuer_id", how="left", validate="m:1", maintain_order="left")
    reason = pl.concat_str("not_rated_reason", "withdrawn", separator="; ", ignore_nulls=True)
    return bare.with_columns(
        grade=pl.coalesce("decided_grade", "grade"),
        not_rated_reason=pl.when(pl.col("withdrawn").is_null()).then("not_rated_reason").otherwise(reason),
    ).drop("decided_grade", "withdrawn")


def withdrawal_reason(judged: Judged) -> str | None:
    """Why the grade of a withdrawal is NR."""
    if judged.decision.kind != DecisionKind.WITHDRAWAL:
        return None
    return f"withdrawn by committee decision {judged.decision.decision_id} ({judged.decision.reason_code})"


def on_date(judged: Sequence[Judged], context: Context) -> pl.DataFrame:
    """The rows of `rating.committee_decision`."""
    rows = [row_of(one, context) for one in judged]
    return pl.DataFrame(rows, schema=ON_DATE)


def row_of(judged: Judged, context: Context) -> dict[str, object]:
    """One decision on one date."""
    decision = judged.decision
    issuer = context.rated.get(decision.issuer_id or "")
    rule_grade = issuer.rule_grade if issuer else None
    return {
        **{name: getattr(decision, name) for name in COPIED},
        "rating_date": context.day,
        "from_date": decision.rating_date,
        "status": str(judged.status),
        "detail": judged.detail,
        "rule_grade": rule_grade,
        "decided_grade": judged.grade,
        "notches": notches_up(rule_grade, judged.grade),
    }


def refusals(decisions: pl.DataFrame) -> list[str]:
    """The decisions of `rating.committee_decision` that break a rule: file, rules, what to do."""
    rows = decisions.filter(status=DecisionStatus.REFUSED).sort("source").select("source", "rating_date", "detail")
    return [f"{source} on {day}: {detail}" for source, day, detail in rows.iter_rows()]


def fallen_away(decisions: pl.DataFrame, day: date) -> list[str]:
    """The decisions that fell away before their time, or expired since the rating date before `day`."""
    before = nearest(day)[0]
    is_new = (pl.col("status") == DecisionStatus.EXPIRED) & (pl.col("expires_date") >= before)
    is_early = pl.col("status").is_in([DecisionStatus.MODEL_MOVED, DecisionStatus.NOT_RATED])
    rows = decisions.filter(is_new | is_early).sort("decision_id").select("decision_id", "issuer_id", "detail")
    return [f"{name} about {issuer} on {day}: {detail}" for name, issuer, detail in rows.iter_rows()]


def rewritten(earlier: pl.DataFrame, decisions: pl.DataFrame) -> list[str]:
    """Decisions that were in force on a date and whose file says something else since; both as `on_date` makes them."""
    stood = earlier.filter(status=DecisionStatus.IN_FORCE).select("decision_id", *SAID)
    both = stood.join(decisions, on="decision_id", suffix="_now", validate="1:1").sort("source")
    return [told for row in both.iter_rows(named=True) if (told := what_was_rewritten(row))]


def what_was_rewritten(row: Mapping[str, object]) -> str | None:
    """What a file says otherwise now, in words; None when it says the same."""
    parts = [f"{name} is {row[f'{name}_now']}, was {row[name]}" for name in SAID if row[name] != row[f"{name}_now"]]
    what_to_do = "put it back, and let a new decision take its place with `supersedes`"
    return f"{row['source']}: {row['decision_id']} was changed: {'; '.join(parts)}; {what_to_do}" if parts else None
