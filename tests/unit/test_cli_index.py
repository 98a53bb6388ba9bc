"""`esg index build` as a user meets it: what it prints where, its exit codes, and that errors write nothing."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esg_pipeline.cli import esg
from esg_pipeline.cli_index import summary

CONFIG = "unit: town\nindicators: [a, b]\nnodes: {Total: {children: [a, b]}}\n"
DATA = "town,a,b\nX,1,1\nY,2,3\nZ,3,2\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "index.yaml").write_text(CONFIG)
    (tmp_path / "data.csv").write_text(DATA)
    return tmp_path


def command(folder: Path, *options: str) -> Result:
    return CliRunner().invoke(esg, ["index", "build", f"{folder}/index.yaml", f"{folder}/data.csv", *options])


def test_a_table_best_first(folder: Path) -> None:
    result = command(folder)
    assert (result.exit_code, result.stderr) == (0, "")
    lines = result.stdout.splitlines()
    assert [line.split() for line in lines[2:5]] == [["1", "Y", "75.00"], ["1", "Z", "75.00"], ["3", "X", "0.0000"]]
    assert lines[-1] == summary(3, 0, 0)


def test_json_and_csv_say_the_same(folder: Path) -> None:
    listed = json.loads(command(folder, "--json").stdout)
    assert listed[0] == {"unit": "Y", "Total": 75.0, "Total_rank": 1}
    rows = list(csv.DictReader(io.StringIO(command(folder, "--csv").stdout)))
    assert [(row["unit"], float(row["Total"]), int(row["Total_rank"])) for row in rows] == [
        (row["unit"], row["Total"], row["Total_rank"]) for row in listed
    ]
    assert command(folder, "--csv", "--json").exit_code == 2


def test_files_are_written_on_the_side(folder: Path) -> None:
    result = command(folder, "--json", "--out", str(folder / "out"))
    assert json.loads(result.stdout)
    assert "normalised.csv" in result.stderr
    assert (folder / "out" / "weights.csv").is_file()


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("index.yaml", CONFIG.replace("[a, b]}", "[a, c]}"), "index.yaml:3: unknown_indicator"),
        ("data.csv", DATA.replace("3,2", "3,two"), "data.csv:4: not_a_number: b of unit 'Z': 'two' is not a number"),
        ("data.csv", "town,a,b\nX,1,1\nY,1,1\n", "data.csv:1: all_equal: normalise of a"),
    ],
)
def test_problems_go_to_stderr_and_nothing_is_written(folder: Path, name: str, text: str, words: str) -> None:
    (folder / name).write_text(text)
    result = command(folder, "--out", str(folder / "out"))
    assert (result.exit_code, result.stdout) == (1, "")
    assert words in result.stderr
    assert "nothing was built" in result.stderr.splitlines()[-1]
    assert not (folder / "out").exists()


def test_the_data_are_not_written_over(folder: Path) -> None:
    (folder / "data.csv").rename(folder / "results.csv")
    arguments = ["index", "build", f"{folder}/index.yaml", f"{folder}/results.csv", "--out", str(folder)]
    result = CliRunner().invoke(esg, arguments)
    assert result.exit_code == 1
    assert "choose another folder" in result.stderr
    assert (folder / "results.csv").read_text() == DATA


def test_a_file_that_is_not_there_is_wrong_use(folder: Path) -> None:
    (folder / "data.csv").unlink()
    assert command(folder).exit_code == 2
