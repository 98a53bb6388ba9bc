"""A run has the warehouse folder for itself from its first step to its last; whoever only looks waits for nobody."""

import os
import threading
from pathlib import Path

import dagster as dg
import pytest

from assets.resources import FolderResource, WarehouseResource
from assets.workers import TAG
from esg_pipeline.paths import run_lock_file
from esg_pipeline.run_lock import WAIT, run_lock
from tests.lock_holder import held_by_another


def two_steps(seen: list[str]) -> list[dg.AssetsDefinition]:
    """Two steps that note who holds the lock while they work."""

    @dg.asset
    def first(warehouse: WarehouseResource) -> None:
        seen.append(run_lock_file(warehouse.directory).read_text())

    @dg.asset(deps=[first])
    def second(warehouse: WarehouseResource) -> None:
        seen.append(run_lock_file(warehouse.directory).read_text())

    return [first, second]


def test_both_steps_of_a_run_stand_under_one_lock(warehouse: WarehouseResource) -> None:
    seen: list[str] = []
    with dg.DagsterInstance.ephemeral() as home:
        done = dg.materialize(two_steps(seen), instance=home, resources={"warehouse": warehouse})
        run = home.get_run_by_id(done.run_id)
    assert run is not None
    assert f'"pid": {os.getpid()}' in run.tags[TAG]
    assert len(set(seen)) == 1
    assert seen[0].startswith(f"run {done.run_id[:8]} of job ")
    assert run_lock_file(warehouse.directory).read_text() == ""


def test_a_run_inside_of_what_the_command_holds_goes_on(warehouse: WarehouseResource) -> None:
    seen: list[str] = []
    with run_lock(warehouse.directory, "esg run"):
        assert dg.materialize(two_steps(seen), resources={"warehouse": warehouse}).success
    assert [text.split(",")[0] for text in seen] == ["esg run"] * 2


def test_a_failed_run_gives_the_lock_back(warehouse: WarehouseResource) -> None:
    @dg.asset
    def breaks(warehouse: WarehouseResource) -> None:
        raise ZeroDivisionError

    assert not dg.materialize([breaks], resources={"warehouse": warehouse}, raise_on_error=False).success
    with held_by_another(warehouse.directory):
        pass


def test_a_run_waits_for_another_and_says_so(warehouse: WarehouseResource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WAIT, "60")
    seen: list[str] = []
    with dg.DagsterInstance.ephemeral() as home, held_by_another(warehouse.directory) as other:
        run_id = "0" * 8 + "-0000-0000-0000-" + "0" * 12
        told = threading.Event()

        def listen(entry: dg.EventLogEntry) -> None:
            said = str(entry.dagster_event.message if entry.dagster_event else "")
            if "waiting for another run" in said and "the other run, process" in said:
                told.set()
                other.kill()

        home.add_event_listener(run_id, listen)
        job = dg.Definitions(
            assets=two_steps(seen),
            resources={"warehouse": warehouse},
            jobs=[dg.define_asset_job("waits")],
            executor=dg.in_process_executor,
        ).resolve_job_def("waits")
        assert job.execute_in_process(instance=home, run_id=run_id).success
    assert told.is_set()
    assert len(seen) == 2


def test_a_run_that_has_waited_too_long_fails_and_names_the_holder(
    warehouse: WarehouseResource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WAIT, "0.1")
    with dg.DagsterInstance.ephemeral() as home, held_by_another(warehouse.directory) as other:
        done = dg.materialize(
            two_steps([]), instance=home, resources={"warehouse": warehouse}, raise_on_error=False
        )  # fmt: skip
        said = str([event for event in done.all_events if event.is_failure])
    assert not done.success
    assert f"the other run, process {other.pid}" in said


def test_whoever_only_looks_waits_for_nobody(warehouse: WarehouseResource, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(WAIT, "0")
    with held_by_another(warehouse.directory):
        with dg.build_resources({"warehouse": warehouse}) as given:  # as a sensor gets it: without a run
            assert given.warehouse.directory == warehouse.directory
        assert FolderResource(folder=warehouse.folder).published_file == warehouse.published_file


@pytest.mark.parametrize("resource", [WarehouseResource(), FolderResource()])
def test_the_folder_is_that_of_the_environment_unless_one_is_given(
    resource: WarehouseResource | FolderResource, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(tmp_path))
    assert resource.directory == tmp_path
