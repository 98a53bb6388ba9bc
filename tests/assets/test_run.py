"""The runner behind the command: ranges without gaps, a report in place of an exception, progress for each step."""

from datetime import date
from pathlib import Path

import pytest

from assets.run import RUNNER, unbroken
from esg_pipeline.runner import find_runner


def test_the_command_finds_this_runner() -> None:
    assert find_runner() is RUNNER


def test_dates_are_run_in_unbroken_ranges() -> None:
    keys = ["2020-04-30", "2020-10-31", "2021-10-31", "2022-04-30", "2023-04-30"]
    assert unbroken(keys) == [("2020-04-30", "2020-10-31"), ("2021-10-31", "2022-04-30"), ("2023-04-30", "2023-04-30")]


def test_a_date_that_has_not_come_is_refused() -> None:
    with pytest.raises(ValueError, match="2190-04-30"):
        unbroken(["2190-04-30"])


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
