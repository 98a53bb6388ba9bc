"""Sensors act once on what stands still, say why they wait, and take nothing away because a store cannot be seen."""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from dagster import DagsterRunStatus

from assets import sensors
from assets.partitions import DOCUMENTS, newest_rating_date
from assets.resources import FolderResource, StoreResource
from assets.sensors import RUNS_AT_ONCE, SENSORS, new_decisions, new_documents, new_feed_files
from esg_pipeline.ingest.documents import add_document
from esg_pipeline.warehouse import Warehouse

REPORT = "Index\t2021\nTotal Hazardous Waste Discharge (tons)\t{}\n"


class Watcher:
    """A sensor that is looked at again and again, as the daemon does: it keeps the cursor and the partitions."""

    def __init__(self, sensor: dg.SensorDefinition, home: dg.DagsterInstance, **resources: object) -> None:
        self.sensor, self.home, self.resources, self.cursor = sensor, home, resources, None
        self.keys: list[str] = []

    def look(self) -> dg.SensorResult:
        """One tick; a run key that was there before would start nothing, so that is an error here."""
        with dg.build_sensor_context(instance=self.home, cursor=self.cursor) as context:
            said = self.sensor(context, **self.resources)
        assert isinstance(said, dg.SensorResult)
        self.cursor = said.cursor
        for request in said.dynamic_partitions_requests or []:
            if isinstance(request, dg.AddDynamicPartitionsRequest):
                self.home.add_dynamic_partitions(str(DOCUMENTS.name), request.partition_keys)
            else:
                for key in request.partition_keys:
                    self.home.delete_dynamic_partition(str(DOCUMENTS.name), key)
        asked = [str(run.run_key) for run in said.run_requests or []]
        assert not set(asked) & set(self.keys)
        self.keys += asked
        return said

    def asks(self) -> list[tuple[str | None, str | None]]:
        """Job and partition of each run that one look asks for; without any there is a reason."""
        said = self.look()
        runs = said.run_requests or []
        assert bool(runs) != bool(said.skip_reason and said.skip_reason.skip_message)
        return [(run.job_name, run.partition_key) for run in runs]

    def why(self) -> str:
        """Why one look asks for nothing."""
        said = self.look()
        assert not said.run_requests
        assert said.skip_reason
        return str(said.skip_reason.skip_message)


@pytest.fixture
def home() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as instance:
        yield instance


@pytest.fixture
def empty(tmp_path: Path) -> StoreResource:
    """A store with nothing in it."""
    (tmp_path / "store").mkdir()
    return StoreResource(folder=str(tmp_path / "store"))


def file_report(store: StoreResource, text: str) -> str:
    """Files a report and gives its document id."""
    paper = store.directory.parent / "report.txt"
    paper.write_text(text, encoding="utf-8")
    day = date(2022, 5, 1)
    return add_document(store.directory, paper, issuer_id="A", fiscal_year=2021, published_date=day).document_id


def partitions(home: dg.DagsterInstance) -> list[str]:
    return sorted(home.get_dynamic_partitions(str(DOCUMENTS.name)))


def newest(store: StoreResource) -> str:
    return newest_rating_date(store.today)


def test_every_sensor_is_switched_off_until_somebody_switches_it_on() -> None:
    assert {sensor.default_status for sensor in SENSORS} == {dg.DefaultSensorStatus.STOPPED}


# Documents


def test_a_new_document_is_read_and_then_the_newest_date_is_refreshed(
    empty: StoreResource, home: dg.DagsterInstance
) -> None:
    watcher = Watcher(new_documents, home, store=empty)
    assert watcher.why() == "nothing is new"
    document_id = file_report(empty, REPORT.format(1))
    assert "since the last look: waiting until nothing moves" in watcher.why()
    assert watcher.asks() == [("read_document", document_id)]
    assert partitions(home) == [document_id]
    assert watcher.asks() == [("refresh", newest(empty))]
    assert watcher.why() == "nothing is new"


def test_the_refresh_waits_until_documents_are_read(empty: StoreResource, home: dg.DagsterInstance) -> None:
    @dg.op
    def nothing() -> None: ...

    @dg.job(name="read_document")
    def reads() -> None:
        nothing()

    watcher = Watcher(new_documents, home, store=empty)
    file_report(empty, REPORT.format(1))
    watcher.look()
    watcher.look()
    run = home.create_run_for_job(reads, status=DagsterRunStatus.STARTED)
    assert watcher.why().startswith("documents are being read")
    home.report_run_failed(run)
    assert [job for job, _ in watcher.asks()] == ["refresh"]


