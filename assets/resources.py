"""What assets are given: the warehouse, the input store, the method. Paths come from `esg_pipeline.paths`."""

import os
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import dagster as dg

from esg_pipeline import paths
from esg_pipeline.disclosure.document_limits import document_limits_from
from esg_pipeline.ingest.limits import Limits
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.warehouse import Warehouse


@cache
def load_once(folder: Path) -> Methodology:
    """A version of the method, read and checked once per process."""
    return load_methodology(folder)


class WarehouseResource(dg.ConfigurableResource):
    """The folder that holds the work file and the published file; empty means the default of `paths`."""

    folder: str = ""

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
    def methodology(self) -> Methodology:
        """The version, checked as a whole. Raises MethodologyError that lists every problem."""
        return load_once(Path(self.folder) if self.folder else paths.methodology_dir())


def asking_for_sensitivity(samples: int) -> dict[str, Any]:
    """The run configuration that asks for a sensitivity analysis; none for 0 samples."""
    return {"resources": {"method": {"config": {"sensitivity_samples": samples}}}} if samples else {}
