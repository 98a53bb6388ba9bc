"""Runs the pipeline in this process for the `esg` command and reports how it went. No method in here."""

import os
import re
import time
import uuid
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import dagster as dg
from dagster import DagsterEventType
from dagster_shared.error import SerializableErrorInfo

from assets.definitions import build_definitions
from assets.partitions import RATING_DATES, newest_rating_date
from assets.resources import StoreResource, WarehouseResource, asking_for_sensitivity
from data_contracts.catalogue import PUBLISHED_TABLES
from esg_pipeline.runner import Progress, RunReport

# Our own errors speak for themselves; where their class lies is of no use to a reader.
OUR_ERROR = re.compile(r"^esg_pipeline\.[\w.]+: ")
# What Dagster raises when a blocking check failed; the reason stands with the check.
BLOCKED = "DagsterAssetCheckFailedError"
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True)
class DagsterRunner:
    """The runner behind the entry point `esg_pipeline.runner`."""

    def run(self, rating_dates: Sequence[date], progress: Progress, sensitivity_samples: int = 0) -> RunReport:
        """Refreshes the rating dates, a run per unbroken range; none given means the newest one."""
        started = time.monotonic()
        warehouse = WarehouseResource()
        keys = [day.isoformat() for day in sorted(rating_dates)] or [newest_rating_date(StoreResource().today)]
        with instance() as home:
            spans = unbroken(keys)
            failures = [error for span in spans for error in refresh(home, span, progress, sensitivity_samples)]
        return RunReport(
            success=not failures,
            rating_dates=[date.fromisoformat(key) for key in keys],
            message="; ".join(failures) or "done",
            published_file=warehouse.published_file,
            tables=len(PUBLISHED_TABLES),
            seconds=time.monotonic() - started,
            rejected_rows=0 if failures else warehouse.warehouse.read("raw.rejected_row").height,
        )


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


def unbroken(keys: Sequence[str]) -> list[tuple[str, str]]:
    """(first, last) of each range of rating dates without a gap."""
    order = {key: place for place, key in enumerate(RATING_DATES.get_partition_keys())}
    unknown = [key for key in keys if key not in order]
    if unknown:
        raise ValueError(f"not yet a rating date, or before {next(iter(order))}: {', '.join(unknown)}")
    breaks = [after for before, after in pairwise(keys) if order[after] != order[before] + 1]
    starts = [keys[0], *breaks]
    ends = [*(keys[keys.index(start) - 1] for start in breaks), keys[-1]]
    return list(zip(starts, ends, strict=True))


def refresh(home: dg.DagsterInstance, span: tuple[str, str], progress: Progress, sensitivity_samples: int) -> list[str]:
    """Runs the job for one range and returns what went wrong."""
    job = build_definitions().resolve_job_def("refresh")
    run_id = str(uuid.uuid4())
    home.add_event_listener(run_id, step_counter(progress, len(job.graph.node_dict)))
    outcome = job.execute_in_process(
        run_config={**QUIET, **asking_for_sensitivity(sensitivity_samples)},
        instance=home,
        raise_on_error=False,
        run_id=run_id,
        tags={"dagster/asset_partition_range_start": span[0], "dagster/asset_partition_range_end": span[1]},
    )
    refused = [check_text(event) for event in outcome.all_events if is_failed_check(event)]
    first_step: dict[str, str] = {}  # several steps may fail for one reason
    for event in outcome.all_events:
        if event.is_step_failure:
            first_step.setdefault(failure_text(event, refused), event.step_key or "run")
    return [f"{step}: {reason}" for reason, step in first_step.items()]


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


def is_failed_check(event: dg.DagsterEvent) -> bool:
    """Whether an event is the evaluation of an asset check that failed and stops the run."""
    if event.event_type != DagsterEventType.ASSET_CHECK_EVALUATION:
        return False
    return not event.asset_check_evaluation_data.passed and bool(event.asset_check_evaluation_data.blocking)


def check_text(event: dg.DagsterEvent) -> str:
    """Which check failed on which table, and why."""
    found = event.asset_check_evaluation_data
    return f"check {found.check_name} of {'.'.join(found.asset_key.path)}: {found.description or 'failed'}"


def failure_text(event: dg.DagsterEvent, refused: Sequence[str]) -> str:
    """Why a step failed: our own words where an error of ours is in the chain, else the innermost message."""
    chain = list(causes(event.step_failure_data.error))
    if refused and any(error.cls_name == BLOCKED for error in chain):
        return "; ".join(refused)
    ours = [error for error in chain if OUR_ERROR.match(error.message)]
    said = event.step_failure_data.user_failure_data
    text = said.description if said else (ours or chain[-1:])[0].message if chain else "failed"
    return OUR_ERROR.sub("", (text or "").strip())


def causes(error: SerializableErrorInfo | None) -> Generator[SerializableErrorInfo]:
    """An error and what caused it, outermost first."""
    while error:
        yield error
        error = error.cause


RUNNER = DagsterRunner()
