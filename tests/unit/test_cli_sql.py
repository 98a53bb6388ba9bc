"""`esg sql`: answers about the published file, and nothing else of the machine."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli
from esg_pipeline.paths import published_file

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")
COUNT = "select count(*) as issuers from mart.latest_issuer_rating"


def esg(*arguments: str, given: str | None = None) -> Result:
    return CliRunner().invoke(cli.esg, ("sql", *arguments), prog_name="esg", input=given)


def test_a_question_is_answered_as_a_table() -> None:
    done = esg("select issuer_id, grade from mart.issuer_rating order by all limit 1")
    assert done.exit_code == 0, done.output
    assert done.stdout.split()[:2] == ["issuer_id", "grade"]
    assert "360DIGITECH" in done.stdout
    assert done.stdout.rstrip().endswith("1 row")


def test_machines_get_every_row() -> None:
    assert json.loads(esg(COUNT, "--json").stdout) == [{"issuers": 4}]
    assert esg(COUNT, "--csv").stdout.split() == ["issuers", "4"]
    assert len(json.loads(esg("from range(250)", "--json", "--limit", "1").stdout)) == 250


def test_a_long_answer_says_how_much_is_not_shown() -> None:
    done = esg("from range(250)", "--limit", "3")
    assert "3 of 250 rows; --limit shows more" in done.stdout
    assert len(done.stdout.splitlines()) < 10


def test_the_question_may_come_from_standard_input() -> None:
    done = esg("-", "--json", given=f"-- how many?\n{COUNT};\n")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == [{"issuers": 4}]


def test_macros_and_views_answer() -> None:
    done = esg("select max(score) as best from mart.issuer_rating_as_of(date '2022-05-01')", "--json")
    assert json.loads(done.stdout) == [{"best": 71.0}]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("create table mart.x as select 1", "read-only"),
        ("delete from mart.issuer_rating", "read-only"),
        ("from read_text('/etc/passwd')", "disabled"),
        ("from '/etc/passwd'", "does not exist"),
        ("copy mart.issuer_rating to 'here.csv'", "disabled"),
        ("export database 'here'", "disabled"),
        ("attach 'here.duckdb' as other", "disabled"),
        ("install httpfs", "disabled"),
        ("set enable_external_access = true", "locked"),
        ("select 1; select 2", "2 statements; ask one at a time"),
        ("", "no statement; ask one at a time"),
        ("selec", "syntax error"),
        ("from mart.issuer_ratin", 'Did you mean "issuer_rating"'),
    ],
)
def test_what_writes_looks_elsewhere_or_makes_no_sense_is_refused(
    query: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = published_file().read_bytes()
    done = esg(query)
    assert done.exit_code == 1
    assert why in done.stderr
    assert done.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
    assert published_file().read_bytes() == before


def test_types_that_no_table_has_are_answered_or_refused_in_one_line() -> None:
    done = esg("select [1] as a, {'b': 2} as c, 1::hugeint as d, uuid '00000000-0000-0000-0000-000000000001' as e")
    assert done.exit_code == 0, done.output
    assert esg("select interval 1 month").exit_code in (0, 1)


def test_without_a_published_file_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    done = esg("select 1")
    assert done.exit_code == 1
    assert "esg run" in done.stderr