def test_a_document_still_being_copied_is_left_alone_and_others_are_read(
    empty: StoreResource, home: dg.DagsterInstance
) -> None:
    watcher = Watcher(new_documents, home, store=empty)
    whole = file_report(empty, REPORT.format(1))
    watcher.look()
    growing = empty.directory / "documents" / "growing.txt"
    growing.write_text("half of")
    growing.with_name("growing.txt.meta.json").write_text("{}")
    assert watcher.asks() == [("read_document", whole)]
    growing.write_text("half of a document")
    assert watcher.why().startswith("documents/growing.txt came, went or changed")
    grown = hashlib.sha256(growing.read_bytes()).hexdigest()
    assert watcher.asks() == [("read_document", grown)]
    assert [job for job, _ in watcher.asks()] == ["refresh"]
    assert partitions(home) == sorted([whole, grown])


def test_a_document_without_sidecar_is_none_yet(empty: StoreResource, home: dg.DagsterInstance) -> None:
    watcher = Watcher(new_documents, home, store=empty)
    document_id = file_report(empty, REPORT.format(1))
    [sidecar] = (empty.directory / "documents").glob("*.meta.json")
    text = sidecar.read_text()
    sidecar.unlink()
    watcher.look()
    watcher.look()
    assert partitions(home) == []
    sidecar.write_text(text)
    watcher.look()
    assert watcher.asks() == [("read_document", document_id)]


def test_a_document_that_is_gone_loses_its_partition_and_the_date_is_refreshed(
    empty: StoreResource, home: dg.DagsterInstance
) -> None:
    watcher = Watcher(new_documents, home, store=empty)
    document_id = file_report(empty, REPORT.format(1))
    for _ in range(3):
        watcher.look()
    for path in (empty.directory / "documents").iterdir():
        path.unlink()
    assert "waiting" in watcher.why()
    assert partitions(home) == [document_id]  # it may only be moved
    assert watcher.asks() == [("refresh", newest(empty))]
    assert partitions(home) == []
    assert file_report(empty, REPORT.format(1)) == document_id
    watcher.look()
    assert watcher.asks() == [("read_document", document_id)]  # under another run key than the first time


def test_a_changed_sidecar_is_a_reason_to_refresh(empty: StoreResource, home: dg.DagsterInstance) -> None:
    watcher = Watcher(new_documents, home, store=empty)
    file_report(empty, REPORT.format(1))
    for _ in range(3):
        watcher.look()
    [sidecar] = (empty.directory / "documents").glob("*.meta.json")
    sidecar.write_text(json.dumps({**json.loads(sidecar.read_text()), "fiscal_year": 2020}))
    watcher.look()
    assert watcher.asks() == [("refresh", newest(empty))]


def test_a_load_of_documents_is_read_by_the_refresh(empty: StoreResource, home: dg.DagsterInstance) -> None:
    watcher = Watcher(new_documents, home, store=empty)
    documents = {file_report(empty, REPORT.format(number)) for number in range(RUNS_AT_ONCE + 1)}
    watcher.look()
    assert watcher.asks() == [("refresh", newest(empty))]
    assert partitions(home) == sorted(documents)


