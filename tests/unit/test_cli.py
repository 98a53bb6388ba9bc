"""The `esg` command as a user meets it: what it prints where, and its exit codes."""

import csv
import io
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from subprocess import run

import click
import polars as pl
import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli, paths, runner, simulate
from esg_pipeline.ingest import documents
from esg_pipeline.runner import Progress, RunReport

DAY = date(2022, 10, 31)
EARLIER = date(2022, 4, 30)
pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")


def esg(*arguments: str) -> Result:
    return CliRunner().invoke(cli.esg, arguments, prog_name="esg")


@dataclass
class FakeRunner:
    """Answers with a prepared report and remembers what it was asked for."""

    report: RunReport
    asked: list[Sequence[date]] = field(default_factory=list)
    samples: list[int] = field(default_factory=list)

    def run(self, rating_dates: Sequence[date], progress: Progress, sensitivity_samples: int = 0) -> RunReport:
        self.asked.append(rating_dates)
        self.samples.append(sensitivity_samples)
        progress("score.esg_score", 1, 2)
        return self.report


@pytest.fixture
def fake(small_published_file: Path, monkeypatch: pytest.MonkeyPatch) -> FakeRunner:
    one = FakeRunner(RunReport(True, [DAY], "done", small_published_file, 42, 1.0, 0))
    monkeypatch.setattr(runner, "find_runner", lambda: one)
    return one


def commands() -> list[tuple[str, ...]]:
    below = {name: command for name, command in cli.esg.commands.items() if isinstance(command, click.Group)}
    return [
        (),
        *((name,) for name in cli.esg.commands),
        *((n, sub) for n, group in below.items() for sub in group.commands),
    ]


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_help_fits_a_terminal_and_has_an_example(command: tuple[str, ...]) -> None:
    result = esg(*command, "--help")
    assert result.exit_code == 0
    assert f"\n  Example:\n    esg {' '.join(command)}".rstrip() in result.stdout
    assert max(len(line) for line in result.stdout.splitlines()) <= 100
    assert "..." not in result.stdout.partition("Commands:")[2]


def test_help_needs_none_of_the_heavy_imports() -> None:
    heavy = {"duckdb", "polars", "rich", "sqlglot", "dagster"}
    code = f"import sys, esg_pipeline.cli; print(*({heavy} & set(sys.modules)))"
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""


def test_the_version_is_the_packages() -> None:
    assert esg("--version").stdout == f"esg, version {version('esg-pipeline')}\n"


def test_no_command_is_wrong_use() -> None:
    assert esg().exit_code == 2
    assert esg("rate").exit_code == 2


def test_ratings_are_a_table_of_the_newest_date_without_escape_codes() -> None:
    result = esg("ratings")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "\x1b" not in result.stdout
    rows = result.stdout.splitlines()[2:-1]
    assert [row.split()[0] for row in rows] == ["SIM-0001", "360DIGITECH", "CAPPED", "BANKX"]
    assert result.stdout.splitlines()[-1] == "4 of 4 issuers on 2022-10-31"


def test_shown_scores_are_cut_below_the_border() -> None:
    shown = esg("ratings").stdout
    assert "94.99" in shown
    assert "74.99" in shown
    assert "95.00" not in shown
    assert "75.00" not in shown


def test_a_hostile_name_is_shown_as_it_is() -> None:
    assert "<b>[red]=cmd|x" in esg("ratings", "--simulated-only").stdout


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--limit", "1"], ["SIM-0001"]),
        (["--real-only"], ["360DIGITECH", "CAPPED", "BANKX"]),
        (["--simulated-only"], ["SIM-0001"]),
        (["--industry", "banking"], ["BANKX"]),
        (["--industry", "banking", "--simulated-only"], []),
        (["--rating-date", "2022-04-30"], ["360DIGITECH"]),
    ],
)
def test_ratings_are_narrowed(options: list[str], expected: list[str]) -> None:
    result = esg("ratings", "--json", *options)
    assert result.exit_code == 0
    assert [row["issuer_id"] for row in json.loads(result.stdout)] == expected


