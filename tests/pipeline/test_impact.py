"""A shadow run beside a whole run of the pipeline: the same scores and grades, from what the run left behind."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import paths
from esg_pipeline.cli import esg
from esg_pipeline.impact.compare import differences, trails_of
from esg_pipeline.impact.inputs import Source
from esg_pipeline.impact.shadow import shadow_run
from esg_pipeline.methodology.read import DEFAULT_FOLDER, load_methodology
from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import APRIL, OCTOBER, Run


@pytest.mark.parametrize("day", [APRIL, OCTOBER])
def test_the_shadow_of_the_published_version_is_what_was_published(report_run: Run, day: date, tmp_path: Path) -> None:
    assert report_run.report.success, report_run.report.message
    method = load_methodology()
    source = Source(Warehouse(paths.warehouse_file(report_run.folder)), tmp_path / "not needed", day)
    run = shadow_run(method, source.tables(method), day)
    published = report_run.published.read("rating.rating", day).sort("issuer_id")
    ours = {issuer: trail[0] for issuer, trail in trails_of([run]).items()}
    assert differences(ours, published) == []
    columns = ["issuer_id", "grade", "model_grade", "cap_rule_id", "not_rated_reason"]
    assert run.ratings.select(columns).equals(published.select(columns))


@pytest.mark.slow
def test_reading_the_store_again_gives_the_same_scores(report_run: Run) -> None:
    method = load_methodology()
    source = Source(Warehouse(paths.warehouse_file(report_run.folder)), report_run.store, OCTOBER.replace(year=2023))
    feeds = source.feeds(method)
    again = shadow_run(method, {**feeds, **source.documents(method, feeds)}, OCTOBER)
    ours = {issuer: trail[0] for issuer, trail in trails_of([again]).items()}
    assert differences(ours, report_run.published.read("rating.rating", OCTOBER)) == []


@pytest.fixture
def mine(report_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A version of one's own in a folder, in which values fade faster, beside the run's folders."""
    monkeypatch.setenv("ESG_DATA_DIR", str(report_run.store))
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(report_run.folder))
    folder = Path(shutil.copytree(DEFAULT_FOLDER, tmp_path / "mine"))
    file = folder / "version.yaml"
    text = file.read_text(encoding="utf-8")
    assert "prior_score: 60" in text
    file.write_text(text.replace("prior_score: 60", "prior_score: 40"), encoding="utf-8")
    return folder


def asked(*arguments: str) -> Result:
    return CliRunner().invoke(esg, ["methodology", *arguments], prog_name="esg")


def test_the_command_says_who_moves_and_touches_nothing(report_run: Run, mine: Path) -> None:
    before = {path: path.read_bytes() for path in report_run.folder.glob("*.duckdb")}
    result = asked("impact", "v1_0", str(mine), "--rating-date", str(OCTOBER), "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    found = json.loads(result.stdout)
    assert (found["groups"], found["notes"]) == (["carrying and filling"], [])
    assert found["movers"]
    for one in found["movers"]:
        assert sum(one["parts"].values()) == pytest.approx(one["score_b"] - one["score_a"], abs=1e-9)
        assert one["change"] < 0
    flags = [one["is_simulated"] for one in found["movers"]]
    assert flags == sorted(flags)
    published = report_run.published.read("rating.rating", OCTOBER).height
    migrated = [count for kind in found["migration"].values() for row in kind.values() for count in row.values()]
    assert sum(migrated) == published
    assert {path: path.read_bytes() for path in report_run.folder.glob("*.duckdb")} == before


@pytest.mark.slow
def test_the_command_warns_when_a_was_not_published(mine: Path) -> None:
    result = asked("impact", str(mine), "v1_0", "--csv")
    assert result.exit_code == 0
    assert f"Note: A ({load_methodology(mine).hash[:12]}) scores " in result.stderr
    assert f"otherwise than published by {load_methodology().hash[:12]}, another version" in result.stderr
    assert result.stdout.startswith("issuer_id,issuer_name,")
