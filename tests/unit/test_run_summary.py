"""What is told at the end of a run."""

import io
import json
import shlex
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console

from esg_pipeline.machine_output import to_json
from esg_pipeline.reader import PublishedReader
from esg_pipeline.run_summary import (
    command,
    near,
    next_step,
    on_one_line,
    python_line,
    run_record,
    show_run,
    sql_line,
)
from esg_pipeline.runner import RunReport
from esg_pipeline.warehouse import ask

DAY = date(2022, 10, 31)


@pytest.fixture
def report(small_published_file: Path) -> RunReport:
    warnings = ["check a_check of mart.x: it is odd\x1b[31m (2 more)"]
    return RunReport(True, [date(2022, 4, 30), DAY], "done", small_published_file, 42, 1.26, 3, warnings)


def seen(report: RunReport) -> str:
    stream = io.StringIO()
    show_run(Console(file=stream, width=200, markup=False), report)
    return stream.getvalue()


def test_the_last_date_is_told_with_its_grades_and_real_issuers(report: RunReport) -> None:
    text = seen(report)
    assert "Grades on 2022-10-31" in text
    real = text[text.index("Real issuers on") : text.index("Committee decisions")]
    assert "74.99" in real
    assert "75.00" not in real
    assert "coverage 0.1 is below 0.15" in real
    assert "SIM-0001" not in real


def test_decisions_are_counted_and_those_that_fell_away_are_named(report: RunReport) -> None:
    lines = seen(report).splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("Committee decisions"))
    assert lines[place] == "Committee decisions: 1 expired, 1 draft (`esg committee list`)"
    assert lines[place + 1] == "Committee decision D-7 about SIM-0001 on 2022-10-31: it expired on 2022-04-30"
    assert "Committee" not in seen(replace(report, rating_dates=[date(2022, 4, 30)]))


def test_counts_file_and_commands_close_the_summary(report: RunReport) -> None:
    text = seen(report)
    assert "Rated 2 rating dates in 1.3 s" in text
    assert "3 input rows were refused, see raw.rejected_row" in text
    assert f"Published: {report.published_file} (42 tables)" in text
    assert python_line(report.published_file) in text
    assert sql_line("try_this") in text
    assert "No input row was refused." in seen(replace(report, rejected_rows=0))
    assert "\nWarning: check a_check of mart.x: it is odd[31m (2 more)\n" in text


def test_an_older_date_is_told_when_only_that_was_run(report: RunReport) -> None:
    assert "Grades on 2022-04-30" in seen(replace(report, rating_dates=[date(2022, 4, 30)]))


def test_the_python_line_works_in_a_shell(report: RunReport) -> None:
    line = ["sh", "-c", python_line(report.published_file)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "360 DigiTech, Inc." in done.stdout
    assert "cmd|x" not in done.stdout


def test_paths_below_the_working_directory_are_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert near(tmp_path / "my warehouse" / "p.duckdb") == "my warehouse/p.duckdb"


def test_the_next_step_explains_the_real_issuer_that_is_known_best(report: RunReport) -> None:
    assert "Next: esg explain 360DIGITECH" in seen(report).replace(command(), "esg")


def test_where_nobody_is_rated_the_next_step_asks_why(report: RunReport) -> None:
    step = next_step(PublishedReader(report.published_file), None)
    assert step.startswith("nobody is rated; ask why: ")
    assert shlex.split(step)[-1] == on_one_line("why_not_rated")
    columns = ["issuer_id", "rating_date", "description"]
    assert ask(report.published_file, on_one_line("why_not_rated")).columns == columns


def test_the_command_is_called_where_the_shell_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    beside = tmp_path / ".venv" / "bin" / "esg"
    beside.parent.mkdir(parents=True)
    beside.write_text("#!/bin/sh\n", encoding="utf-8")
    beside.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "executable", str(beside.with_name("python")))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert command() == ".venv/bin/esg"
    monkeypatch.setenv("PATH", str(beside.parent))
    assert command() == "esg"


def test_a_query_for_a_shell_is_one_line_of_sql() -> None:
    line = on_one_line("try_this")
    assert line.startswith("select ")
    assert "--" not in line
    assert "\n" not in line


def test_the_record_holds_the_same_for_machines(report: RunReport) -> None:
    record = json.loads(to_json(run_record(report)))
    assert record["last_rating_date"] == "2022-10-31"
    assert record["warnings"] == report.warnings
    assert [row["issuer_id"] for row in record["real_issuers"]] == ["360DIGITECH", "CAPPED", "BANKX"]
    assert record["real_issuers"][0]["score"] == 74.999
    assert [row["status"] for row in record["committee_decisions"]] == ["expired", "draft"]
    assert {row["grade"]: row["real_issuers"] for row in record["grade_distribution"]}["NR"] == 1


def test_a_failed_run_is_not_told_with_old_grades(report: RunReport, tmp_path: Path) -> None:
    failed = replace(report, success=False, published_file=tmp_path / "none.duckdb")
    record = run_record(failed)
    assert (record["success"], record["grade_distribution"], record["real_issuers"]) == (False, [], [])
