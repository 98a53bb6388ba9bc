"""`esg compare` as a user meets it, and what is refused."""

import csv
import io
import json

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")


def esg(*arguments: str) -> Result:
    return CliRunner().invoke(cli.esg, ("compare", *arguments), prog_name="esg")


def test_people_see_both_sides_and_who_is_ahead() -> None:
    done = esg("360digitech", "CAPPED")
    assert done.exit_code == 0, done.output
    for words in ("CAPPED is 5.00 points ahead of 360DIGITECH", "Environment", "not relevant", "Ghg Emission"):
        assert words in done.stdout


def test_who_has_no_grade_is_told_why() -> None:
    assert "BANKX has no grade: coverage 0.1 is below 0.15" in esg("360DIGITECH", "BANKX").stdout


def test_machines_get_every_node() -> None:
    answer = json.loads(esg("360DIGITECH", "CAPPED", "--json").stdout)
    assert answer["difference"] == pytest.approx(74.999 - 80)
    rows = list(csv.DictReader(io.StringIO(esg("360DIGITECH", "CAPPED", "--csv").stdout)))
    assert [row["node_id"] for row in rows] == [node["node_id"] for node in answer["nodes"]]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["360DIGITECH", "360digitech"], 2, "one issuer; name two"),
        (["360DIGITECH", "NOBODY"], 1, "issuer 'NOBODY' is not known"),
        (["360DIGITECH", "CAPPED", "--rating-date", "2022-04-30"], 1, "CAPPED is not rated on 2022-04-30"),
        (["360DIGITECH"], 2, "SECOND"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments: list[str], code: int, words: str) -> None:
    done = esg(*arguments)
    assert done.exit_code == code
    assert words in done.stderr
