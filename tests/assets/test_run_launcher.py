"""The instance that comes with the project queues runs by the pool and finds runs whose process was killed."""

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest
from dagster import DagsterRunStatus
from dagster._core.instance.config import PoolGranularity
from dagster._core.launcher.base import WorkerStatus
from dagster._core.run_coordinator import QueuedRunCoordinator

from assets.run_launcher import LocalRunLauncher
from assets.workers import TAG, worker_tags

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[dg.DagsterInstance]:
    """The instance of dagster_home, in a folder of its own."""
    shutil.copy(ROOT / "dagster_home" / "dagster.yaml", tmp_path)
    with dg.DagsterInstance.from_config(str(tmp_path)) as instance:
        yield instance


def test_the_queue_gives_the_pool_to_one_run_at_a_time(home: dg.DagsterInstance) -> None:
    pools = home.event_log_storage.get_pool_config()
    assert (pools.default_pool_limit, pools.pool_granularity) == (1, PoolGranularity.RUN)
    assert isinstance(home.run_coordinator, QueuedRunCoordinator)
    assert not home.telemetry_enabled


def test_runs_are_watched_by_the_launcher_that_knows_their_process(home: dg.DagsterInstance) -> None:
    launcher = home.run_launcher
    assert isinstance(launcher, LocalRunLauncher)
    assert home.run_monitoring_enabled
    assert launcher.supports_check_run_worker_health

    @dg.op
    def nothing() -> None: ...

    @dg.job
    def some_job() -> None:
        nothing()

    def health(tags: dict[str, str]) -> WorkerStatus:
        run = home.create_run_for_job(some_job, status=DagsterRunStatus.STARTED, tags=tags)
        return launcher.check_run_worker_health(run).status

    gone = {TAG: json.dumps({"host": socket.gethostname(), "pid": 2**22 + 1, "begun": "1"})}
    assert [health(tags) for tags in ({}, worker_tags(), gone)] == [
        WorkerStatus.RUNNING,
        WorkerStatus.RUNNING,
        WorkerStatus.FAILED,
    ]
