"""Which process works on a run, written on the run, so that one that was killed is found. No work is done here."""

import json
import os
import socket
from collections.abc import Mapping
from pathlib import Path

import dagster as dg
from dagster import DagsterRun, DagsterRunStatus, RunsFilter

TAG = "esg/worker"
AT_WORK = (DagsterRunStatus.STARTING, DagsterRunStatus.STARTED, DagsterRunStatus.CANCELING)
DIED = "the process of the run ended without a word: it was killed, or the machine went down"
START = 19  # the field of /proc/<pid>/stat that holds when a process began, counted behind its name


def worker_tags() -> dict[str, str]:
    """This process, as a tag of the runs that it works on."""
    me = os.getpid()
    return {TAG: json.dumps({"host": socket.gethostname(), "pid": me, "begun": begun(me)})}


def announce(instance: dg.DagsterInstance, run: DagsterRun) -> None:
    """Writes this process on a run, and ends the runs whose process is gone."""
    instance.add_run_tags(run.run_id, worker_tags())
    end_dead_runs(instance)


def end_dead_runs(instance: dg.DagsterInstance) -> list[str]:
    """Marks runs as failed whose process is gone, gives back their places in pools, and returns their ids.

    Left alone they would count as running for ever, and the queue would wait for them.
    """
    dead = [run for run in instance.get_runs(RunsFilter(statuses=list(AT_WORK))) if is_dead(run.tags)]
    for run in dead:
        instance.report_run_failed(run, DIED)
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
    return [run.run_id for run in dead]


def is_dead(tags: Mapping[str, str]) -> bool:
    """Whether the process that these tags name is known to be gone; never said of a process on another machine."""
    try:
        worker = json.loads(tags.get(TAG, ""))
        host, pid, start = worker["host"], int(worker["pid"]), worker["begun"]
    except (ValueError, KeyError, TypeError):
        return False
    return host == socket.gethostname() and (not is_running(pid) or begun(pid) != start)


def is_running(pid: int) -> bool:
    """Whether there is a process of this number; it need not be ours."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def begun(pid: int) -> str | None:
    """When a process began, as its system counts: numbers are given out again, these two together are not.

    None where the system does not tell, and for a process that has ended and only waits to be collected.
    """
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] == "Z" else fields[START]
