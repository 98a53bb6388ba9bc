"""The sensor that tells of failed runs: reads what the run left in the log, words it, hands it on. No network here."""

import os
from collections.abc import Sequence

import dagster as dg
from dagster import DagsterEventType

from assets.failures import check_text, failure_text, is_failed_check
from esg_pipeline.alerts import Alert, FailedStep, send

RANGE = ("dagster/asset_partition_range_start", "dagster/asset_partition_range_end")
PARTITION = "dagster/partition"


@dg.run_failure_sensor(
    name="failed_runs",
    default_status=dg.DefaultSensorStatus.RUNNING,
    minimum_interval_seconds=30,
    description="Logs what failed, why and what to do, and posts it to ESG_ALERT_WEBHOOK where that is set.",
)
def failed_runs(context: dg.RunFailureSensorContext) -> None:
    """One alert per failed run."""
    alert = alert_of(context.dagster_run, context.get_step_failure_events(), failed_checks(context))
    context.log.error(alert.text(os.environ))
    send(alert, os.environ)


def failed_checks(context: dg.RunFailureSensorContext) -> list[str]:
    """The blocking checks that stopped the run, in words."""
    logged = context.instance.get_records_for_run(
        context.dagster_run.run_id, of_type=DagsterEventType.ASSET_CHECK_EVALUATION
    ).records
    events = [record.event_log_entry.dagster_event for record in logged]
    return [check_text(event) for event in events if event and is_failed_check(event)]


def alert_of(run: dg.DagsterRun, failures: Sequence[dg.DagsterEvent], refused: Sequence[str]) -> Alert:
    """The alert of a run; steps that failed for one reason are named once."""
    first_step: dict[str, str] = {}
    for event in failures:
        first_step.setdefault(failure_text(event, refused), event.step_key or "run")
    steps = [FailedStep(step, reason) for reason, step in first_step.items()]
    return Alert(run.job_name, run.run_id, rating_dates_of(run), steps)


def rating_dates_of(run: dg.DagsterRun) -> str:
    """The rating date or the range of them that a run was for; empty for a run without."""
    first, last = (run.tags.get(tag, "") for tag in RANGE)
    if first and first != last:
        return f"{first} to {last}"
    return first or run.tags.get(PARTITION, "")
