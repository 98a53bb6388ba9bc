"""A refresh reads the whole store; a rerate reads what people decided and leaves other feeds as they were read last."""

from pathlib import Path

import dagster as dg
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from assets import raw
from assets.resources import MethodResource, StoreResource, WarehouseResource
from data_contracts.reference import METHODOLOGY

DECISION = (
    "document_id,char_start,char_end,data_point_id,period,decision,decided_by,decided_at\n{},{},9,ghg_s1,2021,{},A,{}\n"
)


def read(
    store: StoreResource, warehouse: WarehouseResource, *keys: str, succeeds: bool = True
) -> dg.ExecuteInProcessResult:
    """A run that reads the store, or the given tables of it."""
    done = dg.materialize(
        [raw.raw_store],
        resources={"warehouse": warehouse, "store": store, "method": MethodResource()},
        selection=dg.AssetSelection.assets(*(key.split(".") for key in keys)) if keys else None,
        raise_on_error=False,
    )
    assert done.success is succeeds
    return done


def decide(store: StoreResource, decision: str, start: int = 1) -> None:
    file = Path(store.directory, "review", "decisions.csv")
    file.parent.mkdir(exist_ok=True)
    file.write_text(DECISION.format("a" * 64, start, decision, "2022-05-01T10:00:00Z"))


DECIDED = tuple(table.name for table in raw.DECIDED)


def test_a_rerate_reads_decisions_and_leaves_the_feeds(store: StoreResource, warehouse: WarehouseResource) -> None:
    bonds = Path(store.directory, "sample", "registry", "bonds.csv")
    bonds.write_text(bonds.read_text().replace("public", "pubic", 1))
    whole = StoreResource(folder=store.folder, max_rejected_share=1.0)
    decide(store, "perhaps")
    read(whole, warehouse)
    before = {table.name: warehouse.warehouse.read(table.name) for table in raw.raw.TABLES}
    refused = before["raw.rejected_row"]
    assert refused.height == 2
    bonds.unlink()
    decide(store, "accept")
    done = read(store, warehouse, *DECIDED)
    after = {table.name: warehouse.warehouse.read(table.name) for table in raw.raw.TABLES}
    for table in raw.FEEDS:
        assert_frame_equal(after[table.name], before[table.name])
    assert after["raw.review_decision"]["decision"].to_list() == ["accept"]
    assert_frame_equal(after["raw.rejected_row"], refused.filter(~pl.col("source").str.contains("review/")))
    made = {event.asset_key.to_user_string() for event in done.asset_materializations_for_node("raw_store")}
    assert made == {name.replace(".", "/") for name in DECIDED}


def test_a_refused_decision_is_found_in_a_rerate_too(store: StoreResource, warehouse: WarehouseResource) -> None:
    read(store, warehouse)
    decide(store, "accept", start=99)
    read(store, warehouse, *DECIDED, succeeds=False)  # all of the rows that it read were refused
    assert warehouse.warehouse.read("raw.rejected_row")["rule"].to_list() == ["ends_before_start"]


def test_a_rerate_reads_what_a_refresh_would_have_read(
    store: StoreResource, warehouse: WarehouseResource, tmp_path: Path
) -> None:
    read(store, warehouse)
    decide(store, "reject")
    read(store, warehouse, *DECIDED)
    other = WarehouseResource(folder=str(tmp_path / "other"))
    read(store, other)
    for table in raw.raw.TABLES:
        assert_frame_equal(warehouse.warehouse.read(table.name), other.warehouse.read(table.name))


@pytest.mark.parametrize("keys", [("raw.bond",), ("raw.review_decision",), ("raw.issuer", *DECIDED)])
def test_another_part_of_the_store_is_not_read_alone(
    store: StoreResource, warehouse: WarehouseResource, keys: tuple[str, ...]
) -> None:
    read(store, warehouse, *keys, succeeds=False)
    assert not warehouse.warehouse.path.exists()


def test_a_rerate_by_an_edited_method_is_refused(store: StoreResource, warehouse: WarehouseResource) -> None:
    read(store, warehouse)
    row = METHODOLOGY.example_row()
    warehouse.warehouse.replace({METHODOLOGY.name: row})
    decide(store, "reject")
    read(store, warehouse, *DECIDED, succeeds=False)
    assert warehouse.warehouse.read("raw.review_decision").is_empty()
    read(store, warehouse)  # a refresh takes the edited method over
