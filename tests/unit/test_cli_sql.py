"""`esg sql`: answers about the published file, and nothing else of the machine."""

import json
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli
from esg_pipeline.paths import published_file
from esg_pipeline.warehouse import ROWS_AT_ONCE

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


def test_an_answer_longer_than_a_part_is_whole() -> None:
    rows = 2 * ROWS_AT_ONCE + 5
    assert json.loads(esg(f"from range({rows})", "--json").stdout) == [{"range": n} for n in range(rows)]
    assert esg(f"from range({rows})", "--csv").stdout.split() == ["range", *map(str, range(rows))]
    assert f"3 of {rows:,} rows" in esg(f"from range({rows})", "--limit", "3").stdout
    shown = esg(f"from range({rows})", "--limit", str(rows)).stdout.split()
    assert shown[-2:] == [f"{rows:,}", "rows"]
    assert str(rows - 1) in shown


def test_an_empty_answer_has_its_heads() -> None:
    none = "select issuer_id, score from mart.issuer_rating where false"
    assert json.loads(esg(none, "--json").stdout) == []
    assert esg(none, "--csv").stdout.split() == ["issuer_id,score"]
    assert esg(none).stdout.rstrip().endswith("0 rows")


def test_a_question_writes_no_file_of_its_own() -> None:
    assert json.loads(esg("select current_setting('temp_directory') as folder", "--json").stdout) == [{"folder": ""}]


def test_an_interrupted_question_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise duckdb.InterruptException("INTERRUPT Error: Interrupted!")

    monkeypatch.setattr("esg_pipeline.warehouse.require_question", interrupted)
    done = esg("select 1")
    assert (done.exit_code, done.stderr.strip()) == (1, "Aborted!")


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
        ("create temp table x as select 1", "CREATE is no question"),
        ("pragma enable_progress_bar", "locked"),
        ("begin", "TRANSACTION is no question"),
        ("select interval 1 month", "cast(... as varchar)"),
        ("from read_text('/etc/passwd')", "disabled"),
        ("from '/etc/passwd'", "does not exist"),
        ("copy mart.issuer_rating to 'here.csv'", "COPY is no question"),
        ("export database 'here'", "EXPORT is no question"),
        ("attach 'here.duckdb' as other", "ATTACH is no question"),
        ("install httpfs", "LOAD is no question"),
        ("set enable_external_access = true", "SET is no question"),
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
    assert esg("pivot mart.issuer_rating on is_simulated using count(*)", "--json").exit_code == 0
    assert esg("select 1 as a, 2 as a", "--csv").exit_code == 0


def test_without_a_published_file_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    done = esg("select 1")
    assert done.exit_code == 1
    assert "esg run" in done.stderr