def test_one_look_does_not_hash_a_whole_archive(
    empty: StoreResource, home: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher(new_documents, home, store=empty)
    documents = {file_report(empty, REPORT.format(number)) for number in range(RUNS_AT_ONCE + 2)}
    watcher.look()
    monkeypatch.setattr(sensors, "HASHED_BYTES", 1)
    assert watcher.why().startswith("there are more new documents than one look can identify")
    monkeypatch.undo()
    assert len(partitions(home)) == 1
    assert watcher.asks() == [("refresh", newest(empty))]
    assert partitions(home) == sorted(documents)


def test_a_store_that_cannot_be_seen_takes_no_partition_away(empty: StoreResource, home: dg.DagsterInstance) -> None:
    watcher = Watcher(new_documents, home, store=empty)
    document_id = file_report(empty, REPORT.format(1))
    for _ in range(3):
        watcher.look()
    empty.directory.rename(empty.directory.with_name("unmounted"))
    assert "cannot be looked into" in watcher.why()
    assert "cannot be looked into" in watcher.why()
    assert partitions(home) == [document_id]
    empty.directory.with_name("unmounted").rename(empty.directory)
    assert watcher.why() == "nothing is new"


def test_a_sensor_that_is_reset_asks_under_new_keys(
    empty: StoreResource, home: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    watcher = Watcher(new_documents, home, store=empty)
    file_report(empty, REPORT.format(1))
    for _ in range(3):
        watcher.look()
    watcher.cursor = None
    later = sensors.time.time() + 60
    monkeypatch.setattr(sensors.time, "time", lambda: later)
    watcher.look()
    assert [job for job, _ in watcher.asks()] == ["refresh"]


# Feeds


def test_a_changed_feed_file_asks_for_one_refresh(empty: StoreResource, home: dg.DagsterInstance) -> None:
    watcher = Watcher(new_feed_files, home, store=empty)
    file = empty.directory / "part" / "reported" / "values.csv"
    file.parent.mkdir(parents=True)
    assert watcher.why() == "nothing is new"
    for text in ("a", "b,c"):
        file.write_text(text)
        assert "waiting" in watcher.why()
        assert watcher.asks() == [("refresh", newest(empty))]
        assert watcher.why() == "nothing is new"
    (empty.directory / "documents").mkdir()
    (empty.directory / "documents" / "a.txt").write_text("no feed")
    assert watcher.why() == "nothing is new"


def test_a_feed_that_grows_at_every_look_is_waited_for(empty: StoreResource, home: dg.DagsterInstance) -> None:
    watcher = Watcher(new_feed_files, home, store=empty)
    file = empty.directory / "registry" / "issuers.csv"
    file.parent.mkdir()
    for length in range(1, 5):
        file.write_text("x" * length)
        assert watcher.why().startswith("registry/issuers.csv came, went or changed")
    assert len(watcher.asks()) == 1


@pytest.mark.parametrize("sensor", [new_feed_files, new_documents])
def test_a_missing_store_is_a_reason_not_an_error(
    sensor: dg.SensorDefinition, home: dg.DagsterInstance, tmp_path: Path
) -> None:
    gone = StoreResource(folder=str(tmp_path / "gone"))
    assert "No such file" in Watcher(sensor, home, store=gone).why()


# Decisions

DATES = [date(2021, 4, 30), date(2022, 4, 30), date(2022, 10, 31)]


@pytest.fixture
def folder(tmp_path: Path) -> FolderResource:
    """A warehouse folder in which nothing was published yet."""
    return FolderResource(folder=str(tmp_path / "warehouse"))


@pytest.fixture
def published(folder: FolderResource) -> FolderResource:
    """A published file with three rating dates, one of them after a gap."""
    Warehouse(folder.published_file).replace(
        {"mart.issuer_rating": pl.DataFrame({"rating_date": DATES, "issuer_id": ["A"] * len(DATES)})}
    )
    return folder


def decide(store: StoreResource, name: str, text: str) -> Path:
    path = store.directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def spans(said: dg.SensorResult) -> list[tuple[str | None, ...]]:
    """The rating date, or the first and last one, of each run that is asked for."""
    return [(run.partition_key,) if run.partition_key else tuple(run.tags.values()) for run in said.run_requests or []]


def test_a_review_decision_rates_the_newest_published_date_again(
    empty: StoreResource, published: FolderResource, home: dg.DagsterInstance
) -> None:
    watcher = Watcher(new_decisions, home, store=empty, folder=published)
    assert watcher.why() == "nothing is new"
    decide(empty, "review/decisions.csv", "decision\nconfirm\n")
    assert "waiting" in watcher.why()
    assert spans(watcher.look()) == [("2022-10-31",)]
    assert watcher.why() == "nothing is new"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2022-10-31", [("2022-10-31",)]),
        ("2022-04-30", [("2022-04-30", "2022-10-31")]),
        ('"2019-10-31"', [("2021-04-30",), ("2022-04-30", "2022-10-31")]),
        ("2031-04-30", [("2022-10-31",)]),
        ("soon", [("2022-10-31",)]),
    ],
)
def test_a_committee_decision_rates_again_from_its_date_on(
    empty: StoreResource,
    published: FolderResource,
    home: dg.DagsterInstance,
    day: str,
    expected: list[tuple[str, ...]],
) -> None:
    watcher = Watcher(new_decisions, home, store=empty, folder=published)
    decide(empty, "part/committee/a.yaml", f"decision_id: D1\nrating_date: {day}\n")
    watcher.look()
    assert spans(watcher.look()) == expected


def test_a_decision_that_is_taken_away_rates_everything_again(
    empty: StoreResource, published: FolderResource, home: dg.DagsterInstance
) -> None:
    watcher = Watcher(new_decisions, home, store=empty, folder=published)
    file = decide(empty, "committee/a.yaml", "rating_date: 2022-10-31\n")
    watcher.look()
    watcher.look()
    file.unlink()
    watcher.look()
    assert spans(watcher.look()) == [("2021-04-30",), ("2022-04-30", "2022-10-31")]


def test_drafts_and_papers_beside_decisions_have_no_effect(
    empty: StoreResource, published: FolderResource, home: dg.DagsterInstance
) -> None:
    watcher = Watcher(new_decisions, home, store=empty, folder=published)
    decide(empty, "committee/a.draft.yaml", "rating_date: 2022-10-31\n")
    decide(empty, "committee/impact.json", "{}")
    assert [watcher.why() for _ in range(3)] == ["nothing is new"] * 3


def test_before_the_first_publication_there_is_nothing_to_rate_again(
    empty: StoreResource, folder: FolderResource, home: dg.DagsterInstance
) -> None:
    watcher = Watcher(new_decisions, home, store=empty, folder=folder)
    decide(empty, "review/decisions.csv", "decision\n")
    watcher.look()
    assert "does not exist yet" in watcher.why()
