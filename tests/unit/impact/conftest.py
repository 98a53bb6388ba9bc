"""A small simulated universe as a run would leave it in the work file, without the run."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.catalogue import contract
from esg_pipeline.disclosure.archive import extract_store
from esg_pipeline.impact.inputs import OF_DOCUMENTS, RAW, Source
from esg_pipeline.ingest.store import read_store
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.tables import reference_tables
from esg_pipeline.simulate import simulate, write_store
from esg_pipeline.warehouse import Warehouse

DAY, TODAY = date(2022, 10, 31), date(2023, 1, 1)


@pytest.fixture(scope="session")
def shipped() -> Methodology:
    return load_methodology()


@pytest.fixture(scope="session")
def last_run(shipped: Methodology, tmp_path_factory: pytest.TempPathFactory) -> Source:
    """Ninety issuers, so that some have peers."""
    folder: Path = tmp_path_factory.mktemp("last_run")
    write_store(simulate(shipped, issuers=90, rating_dates=(DAY,), seed=3), folder / "data" / "simulated")
    delivered = read_store(folder / "data", shipped, today=TODAY).tables
    read = extract_store(folder / "data", delivered["raw.document"], shipped, delivered["raw.issuer"])
    work = Warehouse(folder / "warehouse.duckdb")
    tables = {
        **{name: delivered[name] for name in RAW},
        **{name: read[name] for name in OF_DOCUMENTS},
        **reference_tables(shipped),
    }
    work.replace({name: contract(name).conform(frame) for name, frame in tables.items()})
    return Source(work, folder / "data", TODAY)


@pytest.fixture
def source(last_run: Source) -> Source:
    """The same work file, with nothing read yet."""
    return Source(last_run.warehouse, last_run.store, last_run.today)


def where(frame: pl.DataFrame, condition: pl.Expr, **cells: object) -> pl.DataFrame:
    """The frame with other cells where a condition holds; it must hold somewhere."""
    assert frame.filter(condition).height
    return frame.with_columns(
        pl.when(condition).then(pl.lit(value, dtype=frame.schema[name])).otherwise(pl.col(name)).alias(name)
        for name, value in cells.items()
    )
