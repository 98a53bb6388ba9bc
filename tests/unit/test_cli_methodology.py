"""`esg methodology` as a user meets it: what it prints where, its exit codes, and whose version it takes."""

import csv
import io
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from data_contracts.imputation import IMPUTATION_ERROR
from esg_pipeline import cli
from esg_pipeline.methodology.read import DEFAULT_FOLDER, load_methodology
from esg_pipeline.warehouse import Warehouse
from tests.unit.published_rows import DAY

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")


def esg(*arguments: str) -> Result:
    return CliRunner().invoke(cli.esg, ["methodology", *arguments], prog_name="esg")


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A version of one's own."""
    return Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / "mine"))


@pytest.fixture
def change(mine: Path) -> Callable[[str, str, str], None]:
    def swap(file: str, old: str, new: str) -> None:
        text = (mine / file).read_text(encoding="utf-8")
        assert old in text
        (mine / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return swap


def test_check_counts_and_names_the_hash() -> None:
    result = esg("check")
    assert (result.exit_code, result.stderr) == (0, "")
    method = load_methodology()
    assert result.stdout.splitlines()[0] == f"OK: {DEFAULT_FOLDER}, version {method.version}, {method.hash[:12]}"
    assert f"{method.scored_data_points.height} scored data points" in result.stdout
    as_json = json.loads(esg("check", "--json").stdout)
    assert (as_json["ok"], as_json["hash"], as_json["problems"]) == (True, method.hash, [])


def test_check_names_every_problem(mine: Path, change: Callable[[str, str, str], None]) -> None:
    change("version.yaml", "corner_ratio: 3", "corner_ratio: -3")
    change("grades.csv", "BBB,80", "BBB,99")
    result = esg("check", str(mine))
    lines = result.stderr.splitlines()
    assert (result.exit_code, result.stdout) == (1, "")
    assert {line.split(":")[0] for line in lines[:-1]} == {"version.yaml", "grades.csv"}
    assert lines[-1] == f"Error: {mine}: {len(lines) - 1} problems"
    as_json = esg("check", str(mine), "--json")
    assert as_json.exit_code == 1
    assert len(json.loads(as_json.stdout)["problems"]) == len(lines) - 1


def test_show_speaks_three_languages() -> None:
    issue = load_methodology().key_issues["key_issue_id"][0]
    assert issue in esg("show").stdout
    assert json.loads(esg("show", issue, "--json").stdout)["facts"]["id"] == issue
    rows = list(csv.DictReader(io.StringIO(esg("show", "--csv").stdout)))
    assert rows[0]["key_issue_id"] == issue
    assert "\x1b" not in esg("show").stdout


def test_show_lists_guesses_only_when_asked() -> None:
    assert "rest on a guess" not in esg("show").stdout
    assert "Data points that rest on a guess" in esg("show", "--guesses").stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["show", "ghg_emision"], "did you mean ghg_emission"),
        (["show", "ghg_emission", "--industry", "gold"], "industry 'gold' is not known; there are: "),
        (["show", "--dir", "no/such"], "folder 'no/such' does not exist, and it is neither 'current' nor 'v1_0'"),
        (["check", "no/such"], "does not exist"),
        (["diff", "v1_0"], "Missing argument 'B'"),
        (["diff", "v1_0", "no/such"], "does not exist"),
        (["impact", "v1_0", "v1_0", "--rating-date", "2021-10-31"], "there are: 2022-04-30, 2022-10-31"),
        (["impact", "v1_0", "v1_0", "--json", "--csv"], "exclude each other"),
        (["freeze", "no/such", "--data-point", "x", "--rating-date", "2022-10-31"], "does not exist"),
        (["freeze", ".", "--data-point", "x", "--rating-date", "2022-10-31"], "Missing option '--valid-from'"),
        (["tune", "."], "Missing option '--rating-date'"),
        (["tune", "no/such", "--rating-date", "2022-10-31"], "does not exist"),
        (["tune", ".", "--rating-date", "2022-10-30"], "2022-10-30"),
        (["tune", ".", "--rating-date", "2022-10-31", "--margin", "1.5"], "not in the range"),
        (["tune", ".", "--rating-date", "2022-10-31", "--min-hidden", "1"], "not in the range"),
    ],
)
def test_wrong_use_is_told(arguments: list[str], says: str) -> None:
    result = esg(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert says in result.stderr
    assert "Traceback" not in result.stderr


def test_a_version_that_is_broken_is_one_failure(mine: Path) -> None:
    (mine / "anchors.csv").unlink()
    for arguments in (["show", "--dir", str(mine)], ["diff", "v1_0", str(mine)], ["impact", str(mine), "v1_0"]):
        result = esg(*arguments)
        assert result.exit_code == 1
        assert "anchors.csv:1: missing_file" in result.stderr
        assert result.stderr.splitlines()[-1] == f"Error: {mine}: 1 problem"


def test_diff_parts_what_moves_from_what_is_read(mine: Path, change: Callable[[str, str, str], None]) -> None:
    assert esg("diff", "v1_0", str(mine)).stdout.endswith("\nNothing changed.\n")
    change("version.yaml", "title: ", "title: My ")
    only_text = esg("diff", "v1_0", str(mine)).stdout
    assert "\nNo score can move.\n\nTexts and doubts (no score can move)\n\nversion.yaml\n  title " in only_text
    change("version.yaml", "carry_decay: 0.95", "carry_decay: 0.9")
    both = esg("diff", "v1_0", str(mine))
    assert both.exit_code == 0
    assert "\nversion.yaml\n  carry decay 0.95 -> 0.9\n\nTexts and doubts" in both.stdout
    found = json.loads(esg("diff", "v1_0", str(mine), "--json").stdout)
    assert [(change["key"], change["can_move"]) for change in found["changes"]] == [
        ("carry_decay", True),
        ("title", False),
    ]
    assert found["b"]["folder"] == str(mine)


def test_a_version_of_ones_own_is_named_in_the_configuration(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mine.parent)
    (mine / "version.yaml").write_text(
        (mine / "version.yaml").read_text(encoding="utf-8").replace('version: "1.0"', 'version: "mine"'),
        encoding="utf-8",
    )
    monkeypatch.setenv("ESG_METHODOLOGY_DIR", "mine")
    assert "version mine" in esg("check").stdout
    assert "Version mine" in esg("show").stdout
    assert "version 1.0 -> mine" in esg("diff", "v1_0", "current").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["methodology", "show"],
        ["methodology", "check"],
        ["methodology", "diff", "current", "v1_0"],
        ["simulate", "--issuers", "1", "--rating-dates", "2022-10-31", "--out", "out"],
    ],
)
def test_a_configured_folder_that_is_missing_is_said(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ESG_METHODOLOGY_DIR", "gone")
    result = CliRunner().invoke(cli.esg, arguments, prog_name="esg")
    assert (result.exit_code, result.stdout) == (1, "")
    assert f"{tmp_path.resolve() / 'gone'}:1: missing_folder: the folder is not there" in result.stderr
    assert not (tmp_path / "out").exists()


def test_impact_without_a_run_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    result = esg("impact", "v1_0", "v1_0")
    assert result.exit_code == 1
    assert "run the pipeline first" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.fixture
def universe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small_published_file: Path) -> str:
    """A published file in which thirty real issuers state one figure; its data point."""
    method = load_methodology()
    point = method.scored_data_points.filter(kind="quantitative", direction="lower_better").row(0, named=True)
    small = Warehouse(small_published_file)
    issuers = [f"R{number:02}" for number in range(30)]

    def repeated(table: str) -> pl.DataFrame:
        row = small.read(table, DAY).head(1)
        return pl.concat([row] * 30).with_columns(issuer_id=pl.Series(issuers), is_simulated=pl.lit(value=False))

    values = pl.Series([float(number) for number in range(30)])
    known = repeated("core.known_value").with_columns(
        data_point_id=pl.lit(point["data_point_id"]), unit=pl.lit(point["unit"]), value=values, state=pl.lit("reported")
    )
    scope = repeated("core.rating_universe").with_columns(in_scope=pl.lit(value=True))
    tables = {name: small.read(name) for name in small.tables()}
    file = tmp_path / "warehouse" / "published.duckdb"
    Warehouse(file).replace({**tables, "core.known_value": known, "core.rating_universe": scope})
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(file.parent))
    return str(point["data_point_id"])


