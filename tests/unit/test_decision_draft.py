"""Drafts: what the file says, that it can be read again, and what no approval could mend is not written."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from esg_pipeline.committee_desk import Desk
from esg_pipeline.decision_draft import Adoption, DraftError, Proposal, draft, draft_adoption
from esg_pipeline.ingest.committee_files import inspect_decisions
from esg_pipeline.methodology.codes import DecisionKind
from tests.unit.committee_world import DAY, NEXT, TODAY

PROPOSED = Proposal(
    DecisionKind.OVERRIDE, "360DIGITECH", DAY, "CCC", "data_error", "A: [slip] # of 'the' press\n", " A.  Wang ", ("x",)
)


@pytest.fixture
def desk(small_published_file: Path, tmp_path: Path) -> Desk:
    return Desk(tmp_path, small_published_file, TODAY, "ab" * 32)


def fresh(desk: Desk) -> Desk:
    return Desk(desk.store, desk.published, desk.today, desk.methodology_hash)


def approved(path: Path, **more: str) -> None:
    """Does what the draft asks for."""
    text = path.read_text(encoding="utf-8")
    for key, value in {"approver": "B. Li", "decided_date": str(TODAY), **more}.items():
        assert f"\n{key}:\n" in text
        text = text.replace(f"\n{key}:\n", f"\n{key}: {value}\n")
    path.with_name(path.name.replace(".draft", "")).write_text(text, encoding="utf-8")
    path.unlink()


def test_a_draft_holds_what_is_published_and_becomes_a_decision(desk: Desk) -> None:
    written = draft(desk, PROPOSED)
    assert written.path == desk.store / "committee" / "2022-10-31-360DIGITECH.draft.yaml"
    found = inspect_decisions(desk.store, TODAY)
    assert (found.problems, found.draft_problems) == ((), ())
    [one] = found.decisions
    assert (one.model_grade, one.rule_grade, one.decided_grade) == ("B", "B", "CCC")
    assert (one.proposer, one.reason, one.evidence) == ("A. Wang", PROPOSED.reason.strip(), "x")
    assert (one.proposed_date, one.expires_date) == (TODAY, date(2023, 10, 31))
    assert one.is_draft
    approved(written.path)
    assert fresh(desk).judged(DAY).decisions["status"].to_list() == ["in_force"]


@pytest.mark.parametrize(
    ("changed", "grade"),
    [
        ({"kind": DecisionKind.WITHDRAWAL, "decided_grade": None}, "NR"),
        ({"decided_grade": "BBB"}, "BBB"),
        ({"issuer_id": "SIM-0001", "decided_grade": "A"}, "A"),
        ({"kind": DecisionKind.HOLD, "decided_grade": None}, "B"),
    ],
)
def test_every_kind_can_be_drafted_and_decided(desk: Desk, changed: dict[str, Any], grade: str) -> None:
    approved(draft(desk, replace(PROPOSED, **changed)).path)
    assert fresh(desk).problems() == []
    assert fresh(desk).judged(DAY).decisions["decided_grade"].to_list() == [grade]


def test_a_far_move_is_written_with_a_word_about_the_second_approver(desk: Desk) -> None:
    written = draft(desk, replace(PROPOSED, decided_grade="AAA"))
    assert [note[:2] for note in written.notes] == ["C2"]
    approved(written.path, second_approver="C. Zhao")
    assert fresh(desk).problems() == []


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("C6", {"issuer_id": "CAPPED", "decided_grade": "CC"}),
        ("C7", {"issuer_id": "BANKX", "decided_grade": "B"}),
        ("C8", {"decided_grade": "B"}),
        ("C9", {"issuer_id": "NOBODY"}),
        ("C13", {"issuer_id": "CAPPED", "kind": DecisionKind.HOLD, "decided_grade": None}),
    ],
)
def test_what_no_approval_could_mend_is_not_written(desk: Desk, rule: str, changed: dict[str, Any]) -> None:
    with pytest.raises(DraftError, match=f"^{rule}: "):
        draft(desk, replace(PROPOSED, **changed))
    assert not (desk.store / "committee").exists()


def test_a_second_draft_gets_an_id_of_its_own(desk: Desk) -> None:
    names = [draft(fresh(desk), PROPOSED).decision_id for _ in range(3)]
    assert names == ["2022-10-31-360DIGITECH", "2022-10-31-360DIGITECH-2", "2022-10-31-360DIGITECH-3"]


def test_a_draft_without_evidence_says_what_is_missing(desk: Desk) -> None:
    draft(desk, replace(PROPOSED, evidence=()))
    assert [problem.rule for problem in fresh(desk).filed.draft_problems] == ["missing_value"]
    assert fresh(desk).filed.problems == ()


def test_a_folder_that_leads_out_of_the_store_is_not_written_to(desk: Desk, tmp_path_factory: Any) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (desk.store / "committee").symlink_to(elsewhere)
    with pytest.raises(DraftError, match="out of the store"):
        draft(desk, PROPOSED)
    assert list(elsewhere.iterdir()) == []


def test_an_adoption_takes_its_report_along(desk: Desk, tmp_path: Path) -> None:
    report = tmp_path / "impact.json"
    report.write_text('{"who": "moves"}')
    written = draft_adoption(desk, Adoption("1.1", "01" * 32, NEXT, report, "Annual review.", "A. Wang"))
    approved(written.path)
    [one] = fresh(desk).filed.decisions
    assert fresh(desk).problems() == []
    assert one.attachment_path == "attachments/2023-04-30-method-1.1.json"
    assert one.attachment_sha256 == hashlib.sha256(report.read_bytes()).hexdigest()
    (desk.store / "committee" / one.attachment_path).write_text("changed")
    assert [problem.rule for problem in fresh(desk).problems()] == ["C16"]


def test_an_adoption_without_a_report_is_not_written(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(DraftError, match="no such ordinary file"):
        draft_adoption(desk, Adoption("1.1", "01" * 32, NEXT, tmp_path / "gone.json", "x", "A. Wang"))
