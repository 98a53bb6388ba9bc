"""The committee's folders: which files are decisions, which are drafts, and every rule that a file can break alone."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from data_contracts.committee import FILED
from esg_pipeline.ingest.committee_files import CommitteeError, decision_frame, inspect_decisions, read_decisions
from tests.unit.committee_world import FILE, HASH, NEXT, SIMULATED, TODAY, write, write_text


def problems(store: Path) -> list[str]:
    """`file:line rule` of everything that is wrong with files that are no drafts."""
    found = inspect_decisions(store, TODAY)
    return [f"{problem.file}:{problem.line} {problem.rule}" for problem in found.problems]


def rules(store: Path) -> list[str]:
    return [problem.rule for problem in inspect_decisions(store, TODAY).problems]


def adoption(store: Path, name: str = "m1.yaml", **changed: Any) -> Path:
    """An adoption with its report."""
    report = write_text(store, "attachments/impact.json", '{"who": "moves"}')
    given = {"path": "attachments/impact.json", "sha256": hashlib.sha256(report.read_bytes()).hexdigest()}
    return write(store, name, **{"kind": "adoption", "attachment": given, **changed})


def test_a_decision_becomes_a_row_that_keeps_the_contract(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "d2.yaml", decision_id="D-2", issuer_id="S", evidence=["one", "two"])
    adoption(tmp_path)
    table = FILED.conform(read_decisions(tmp_path, SIMULATED, TODAY))
    assert FILED.violations(table) == []
    assert table["decision_id"].to_list() == ["D-1", "D-2", "M-1"]
    assert table["is_simulated"].to_list() == [False, True, None]
    assert table["evidence"].to_list()[1] == "one\ntwo"
    assert table["attachment_path"].to_list() == [None, None, "attachments/impact.json"]
    assert table["source"].to_list() == ["committee/d1.yaml", "committee/d2.yaml", "committee/m1.yaml"]


def test_no_folder_and_an_empty_one_are_an_empty_table(tmp_path: Path) -> None:
    assert FILED.conform(read_decisions(tmp_path, {}, TODAY)).height == 0
    (tmp_path / "committee").mkdir()
    assert FILED.conform(decision_frame((), {})).height == 0
    assert read_decisions(tmp_path / "nowhere", {}, TODAY).height == 0


def test_parts_of_the_store_have_committees_too(tmp_path: Path) -> None:
    (tmp_path / "sample" / "registry").mkdir(parents=True)
    write(tmp_path / "sample")
    write(tmp_path / "other", decision_id="D-2")
    write_text(tmp_path, "deeper/d3.yaml", "no decision: it lies in a folder of its own")
    table = read_decisions(tmp_path, SIMULATED, TODAY)
    assert sorted(table["source"]) == ["other/committee/d1.yaml", "sample/committee/d1.yaml"]


def test_the_order_of_files_does_not_matter(tmp_path: Path) -> None:
    for place, names in enumerate([("a.yaml", "b.yaml"), ("b.yaml", "a.yaml")]):
        for number, name in enumerate(names):
            write(tmp_path / str(place), name, decision_id=f"D-{number}", issuer_id="AB"[number])
    first, second = (read_decisions(tmp_path / str(place), SIMULATED, TODAY) for place in (0, 1))
    assert first.drop("source").equals(second.drop("source"))


# What a file breaks by itself


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("C1", {"approver": "a.  WANG"}),
        ("C1", {"second_approver": "B. LI"}),
        ("C3", {"decided_date": date(2022, 11, 1)}),
        ("C3", {"decided_date": date(2024, 1, 16)}),
        ("C4", {"expires_date": date(2023, 11, 1)}),
        ("C4", {"expires_date": date(2022, 10, 31)}),
        ("C11", {"decided_grade": "NR"}),
        ("C14", {"rating_date": date(2022, 11, 1), "expires_date": date(2023, 1, 1)}),
        ("C15", {"supersedes": "D-0"}),
        ("missing_value", {"issuer_id": ...}),
        ("missing_value", {"model_grade": ...}),
        ("missing_value", {"decided_grade": ...}),
        ("missing_value", {"expires_date": ...}),
        ("missing_value", {"reason": "  "}),
        ("missing_value", {"evidence": []}),
        ("missing_value", {"decided_date": ...}),
        ("missing_value", {"kind": "hold", "decided_grade": ..., "model_grade": ...}),
        ("missing_value", {"kind": "withdrawal", "decided_grade": ..., "issuer_id": ...}),
        ("missing_value", {"decision_id": ...}),
        ("missing_value", {"proposer": ...}),
        ("stray_key", {"kind": "hold"}),
        ("stray_key", {"kind": "withdrawal"}),
        ("stray_key", {"methodology_hash": HASH}),
        ("unknown_key", {"aprover": "B. Li"}),
        ("wrong_type", {"approver": ["B. Li"]}),
    ],
)
def test_a_file_that_breaks_a_rule_is_named_and_stops_the_reading(
    tmp_path: Path, rule: str, changed: dict[str, Any]
) -> None:
    write(tmp_path, **changed)
    assert rules(tmp_path) == [rule]
    with pytest.raises(CommitteeError, match=rf"^committee/d1\.yaml:\d+: {rule}: "):
        read_decisions(tmp_path, SIMULATED, TODAY)


def test_the_line_is_that_of_the_key(tmp_path: Path) -> None:
    path = write(tmp_path, approver="A. Wang", expires_date=date(2030, 1, 1))
    lines = path.read_text().splitlines()
    at = {key: 1 + next(n for n, line in enumerate(lines) if line.startswith(key)) for key in ("approver", "expires")}
    assert problems(tmp_path) == sorted(
        [f"committee/d1.yaml:{at['approver']} C1", f"committee/d1.yaml:{at['expires']} C4"],
        key=lambda text: int(text.split(":")[1].split()[0]),
    )


def test_every_problem_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, approver="A. Wang", expires_date=date(2030, 1, 1))
    write_text(tmp_path, "d2.yaml", "kind: [")
    write(tmp_path, "d3.yaml", decision_id="D-3", decided_grade="NR")
    with pytest.raises(CommitteeError) as error:
        read_decisions(tmp_path, SIMULATED, TODAY)
    assert [problem.rule for problem in error.value.problems] == ["C1", "C4", "bad_yaml", "C11"] or sorted(
        problem.rule for problem in error.value.problems
    ) == ["C1", "C11", "C4", "bad_yaml"]
    assert str(error.value).count("\n") == 3


@pytest.mark.parametrize("name", ["d1.yml", "D1.YAML", "d1.Yaml"])
def test_a_file_that_was_meant_as_a_decision_is_not_passed_over(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert rules(tmp_path) == ["wrong_name"]


def test_notes_hidden_files_and_reports_beside_decisions_are_left_alone(tmp_path: Path) -> None:
    for name in ("README.md", ".d1.yaml", "impact.json", "attachments/notes.yaml"):
        write_text(tmp_path, name, "x")
    assert rules(tmp_path) == []


def test_a_folder_that_is_none_or_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "committee").write_text("x")
    assert rules(tmp_path / "a") == ["unreadable_folder"]
    write(tmp_path / "elsewhere")
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "committee").symlink_to(tmp_path / "elsewhere" / "committee")
    assert rules(tmp_path / "b") == ["outside_store"]


# Files beside each other


def test_an_id_stands_for_one_decision(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "d2.yaml", issuer_id="B")
    assert problems(tmp_path) == ["committee/d2.yaml:1 C12"]


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"supersedes": "D-1", "decided_date": date(2022, 11, 5)}, []),
        ({"supersedes": "D-1"}, ["C15"]),
        ({"supersedes": "D-1", "decided_date": date(2022, 11, 5), "issuer_id": "B"}, ["C15"]),
        ({"supersedes": "D-2", "decided_date": date(2022, 11, 5)}, ["C15"]),
        ({"supersedes": "M-1", "decided_date": date(2022, 11, 5)}, ["C15"]),
    ],
)
def test_a_successor_is_later_and_about_the_same_issuer(
    tmp_path: Path, changed: dict[str, Any], expected: list[str]
) -> None:
    write(tmp_path)
    adoption(tmp_path)
    write(tmp_path, "d2.yaml", decision_id="D-2", **changed)
    assert rules(tmp_path) == expected


def test_two_successors_of_one_decision_are_one_too_many(tmp_path: Path) -> None:
    write(tmp_path)
    for number in (2, 3):
        write(tmp_path, f"d{number}.yaml", decision_id=f"D-{number}", supersedes="D-1", decided_date=date(2022, 12, 1))
    assert rules(tmp_path) == ["C15"]


# Drafts


@pytest.mark.parametrize("changed", [{"approver": None}, {"approver": ""}, {"approver": ...}, {"approver": "  "}])
def test_without_an_approver_it_is_a_draft(tmp_path: Path, changed: dict[str, Any]) -> None:
    write(tmp_path, decided_date=None, **changed)
    table = FILED.conform(read_decisions(tmp_path, SIMULATED, TODAY))
    assert (table["is_draft"].to_list(), FILED.violations(table)) == ([True], [])


@pytest.mark.parametrize(
    ("old", "new"),
    [("approver:", "aprover:"), ("approver:", "Approver:"), ("approver: B. Li", "approver:\napprover: B. Li")],
)
def test_a_slip_in_the_approval_makes_no_draft(tmp_path: Path, old: str, new: str) -> None:
    path = write(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert rules(tmp_path)
    assert inspect_decisions(tmp_path, TODAY).draft_problems == ()


def test_a_draft_by_name_is_one_though_somebody_has_approved_it(tmp_path: Path) -> None:
    write(tmp_path, "d1.draft.yaml")
    assert read_decisions(tmp_path, SIMULATED, TODAY)["is_draft"].to_list() == [True]


@pytest.mark.parametrize("text", ["kind: [", "", "kind: hold\nfoo: 1", "decision_id: D-1\nkind: override\napprover:\n"])
def test_a_broken_draft_stops_nothing_and_is_told(tmp_path: Path, text: str) -> None:
    write_text(tmp_path, "d1.draft.yaml", text)
    found = inspect_decisions(tmp_path, TODAY)
    assert found.problems == ()
    assert found.draft_problems
    assert read_decisions(tmp_path, SIMULATED, TODAY).height == 0


def test_a_draft_with_the_id_of_a_decision_gives_way(tmp_path: Path) -> None:
    write(tmp_path, "a.draft.yaml")
    write(tmp_path, "b.yaml")
    assert read_decisions(tmp_path, SIMULATED, TODAY)["source"].to_list() == ["committee/b.yaml"]


# Adoptions


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ("C16", {"attachment": {"path": "attachments/impact.json", "sha256": "01" * 32}}),
        ("C16", {"attachment": {"path": "attachments/gone.json", "sha256": "01" * 32}}),
        ("C16", {"attachment": {"path": "../registry/issuers.csv", "sha256": "01" * 32}}),
        ("C16", {"attachment": {"path": "/etc/hostname", "sha256": "01" * 32}}),
        ("C16", {"attachment": {"path": "attachments", "sha256": "01" * 32}}),
        ("missing_value", {"attachment": ...}),
        ("missing_value", {"methodology_hash": ...}),
        ("missing_value", {"methodology_version": ...}),
        ("stray_key", {"issuer_id": "A"}),
        ("stray_key", {"expires_date": NEXT}),
        ("wrong_form", {"methodology_hash": "AB" * 32}),
    ],
)
def test_an_adoption_needs_its_unchanged_report(tmp_path: Path, rule: str, changed: dict[str, Any]) -> None:
    adoption(tmp_path, **changed)
    assert rules(tmp_path) == [rule]


def test_a_report_behind_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "committee").mkdir()
    (tmp_path / "committee" / "r.json").symlink_to(tmp_path / "secret")
    (tmp_path / "committee" / "loop.json").symlink_to("loop.json")
    for name in ("r.json", "loop.json"):
        adoption(tmp_path, attachment={"path": name, "sha256": hashlib.sha256(b"x").hexdigest()})
        assert rules(tmp_path) == ["C16"]


def test_the_file_of_the_tests_has_every_key_that_an_override_needs(tmp_path: Path) -> None:
    for key in FILE:
        write(tmp_path, **{key: ...})
        found = inspect_decisions(tmp_path, TODAY)
        spared: dict[str, list[str]] = {"rule_grade": []}
        assert [problem.rule for problem in found.problems] == spared.get(key, ["missing_value"]), key
