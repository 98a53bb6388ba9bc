"""`esg committee` as a person meets it: drafts, checks, lists and records, and how wrong use is said."""

import csv
import io
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import paths
from esg_pipeline.cli import esg
from esg_pipeline.methodology.read import load_methodology
from tests.unit.committee_world import FILE, write, write_text

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")
WHY = ("--reason-code", "data_error", "--reason", "A slip.", "--by", "A. Wang", "--evidence", "Letter 5")


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ESG_DATA_DIR", str(tmp_path))
    return tmp_path


def committee(*arguments: str | Path) -> Result:
    return CliRunner().invoke(esg, ["committee", *map(str, arguments)], prog_name="esg")


def test_a_draft_is_written_checked_listed_and_decided(store: Path) -> None:
    done = committee("draft", "360digitech", "--rating-date", "2022-10-31", "--to", "AAA", *WHY)
    assert done.exit_code == 0, done.output
    file = store / "committee" / "2022-10-31-360DIGITECH.draft.yaml"
    assert done.stdout.splitlines()[0] == f"Draft 2022-10-31-360DIGITECH: {file}"
    assert "Note: C2: B to AAA are 5 notches: name a second_approver" in done.stdout
    checked = committee("check")
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, "1 decision, no problem")
    assert "is a draft and has no effect" in checked.stdout
    lines = file.read_text().splitlines()
    today = next(line.split()[1] for line in lines if line.startswith("proposed_date"))
    filled = {"approver:": "approver: B", "decided_date:": f"decided_date: {today}"}
    file.with_name("d.yaml").write_text("\n".join(filled.get(line, line) for line in lines))
    file.unlink()
    refused = committee("check")
    assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (1, "Error: 1 problem")
    assert refused.stderr.startswith("committee/d.yaml:1: C2: 2022-10-31: B to AAA are 5 notches")


@pytest.mark.parametrize("options", [(), ("--hold", "--withdraw"), ("--to", "B", "--hold")])
def test_one_thing_is_decided_at_a_time(store: Path, options: tuple[str, ...]) -> None:
    done = committee("draft", "360DIGITECH", "--rating-date", "2022-10-31", *options, *WHY)
    assert (done.exit_code, "one of --to GRADE, --hold and --withdraw" in done.stderr) == (2, True)
    assert not (store / "committee").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("360DIGITECH", "--to", "B"), 1, "C8: B is the rule grade already"),
        (("NOBODY", "--to", "B"), 1, "issuer 'NOBODY' is not known"),
        (("360DIGITECH", "--to", "NR"), 2, "'NR' is not one of"),
        (("360DIGITECH", "--to", "A", "--expires", "soon"), 2, "is not a date"),
    ],
)
def test_what_cannot_be_decided_is_said(store: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = committee("draft", *arguments, "--rating-date", "2022-10-31", *WHY)
    assert done.exit_code == code
    assert words in " ".join(done.stderr.split())
    assert not (store / "committee").exists()


def test_every_problem_is_a_line_and_the_exit_code_is_one(store: Path) -> None:
    write(store, issuer_id="360DIGITECH", decided_grade="AAA")
    write_text(store, "d2.yaml", "kind: hold\nfoo: 1")
    done = committee("check")
    assert done.exit_code == 1
    lines = done.stderr.splitlines()
    assert any(line.startswith("committee/d1.yaml:1: C2: ") for line in lines)
    assert any(line.startswith("committee/d2.yaml:2: unknown_key: ") for line in lines)


def test_an_empty_committee_has_no_problem(store: Path) -> None:
    done = committee("check")
    assert (done.exit_code, done.stdout) == (0, "0 decisions, no problem\n")
    assert committee("list").stdout == "0 decisions on 2022-10-31\n"


def test_the_list_speaks_to_people_and_machines(store: Path) -> None:
    write(store, issuer_id="360DIGITECH")
    write(store, "d2.yaml", decision_id="D-2", rating_date=date(2023, 4, 30))
    shown = committee("list")
    assert "in force" in shown.stdout
    assert "About later rating dates: D-2" in shown.stdout
    [row] = json.loads(committee("list", "--json").stdout)
    assert (row["decision_id"], row["status"], row["decided_grade"]) == ("D-1", "in_force", "CCC")
    [line] = csv.DictReader(io.StringIO(committee("list", "--csv").stdout))
    assert line["approver"] == FILE["approver"]
    assert committee("list", "--json", "--csv").exit_code == 2
    assert committee("list", "--rating-date", "2020-10-31").exit_code == 2


def test_an_adoption_is_drafted_with_its_report(store: Path, tmp_path: Path) -> None:
    report = tmp_path / "impact.json"
    report.write_text("{}")
    version = paths.methodology_dir()
    options = ("--from", "2023-04-30", "--report", report, "--reason", "Review.", "--by", "A. Wang")
    done = committee("adopt", version, *options)
    assert done.exit_code == 0, done.output
    text = (store / "committee" / "2023-04-30-method-1.0.draft.yaml").read_text()
    assert f"methodology_hash: {load_methodology().hash}" in text
    assert (store / "committee" / "attachments" / "2023-04-30-method-1.0.json").read_text() == "{}"
    assert committee("check").exit_code == 0


def test_a_record_is_written_where_it_is_asked_for(tmp_path: Path) -> None:
    done = committee("record", "360digitech", "--out", tmp_path / "record")
    assert done.exit_code == 0, done.output
    assert sorted(path.name for path in (tmp_path / "record").iterdir()) == ["SHA256SUMS", "record.json", "record.md"]
    assert committee("record", "RATES", "--out", tmp_path / "none").exit_code == 1


def test_without_a_published_file_the_check_still_reads_the_files(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(store / "nothing"))
    write(store)
    done = committee("check")
    assert (done.exit_code, "its grades were not looked at" in done.stdout) == (0, True)
    write(store, approver="A. Wang")
    assert committee("check").exit_code == 1
    assert "run the pipeline first" in committee("list").stderr
