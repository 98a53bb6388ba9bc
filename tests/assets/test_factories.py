"""A broken contract writes nothing and stops what comes after; too much refused input stops the run."""

from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets import raw, reference
from assets.factories import Inputs, table_assets
from assets.resources import MethodResource, StoreResource, WarehouseResource
from data_contracts.score import ESG_SCORE

DATES = ("2022-04-30", "2022-10-31")


def step(score: float) -> dg.AssetsDefinition:
    """An asset that makes one total score per rating date."""

    def make(inputs: Inputs) -> dict[str, pl.DataFrame]:
        row = ESG_SCORE.example_row().with_columns(rating_date=pl.lit(inputs.rating_date), score=pl.lit(score))
        return {"score.esg_score": row}

    return table_assets("esg_score", [ESG_SCORE], (), make, "python")


def run(asset: dg.AssetsDefinition, warehouse: WarehouseResource, first: str, last: str) -> dg.ExecuteInProcessResult:
    return dg.materialize(
        [asset],
        resources={"warehouse": warehouse, "store": StoreResource(), "method": MethodResource()},
        tags={"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last},
        raise_on_error=False,
    )


def test_a_range_of_dates_is_written_in_one_run(warehouse: WarehouseResource) -> None:
    assert run(step(70.0), warehouse, *DATES).success
    written = warehouse.warehouse.read("score.esg_score")
    assert [day.isoformat() for day in written["rating_date"]] == list(DATES)


def test_each_rating_date_shows_its_own_row_count(warehouse: WarehouseResource) -> None:
    done = run(step(70.0), warehouse, *DATES)
    events = done.asset_materializations_for_node("esg_score")
    assert {event.partition: event.metadata["dagster/row_count"].value for event in events} == dict.fromkeys(DATES, 1)


def test_a_broken_contract_writes_nothing_and_says_why(warehouse: WarehouseResource) -> None:
    run(step(70.0), warehouse, DATES[0], DATES[0])
    failed = run(step(101.5), warehouse, DATES[0], DATES[0])
    assert not failed.success
    check = failed.get_asset_check_evaluations()[0]
    assert not check.passed
    assert "between 0 and 100" in str(check.metadata["violations"])
    assert warehouse.warehouse.read("score.esg_score")["score"].to_list() == [70.0]


@pytest.mark.parametrize(("limit", "expected"), [(0.0, False), (1.0, True)])
def test_too_much_refused_input_stops_the_run(
    store: StoreResource, warehouse: WarehouseResource, limit: float, expected: bool
) -> None:
    bonds = Path(store.directory, "sample", "registry", "bonds.csv")
    bonds.write_text(bonds.read_text().replace("public", "pubic", 1))
    done = dg.materialize(
        [raw.raw_store, *reference.ASSETS],
        resources={
            "warehouse": warehouse,
            "store": StoreResource(folder=store.folder, max_rejected_share=limit),
            "method": MethodResource(),
        },
        raise_on_error=False,
    )
    checks = {check.check_name: check for check in done.get_asset_check_evaluations() if check.check_name != "contract"}
    assert checks["rejected_share"].passed is expected
    assert warehouse.warehouse.read("raw.rejected_row").height >= 1


@pytest.mark.parametrize(("folder", "stops"), [("registry", True), ("reported", False)])
def test_an_unreadable_file_of_the_registry_stops_the_run(
    store: StoreResource, warehouse: WarehouseResource, folder: str, stops: bool
) -> None:
    name = "issuers_more.csv" if folder == "registry" else "more.csv"
    Path(store.directory, "sample", folder, name).write_bytes(b"")
    done = dg.materialize(
        [raw.raw_store, *reference.ASSETS],
        resources={"warehouse": warehouse, "store": store, "method": MethodResource()},
        raise_on_error=False,
    )
    checks = {check.check_name: check for check in done.get_asset_check_evaluations() if check.check_name != "contract"}
    assert checks["registry_is_whole"].passed is not stops
