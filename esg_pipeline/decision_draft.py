"""Writes the draft of a decision file: what the model says is filled in, who approves is left to the committee.

Whether it may be decided so is asked of `committee_desk`.
"""

import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from esg_pipeline.committee_desk import Desk
from esg_pipeline.decision import Decision, latest_expiry
from esg_pipeline.ingest.committee_files import DRAFT_SUFFIX, LARGEST_ATTACHMENT, SUFFIX
from esg_pipeline.ingest.documents import write_whole
from esg_pipeline.ingest.layout import COMMITTEE, is_inside
from esg_pipeline.ingest.limits import DEFAULT_LIMITS, FileRefused, read_bytes
from esg_pipeline.methodology.codes import DecisionKind, ReasonCode
from esg_pipeline.people import tidy

HEAD = """\
# A draft: it has no effect. To decide, fill in approver and decided_date (and second_approver for more than two
# notches), then take ".draft" out of the file's name. `esg committee check` says what is still wrong.
"""
ORDER = (
    *("decision_id", "kind", "issuer_id", "rating_date", "model_grade", "rule_grade", "decided_grade"),
    *("methodology_version", "methodology_hash", "attachment", "reason_code", "reason", "evidence", "supersedes"),
    *("proposer", "proposed_date", "approver", "second_approver", "decided_date", "expires_date"),
)
ATTACHMENTS = "attachments"
ALWAYS_SHOWN = ("evidence", "approver", "second_approver", "decided_date")
# What no second look can mend: such a draft is not written. The rest is for the committee.
HOPELESS = ("C5", "C6", "C7", "C8", "C9", "C11", "C13", "C14")


class BlankDumper(yaml.SafeDumper):
    """Leaves out the word null: what is still to be filled in stands blank. Days are written out."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002 - the parent's signature
        """No value refers to another one: such a file would be refused."""
        return True


BlankDumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


class DraftError(ValueError):
    """A decision that the rules forbid whoever approves it."""


@dataclass(frozen=True)
class Proposal:
    """What somebody proposes about an issuer; `expires_date` is by default the latest there may be."""

    kind: DecisionKind
    issuer_id: str
    rating_date: date
    decided_grade: str | None
    reason_code: str
    reason: str
    proposer: str
    evidence: tuple[str, ...] = ()
    expires_date: date | None = None
    supersedes: str | None = None


@dataclass(frozen=True)
class Draft:
    """A draft that was written, and what the committee should know of it."""

    path: Path
    decision_id: str
    notes: tuple[str, ...]


def draft(desk: Desk, proposal: Proposal) -> Draft:
    """Writes `committee/<id>.draft.yaml` with the grades that are published for the issuer and date.

    Raises DraftError when a rule forbids it whoever approves.
    """
    decision = drafted(desk, proposal)
    # Looked at as if it were approved; only then are the rules of grades asked for.
    approved = replace(decision, is_draft=False, decided_date=desk.today, approver="-")
    judged = desk.judged(proposal.rating_date, approved)
    broken = [one for one in judged.problems if one.file == decision.source]
    hopeless = [f"{one.rule}: {one.message}" for one in broken if one.rule in HOPELESS]
    if hopeless:
        raise DraftError("; ".join(hopeless))
    path = write(desk.store, decision.decision_id, values_of(decision))
    return Draft(path, decision.decision_id, tuple(f"{one.rule}: {one.message}" for one in broken))


def drafted(desk: Desk, proposal: Proposal) -> Decision:
    """The decision of a proposal, with the published grades and an id of its own."""
    rows = desk.by_rule(proposal.rating_date).filter(issuer_id=proposal.issuer_id).to_dicts()
    seen: dict[str, Any] = rows[0] if rows else {}
    taken = {one.decision_id for one in desk.filed.decisions}
    decision_id = free_id(f"{proposal.rating_date}-{proposal.issuer_id}", taken, desk.store / COMMITTEE)
    return Decision(
        decision_id=decision_id,
        kind=proposal.kind,
        issuer_id=proposal.issuer_id,
        rating_date=proposal.rating_date,
        model_grade=seen.get("model_grade"),
        # NR is nothing that a committee moves from; the rule that says so speaks for itself.
        rule_grade=seen.get("rule_grade") if seen.get("rule_grade") != "NR" else None,
        decided_grade=proposal.decided_grade,
        reason_code=proposal.reason_code,
        reason=proposal.reason,
        proposer=tidy(proposal.proposer),
        approver=None,
        second_approver=None,
        proposed_date=desk.today,
        decided_date=None,
        expires_date=proposal.expires_date or latest_expiry(proposal.rating_date),
        evidence="\n".join(" ".join(text.split()) for text in proposal.evidence),
        supersedes=proposal.supersedes,
        methodology_version=None,
        methodology_hash=None,
        attachment_path=None,
        attachment_sha256=None,
        is_draft=True,
        is_simulated=seen.get("is_simulated"),
        source=f"{COMMITTEE}/{decision_id}{DRAFT_SUFFIX}",
        source_sha256="",
    )


def free_id(wish: str, taken: Collection[str], folder: Path) -> str:
    """An id that no decision and no file has, near the one wished for."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", wish)[:56]
    names = (plain if number == 1 else f"{plain}-{number}" for number in range(1, 10_000))
    return next(
        name
        for name in names
        if name not in taken and not any((folder / f"{name}{ending}").exists() for ending in (SUFFIX, DRAFT_SUFFIX))
    )