def test_freeze_writes_the_percentiles_and_says_where(mine: Path, universe: str) -> None:
    before = load_methodology(mine)
    on = ["--rating-date", str(DAY), "--valid-from", "2024-01-01"]
    result = esg("freeze", str(mine), "--data-point", universe, *on)
    assert (result.exit_code, result.stderr) == (0, "")
    after = load_methodology(mine)
    frozen = after.anchors.filter(pl.col("valid_from") == pl.date(2024, 1, 1))
    assert set(frozen["basis"]) == {"statistical"}
    assert "14.5" in [f"{x:g}" for x in frozen["x"]]
    assert f"Changed: {mine / 'anchors.csv'}" in result.stdout
    assert f"Hash: {before.hash[:12]} -> {after.hash}" in result.stdout
    assert f"{universe}: " in result.stdout
    assert "30 values" in result.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--simulated"], "0 simulated values of"),
        (["--data-point", "no_such"], "'no_such' is no scored quantity"),
        (["--rating-date", "2021-10-31"], "is not published"),
    ],
)
def test_what_cannot_be_frozen_changes_nothing(mine: Path, universe: str, options: list[str], says: str) -> None:
    before = {path.name: path.read_bytes() for path in mine.iterdir()}
    on = ["--rating-date", str(DAY), "--valid-from", "2024-01-01"]
    result = esg("freeze", str(mine), "--data-point", universe, *on, *options)
    assert result.exit_code in (1, 2)
    assert says in result.stderr
    assert {path.name: path.read_bytes() for path in mine.iterdir()} == before


