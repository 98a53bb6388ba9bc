"""The history of whole runs: what was published is derived again digit by digit, and each re-rating has its cause."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from esg_pipeline import paths
from esg_pipeline.archive import Archive
from esg_pipeline.cli import esg
from esg_pipeline.ledger import TABLE, broken_records
from esg_pipeline.replay import replay
from tests.pipeline.conftest import APRIL, OCTOBER, Run, run_pipeline


@pytest.fixture
def ask(sample_run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(sample_run.folder))
    return lambda *arguments: CliRunner().invoke(esg, ["replay", *arguments], prog_name="esg")


@pytest.mark.parametrize("day", [APRIL, OCTOBER])
def test_the_sample_is_derived_again_digit_by_digit(sample_run: Run, ask: Callable[..., Result], day: object) -> None:
    assert sample_run.report.success, sample_run.report.message
    result = ask("--rating-date", str(day), "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert (found["is_identical"], found["differences"], found["notes"]) == (True, [], [])
    assert found["ratings"] == sample_run.published.read("rating.rating").filter(rating_date=day).height > 0


def test_every_published_rating_has_one_version(sample_run: Run) -> None:
    versions = sample_run.published.read(TABLE)
    rated = sample_run.published.read("rating.rating")
    assert set(versions["cause"]) == {"initial"}
    assert (
        versions.select("issuer_id", "rating_date", "score", "grade")
        .sort("issuer_id", "rating_date")
        .equals(rated.select("issuer_id", "rating_date", "score", "grade").sort("issuer_id", "rating_date"))
    )
    assert set(sample_run.published.read("mart.issuer_rating")["version"]) == {1}


def append(file: Path, line: str) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.rstrip("\n") + f"\n{line}\n", encoding="utf-8")


@pytest.mark.slow
def test_news_rewritten_input_and_a_lost_work_file(sample_run: Run, tmp_path: Path) -> None:
    store = Path(shutil.copytree(sample_run.store, tmp_path / "data"))
    folder = Path(shutil.copytree(sample_run.folder, tmp_path / "warehouse"))
    before = sample_run.published.read(TABLE)
    values = store / "sample" / "reported" / "fictional_issuers.csv"
    lines = values.read_text(encoding="utf-8").splitlines()
    named = [line for line in lines if line.startswith("NORTHLIGHT_POWER,") and ",2021," in line]
    values.write_text("\n".join(line for line in lines if line != named[0]) + "\n", encoding="utf-8")
    append(values, "HARBOUR_STEEL,op_revenue,,2021,99999,CNY million,2022-04-29,false,structured,Restated")
    paths.warehouse_file(folder).unlink()

    rated = run_pipeline(store, folder, (APRIL, OCTOBER))
    assert rated.report.success, rated.report.message
    after = rated.published.read(TABLE)
    assert broken_records(after) == []
    old = after.filter(pl.col("version") == 1)
    assert old.drop("is_current").equals(before.drop("is_current"))
    causes = {row["issuer_id"]: row for row in after.filter(pl.col("version") == 2).to_dicts()}
    assert causes["HARBOUR_STEEL"]["cause"] == "restatement"
    assert causes["NORTHLIGHT_POWER"]["cause"] == "removed_input"
    archive = Archive(paths.archive_dir(folder))
    for day in (APRIL, OCTOBER):
        assert replay(rated.published, archive, day).is_identical
