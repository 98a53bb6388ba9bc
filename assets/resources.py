"""What assets are given: the warehouse, the input store, the method. Paths come from `esg_pipeline.paths`."""

import os
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Self

import dagster as dg

from assets.workers import announce
from esg_pipeline import paths
from esg_pipeline.disclosure.document_limits import document_limits_from
from esg_pipeline.disclosure.readings import Readings
from esg_pipeline.ingest.limits import Limits
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.run_lock import run_lock
from esg_pipeline.warehouse import Warehouse


@cache
def load_once(folder: Path) -> Methodology:
    """A version of the method, read and checked once per process."""
    return load_methodology(folder)


class WarehouseResource(dg.ConfigurableResource):
    """The folder that holds the work file and the published file; empty means the default of `paths`.

    A run has the folder for itself from its first step to its last. Sensors, which have no run, wait for nobody.
    """

    folder: str = ""

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Generator[Self]:
        """The resource while the run holds the folder's lock. Raises RunLockError when it stays in other hands."""
        run, instance = context.run, context.instance
        if run is None or instance is None:
            yield self
            return
        announce(instance, run)

        def waiting(holder: str) -> None:
            instance.report_engine_event(f"waiting for another run over {self.directory}: {holder}", run)

        with run_lock(self.directory, f"run {run.run_id[:8]} of job {run.job_name}", waiting):
            yield self

    @property
    def directory(self) -> Path:
        """The folder."""
        return Path(self.folder) if self.folder else paths.warehouse_dir()

    @property
    def warehouse(self) -> Warehouse:
        """The pipeline's work file."""
        return Warehouse(paths.warehouse_file(self.directory))

    @property
    def published_file(self) -> Path:
        """The file for analysts."""
        return paths.published_file(self.directory)

    @property
    def data_docs_dir(self) -> Path:
        """The folder of the expectations' pages."""
        return paths.data_docs_dir(self.directory)


class FolderResource(dg.ConfigurableResource):
    """What lies in the warehouse folder and needs no lock, for each file there is whole: the published file, readings.

    For sensors, and for assets that write no table.
    """

    folder: str = ""

    @property
    def directory(self) -> Path:
        """The folder."""
        return Path(self.folder) if self.folder else paths.warehouse_dir()

    @property
    def published_file(self) -> Path:
        """The file for analysts."""
        return paths.published_file(self.directory)

    @property
    def readings(self) -> Readings:
        """What documents were read to say."""
        return Readings(paths.readings_dir(self.directory))


class StoreResource(dg.ConfigurableResource):
    """The input store, and how much refused input is too much."""

    folder: str = ""
    max_rejected_share: float = 0.05

    @property
    def directory(self) -> Path:
        """The folder."""
        return Path(self.folder) if self.folder else paths.data_dir()

    @property
    def limits(self) -> Limits:
        """What input may weigh, documents by `ESG_LIMIT_*`. Raises ValueError that names a wrong one."""
        return Limits(documents=document_limits_from(os.environ))

    @property
    def today(self) -> date:
        """The day after which nothing can have been published."""
        return datetime.now(tz=UTC).date()


class MethodResource(dg.ConfigurableResource):
    """The version of the method to rate by; empty means the default of `paths`.

    `sensitivity_samples`: how many samples show which of its choices moves grades most; 0 leaves that out.
    """

    folder: str = ""
    sensitivity_samples: int = 0

    @property
    def directory(self) -> Path:
        """The folder of the version."""
        return Path(self.folder) if self.folder else paths.methodology_dir()

    @property
    def methodology(self) -> Methodology:
        """The version, checked as a whole. Raises MethodologyError that lists every problem."""
        return load_once(self.directory)


def asking_for_sensitivity(samples: int) -> dict[str, Any]:
    """The run configuration that asks for a sensitivity analysis; none for 0 samples."""
    return {"resources": {"method": {"config": {"sensitivity_samples": samples}}}} if samples else {}