def test_ratings_as_json_have_full_precision_and_stable_keys() -> None:
    first = json.loads(esg("ratings", "--json").stdout)[0]
    assert first["score"] == 94.9999
    assert first["is_simulated"] is True
    assert [*first][:8] == [
        *("issuer_id", "issuer_name", "rating_date", "industry_code"),
        *("industry_name", "issuer_class", "grade", "model_grade"),
    ]


def test_ratings_as_csv_open_safely_in_a_spreadsheet() -> None:
    raw = esg("ratings", "--csv").stdout_bytes
    assert raw.count(b"\r\n") == 5
    rows = {row["issuer_id"]: row for row in csv.DictReader(io.StringIO(raw.decode(), newline=""))}
    assert rows["CAPPED"]["issuer_name"] == "'=HYPERLINK(1)"
    assert rows["360DIGITECH"]["issuer_name"] == "360 DigiTech, Inc."
    assert rows["360DIGITECH"]["score"] == "74.999"
    assert rows["BANKX"]["issuer_name"] == "测试银行股份有限公司"
    assert rows["BANKX"]["cap_rule_id"] == ""


@pytest.mark.parametrize(
    ("word", "issuers"),
    [("banking", {"BANKX"}), ("480000", {"BANKX"}), ("insurance", {"360DIGITECH", "CAPPED", "SIM-0001"})],
)
def test_an_industry_has_a_code_and_other_words(word: str, issuers: set[str]) -> None:
    found = json.loads(esg("ratings", "--industry", word, "--json").stdout)
    assert {row["issuer_id"] for row in found} == issuers


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ratings", "--industry", "gold"], "banking (Banking), non_bank_financials (Non-bank financials)"),
        (["ratings", "--rating-date", "2021-10-31"], "there are: 2022-04-30, 2022-10-31"),
        (["ratings", "--rating-date", "31/10/2022"], "YYYY-MM-DD"),
        (["ratings", "--json", "--csv"], "exclude each other"),
        (["ratings", "--real-only", "--simulated-only"], "exclude each other"),
        (["ratings", "--limit", "0"], "x>=1"),
        (["explain"], "Missing argument 'ISSUER'"),
        (["explain", "360DIGITECH", "--csv", "--json"], "exclude each other"),
        (["explain", "360DIGITECH", "--rating-date", "2021-10-31"], "there are: 2022-04-30, 2022-10-31"),
        (["run", "--rating-date", "2022-12-31"], "nearest are 2022-10-31 and 2023-04-30"),
        (["add-document", "missing.txt"], "does not exist"),
        (["simulate", "--issuers", "0"], "x>=1"),
        (["methodology", "check", "no/such/folder"], "does not exist"),
    ],
)
def test_wrong_use_exits_2_and_says_what_would_be_right(arguments: list[str], says: str) -> None:
    result = esg(*arguments)
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["explain", "360DIGITEHC"], "did you mean 360DIGITECH (360 DigiTech, Inc.)"),
        (["explain", "RATES"], "RATES is not rated on 2022-10-31 (rule U1: Only rates bonds)"),
        (["explain", "BANKX", "--rating-date", "2022-04-30"], "it is rated on 2022-10-31"),
    ],
)
def test_an_issuer_without_an_explanation_exits_1_in_one_line(arguments: list[str], says: str) -> None:
    result = esg(*arguments)
    assert result.exit_code == 1
    assert says in result.stderr
    assert result.stderr.count("\n") == 1


def test_before_the_first_run_every_question_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    for question in (["ratings"], ["explain", "A"]):
        result = esg(*question)
        assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
        assert "esg run" in result.stderr


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "published.duckdb").write_text("not a database, but long enough to be looked at " * 100)
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    result = esg("ratings")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert "Traceback" not in result.stderr