def values_of(decision: Decision) -> dict[str, Any]:
    """The keys of a decision's file in their order; what is still to be filled in stands there without a value."""
    there = {**vars(decision), "kind": str(decision.kind), "evidence": decision.evidence.splitlines()}
    return {key: there.get(key) for key in ORDER if there.get(key) is not None or key in ALWAYS_SHOWN}


def write(store: Path, decision_id: str, values: dict[str, Any]) -> Path:
    """Writes a draft in one step. Raises DraftError when the folder leads out of the store."""
    folder = store / COMMITTEE
    if not is_inside(store, folder):
        raise DraftError(f"{folder} leads out of the store")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{decision_id}{DRAFT_SUFFIX}"
    text = yaml.dump(values, Dumper=BlankDumper, sort_keys=False, allow_unicode=True, width=100)
    write_whole(path, f"{HEAD}{text}".encode())
    return path


@dataclass(frozen=True)
class Adoption:
    """The proposal to rate by a version from a rating date on, and the impact report that it rests on."""

    methodology_version: str
    methodology_hash: str
    rating_date: date
    report: Path
    reason: str
    proposer: str


def draft_adoption(desk: Desk, adoption: Adoption) -> Draft:
    """Writes the draft of an adoption and copies its report beside it. Raises DraftError when no report can be read."""
    folder = desk.store / COMMITTEE
    taken = {one.decision_id for one in desk.filed.decisions}
    wish = f"{adoption.rating_date}-method-{adoption.methodology_version}"
    decision_id = free_id(wish, taken, folder)
    try:
        content = read_bytes(adoption.report, replace(DEFAULT_LIMITS, file_bytes=LARGEST_ATTACHMENT), has_lines=False)
    except FileRefused as refused:
        raise DraftError(f"{adoption.report}: {refused.reason}") from refused
    attached = f"{ATTACHMENTS}/{decision_id}{adoption.report.suffix}"
    values = dict.fromkeys(ALWAYS_SHOWN) | {
        "decision_id": decision_id,
        "kind": str(DecisionKind.ADOPTION),
        "rating_date": adoption.rating_date,
        "methodology_version": adoption.methodology_version,
        "methodology_hash": adoption.methodology_hash,
        "attachment": {"path": attached, "sha256": hashlib.sha256(content).hexdigest()},
        "reason_code": str(ReasonCode.METHODOLOGY_REVIEW),
        "reason": adoption.reason,
        "evidence": [f"Impact report {attached}"],
        "proposer": tidy(adoption.proposer),
        "proposed_date": desk.today,
    }
    path = write(desk.store, decision_id, {key: values[key] for key in ORDER if key in values})
    (folder / ATTACHMENTS).mkdir(exist_ok=True)
    write_whole(folder / attached, content)
    return Draft(path, decision_id, ())
