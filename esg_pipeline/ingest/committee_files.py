"""Reads the committee's decision files: one YAML mapping each, every problem of every file at once. Nothing is rated.

What a decision may say by itself is `decision.py`, what it does to ratings is `committee.py`.
"""

import hashlib
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from esg_pipeline.decision import Decision, broken_alone
from esg_pipeline.ingest.decision_text import DAYS, FoundFile, read_file
from esg_pipeline.ingest.layout import COMMITTEE, is_inside, source_of, sub_stores
from esg_pipeline.ingest.limits import DEFAULT_LIMITS, FileRefused, Limits, read_bytes
from esg_pipeline.methodology.codes import DecisionKind
from esg_pipeline.methodology.model import Problem

SUFFIX, DRAFT_SUFFIX = ".yaml", ".draft.yaml"
LARGEST_ATTACHMENT = 32 * 1024 * 1024
ALWAYS = ("decision_id", "kind", "rating_date", "reason_code", "reason", "proposer", "proposed_date", "evidence")
APPROVAL = ("approver", "decided_date")
NEEDS: Mapping[str, tuple[str, ...]] = {
    DecisionKind.OVERRIDE: ("issuer_id", "model_grade", "decided_grade", "expires_date"),
    DecisionKind.HOLD: ("issuer_id", "model_grade", "expires_date"),
    DecisionKind.WITHDRAWAL: ("issuer_id", "expires_date"),
    DecisionKind.ADOPTION: ("methodology_version", "methodology_hash", "attachment"),
}
# What has no place in a kind: it would read as if it had an effect.
STRANGE: Mapping[str, tuple[str, ...]] = {
    DecisionKind.OVERRIDE: NEEDS[DecisionKind.ADOPTION],
    DecisionKind.HOLD: ("decided_grade", *NEEDS[DecisionKind.ADOPTION]),
    DecisionKind.WITHDRAWAL: ("decided_grade", *NEEDS[DecisionKind.ADOPTION]),
    DecisionKind.ADOPTION: ("issuer_id", "model_grade", "rule_grade", "decided_grade", "expires_date"),
}
SCHEMA = {
    field.name: pl.Date if field.name in DAYS else pl.Boolean if field.name.startswith("is_") else pl.String
    for field in fields(Decision)
}


