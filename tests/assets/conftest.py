"""A small store in a folder of its own, and the code location with resources that point there."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import build_definitions
from assets.resources import MethodResource, StoreResource, WarehouseResource

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"


@pytest.fixture
def store(tmp_path: Path) -> StoreResource:
    """A copy of the sample that a test may damage."""
    folder = tmp_path / "data"
    shutil.copytree(SAMPLE, folder / "sample")
    return StoreResource(folder=str(folder))


@pytest.fixture
def warehouse(tmp_path: Path) -> WarehouseResource:
    """An empty warehouse folder."""
    return WarehouseResource(folder=str(tmp_path / "warehouse"))


@pytest.fixture
def location(store: StoreResource, warehouse: WarehouseResource) -> dg.Definitions:
    """The code location on that store and warehouse."""
    return build_definitions(store=store, warehouse=warehouse, method=MethodResource())
