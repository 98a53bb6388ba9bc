"""The real daemon: runs started together end as if one had come after the other, and sensors act on what arrives."""

import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import dagster as dg
import polars as pl
import pytest
from dagster import DagsterEventType, DagsterRun
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES
from dagster._core.storage.dagster_run import RunsFilter as Runs

from assets.partitions import newest_rating_date
from data_contracts.catalogue import PUBLISHED_TABLES
from data_contracts.table import Table
from esg_pipeline import paths
from esg_pipeline.grade import BEST_TO_WORST
from esg_pipeline.ingest.documents import add_document
from esg_pipeline.warehouse import Warehouse
from tests.pipeline.conftest import APRIL, OCTOBER, Run, copy_sample, run_pipeline
from tests.services import BIN, WORKSPACE, Services, furnish, serving, settings_of

pytestmark = pytest.mark.slow

EARLIER = (date(2021, 4, 30), date(2021, 10, 31))
MINUTES = 15
REPORT = (
    "Sustainability report {year}\n\n"
    "Indicator\t{year}\nTotal energy consumption (MWh)\t123,456\nTotal employees\t4,321\n"
)
DECISION = """
decision_id: one-down
kind: override
issuer_id: {issuer}
rating_date: {day}
model_grade: {model_grade}
rule_grade: {rule_grade}
decided_grade: {worse}
reason_code: peer_comparison
reason: Beside its peers.
evidence: [Minutes 7]
proposer: A. Wang
proposed_date: 2022-11-02
approver: B. Li
decided_date: 2022-11-03
expires_date: 2023-04-30
"""
REPOSITORY = {"repositoryLocationName": "esg_pipeline", "repositoryName": "__repository__"}
LAUNCH = """
mutation ($params: ExecutionParams!) {
  launchPipelineExecution(executionParams: $params) {
    __typename ... on LaunchRunSuccess { run { runId } } ... on PythonError { message }
  }
}"""
BACKFILL = """
mutation ($params: LaunchBackfillParams!) {
  launchPartitionBackfill(backfillParams: $params) {
    __typename ... on LaunchBackfillSuccess { backfillId } ... on PythonError { message }
  }
}"""


def launch(services: Services, day: date) -> str:
    """Starts `refresh` for one rating date, as its page in the user interface does; the id of the run."""
    said = services.ask(
        LAUNCH,
        params={
            "mode": "default",
            "selector": {**REPOSITORY, "pipelineName": "refresh"},
            "executionMetadata": {"tags": [{"key": "dagster/partition", "value": day.isoformat()}]},
        },
    )["launchPipelineExecution"]
    assert said["__typename"] == "LaunchRunSuccess", said
    return said["run"]["runId"]


def launch_backfill(services: Services, days: Sequence[date]) -> str:
    """Starts a backfill of `refresh`, as its page in the user interface does; the id of the backfill."""
    said = services.ask(
        BACKFILL,
        params={
            "selector": {"partitionSetName": "refresh_partition_set", "repositorySelector": REPOSITORY},
            "partitionNames": [day.isoformat() for day in days],
            "fromFailure": False,
        },
    )["launchPartitionBackfill"]
    assert said["__typename"] == "LaunchBackfillSuccess", said
    return said["backfillId"]


def wait_until(is_so: Callable[[], bool], services: Services) -> None:
    """Returns when something is so. Fails with the services' last words after minutes."""
    for _ in range(MINUTES * 60):
        if is_so():
            return
        time.sleep(1)
    pytest.fail("it did not come so far:\n" + services.log.read_text(encoding="utf-8")[-4000:])


def is_over(home: dg.DagsterInstance, backfill: str) -> bool:
    """Whether the backfill has started its run and every run has ended."""
    found = home.get_backfill(backfill)
    assert found is not None
    assert found.status.value not in {"FAILED", "CANCELED"}, found.error
    return found.status.value == "COMPLETED_SUCCESS" and not home.get_runs(Runs(statuses=NOT_FINISHED_STATUSES))


def events(home: dg.DagsterInstance, run: DagsterRun, kind: DagsterEventType) -> list[str]:
    """What a run logged of a kind."""
    logged = home.get_records_for_run(run.run_id, of_type=kind).records
    return [
        str(record.event_log_entry.dagster_event.message) for record in logged if record.event_log_entry.dagster_event
    ]


def waits(home: dg.DagsterInstance, run: DagsterRun) -> list[str]:
    """For whom a run waited at the lock of the warehouse folder."""
    told = "waiting for another run over "
    return [
        text.split(": ", 1)[1] for text in events(home, run, DagsterEventType.ENGINE_EVENT) if text.startswith(told)
    ]