class CommitteeError(ValueError):
    """Decision files that cannot be used; `problems` holds everything that is wrong with them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True)
class Filed:
    """What the committee folders hold; problems of drafts stand apart, for they stop nothing."""

    decisions: tuple[Decision, ...]
    problems: tuple[Problem, ...]
    draft_problems: tuple[Problem, ...]


def read_decisions(
    root: Path, issuers: Mapping[str, bool], today: date, limits: Limits = DEFAULT_LIMITS
) -> pl.DataFrame:
    """`raw.committee_decision` from the files of a store; `issuers` is the registry, with who is simulated.

    Drafts that can be read are in it. Raises CommitteeError with every problem of every file that is no draft.
    """
    filed = inspect_decisions(root, today, limits)
    if filed.problems:
        raise CommitteeError(filed.problems)
    return decision_frame(filed.decisions, issuers)


def decision_frame(decisions: Collection[Decision], issuers: Mapping[str, bool]) -> pl.DataFrame:
    """Decisions as `raw.committee_decision`, with the flag of their issuers; null for who is not in the registry."""
    flagged = [replace(one, is_simulated=issuers.get(one.issuer_id or "")) for one in decisions]
    return pl.DataFrame([vars(one) for one in flagged], schema=SCHEMA).sort("decision_id")


def inspect_decisions(root: Path, today: date, limits: Limits = DEFAULT_LIMITS) -> Filed:
    """Every decision file of a store, read and held against the rules of a decision by itself and beside others."""
    decisions: list[Decision] = []
    problems: dict[bool, list[Problem]] = {True: [], False: []}
    lines: dict[str, Mapping[str, int]] = {}
    for folder in committee_folders(root):
        for path in decision_files(root, folder, problems[False]):
            found = read_file(root, path, limits)
            decision = decided(found, today)
            is_draft = path.name.endswith(DRAFT_SUFFIX) or is_unapproved(found)
            problems[is_draft] += found.problems
            lines[found.source] = found.lines
            decisions += [replace(decision, is_draft=is_draft)] if decision and not found.problems else []
    kept, ambiguous = without_doubles(decisions, lines)
    problems[False] += [*ambiguous, *wrong_successors(kept, lines)]
    return Filed(tuple(kept), tuple(sorted(problems[False])), tuple(sorted(problems[True])))


def committee_folders(root: Path) -> list[Path]:
    """The committee folders of a store and of its parts."""
    places = sub_stores(root) if root.is_dir() else []
    return [place / COMMITTEE for place in places if (place / COMMITTEE).exists() or (place / COMMITTEE).is_symlink()]


def decision_files(root: Path, folder: Path, problems: list[Problem]) -> list[Path]:
    """The decision files of one folder by name; another ending that could be meant as one is a problem."""
    try:
        names = sorted(path for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        problems.append(Problem(source_of(root, folder), 1, "unreadable_folder", str(error.strerror or error)))
        return []
    problems += [
        Problem(source_of(root, path), 1, "wrong_name", f"decisions are named *{SUFFIX}, in small letters")
        for path in names
        if re.fullmatch(r"(?i).*\.ya?ml", path.name) and not path.name.endswith(SUFFIX)
    ]
    return [path for path in names if path.name.endswith(SUFFIX)]


def is_unapproved(found: FoundFile) -> bool:
    """Whether a file that could be read leaves the approver blank, or is without that key and without a day.

    A file that says when it was decided and has no such key is no draft: somebody wrote the key otherwise.
    """
    is_left_out = "approver" not in found.lines and found.values.get("decided_date") is not None
    is_blank = found.values.get("approver") is None and "approver" not in found.unread
    return "kind" in found.lines and is_blank and not is_left_out


def decided(found: FoundFile, today: date) -> Decision | None:
    """The decision of a file; what it lacks and which rules it breaks by itself are added to its problems."""
    if not found.lines:
        return None
    require_keys(found)
    enclosed: dict[str, str] = found.values.pop("attachment", None) or {}
    if found.problems:
        return None
    given: dict[str, Any] = dict.fromkeys(SCHEMA) | found.values | {"source": found.source, "is_draft": False}
    given |= {f"attachment_{key}": text for key, text in enclosed.items()}
    decision = Decision(**given)
    for key, rule, message in broken_alone(decision, today):
        found.add(rule, message, found.lines.get(key, 1))
    if enclosed:
        check_attachment(found, enclosed)
    return decision


def require_keys(found: FoundFile) -> None:
    """Notes what a decision of its kind needs and does not have, and what it has and cannot need."""
    values, kind = found.values, found.values.get("kind")
    is_draft = found.path.name.endswith(DRAFT_SUFFIX) or is_unapproved(found)
    needed = (*ALWAYS, *NEEDS.get(str(kind), ()), *(() if is_draft else APPROVAL))
    for key in needed:
        if values.get(key) is None and key not in found.unread:
            found.add("missing_value", f"{key} is missing or blank", found.lines.get(key, 1))
    for key in STRANGE.get(str(kind), ()):
        if values.get(key) is not None:
            found.add("stray_key", f"{key} has no place in a decision of kind {kind}", found.lines[key])


def check_attachment(found: FoundFile, enclosed: Mapping[str, str]) -> None:
    """Holds the report beside a file against its hash; it lies in the committee folder, whatever links say."""
    folder, line = found.path.parent, found.lines.get("attachment", 1)
    path = folder / enclosed["path"]
    if Path(enclosed["path"]).is_absolute() or not is_inside(folder, path):
        found.add("C16", f"the attachment {enclosed['path']!r} leads out of the committee folder: put it there", line)
        return
    try:
        content = read_bytes(path, replace(DEFAULT_LIMITS, file_bytes=LARGEST_ATTACHMENT), has_lines=False)
    except (FileRefused, ValueError) as error:
        found.add("C16", f"{error}: put the report of `esg methodology impact` there", line)
        return
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 != enclosed["sha256"]:
        found.add("C16", f"the attachment has SHA-256 {sha256}, not {enclosed['sha256']}: adopt what it says now", line)


def without_doubles(
    decisions: Collection[Decision], lines: Mapping[str, Mapping[str, int]]
) -> tuple[list[Decision], list[Problem]]:
    """The decisions with an id of their own, and those that share one; a draft that shares one is left out."""
    by_id: dict[str, list[Decision]] = {}
    for one in decisions:
        by_id.setdefault(one.decision_id, []).append(one)
    problems: list[Problem] = []
    kept: list[Decision] = []
    for sharing in by_id.values():
        final = [one for one in sharing if not one.is_draft]
        kept += final[:1] or sharing[:1]
        for one in final[1:]:
            words = f"decision_id {one.decision_id} is that of {final[0].source} too: give it one of its own"
            problems.append(Problem(one.source, lines[one.source]["decision_id"], "C12", words))
    return kept, problems


def wrong_successors(decisions: Collection[Decision], lines: Mapping[str, Mapping[str, int]]) -> Iterator[Problem]:
    """Decisions that take the place of one that is not there, is about another issuer, or was taken later."""
    final = {one.decision_id: one for one in decisions if not one.is_draft}
    named: dict[str, str] = {}
    for one in final.values():
        if one.supersedes:
            other = final.get(one.supersedes)
            wrong = wrong_successor(one, other)
            if one.supersedes in named:
                wrong = f"{named[one.supersedes]} takes the place of {one.supersedes} already: name that one"
            named.setdefault(one.supersedes, one.decision_id)
            if wrong:
                yield Problem(one.source, lines[one.source].get("supersedes", 1), "C15", wrong)


def wrong_successor(one: Decision, other: Decision | None) -> str | None:
    """Why a decision cannot take the place of another; None when it can."""
    if other is None:
        return f"there is no decision {one.supersedes}"
    if (one.is_adoption, one.issuer_id) != (other.is_adoption, other.issuer_id):
        return f"{other.decision_id} is about {other.subject}, not about {one.subject}"
    if one.decided_date is None or other.decided_date is None or one.decided_date <= other.decided_date:
        return f"{other.decision_id} was decided on {other.decided_date}, not before {one.decided_date}"
    return None
