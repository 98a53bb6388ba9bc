"""The asset of the sensitivity analysis: rows where a run asks for them, none after a run that does not."""

import dagster as dg
import polars as pl
import pytest

from assets.resources import MethodResource, StoreResource, WarehouseResource, asking_for_sensitivity
from assets.sensitivity import ASSETS
from data_contracts.catalogue import contract
from esg_pipeline.methodology.codes import ChoiceGroup, SensitivityOutput
from esg_pipeline.uncertainty import SOURCES

DAY = "2022-10-31"


@pytest.fixture
def one_issuer(warehouse: WarehouseResource) -> WarehouseResource:
    """A warehouse with the example row of each source: one real issuer with one known value and a grade."""
    rows = {name: contract(name).example_row() for name in SOURCES}
    rows["rating.red_line_hit"] = rows["rating.red_line_hit"].clear()
    rows["core.rating_universe"] = rows["core.rating_universe"].with_columns(in_scope=pl.lit(value=True))
    warehouse.warehouse.replace(rows)
    return warehouse


def found(warehouse: WarehouseResource, store: StoreResource, samples: int) -> pl.DataFrame:
    """The table after a run that asks for so many samples."""
    resources = {"warehouse": warehouse, "store": store, "method": MethodResource()}
    done = dg.materialize(
        ASSETS, partition_key=DAY, resources=resources, run_config=asking_for_sensitivity(samples)
    )  # fmt: skip
    assert done.success
    return warehouse.warehouse.read("rating.sensitivity")


def test_a_run_that_asks_gets_rows_and_the_next_one_takes_them_away(
    one_issuer: WarehouseResource, store: StoreResource
) -> None:
    asked = found(one_issuer, store, 2)
    assert asked.height == len(ChoiceGroup) * len(SensitivityOutput)
    assert asked["samples"].unique().to_list() == [2]
    assert found(one_issuer, store, 0).is_empty()
