"""A small published file, made of rows that keep the contracts, for the tests of everything that reads it."""

from pathlib import Path

import pytest

from assets.published import published_query, published_table
from data_contracts.catalogue import PUBLISHED_TABLES, STORED_QUERIES
from esg_pipeline.copies import copy_tables
from esg_pipeline.warehouse import Warehouse
from tests.unit.published_rows import published_tables, slip_tables


@pytest.fixture(scope="session")
def small_published_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published file: one issuer with evidence, one capped, one not rated, one simulated, one out of scope."""
    folder = tmp_path_factory.mktemp("warehouse")
    there, file = published_tables(), folder / "published.duckdb"
    Warehouse(folder / "work.duckdb").replace({t.name: there.get(t.name, t.empty()) for t in PUBLISHED_TABLES})
    tables = [published_table(table) for table in PUBLISHED_TABLES]
    copy_tables(folder / "work.duckdb", file, tables, [published_query(query) for query in STORED_QUERIES.values()])
    return file


@pytest.fixture
def file_with_slips(small_published_file: Path, tmp_path: Path) -> Path:
    """The published file with values that look wrong by a power of ten, and decisions about delivered values."""
    file = tmp_path / "slips" / small_published_file.name
    file.parent.mkdir()
    file.write_bytes(small_published_file.read_bytes())
    Warehouse(file).replace(slip_tables())
    return file


@pytest.fixture
def warehouse_of_the_command(small_published_file: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The command reads the small published file, without colours and with room for long lines."""
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(small_published_file.parent))
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    return small_published_file
