"""Whole runs of the pipeline, as the command starts them, each in folders of its own. Made once per session."""

import shutil
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import build_definitions
from assets.logs import run_loggers
from assets.run import RUNNER, instance
from data_contracts import raw
from esg_pipeline import paths
from esg_pipeline.ingest.documents import add_document
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.runner import RunReport
from esg_pipeline.simulate import simulate, write_store
from esg_pipeline.warehouse import Warehouse

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
APRIL, OCTOBER = date(2022, 4, 30), date(2022, 10, 31)


@dataclass(frozen=True)
class Run:
    """A run that ended: its report, the folders it read and wrote, the file it published."""

    report: RunReport
    store: Path
    folder: Path

    @property
    def published(self) -> Warehouse:
        return Warehouse(paths.published_file(self.folder))


def run_pipeline(store: Path, folder: Path, dates: Sequence[date]) -> Run:
    """Runs the pipeline in this process; nothing of the outside shows through but the two folders."""
    with only_these(store, folder):
        return Run(RUNNER.run(dates, lambda *_: None), store, folder)


@contextmanager
def only_these(store: Path, folder: Path) -> Generator[None]:
    """The two folders in place of those of the environment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESG_DATA_DIR", str(store))
        patch.setenv("ESG_WAREHOUSE_DIR", str(folder))
        patch.delenv("DAGSTER_HOME", raising=False)
        yield


def run_up_to(table: str, store: Path, folder: Path, dates: Sequence[date]) -> Warehouse:
    """Makes a table and what it is made of, date by date, in the work file; nothing is published.

    For tests that ask for one table: the steps, their checks and what they write are those of a whole run.
    """
    code = build_definitions()
    asked = [dg.AssetKey(table.split(".")), *(dg.AssetKey(file.path) for file in raw.TABLES)]  # raw is read as a whole
    wanted = dg.AssetSelection.assets(*asked).upstream().required_multi_asset_neighbors()
    keys = list(wanted.resolve(code.resolve_asset_graph()))
    job = code.resolve_job_def("refresh")
    with only_these(store, folder), instance() as home:
        for day in dates:
            partition = {f"dagster/asset_partition_range_{edge}": day.isoformat() for edge in ("start", "end")}
            done = job.execute_in_process(
                run_config=run_loggers({}), instance=home, tags=partition, asset_selection=keys
            )
            assert done.success
        return Warehouse(paths.warehouse_file(folder))


def copy_sample(folder: Path) -> Path:
    """A store that holds the sample."""
    shutil.copytree(SAMPLE, folder / "sample")
    return folder


@pytest.fixture(scope="session")
def sample_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The sample alone, rated on two dates."""
    folder = tmp_path_factory.mktemp("sample_run")
    return run_pipeline(copy_sample(folder / "data"), folder / "warehouse", (APRIL, OCTOBER))


@pytest.fixture(scope="session")
def seed_report(shared_dir: Path) -> Path:
    """The report of 360 DigiTech for 2021."""
    return next((shared_dir / "seeds").glob("000_*.txt"))


@pytest.fixture(scope="session")
def report_run(tmp_path_factory: pytest.TempPathFactory, seed_report: Path) -> Run:
    """The sample, the real report filed as a document, and a small simulated universe, rated on two dates."""
    folder = tmp_path_factory.mktemp("report_run")
    store = copy_sample(folder / "data")
    add_document(store, seed_report, issuer_id="360DIGITECH", fiscal_year=2021, published_date=date(2022, 6, 30))
    frames = simulate(load_methodology(), issuers=60, rating_dates=(APRIL, OCTOBER), seed=7)
    write_store(frames, store / "simulated")
    return run_pipeline(store, folder / "warehouse", (APRIL, OCTOBER))
