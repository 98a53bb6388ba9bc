"""A run whose process is gone is found and ended; one that works, or that works elsewhere, is left alone."""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import dagster as dg
import pytest
from dagster import DagsterRunStatus

from assets.workers import DIED, TAG, begun, end_dead_runs, is_dead, is_running, worker_tags


@pytest.fixture
def home() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def ended() -> dict[str, str]:
    """The tags of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        tags = {TAG: json.dumps({"host": socket.gethostname(), "pid": process.pid, "begun": begun(process.pid)})}
        assert not is_dead(tags)
        process.kill()
    return tags


def test_this_process_is_at_work() -> None:
    assert is_running(os.getpid())
    assert not is_dead(worker_tags())


def test_a_process_that_ended_is_gone(ended: dict[str, str]) -> None:
    assert is_dead(ended)


def test_a_killed_process_that_nobody_has_collected_yet_is_gone_too() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    tags = {TAG: json.dumps({"host": socket.gethostname(), "pid": process.pid, "begun": begun(process.pid)})}
    process.kill()
    os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
    assert is_dead(tags)
    process.communicate()


def test_another_process_with_the_same_number_is_not_the_same() -> None:
    mine = json.loads(worker_tags()[TAG])
    assert is_dead({TAG: json.dumps({**mine, "begun": "1"})})


def test_nothing_is_said_of_another_machine(ended: dict[str, str]) -> None:
    assert not is_dead({TAG: json.dumps({**json.loads(ended[TAG]), "host": "elsewhere"})})


@pytest.mark.parametrize("tag", ["", "no json", "[]", "{}", '{"host": 1}', "null"])
def test_a_tag_that_says_nothing_kills_nobody(tag: str) -> None:
    assert not is_dead({TAG: tag})
    assert not is_dead({})


def test_dead_runs_end_and_give_back_their_places(home: dg.DagsterInstance, ended: dict[str, str]) -> None:
    @dg.op
    def nothing() -> None: ...

    @dg.job
    def some_job() -> None:
        nothing()

    def run(status: DagsterRunStatus, tags: dict[str, str]) -> str:
        return home.create_run_for_job(some_job, status=status, tags=tags).run_id

    dead = run(DagsterRunStatus.STARTED, ended)
    others = [
        run(DagsterRunStatus.STARTED, worker_tags()),
        run(DagsterRunStatus.STARTED, {}),
        run(DagsterRunStatus.SUCCESS, ended),
    ]
    before = [home.get_run_by_id(other) for other in others]
    home.event_log_storage.set_concurrency_slots("duckdb_write", 1)
    home.event_log_storage.claim_concurrency_slot("duckdb_write", dead, "step")
    assert end_dead_runs(home) == [dead]
    assert [found.status if (found := home.get_run_by_id(dead)) else None] == [DagsterRunStatus.FAILURE]
    assert DIED in str([entry.message for entry in home.all_logs(dead)])
    assert [home.get_run_by_id(other) for other in others] == before
    assert home.event_log_storage.get_concurrency_info("duckdb_write").active_slot_count == 0
    assert end_dead_runs(home) == []
