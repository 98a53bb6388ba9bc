"""What is due when something arrives in the store: documents, feed files, decisions. Looks only; jobs do the work.

Each sensor is switched off until somebody switches it on, acts on files that stand still, and says why it does nothing.
"""

import re
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import dagster as dg
from dagster import DagsterInstance, RunsFilter
from dagster._core.storage.dagster_run import NOT_FINISHED_STATUSES

from assets.jobs import read_document, refresh, rerate
from assets.partitions import DOCUMENTS, newest_rating_date, range_tags, unbroken
from assets.resources import FolderResource, StoreResource
from esg_pipeline.ingest.watch import (
    DECISION_FOLDERS,
    DOCUMENT_FOLDERS,
    FEED_FOLDERS,
    Memory,
    WatchError,
    fingerprint,
    identified,
    stamps,
    still_documents,
)
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import WarehouseError

SECONDS = 30
HASHED_BYTES = 256 * 1024 * 1024  # of documents in one look, so that it ends before Dagster gives it up
# More new documents than these are read by the refresh itself: a process for each would take longer than reading.
RUNS_AT_ONCE = 25
DAY_OF_DECISION = re.compile(rb"^rating_date:\s*[\"']?(\d{4}-\d{2}-\d{2})\b", re.MULTILINE)
READ_BYTES = 64 * 1024


@dg.sensor(jobs=[read_document, refresh], minimum_interval_seconds=SECONDS)
def new_documents(context: dg.SensorEvaluationContext, store: StoreResource) -> dg.SensorResult:
    """Reads each new document, then refreshes the newest rating date; documents that are gone lose their partition."""
    memory = remembered(context)
    try:
        now = stamps(store.directory, DOCUMENT_FOLDERS)
    except WatchError as error:
        return nothing(memory, str(error))
    moving = memory.moving(now)
    papers = still_documents(now, moving)
    known = identified(store.directory, papers, memory, HASHED_BYTES)
    memory = memory.with_documents(known)
    is_whole = not moving and len(known) == len(papers)
    there, before = set(known.values()), set(context.instance.get_dynamic_partitions(str(DOCUMENTS.name)))
    partitions = partition_requests(there - before, before - there if is_whole else set())
    new, unknown = sorted(there - before), len(papers) - len(known)
    if new and len(new) + unknown <= RUNS_AT_ONCE:
        runs = [reading_request(document_id, memory.turns) for document_id in new]
        return dg.SensorResult(runs, cursor=memory.seen(now).cursor(), dynamic_partitions_requests=partitions)
    why = why_not_yet(memory, now, moving, is_whole=is_whole, is_reading=is_reading(context.instance))
    if why:
        return nothing(memory.seen(now), why, partitions)
    runs = [refresh_request("documents", store, memory, now)]
    return dg.SensorResult(runs, cursor=memory.acted(now).cursor(), dynamic_partitions_requests=partitions)


@dg.sensor(job=refresh, minimum_interval_seconds=SECONDS)
def new_feed_files(context: dg.SensorEvaluationContext, store: StoreResource) -> dg.SensorResult:
    """Refreshes the newest rating date when a file of the registry, of reported values or of events has changed."""
    memory = remembered(context)
    try:
        now = stamps(store.directory, FEED_FOLDERS)
    except WatchError as error:
        return nothing(memory, str(error))
    if why := why_not_yet(memory, now, memory.moving(now)):
        return nothing(memory.seen(now), why)
    return dg.SensorResult([refresh_request("feeds", store, memory, now)], cursor=memory.acted(now).cursor())


@dg.sensor(job=rerate, minimum_interval_seconds=SECONDS)
def new_decisions(context: dg.SensorEvaluationContext, store: StoreResource, folder: FolderResource) -> dg.SensorResult:
    """Rates published dates again when a review decision or a decision of the committee has changed.

    The newest date, and with a decision of the committee every date from the one it is about.
    """
    memory = remembered(context)
    try:
        now = {path: stamp for path, stamp in stamps(store.directory, DECISION_FOLDERS).items() if is_decision(path)}
        if why := why_not_yet(memory, now, memory.moving(now)):
            return nothing(memory.seen(now), why)
        published = [day.isoformat() for day in PublishedReader(folder.published_file).rating_dates()]
    except (WatchError, WarehouseError) as error:
        return nothing(memory, str(error))
    if not published:
        return nothing(memory.acted(now), "nothing is published yet: the first refresh reads the decisions")
    first = min([*days_of_decisions(store.directory, memory.changed(now)), published[-1]])
    runs = rerate_requests([day for day in published if day >= first], f"{memory.turns}-{fingerprint(now)}")
    return dg.SensorResult(runs, cursor=memory.acted(now).cursor())


