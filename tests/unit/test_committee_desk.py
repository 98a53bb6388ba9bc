"""Files held against the published grades: what each would do, every problem at once, and what is only worth a word."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from esg_pipeline.committee_desk import Desk
from tests.unit.committee_world import ADOPTION, APRIL, DAY, TODAY, write, write_text

MINE: dict[str, Any] = {"issuer_id": "360DIGITECH"}  # B on the later date by score and by rule, and on the earlier one
METHOD = "ab" * 32
SEEN_AA: dict[str, Any] = {"model_grade": "AA", "rule_grade": ...}


@pytest.fixture
def desk(small_published_file: Path, tmp_path: Path) -> Desk:
    return Desk(tmp_path, small_published_file, TODAY, METHOD)


def again(desk: Desk, **changed: Any) -> Desk:
    """The desk after files have changed."""
    same: dict[str, Any] = {
        "store": desk.store,
        "published": desk.published,
        "today": TODAY,
        "methodology_hash": METHOD,
    }
    return Desk(**{**same, **changed})


def told(desk: Desk) -> list[tuple[str, str]]:
    return [(problem.file, problem.rule) for problem in desk.problems()]


def test_an_empty_folder_has_no_problem(desk: Desk) -> None:
    assert (desk.problems(), list(desk.notes())) == ([], [])
    assert desk.judged(DAY).decisions.height == 0


def test_a_good_decision_is_in_force_on_the_published_grades(desk: Desk) -> None:
    write(desk.store, **MINE)
    assert desk.problems() == []
    found = desk.judged(DAY).decisions.select("status", "rule_grade", "decided_grade")
    assert found.rows() == [("in_force", "B", "CCC")]
    assert desk.judged(APRIL).decisions.height == 0


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("C2", {"decided_grade": "AAA"}),
        ("C5", {"model_grade": "BB", "rule_grade": "BB"}),
        ("C6", {"issuer_id": "CAPPED", "model_grade": "BBB", "rule_grade": "C", "decided_grade": "CC"}),
        ("C7", {"issuer_id": "BANKX", "model_grade": "CCC", "rule_grade": ..., "decided_grade": "B"}),
        ("C8", {"decided_grade": "B"}),
        ("C9", {"issuer_id": "NOBODY"}),
        ("C13", {"issuer_id": "SIM-0001", "kind": "hold", "decided_grade": ..., **SEEN_AA}),
    ],
)
def test_rules_are_asked_of_the_published_grades(desk: Desk, rule: str, changed: dict[str, Any]) -> None:
    write(desk.store, **{**MINE, **changed})
    assert set(told(desk)) == {("committee/d1.yaml", rule)} or told(desk)[-1] == ("committee/d1.yaml", rule)
    assert (problem := desk.problems()[0]).message.startswith("2022-10-31: "), problem


def test_every_problem_of_every_file_is_told_drafts_too(desk: Desk) -> None:
    write(desk.store, **MINE, model_grade="BB", rule_grade=...)
    write(desk.store, "d2.yaml", decision_id="D-2", approver="A. Wang")
    write_text(desk.store, "d3.draft.yaml", "kind: [")
    assert told(desk) == [
        ("committee/d1.yaml", "C5"),
        ("committee/d2.yaml", "C1"),
        ("committee/d3.draft.yaml", "bad_yaml"),
    ]


def test_only_the_next_run_is_asked_to_rate_by_the_adopted_method(desk: Desk) -> None:
    report = {"path": "r.json", "sha256": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"}
    write_text(desk.store, "r.json", "x")
    adopted = {**ADOPTION, "attachment": report, "rating_date": APRIL, "methodology_hash": "01" * 32}
    write(desk.store, "m.yaml", **adopted)
    assert told(desk) == [("committee/m.yaml", "C17")]
    assert told(again(desk, methodology_hash="01" * 32)) == []


def test_without_a_published_file_the_files_alone_are_looked_at(desk: Desk) -> None:
    write(desk.store, **MINE, decided_grade="AAA")
    bare = again(desk, published=desk.store / "none.duckdb")
    assert bare.problems() == []
    assert list(bare.notes()) == ["committee/d1.yaml: 2022-10-31 is not published, its grades were not looked at"]
    assert bare.decisions()["is_simulated"].to_list() == [None]


def test_drafts_and_papers_that_are_gone_are_worth_a_word(desk: Desk) -> None:
    write(desk.store, **MINE, approver=None, evidence=["ef" * 32, "cd" * 32, "a letter"])
    assert list(desk.notes()) == [
        "committee/d1.yaml: D-1 is a draft and has no effect",
        f"committee/d1.yaml: no document of the store has the SHA-256 {'ef' * 32}",
    ]


def test_a_later_date_than_any_published_one_is_said(desk: Desk) -> None:
    write(desk.store, **MINE, rating_date=date(2023, 4, 30))
    assert desk.problems() == []
    assert list(desk.notes()) == ["committee/d1.yaml: 2023-04-30 is not published, its grades were not looked at"]
