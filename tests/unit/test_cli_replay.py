"""`esg replay` says in one line whether all is the same, names what is not, and fails then."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from esg_pipeline import replay as module
from esg_pipeline.archive import ArchiveError
from esg_pipeline.cli import esg
from esg_pipeline.cli_replay import SHOWN
from esg_pipeline.replay import Replayed, ReplayError

DAY = date(2022, 10, 31)
SAME = Replayed(DAY, 4, "ab" * 32, ["method 1.0 (abababababab)"], [], ["the code has changed since"])
OTHER = Replayed(DAY, 4, "ab" * 32, [], [f"row {number} \x1b[31m" for number in range(SHOWN + 2)], [])


@pytest.fixture(autouse=True)
def folder(warehouse_of_the_command: Path) -> Path:
    return warehouse_of_the_command


def asked(monkeypatch: pytest.MonkeyPatch, answer: Replayed | Exception, *arguments: str) -> tuple[Result, list[Any]]:
    seen: list[Any] = []

    def fake(*given: object) -> Replayed:
        seen.extend(given[2:])
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(module, "replay", fake)
    return CliRunner().invoke(esg, ["replay", *arguments], prog_name="esg"), seen


def test_the_newest_date_is_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    result, seen = asked(monkeypatch, SAME)
    assert (result.exit_code, seen) == (0, [DAY, None])
    assert result.stdout.splitlines() == [
        f"2022-10-31: identical, 4 ratings, hash {'ab' * 32}",
        "  method 1.0 (abababababab)",
        "  the code has changed since",
    ]


def test_differences_are_named_and_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = asked(monkeypatch, OTHER, "--rating-date", "2022-10-31")
    lines = result.stdout.splitlines()
    assert (result.exit_code, len(lines)) == (1, SHOWN + 2)
    assert lines[0].startswith(f"2022-10-31: {SHOWN + 2} differences, 4 ratings")
    assert lines[-1] == "  and 2 more; --json holds all"
    assert "\x1b" not in result.stdout


def test_machines_get_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    result, seen = asked(monkeypatch, OTHER, "--json", "--rating-date", "2022-04-30", "--version-of", "2022-12-01")
    found = json.loads(result.stdout)
    assert (result.exit_code, seen) == (1, [date(2022, 4, 30), date(2022, 12, 1)])
    assert (found["is_identical"], len(found["differences"]), found["sha256"]) == (False, SHOWN + 2, "ab" * 32)


@pytest.mark.parametrize("error", [ArchiveError("tables/x.parquet is missing"), ReplayError("nothing was rated")])
def test_what_is_missing_is_said_without_a_traceback(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    result, _ = asked(monkeypatch, error)
    assert (result.exit_code, result.stderr) == (1, f"Error: {error}\n")


def test_a_date_that_is_not_published_is_wrong_use(monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = asked(monkeypatch, SAME, "--rating-date", "2001-04-30")
    assert result.exit_code == 2
    assert "2001-04-30 is not published" in result.stderr
