"""OpenLineage events of each step: what it read and made, by column, and how many rows. Off unless it is configured.

Events go to the file that ESG_OPENLINEAGE_FILE names, or where the library's own OPENLINEAGE_* settings say.
"""

import logging
import os
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import dagster as dg

from assets.metadata import lineage_of
from data_contracts.catalogue import TABLES
from data_contracts.table import Table

if TYPE_CHECKING:
    from openlineage.client import OpenLineageClient

# The library is an extra and takes time to load: it is imported only where events are asked for.
# ruff: noqa: PLC0415

FILE = "ESG_OPENLINEAGE_FILE"
OWN_SETTINGS = ("OPENLINEAGE_URL", "OPENLINEAGE_CONFIG", "OPENLINEAGE__TRANSPORT__")
PRODUCER = "urn:esg-pipeline"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class StepRun:
    """One execution of a step: who runs it, what it reads and makes; `rows` is filled while it runs."""

    name: str
    job: str
    run_id: str
    attempt: int
    reads: Sequence[str]
    makes: Sequence[str]
    partitions: Sequence[str] = ()
    rows: dict[str, int] = field(default_factory=dict[str, int])


@contextmanager
def lineage_events(
    context: dg.AssetExecutionContext, name: str, makes: Sequence[str], reads: Sequence[str]
) -> Generator[dict[str, int]]:
    """START before, COMPLETE after, FAIL when it fails; gives the row counts to fill. Never fails a step by itself."""
    if not is_on(os.environ):
        yield {}
        return
    run = context.run
    days = sorted(context.partition_keys) if context.has_partition_key or context.has_partition_key_range else []
    step = StepRun(name, run.job_name, run.run_id, context.retry_number, reads, makes, days)
    emit(step, "START")
    try:
        yield step.rows
    except BaseException as error:
        emit(step, "FAIL", error)
        raise
    emit(step, "COMPLETE")


def namespace() -> str:
    """The name that a lineage server files everything under."""
    return os.environ.get("OPENLINEAGE_NAMESPACE") or "esg_pipeline"


def is_on(environment: Mapping[str, str]) -> bool:
    """Whether events are asked for."""
    if environment.get("OPENLINEAGE_DISABLED", "").strip().lower() == "true":
        return False
    return bool(environment.get(FILE)) or any(
        name.startswith(OWN_SETTINGS) and environment[name] for name in environment
    )


def emit(step: StepRun, state: str, error: BaseException | None = None) -> None:
    """Sends one event; what goes wrong on the way is logged, for a rating must not fail by its lineage."""
    try:
        client(os.environ.get(FILE, "")).emit(event_of(step, state, error))
    except Exception as trouble:  # noqa: BLE001  # a transport may raise anything
        log.warning("no lineage event %s of %s: %s", state, step.name, trouble)


@cache
def client(file: str) -> "OpenLineageClient":
    """The client that writes to a file, or for an empty name the one of the library's own settings."""
    from openlineage.client import OpenLineageClient, set_producer
    from openlineage.client.transport.file import FileConfig, FileTransport

    set_producer(PRODUCER)
    if not file:
        return OpenLineageClient()
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    return OpenLineageClient(transport=FileTransport(FileConfig(log_file_path=file, append=True)))


def event_of(step: StepRun, state: str, error: BaseException | None = None) -> Any:
    """The run event of a step."""
    from openlineage.client.event_v2 import InputDataset, Job, OutputDataset, Run, RunEvent, RunState
    from openlineage.client.generated.job_type_job import JobTypeJobFacet
    from openlineage.client.generated.output_statistics_output_dataset import OutputStatisticsOutputDatasetFacet

    identity = str(uuid5(NAMESPACE_URL, f"{step.run_id}/{step.name}/{step.attempt}"))
    kind = JobTypeJobFacet(processingType="BATCH", integration="DAGSTER", jobType="STEP")
    return RunEvent(
        eventType=RunState[state],
        eventTime=datetime.now(tz=UTC).isoformat(),
        run=Run(runId=identity, facets=run_facets(step, error)),
        job=Job(namespace=namespace(), name=f"{step.job}.{step.name}", facets={"jobType": kind}),
        inputs=[InputDataset(namespace=namespace(), name=name, facets=schema_of(name)) for name in step.reads],
        outputs=[
            OutputDataset(
                namespace=namespace(),
                name=name,
                facets={**schema_of(name), **columns_of(name)},
                outputFacets={"outputStatistics": OutputStatisticsOutputDatasetFacet(rowCount=step.rows[name])}
                if name in step.rows
                else {},
            )
            for name in step.makes
        ],
    )


def run_facets(step: StepRun, error: BaseException | None) -> dict[str, Any]:
    """The Dagster run that the step is part of, its rating dates, and why it failed."""
    from openlineage.client.generated.error_message_run import ErrorMessageRunFacet
    from openlineage.client.generated.nominal_time_run import NominalTimeRunFacet
    from openlineage.client.generated.parent_run import Job, ParentRunFacet, Run

    parent = ParentRunFacet(run=Run(runId=step.run_id), job=Job(namespace=namespace(), name=step.job))
    facets: dict[str, Any] = {"parent": parent}
    if step.partitions:
        first, last = (f"{day}T00:00:00Z" for day in (step.partitions[0], step.partitions[-1]))
        facets["nominalTime"] = NominalTimeRunFacet(nominalStartTime=first, nominalEndTime=last)
    if error:
        facets["errorMessage"] = ErrorMessageRunFacet(message=str(error), programmingLanguage="python")
    return facets


def schema_of(name: str) -> dict[str, Any]:
    """The columns that a table's contract promises; nothing for what has no contract."""
    from openlineage.client.generated.schema_dataset import SchemaDatasetFacet, SchemaDatasetFacetFields

    if name not in TABLES:
        return {}
    columns = [
        SchemaDatasetFacetFields(name=column.name, type=column.sql_type, description=column.description)
        for column in TABLES[name].columns
    ]
    return {"schema": SchemaDatasetFacet(fields=columns)}


def columns_of(name: str) -> dict[str, Any]:
    """From which columns each column of a SQL model is made; nothing for a table that Python makes."""
    from openlineage.client.generated.column_lineage_dataset import ColumnLineageDatasetFacet, Fields, InputField

    table: Table | None = TABLES.get(name)
    found = lineage_of(table).get("dagster/column_lineage") if table else None
    if found is None:
        return {}
    fields = {
        column: Fields(
            inputFields=[InputField(namespace(), ".".join(dep.asset_key.path), dep.column_name) for dep in deps]
        )
        for column, deps in found.deps_by_column.items()
    }
    return {"columnLineage": ColumnLineageDatasetFacet(fields=fields)}
