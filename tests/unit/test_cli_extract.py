"""`esg extract`: JSON for programs, tables for people, one line for a file that cannot be read, and nothing is kept."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esg_pipeline.cli import esg

REPORT = "Example ESG report 2021\n\nIndex\t2021\nTotal Hazardous Waste Discharge (tons)\t0.12\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    return CliRunner()


def extract(run: CliRunner, *words: str) -> Result:
    return run.invoke(esg, ["extract", *words], env={"COLUMNS": "200"})


def test_json_is_one_object(run: CliRunner) -> None:
    found = extract(run, "report.txt", "--json")
    assert found.exit_code == 0
    [fact] = json.loads(found.stdout)["facts"]
    assert (fact["data_point_id"], fact["value"], fact["unit"]) == ("ws_haz", 0.12, "t")


def test_people_see_a_table(run: CliRunner) -> None:
    found = extract(run, "report.txt", "--all")
    assert found.exit_code == 0
    assert "Hazardous waste generated" in found.stdout


def test_nothing_is_kept(run: CliRunner, tmp_path: Path) -> None:
    extract(run, "report.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_year_that_is_given_is_taken(run: CliRunner) -> None:
    found = json.loads(extract(run, "report.txt", "--json", "--fiscal-year", "2022").stdout)
    assert found["document"]["fiscal_year"] == 2022


@pytest.mark.parametrize(
    ("name", "content"), [("broken.pdf", b"%PDF-1.7 nothing"), ("zeros.bin", b"\x00\x01\x02\xff" * 40)]
)
def test_what_cannot_be_read_is_one_line(run: CliRunner, tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    found = extract(run, name)
    assert found.exit_code == 1
    assert found.stderr.startswith("Error: ")
    assert found.stderr.count("\n") == 1
    assert "unexpected" not in found.stderr


def test_a_file_that_is_not_there_is_wrong_use(run: CliRunner) -> None:
    assert extract(run, "nothing.pdf").exit_code == 2


def test_help_has_an_example(run: CliRunner) -> None:
    assert "esg extract report.pdf --json" in extract(run, "--help").stdout
