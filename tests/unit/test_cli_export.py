"""`esg export` as a user meets it: what was written, and what cannot be."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli
from esg_pipeline.cli_export import FORMATS
from esg_pipeline.export import FORMATS as KNOWN

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")


def esg(*arguments: str) -> Result:
    return CliRunner().invoke(cli.esg, ("export", *arguments), prog_name="esg")


def test_it_offers_every_format() -> None:
    assert FORMATS == KNOWN


def test_it_names_files_and_rows(tmp_path: Path) -> None:
    done = esg("--format", "csv", "--out", str(tmp_path), "--table", "issuer_rating", "--rating-date", "2022-04-30")
    assert done.exit_code == 0, done.output
    assert f"{tmp_path}/mart.issuer_rating.csv: mart.issuer_rating, 1 row\n" in done.stdout
    assert "datapackage.json" in done.stdout


def test_machines_get_the_list(tmp_path: Path) -> None:
    answer = json.loads(esg("--format", "xlsx", "--out", str(tmp_path), "--json").stdout)
    assert answer["package"] == str(tmp_path / "datapackage.json")
    assert {"table": "mart.issuer_rating", "file": str(tmp_path / "esg_ratings.xlsx"), "rows": 5} in answer["tables"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--format", "csv", "--table", "nothing"], 1, "not published as a table: nothing; `esg sql"),
        (["--format", "csv", "--rating-date", "2021-04-30"], 2, "there are: 2022-04-30, 2022-10-31"),
        (["--format", "pdf"], 2, "parquet"),
    ],
)
def test_what_is_not_there_is_refused(arguments: list[str], code: int, words: str, tmp_path: Path) -> None:
    done = esg(*arguments, "--out", str(tmp_path / "new"))
    assert done.exit_code == code
    assert words in done.stderr
    assert not (tmp_path / "new").exists()
