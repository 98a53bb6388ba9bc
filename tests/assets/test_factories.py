"""A broken contract writes nothing and stops what comes after; too much refused input stops the run."""

from pathlib import Path

import dagster as dg
import polars as pl
import pytest

from assets import raw, reference
from assets.factories import EXAMPLES, Check, Frames, Inputs, table_assets
from assets.resources import MethodResource, StoreResource, WarehouseResource
from data_contracts.reference import METHODOLOGY
from data_contracts.score import ESG_SCORE

DATES = ("2022-04-30", "2022-10-31")


def step(score: float, *checks: Check) -> dg.AssetsDefinition:
    """An asset that makes one total score per rating date."""

    def make(inputs: Inputs) -> dict[str, pl.DataFrame]:
        row = ESG_SCORE.example_row().with_columns(rating_date=pl.lit(inputs.rating_date), score=pl.lit(score))
        return {"score.esg_score": row}

    return table_assets("esg_score", [ESG_SCORE], (), make, "python", checks)


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


def low(inputs: Inputs, frames: Frames) -> list[str]:
    """Names each rating date whose score is below 50."""
    return [f"{inputs.day} is low"] if (frames["score.esg_score"]["score"] < 50).any() else []


def test_a_blocking_check_stops_before_anything_is_written(warehouse: WarehouseResource) -> None:
    check = Check("not_low", "No low score.", low)
    assert run(step(70.0, check), warehouse, *DATES).success
    failed = run(step(40.0, check), warehouse, *DATES)
    assert not failed.success
    [found] = [e for e in failed.get_asset_check_evaluations() if e.check_name == "not_low"]
    assert (found.passed, found.blocking, found.description) == (False, True, "2022-04-30 is low; 2022-10-31 is low")
    assert warehouse.warehouse.read("score.esg_score")["score"].to_list() == [70.0, 70.0]


def test_another_check_warns_and_the_run_goes_on(warehouse: WarehouseResource) -> None:
    done = run(step(40.0, Check("not_low", "No low score.", low, is_blocking=False)), warehouse, *DATES)
    assert done.success
    [found] = [e for e in done.get_asset_check_evaluations() if e.check_name == "not_low"]
    assert (found.passed, found.severity) == (False, dg.AssetCheckSeverity.WARN)
    assert warehouse.warehouse.read("score.esg_score")["score"].to_list() == [40.0, 40.0]


def test_a_check_counts_everything_and_spells_out_a_few(warehouse: WarehouseResource) -> None:
    many = Check("many", "Many findings.", lambda *_: [f"finding {n}" for n in range(EXAMPLES + 5)], is_blocking=False)
    done = run(step(70.0, many), warehouse, DATES[0], DATES[0])
    [found] = [e for e in done.get_asset_check_evaluations() if e.check_name == "many"]
    assert found.metadata["found"].value == EXAMPLES + 5
    assert (found.description or "").count("finding") == EXAMPLES


def hold_method(warehouse: WarehouseResource, sha256: str) -> None:
    """The tables of `reference` as a version with this hash left them."""
    row = METHODOLOGY.example_row().with_columns(methodology_hash=pl.lit(sha256))
    warehouse.warehouse.replace({METHODOLOGY.name: row})


def test_an_edited_method_is_not_mixed_with_the_one_in_force(warehouse: WarehouseResource) -> None:
    def make(inputs: Inputs) -> dict[str, pl.DataFrame]:
        score = inputs.methodology.parameters.minimum_coverage
        return {
            "score.esg_score": ESG_SCORE.example_row().with_columns(
                rating_date=pl.lit(inputs.rating_date), score=pl.lit(score)
            )
        }

    asset = table_assets("esg_score", [ESG_SCORE], (), make, "python")
    edited = MethodResource().methodology.hash
    hold_method(warehouse, "ab" * 32)
    failed = run(asset, warehouse, DATES[0], DATES[0])
    assert not failed.success
    error = failed.failure_data_for_node("esg_score")
    assert error is not None
    text = str(error.error)
    assert edited in text
    assert "ab" * 32 in text
    assert "score.esg_score" not in warehouse.warehouse.tables()
    hold_method(warehouse, edited)
    assert run(asset, warehouse, DATES[0], DATES[0]).success


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
