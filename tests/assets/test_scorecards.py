"""The asset of scorecards: files for the issuers asked for, none by default."""

from pathlib import Path

import dagster as dg
import pytest

from assets.published import published_query, published_table
from assets.resources import FolderResource
from assets.scorecards import KEY, scorecards
from data_contracts.catalogue import PUBLISHED_TABLES, STORED_QUERIES, contract
from esg_pipeline.copies import copy_tables
from esg_pipeline.warehouse import Warehouse

DAY = "2022-10-31"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A published file with one issuer, made of the contracts' examples."""
    rows = {t.name: t.empty() for t in PUBLISHED_TABLES}
    rows["mart.issuer_rating"] = contract("mart.issuer_rating").example_row()
    Warehouse(tmp_path / "work.duckdb").replace(rows)
    tables = [published_table(table) for table in PUBLISHED_TABLES]
    queries = [published_query(query) for query in STORED_QUERIES.values()]
    copy_tables(tmp_path / "work.duckdb", tmp_path / "published.duckdb", tables, queries)
    return tmp_path


def made(folder: Path, **config: list[str]) -> dict[str, object]:
    """What the asset says after a run for one date."""
    done = dg.materialize(
        [scorecards],
        partition_key=DAY,
        resources={"folder": FolderResource(folder=str(folder))},
        run_config={"ops": {"published__scorecards": {"config": config}}},
    )
    metadata = done.asset_materializations_for_node("published__scorecards")[0].metadata
    return {name: value.value for name, value in metadata.items()}


def test_a_run_that_names_nobody_writes_nothing(folder: Path) -> None:
    assert made(folder)["files"] == 0
    assert not (folder / "scorecards").exists()


def test_who_is_named_gets_a_page_and_who_is_not_rated_is_told(folder: Path) -> None:
    issuer = contract("mart.issuer_rating").example_row()["issuer_id"][0]
    said = made(folder, issuers=[issuer, "NOBODY"], languages=["en", "zh"])
    assert said["files"] == 2
    assert said["not_rated"] == [f"NOBODY {DAY}"]
    names = sorted(file.name for file in (folder / "scorecards" / DAY).iterdir())
    assert names == [f"{issuer}.html", f"{issuer}_zh.html"]


def test_it_belongs_to_the_published_layer() -> None:
    assert KEY.path == ["published", "scorecards"]
