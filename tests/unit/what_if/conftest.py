"""A small simulated universe, rated by the pipeline's own steps and published, for the tests of the what-if."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from data_contracts.catalogue import contract
from esg_pipeline.disclosure.archive import extract_store
from esg_pipeline.impact.inputs import OF_DOCUMENTS, RAW
from esg_pipeline.impact.shadow import Shadow, shadow_run
from esg_pipeline.ingest.store import read_store
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.methodology.tables import reference_tables
from esg_pipeline.reader import PublishedReader
from esg_pipeline.simulate import simulate, write_store
from esg_pipeline.warehouse import Warehouse
from esg_pipeline.what_if.engine import Subject, subject_of
from esg_pipeline.what_if.world import World, load
from tests.unit.published_rows import table

DAY, TODAY = date(2022, 10, 31), date(2023, 1, 1)
PAGES = ("mart.issuer_rating", "rating.score_interval")  # what pages read beside the engine


class Asked(NamedTuple):
    """A published file, and what it was made from."""

    file: Path
    methodology: Methodology
    inputs: Mapping[str, pl.DataFrame]
    shadow: Shadow

    @property
    def reader(self) -> PublishedReader:
        return PublishedReader(self.file)


@pytest.fixture(scope="session")
def asked_run(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Two dozen issuers, so that gaps are filled by peers, by related data points and by nobody."""
    folder: Path = tmp_path_factory.mktemp("asked")
    method = load_methodology()
    write_store(simulate(method, issuers=24, rating_dates=(DAY,), seed=3), folder / "data" / "simulated")
    delivered = read_store(folder / "data", method, today=TODAY).tables
    read = extract_store(folder / "data", delivered["raw.document"], method, delivered["raw.issuer"])
    given = {**{name: delivered[name] for name in RAW}, **{name: read[name] for name in OF_DOCUMENTS}}
    inputs = {name: contract(name).conform(frame) for name, frame in given.items()}
    shadow = shadow_run(method, inputs, DAY)
    made = {**shadow.tables, **reference_tables(method)}
    stamps = dict.fromkeys(("inputs_hash", "code_hash"), pl.lit(None, dtype=pl.String))
    made["rating.rating"] = made["rating.rating"].with_columns(**stamps)
    file = folder / "published.duckdb"
    tables = {name: contract(name).conform(frame) for name, frame in made.items()}
    Warehouse(file).replace({**tables, **of_pages(made["rating.rating"])})
    return Asked(file, method, inputs, shadow)


def of_pages(ratings: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The tables of PAGES for some ratings; names are hostile."""
    found = {}
    for name in PAGES:
        columns = {column.name for column in contract(name).columns} & set(ratings.columns)
        rows = [{"issuer_name": "<b>'&"} | row for row in ratings.select(sorted(columns)).to_dicts()]
        known = {column.name for column in contract(name).columns}
        found[name] = table(name, [{key: row[key] for key in row.keys() & known} for row in rows])
    return found


@pytest.fixture(scope="session")
def world(asked_run: Asked) -> World:
    return load(asked_run.reader, DAY, is_simulated=True)


@pytest.fixture(scope="session")
def issuer_id(asked_run: Asked) -> str:
    """An issuer with as many gaps as any that has a grade."""
    rated = asked_run.shadow.ratings.filter(pl.col("grade") != "NR").sort("coverage", "issuer_id")
    return str(rated["issuer_id"][0])


@pytest.fixture(scope="session")
def subject(asked_run: Asked, world: World, issuer_id: str) -> Subject:
    return subject_of(world, asked_run.reader, issuer_id)
