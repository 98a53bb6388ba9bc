"""`esg status` as a user meets it: a table, JSON, and a clear error when nothing is published."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import cli, runner
from esg_pipeline.builds import Step

pytestmark = pytest.mark.usefixtures("warehouse_of_the_command")


class Steps:
    """A runner that knows no step."""

    def steps(self) -> Mapping[str, Step]:
        return {}


@pytest.fixture(autouse=True)
def no_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "find_runner", Steps)


def esg(*arguments: str) -> Result:
    return CliRunner().invoke(cli.esg, arguments, prog_name="esg")


def test_it_lists_the_published_rating_dates() -> None:
    done = esg("status")
    assert done.exit_code == 0, done.output
    assert "2022-10-31" in done.output
    assert "not recorded" in done.output


def test_json_has_everything_for_machines(small_published_file: Path) -> None:
    done = esg("status", "--json")
    answer = json.loads(done.stdout)
    assert answer["file"] == str(small_published_file)
    assert answer["published_at"].endswith("+00:00")
    assert len(answer["methodology_hash"]) == 64
    assert {"rating_date", "rated", "not_rated", "state", "reason"} <= set(answer["rating_dates"][0])
    assert answer["stale"] == []


def test_without_a_published_file_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    done = esg("status")
    assert done.exit_code == 1
    assert "esg run" in done.output