def test_explain_draws_the_tree_down_to_the_quote_whatever_the_case() -> None:
    result = esg("explain", "360digitech", "--rating-date", "2022-10-31")
    assert (result.exit_code, result.stderr) == (0, "")
    for word in (
        "E Environment",
        "Climate Change",
        "line 784",
        '"Total 2,129"',
        "IMPUTED",
        "CARRIED from fiscal year 2019",
    ):
        assert word in result.stdout
    assert "\x1b" not in result.stdout
    assert "contributions add up" in result.stdout


def test_explain_all_lists_what_did_not_count() -> None:
    assert "Packaging: not applicable" in esg("explain", "360DIGITECH", "--all").stdout


def test_explain_takes_the_newest_date_of_the_issuer() -> None:
    assert json.loads(esg("explain", "BANKX", "--json").stdout)["rating_date"] == "2022-10-31"


def test_explain_as_json_is_the_whole_tree() -> None:
    record = json.loads(esg("explain", "360DIGITECH", "--json").stdout)
    cell = record["pillars"][0]["children"][0]["children"][0]["data_points"][0]
    assert (cell["data_point_id"], cell["contribution"]) == ("ghg_int_emp", 24.0)
    assert cell["inputs"][1]["quote"] == "Total\t2,129"
    assert record["contribution_sum"] == pytest.approx(record["score"], abs=1e-9)


def test_explain_as_csv_has_a_line_per_observation() -> None:
    rows = list(csv.DictReader(io.StringIO(esg("explain", "360DIGITECH", "--csv").stdout_bytes.decode(), newline="")))
    assert [row["data_point_id"] for row in rows].count("ghg_int_emp") == 2
    assert rows[1]["quote"] == "Total\t2,129"
    assert rows[-1]["origin"] == "imputed"


def test_explain_hands_out_events_in_every_format() -> None:
    tree = json.loads(esg("explain", "CAPPED", "--json").stdout)
    [effect] = tree["pillars"][0]["children"][0]["children"][0]["data_points"][0]["events"]
    assert [(event["event_id"], event["event_date"]) for event in effect["listed"]] == [
        ("EV-1", "2021-11-03"),
        ("EV-2", "2020-05-04"),
    ]
    rows = list(csv.DictReader(io.StringIO(esg("explain", "CAPPED", "--csv").stdout_bytes.decode(), newline="")))
    assert [(row["event_id"], row["faded_points"]) for row in rows] == [("EV-1", "14.5"), ("EV-2", "4.0")]
    assert "Gazette 7" in esg("explain", "CAPPED").stdout


def test_run_hands_over_the_dates_and_ends_with_the_result(fake: FakeRunner) -> None:
    result = esg("run", "--rating-date", "2022-10-31", "--rating-date", "2021-10-31..2022-04-30")
    assert result.exit_code == 0
    assert fake.asked == [[date(2021, 10, 31), EARLIER, DAY]]
    assert fake.samples == [0]
    for word in ("Grades on 2022-10-31", "360 DigiTech, Inc.", "Published: ", "select issuer_name"):
        assert word in result.stdout
    assert "[1/2] score.esg_score" in result.stderr


def test_run_without_dates_leaves_the_choice_to_the_runner(fake: FakeRunner) -> None:
    assert esg("run").exit_code == 0
    assert fake.asked == [[]]


def test_run_as_json_has_nothing_else_on_stdout(fake: FakeRunner) -> None:
    record = json.loads(esg("run", "--json").stdout)
    assert record["success"] is True
    assert record["rating_dates"] == ["2022-10-31"]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_failed_run_exits_1_with_its_message(fake: FakeRunner, options: list[str]) -> None:
    fake.report = replace(fake.report, success=False, message="raw.issuer: no file\nTraceback: long")
    result = esg("run", *options)
    assert result.exit_code == 1
    assert result.stderr.endswith("Error: raw.issuer: no file (more with `esg --debug`)\n")
    assert "Grades on" not in result.stdout
    if options:
        assert json.loads(result.stdout)["success"] is False


