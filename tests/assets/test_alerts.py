"""A run that fails in Dagster becomes one alert with the job, the rating dates, the step and our own words."""

from collections.abc import Iterator
from pathlib import Path

import dagster as dg
import pytest

from assets import alerts
from assets.alerts import failed_runs, rating_dates_of
from assets.definitions import build_definitions
from assets.resources import MethodResource, StoreResource, WarehouseResource
from esg_pipeline.alerts import UI_URL, Alert


@pytest.fixture
def home() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[Alert]:
    """What would have been posted."""
    posted: list[Alert] = []

    def keep(alert: Alert, environment: object) -> bool:
        posted.append(alert)
        return True

    monkeypatch.setattr(alerts, "send", keep)
    return posted


def told_of(done: dg.ExecuteInProcessResult, home: dg.DagsterInstance) -> None:
    """Runs the sensor on a run that failed."""
    context = dg.build_run_status_sensor_context(
        sensor_name="failed_runs",
        dagster_event=done.get_run_failure_event(),
        dagster_instance=home,
        dagster_run=done.dagster_run,
    ).for_run_failure()
    failed_runs(context)


def failed_run(
    store: StoreResource, warehouse: WarehouseResource, home: dg.DagsterInstance
) -> dg.ExecuteInProcessResult:
    """A refresh of two rating dates that stops at a feed of the registry that cannot be read."""
    Path(store.directory, "sample", "registry", "issuers_more.csv").write_bytes(b"")
    job = build_definitions(store=store, warehouse=warehouse, method=MethodResource()).resolve_job_def("refresh")
    return job.execute_in_process(
        instance=home,
        raise_on_error=False,
        tags={
            "dagster/asset_partition_range_start": "2022-04-30",
            "dagster/asset_partition_range_end": "2022-10-31",
        },
    )


@pytest.mark.filterwarnings("ignore::dagster.BetaWarning")
def test_the_alert_has_the_job_the_dates_the_step_and_the_reason(
    store: StoreResource,
    warehouse: WarehouseResource,
    home: dg.DagsterInstance,
    sent: list[Alert],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(UI_URL, "http://ui.example:3000")
    done = failed_run(store, warehouse, home)
    assert not done.success
    told_of(done, home)
    [alert] = sent
    assert (alert.job, alert.rating_dates, alert.run_id) == ("refresh", "2022-04-30 to 2022-10-31", done.run_id)
    [step] = alert.steps
    assert step.step == "raw_store"
    assert "the registry is not whole" in step.reason
    assert "issuers_more.csv" in step.reason
    assert "registry's files in order" in alert.next_step


@pytest.mark.parametrize(
    ("tags", "words"),
    [
        ({}, ""),
        ({"dagster/partition": "2022-10-31"}, "2022-10-31"),
        (
            {"dagster/asset_partition_range_start": "2022-04-30", "dagster/asset_partition_range_end": "2022-04-30"},
            "2022-04-30",
        ),
        (
            {"dagster/asset_partition_range_start": "2020-04-30", "dagster/asset_partition_range_end": "2022-04-30"},
            "2020-04-30 to 2022-04-30",
        ),
    ],
)
def test_the_rating_dates_of_a_run_in_words(tags: dict[str, str], words: str) -> None:
    assert rating_dates_of(dg.DagsterRun(job_name="refresh", tags=tags)) == words


def test_the_sensor_is_switched_on_as_it_comes() -> None:
    sensor = build_definitions().resolve_sensor_def("failed_runs")
    assert sensor.default_status == dg.DefaultSensorStatus.RUNNING
