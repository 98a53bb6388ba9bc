"""Runs the pipeline in this process for the `esg` command and reports how it went. No method in here."""

import os
import time
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import dagster as dg
from dagster import DagsterEventType

from assets.alerts import alert_of
from assets.definitions import build_definitions
from assets.failures import check_text, is_failed_check, warning_text
from assets.logs import run_loggers
from assets.partitions import newest_rating_date, range_tags, unbroken
from assets.resources import StoreResource, WarehouseResource, asking_for_sensitivity
from assets.staleness import steps_in_force
from assets.workers import worker_tags
from data_contracts.catalogue import PUBLISHED_TABLES
from esg_pipeline.alerts import send
from esg_pipeline.builds import Step
from esg_pipeline.run_lock import RunLockError, run_lock
from esg_pipeline.runner import Progress, RunReport


@dataclass(frozen=True)
class DagsterRunner:
    """The runner behind the entry point `esg_pipeline.runner`."""

    def run(self, rating_dates: Sequence[date], progress: Progress, sensitivity_samples: int = 0) -> RunReport:
        """Refreshes the rating dates, a run per unbroken range; none given means the newest one."""
        started = time.monotonic()
        warehouse = WarehouseResource()
        keys = [day.isoformat() for day in sorted(rating_dates)] or [newest_rating_date(StoreResource().today)]
        failures, warnings, rejected = list[str](), list[str](), 0
        try:
            with instance() as home, run_lock(warehouse.directory, "esg run", waiting_shown(progress)):
                for span in unbroken(keys):
                    refused, warned = refresh(home, span, progress, sensitivity_samples)
                    failures += refused
                    warnings += warned
                rejected = 0 if failures else warehouse.warehouse.read("raw.rejected_row").height
        except RunLockError as error:
            failures = [str(error)]
        return RunReport(
            success=not failures,
            rating_dates=[date.fromisoformat(key) for key in keys],
            message="; ".join(failures) or "done",
            published_file=warehouse.published_file,
            tables=len(PUBLISHED_TABLES),
            seconds=time.monotonic() - started,
            rejected_rows=rejected,
            warnings=list(dict.fromkeys(warnings)),
        )

    def steps(self) -> Mapping[str, Step]:
        """How each table is made by the code that is installed."""
        return steps_in_force()


@contextmanager
def instance() -> Generator[dg.DagsterInstance]:
    """The instance of DAGSTER_HOME, so that the UI shows the run; a passing one where none is set."""
    os.environ.setdefault("DAGSTER_DISABLE_TELEMETRY", "1")
    if os.environ.get("DAGSTER_HOME"):
        with dg.DagsterInstance.get() as home:
            yield home
    else:
        with dg.DagsterInstance.ephemeral() as home:
            yield home


def refresh(
    home: dg.DagsterInstance, span: tuple[str, str], progress: Progress, sensitivity_samples: int
) -> tuple[list[str], list[str]]:
    """Runs the job for one range and returns what went wrong, and what checks only warn of."""
    job = build_definitions().resolve_job_def("refresh")
    run_id = str(uuid.uuid4())
    home.add_event_listener(run_id, step_counter(progress, len(job.graph.node_dict)))
    outcome = job.execute_in_process(
        run_config={**run_loggers(os.environ), **asking_for_sensitivity(sensitivity_samples)},
        instance=home,
        raise_on_error=False,
        run_id=run_id,
        tags={**range_tags(*span), **worker_tags()},
    )
    warnings = [warning_text(event) for event in outcome.all_events if is_failed_check(event, is_blocking=False)]
    if outcome.success:
        return [], warnings
    refused = [check_text(event) for event in outcome.all_events if is_failed_check(event)]
    alert = alert_of(outcome.dagster_run, [event for event in outcome.all_events if event.is_step_failure], refused)
    send(alert, os.environ)  # the sensor `failed_runs` hears of runs of jobs that the daemon or the interface started
    failures = [f"{failed.step}: {failed.reason}" for failed in alert.steps]
    return failures or ["the run failed before its first step"], warnings


def waiting_shown(progress: Progress) -> Callable[[str], None]:
    """Shows whom the command waits for before its run begins."""
    return lambda holder: progress(f"waiting for another run: {holder}", 0, 0)


def step_counter(progress: Progress, steps: int) -> Callable[[dg.EventLogEntry], None]:
    """A listener that tells how many steps have ended."""
    done = 0

    def listen(entry: dg.EventLogEntry) -> None:
        nonlocal done
        event = entry.dagster_event
        if event and event.event_type in (DagsterEventType.STEP_SUCCESS, DagsterEventType.STEP_FAILURE):
            done += 1
            progress(event.step_key or "", done, steps)

    return listen


RUNNER = DagsterRunner()
