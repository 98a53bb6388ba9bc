"""`esg portfolio` as a user meets it: for people, for machines, and what is refused."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")


@pytest.fixture
def holdings(tmp_path: Path) -> str:
    file = tmp_path / "holdings.csv"
    file.write_text("code,weight\n360digitech,60\nCAPPED,20\nBANKX,10\n=cmd|'x',10\n", encoding="utf-8")
    return str(file)


def esg(*arguments: str) -> Result:
    return CliRunner().invoke(cli.esg, ("portfolio", *arguments), prog_name="esg")


def test_people_see_coverage_score_grades_and_positions(holdings: str) -> None:
    done = esg(holdings)
    assert done.exit_code == 0, done.output
    for words in (
        "4 positions on 2022-10-31",
        "Coverage 80.0 % of the weight, 2 of 4 positions",
        "Score 76.24",
        "the universe averages 77.49 (2 issuers)",
        "With what has no grade at the universe's worst or best score it would be 75.99 to 76.99",
        "Without a grade",
        "coverage 0.1 is below 0.15",
        "no rated bond or issuer has this code",
    ):
        assert words in done.stdout


def test_a_screen_shows_what_is_left_out(holdings: str) -> None:
    done = esg(holdings, "--exclude-below", "B")
    assert "After the screen: 1 of 4 positions" in done.stdout
    assert "Active share 40.0 %" in done.stdout
    assert "C is below B" in done.stdout


def test_machines_get_everything(holdings: str) -> None:
    answer = json.loads(esg(holdings, "--json", "--best-in-class", "1").stdout)
    assert answer["coverage"] == pytest.approx(0.8)
    assert len(answer["positions"]) == 4
    assert answer["screen"]["active_share"] == pytest.approx(0.2)
    assert json.loads(esg(holdings, "--json").stdout)["screen"] is None


def test_spreadsheets_get_a_row_per_position(holdings: str) -> None:
    rows = list(csv.DictReader(io.StringIO(esg(holdings, "--csv", "--exclude-below", "B").stdout)))
    assert [row["left_out"] for row in rows][:2] == ["", "C is below B"]
    assert float(rows[0]["weight_after"]) == 1.0
    assert rows[3]["code"] == "'=cmd|'x'"


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--rating-date", "2021-04-30"], 2, "there are: 2022-04-30, 2022-10-31"),
        (["--exclude-below", "AAA"], 1, "nothing to hold"),
        (["--exclude-below", "Z"], 2, "AAA"),
        (["--best-in-class", "0"], 2, "0"),
        (["--csv", "--json"], 2, "exclude each other"),
    ],
)
def test_what_cannot_be_asked_is_refused(holdings: str, arguments: list[str], code: int, words: str) -> None:
    done = esg(holdings, *arguments)
    assert done.exit_code == code
    assert words in done.stderr


def test_a_bad_file_is_refused_by_line(tmp_path: Path) -> None:
    file = tmp_path / "h.csv"
    file.write_text("code,weight\nA,minus\n", encoding="utf-8")
    done = esg(str(file))
    assert done.exit_code == 1
    assert "line 2: the weight 'minus' is no positive number" in done.stderr


def test_weights_that_do_not_sum_to_the_whole_are_told_of(tmp_path: Path) -> None:
    (tmp_path / "h.csv").write_text("isin,weight\n360DIGITECH,0.6\nCAPPED,0.3\n", encoding="utf-8")
    done = esg(str(tmp_path / "h.csv"), "--json")
    assert done.stderr == "Note: the weights sum to 0.9, not to 1; they are scaled to 100 %\n"
    assert json.loads(done.stdout)["coverage"] == 1.0