def test_debug_shows_the_whole_message_of_a_failed_run(fake: FakeRunner) -> None:
    fake.report = replace(fake.report, success=False, message="raw.issuer: no file\nsecond\x1b[31m line")
    result = esg("--debug", "run")
    assert result.exit_code == 1
    assert result.stderr.endswith("Error: raw.issuer: no file\nsecond[31m line\n")


def test_simulate_writes_what_was_asked_for_and_counts_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def fake_simulate(methodology: object, **options: object) -> dict[str, pl.DataFrame]:
        asked.update(options)
        return {"issuers": pl.DataFrame({"a": [1, 2]}), "industry_membership": pl.DataFrame({"a": [1]})}

    def fake_write(frames: dict[str, pl.DataFrame], out: Path, parameters: dict[str, object]) -> None:
        asked.update(out=out, parameters=parameters)

    monkeypatch.setattr(simulate, "simulate", fake_simulate)
    monkeypatch.setattr(simulate, "write_store", fake_write)
    result = esg(
        *("simulate", "--issuers", "2", "--rating-dates", "2022-04-30..2022-10-31", "--seed", "7"),
        *("--out", str(tmp_path / "sim")),
    )
    assert result.exit_code == 0, result.stderr
    assert asked == {
        "issuers": 2,
        "rating_dates": [EARLIER, DAY],
        "seed": 7,
        "out": tmp_path / "sim",
        "parameters": {"issuers": 2, "rating_dates": ["2022-04-30", "2022-10-31"], "seed": 7},
    }
    assert "2 issuers, 1 industry membership" in result.stdout


def add(file: Path, *options: str) -> Result:
    return esg(
        "add-document", str(file), "--issuer", "A1", "--fiscal-year", "2021", "--published", "2022-05-31", *options
    )


def test_a_document_is_filed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_DATA_DIR", str(tmp_path / "store"))
    report = tmp_path / "report.txt"
    report.write_text("Total employees 2,129 persons at the end of the year.\n" * 20)
    first, second = add(report, "--date-assumed"), add(report, "--date-assumed")
    assert (first.exit_code, second.exit_code) == (0, 0), first.stderr + second.stderr
    assert first.stdout.startswith("Filed: ")
    assert second.stdout.startswith("Already there: ")
    assert first.stdout.splitlines()[1:] == second.stdout.splitlines()[1:]
    assert len(list((paths.data_dir() / "documents").glob("*.txt"))) == 1
    assert "esg explain A1" in first.stdout


def test_a_report_over_the_limit_of_documents_is_not_filed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_DATA_DIR", str(tmp_path / "store"))
    monkeypatch.setenv("ESG_LIMIT_BYTES", "9")
    (tmp_path / "report.txt").write_text("Ten bytes.")
    result = add(tmp_path / "report.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "has 10 bytes, the limit is 9" in result.stderr


def test_what_the_store_refuses_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise ValueError("fiscal year 2021 ends after the document was published")

    monkeypatch.setattr(documents, "add_document", refuse)
    (tmp_path / "report.txt").write_text("x")
    result = add(tmp_path / "report.txt")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)


def test_the_shipped_method_is_in_order() -> None:
    result = esg("methodology", "check")
    assert result.exit_code == 0, result.stderr
    assert "OK: " in result.stdout
    assert "38 key issues" in result.stdout


def test_every_problem_of_a_method_is_named(tmp_path: Path) -> None:
    result = esg("methodology", "check", str(tmp_path))
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert len(lines) > 2
    assert lines[-1] == f"Error: {tmp_path}: {len(lines) - 1} problems"


def test_the_console_script_works_in_a_locale_without_unicode(small_published_file: Path) -> None:
    script = "from esg_pipeline.cli import main; main()"
    environment = {"ESG_WAREHOUSE_DIR": str(small_published_file.parent), "PYTHONIOENCODING": "ascii", "PATH": ""}

    def asked(*words: str) -> bytes:
        command = [sys.executable, "-c", script, *words]
        return run(command, env=environment, capture_output=True, check=True, timeout=60).stdout

    assert b"BANKX" in asked("ratings")
    assert "测试银行".encode() in asked("ratings", "--json")