def remembered(context: dg.SensorEvaluationContext) -> Memory:
    """What the last look left. One that begins anew counts its turns from now on, so that no run key comes twice."""
    return Memory.of(context.cursor, int(time.time()))


def nothing(
    memory: Memory,
    why: str,
    partitions: Sequence[dg.AddDynamicPartitionsRequest | dg.DeleteDynamicPartitionsRequest] = (),
) -> dg.SensorResult:
    """No run, and the reason."""
    return dg.SensorResult(skip_reason=why, cursor=memory.cursor(), dynamic_partitions_requests=list(partitions))


def why_not_yet(
    memory: Memory, now: dict[str, str], moving: Sequence[str], *, is_whole: bool = True, is_reading: bool = False
) -> str | None:
    """Why nothing is to be done yet, in words; None when it is time."""
    if moving:
        more = f" and {len(moving) - 1} more" if len(moving) > 1 else ""
        return f"{moving[0]}{more} came, went or changed since the last look: waiting until nothing moves"
    if not memory.changed(now):
        return "nothing is new"
    if not is_whole:
        return "there are more new documents than one look can identify: going on at the next one"
    return "documents are being read: the refresh comes when that is done" if is_reading else None


def partition_requests(
    new: set[str], gone: set[str]
) -> list[dg.AddDynamicPartitionsRequest | dg.DeleteDynamicPartitionsRequest]:
    """What to add to the partitions and to take away."""
    add = [DOCUMENTS.build_add_request(sorted(new))] if new else []
    return [*add, *([DOCUMENTS.build_delete_request(sorted(gone))] if gone else [])]


def reading_request(document_id: str, turn: int) -> dg.RunRequest:
    """One run that reads one document."""
    return dg.RunRequest(f"{turn}-{document_id}", job_name=read_document.name, partition_key=document_id)


def refresh_request(what: str, store: StoreResource, memory: Memory, now: dict[str, str]) -> dg.RunRequest:
    """One refresh of the newest rating date."""
    key = newest_rating_date(store.today)
    run_key = f"{what}-{key}-{memory.turns}-{fingerprint(now)}"
    return dg.RunRequest(run_key, job_name=refresh.name, partition_key=key)


def rerate_requests(days: Sequence[str], run_key: str) -> list[dg.RunRequest]:
    """One run per unbroken range of rating dates."""
    return [
        dg.RunRequest(f"{run_key}-{first}", partition_key=first)
        if first == last
        else dg.RunRequest(f"{run_key}-{first}", tags=range_tags(first, last))
        for first, last in unbroken(days)
    ]


def is_reading(instance: DagsterInstance) -> bool:
    """Whether a run that reads a document is waiting or at work."""
    return bool(instance.get_runs(RunsFilter(job_name=read_document.name, statuses=NOT_FINISHED_STATUSES), limit=1))


def is_decision(path: str) -> bool:
    """Whether a file is a decision: drafts, and papers filed beside decisions, have no effect."""
    is_committee = "committee" in path.split("/")
    return not is_committee or (path.endswith(".yaml") and not path.endswith(".draft.yaml"))


def days_of_decisions(root: Path, paths: Iterable[str]) -> Iterator[str]:
    """The rating dates that changed decision files of the committee are about, "" where that is not to be known.

    The run says what is wrong with a file.
    """
    for path in paths:
        try:
            with (root / path).open("rb") as file:
                found = DAY_OF_DECISION.search(file.read(READ_BYTES)) if path.endswith(".yaml") else None
        except OSError:  # it was taken away, and may have been about any date
            yield ""
            continue
        if found:
            yield found[1].decode()


SENSORS = (new_documents, new_feed_files, new_decisions)