@pytest.fixture(scope="module")
def one_by_one(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The same work, one run after the other."""
    folder = tmp_path_factory.mktemp("one_by_one")
    store = copy_sample(folder / "data")
    for days in ((APRIL,), (OCTOBER,), EARLIER, (APRIL, OCTOBER)):
        done = run_pipeline(store, folder / "warehouse", days)
        assert done.report.success, done.report.message
    return done


def rows_of(file: Warehouse, table: Table) -> Any:
    """A published table in its order.

    What a build was made of depends on which rating dates were there before it, so the records of builds are compared
    without their hashes.
    """
    columns = [column.name for column in table.columns if column.name != "build_hash"]
    if table.name == "quality.table_build_input":
        columns = ["table_name", "partition_key"]
    return file.read(table.name).select(columns).unique().sort(columns)


@pytest.mark.parametrize("places", [1, 4])
def test_runs_started_together_end_like_runs_one_after_the_other(one_by_one: Run, tmp_path: Path, places: int) -> None:
    settings = furnish(tmp_path)
    config = tmp_path / "home" / "dagster.yaml"
    text = config.read_text(encoding="utf-8")
    assert text.count("default_limit: 1\n") == 1
    config.write_text(text.replace("default_limit: 1\n", f"default_limit: {places}\n"), encoding="utf-8")
    with (
        serving(settings, tmp_path / "services.log") as services,
        dg.DagsterInstance.from_config(str(tmp_path / "home")) as home,
    ):
        shell = subprocess.Popen(
            [BIN / "esg", "run", "--rating-date", f"{APRIL}..{OCTOBER}"],
            env=settings,
            cwd=tmp_path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        by_hand = {launch(services, APRIL), launch(services, OCTOBER)}
        backfill = launch_backfill(services, EARLIER)
        wait_until(lambda: is_over(home, backfill), services)
        said = shell.communicate(timeout=MINUTES * 60)[0]
        assert shell.returncode == 0, said
        runs = home.get_runs()
        assert {run.status for run in runs} == {dg.DagsterRunStatus.SUCCESS}
        queued = [run for run in runs if run.run_id in by_hand or run.tags.get("dagster/backfill") == backfill]
        assert len(queued) == 3
        assert len(runs) == 4
        assert not [run for run in runs if events(home, run, DagsterEventType.STEP_UP_FOR_RETRY)]
        waited_for = [who for run in queued for who in waits(home, run)]
    if places == 1:  # the queue lets one run go after the other: only the command, which it does not know, is met
        assert all(who.startswith("esg run, ") for who in waited_for), waited_for
    else:  # the queue lets all go at once: the lock of the folder makes two of three wait, at the least
        assert len(waited_for) >= 2
    published = Warehouse(paths.published_file(tmp_path / "warehouse"))
    differing = [t.name for t in PUBLISHED_TABLES if not rows_of(published, t).equals(rows_of(one_by_one.published, t))]
    assert differing == []


@pytest.fixture
def watched(one_by_one: Run, tmp_path: Path) -> Run:
    """A store and a warehouse of which the newest rating date is not rated yet; the newest is the daemon's affair."""
    furnish(tmp_path)
    shutil.copytree(one_by_one.folder, tmp_path / "warehouse")
    return Run(one_by_one.report, tmp_path / "data", tmp_path / "warehouse")


def has_ended(home: dg.DagsterInstance, job: str, times: int) -> bool:
    """Whether a job has succeeded so often and nothing is left to do. Fails when a run has failed."""
    assert not home.get_runs(Runs(statuses=[dg.DagsterRunStatus.FAILURE]))
    done = home.get_runs(Runs(job_name=job, statuses=[dg.DagsterRunStatus.SUCCESS]))
    return len(done) >= times and not home.get_runs(Runs(statuses=NOT_FINISHED_STATUSES))


def versions(run: Run, issuer: str, day: date) -> list[dict[str, Any]]:
    """The versions of a rating, in their order."""
    found = run.published.read("rating.rating_version").filter(issuer_id=issuer, rating_date=day)
    return found.sort("version").to_dicts()


def override(run: Run, issuer: str) -> Path:
    """Files a decision about the rating of October: one notch down."""
    rating = run.published.read("rating.rating").filter(issuer_id=issuer, rating_date=OCTOBER).to_dicts()[0]
    worse = dict(pairwise(BEST_TO_WORST))[rating["rule_grade"]]
    text = DECISION.format(
        issuer=issuer, day=OCTOBER, worse=worse, **{k: rating[k] for k in ("model_grade", "rule_grade")}
    )
    file = run.store / "committee" / "one-down.yaml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    return file


def test_a_document_and_a_decision_that_arrive_are_acted_on(watched: Run, tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    newest = date.fromisoformat(newest_rating_date(datetime.now(tz=UTC).date()))
    october = watched.published.read("rating.rating").filter(
        pl.col("rule_grade").is_in(["NR", "C"]).not_(), rating_date=OCTOBER
    )
    issuer = october.sort("issuer_id")["issuer_id"][0]
    with (
        serving(settings, tmp_path / "services.log") as services,
        dg.DagsterInstance.from_config(str(tmp_path / "home")) as home,
    ):
        for sensor in ("new_documents", "new_decisions"):
            subprocess.run(
                [BIN / "dagster", "sensor", "start", sensor, *WORKSPACE], env=settings, cwd=tmp_path, check=True
            )
        wait_until(lambda: has_ended(home, "refresh", 1), services)
        known = set(home.get_dynamic_partitions("document"))
        assert len(known) == watched.published.read("raw.document").height
        before = versions(watched, issuer, newest)
        assert [version["cause"] for version in before] == ["initial"]
        paper = tmp_path / "new report.txt"
        paper.write_text(REPORT.format(year=newest.year - 1), encoding="utf-8")
        day = date(newest.year, 4, 1)
        added = add_document(watched.store, paper, issuer_id=issuer, fiscal_year=newest.year - 1, published_date=day)
        override(watched, issuer)
        wait_until(lambda: has_ended(home, "refresh", 2) and has_ended(home, "rerate", 1), services)
        assert set(home.get_dynamic_partitions("document")) == known | {added.document_id}
        readings = home.get_runs(Runs(job_name="read_document"))
        assert sorted(run.tags["dagster/partition"] for run in readings) == sorted(known | {added.document_id})
    assert added.document_id in set(watched.published.read("core.extracted_fact")["document_id"])
    after = versions(watched, issuer, newest)
    assert after[-1]["coverage"] > before[-1]["coverage"]
    assert after[-1]["cause"] == "late_document"
    decided = versions(watched, issuer, OCTOBER)[-1]
    assert (decided["cause"], decided["decision_id"]) == ("committee", "one-down")
    assert decided["grade"] != decided["rule_grade"]
