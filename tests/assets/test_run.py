"""The runner behind the command: a report in place of an exception, progress for each step and while it waits."""

import threading
from datetime import date
from pathlib import Path

import pytest

from assets.run import RUNNER
from esg_pipeline.run_lock import WAIT, run_lock
from esg_pipeline.runner import find_runner


def test_the_command_finds_this_runner() -> None:
    assert find_runner() is RUNNER


def test_a_failed_run_is_a_report_that_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ESG_DATA_DIR", str(tmp_path / "nothing"))
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path / "warehouse"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    steps: list[tuple[str, int, int]] = []
    report = RUNNER.run([date(2022, 10, 31)], lambda *step: steps.append(step))
    assert not report.success
    assert report.message.startswith("raw_store: there is no folder")
    assert not report.published_file.exists()
    assert [done for _, done, _ in steps] == list(range(1, len(steps) + 1))
    assert steps[0][2] > 20


def message_of_a_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("ESG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path / "warehouse"))
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    report = RUNNER.run([date(2022, 10, 31)], lambda *_: None)
    assert not report.success
    return report.message


def test_a_run_that_a_check_stops_says_which_check_and_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    registry = tmp_path / "data" / "registry"
    registry.mkdir(parents=True)
    (registry / "issuers.csv").write_text("issuer_id,name,is_listed\nA,Alpha,true\nB,Beta,perhaps\n", encoding="utf-8")
    (registry / "bonds.parquet").write_bytes(b"PAR1")
    message = message_of_a_run(tmp_path, monkeypatch)
    assert "check rejected_share of raw.rejected_row: 2 refused for 2 rows read" in message
    assert "registry/bonds.parquet: the file is not a whole Parquet file" in message
    assert "Dagster" not in message


def test_a_damaged_warehouse_is_said_once_per_step_in_our_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "warehouse").mkdir()
    (tmp_path / "warehouse" / "warehouse.duckdb").write_bytes(b"no database" * 999)
    registry = tmp_path / "data" / "registry"
    registry.mkdir(parents=True)
    (registry / "issuers.csv").write_text("issuer_id,name,is_listed\nA,Alpha,true\n", encoding="utf-8")
    message = message_of_a_run(tmp_path, monkeypatch)
    assert "warehouse.duckdb cannot be opened; another run may hold it" in message
    assert "_duckdb.IOException" not in message


def test_a_command_that_waits_for_another_run_shows_it_and_names_the_holder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ESG_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path / "warehouse"))
    monkeypatch.setenv(WAIT, "0.1")
    monkeypatch.delenv("DAGSTER_HOME", raising=False)
    shown: list[tuple[str, int, int]] = []
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with run_lock(tmp_path / "warehouse", "run 1 of job refresh"):
            held.set()
            assert done.wait(60)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(60)
    report = RUNNER.run([date(2022, 10, 31)], lambda *step: shown.append(step))
    done.set()
    other.join(60)
    assert not report.success
    assert report.message.startswith("run 1 of job refresh, process ")
    assert [(text.split(",")[0], total) for text, _, total in shown] == [
        ("waiting for another run: run 1 of job refresh", 0)
    ]