Publish = Callable[[pl.DataFrame | None], None]


@pytest.fixture
def publish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, warehouse_of_the_command: Path) -> Publish:
    """Makes a published file with these errors of filling, or without their table, and has the command read it."""

    def write(errors: pl.DataFrame | None) -> None:
        small = Warehouse(warehouse_of_the_command)
        tables = {name: small.read(name) for name in small.tables() if name != IMPUTATION_ERROR.name}
        file = tmp_path / "warehouse" / "published.duckdb"
        Warehouse(file).replace(tables if errors is None else {**tables, IMPUTATION_ERROR.name: errors})
        monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(file.parent))

    return write


@pytest.fixture
def measured(publish: Publish) -> None:
    """What was measured of one data point: real issuers favour one method, simulated ones another."""
    row = IMPUTATION_ERROR.example_row().row(0, named=True) | {"rating_date": DAY, "data_point_id": "ghg_int_rev"}
    numbers = {"mae": 8.0, "n_common": 60, "mae_of_median": 10.0, "mae_gain": 2.0, "mae_gain_error": 0.5}
    rows = [
        {**row, **numbers, "is_simulated": simulated, "method": method}
        for simulated, method in ((False, "regression"), (True, "median_class"))
    ]
    publish(IMPUTATION_ERROR.conform(pl.DataFrame(rows)))


def ladder_of(folder: Path, data_point_id: str = "ghg_int_rev") -> str:
    return str(load_methodology(folder).imputation.filter(data_point_id=data_point_id)["ladder_id"].item())


@pytest.mark.usefixtures("measured")
def test_tune_says_what_it_changes_with_numbers_and_then_has_nothing_to_say(mine: Path) -> None:
    before, on = load_methodology(mine), ["--rating-date", str(DAY)]
    what = "ghg_int_rev: standard -> regression, error 10.00 -> 8.00 points on 60 hidden cells"
    line = f"{what}, gain 2.00, standard error 0.50"
    dry = esg("tune", str(mine), *on, "--dry-run")
    assert (dry.exit_code, dry.stderr) == (0, "")
    assert dry.stdout.splitlines() == [line, "Would change 1 data point; nothing was written."]
    assert load_methodology(mine).hash == before.hash
    result = esg("tune", str(mine), *on)
    after = load_methodology(mine)
    assert result.stdout.splitlines() == [
        line,
        f"Changed: {mine / 'imputation.csv'}",
        f"Hash: {before.hash[:12]} -> {after.hash}",
    ]
    assert ladder_of(mine) == "regression"
    assert esg("tune", str(mine), *on).stdout.startswith("Nothing to change")


@pytest.mark.usefixtures("measured")
def test_tune_reads_the_world_it_is_told_and_speaks_to_machines(mine: Path) -> None:
    before = load_methodology(mine)
    found = json.loads(esg("tune", str(mine), "--rating-date", str(DAY), "--simulated", "--json").stdout)
    assert ladder_of(mine) == "class"
    assert (found["written"], found["hash_before"], found["hash"]) == (True, before.hash, load_methodology(mine).hash)
    (change,) = found["changes"]
    assert change == {
        "data_point_id": "ghg_int_rev", "ladder_before": "standard", "ladder_after": "class", "cells": 60,
        "mae_before": 10.0, "mae_after": 8.0, "gain": 2.0, "gain_error": 0.5,
    }  # fmt: skip
    again = json.loads(esg("tune", str(mine), "--rating-date", str(DAY), "--simulated", "--json").stdout)
    assert (again["written"], again["changes"]) == (False, [])


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize("options", [["--margin", "0.21"], ["--min-hidden", "61"]])
def test_tune_asks_for_as_much_as_it_is_told(mine: Path, options: list[str]) -> None:
    assert esg("tune", str(mine), "--rating-date", str(DAY), *options).stdout.startswith("Nothing to change")
    assert ladder_of(mine) == "standard"


@pytest.mark.usefixtures("measured")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["MINE", "--rating-date", "2021-10-31"], "is not published"),
        ([str(DEFAULT_FOLDER), "--rating-date", str(DAY)], "copy the folder"),
    ],
)
def test_what_cannot_be_tuned_changes_nothing(mine: Path, arguments: list[str], says: str) -> None:
    before = load_methodology(mine).hash, load_methodology().hash
    result = esg("tune", *[str(mine) if word == "MINE" else word for word in arguments])
    assert result.exit_code in (1, 2)
    assert says in result.stderr
    assert (load_methodology(mine).hash, load_methodology().hash) == before


@pytest.mark.parametrize(
    ("errors", "says"), [(None, "a table is missing"), (IMPUTATION_ERROR.empty(), "no errors of filling")]
)
def test_tune_without_an_audit_says_so(mine: Path, publish: Publish, errors: pl.DataFrame | None, says: str) -> None:
    publish(errors)
    result = esg("tune", str(mine), "--rating-date", str(DAY))
    assert (result.exit_code, result.stdout) == (1, "")
    assert says in result.stderr
