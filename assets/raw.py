"""The `raw` layer: the store's files as typed tables, refused rows beside them. Thin: the reading is in the library."""

import dagster as dg
import polars as pl

from assets.factories import POOL, Results, asset_spec, contract_check_spec, contract_checks, materialised
from assets.resources import MethodResource, StoreResource, WarehouseResource
from data_contracts import raw
from esg_pipeline.ingest.store import read_store

REJECTED_CHECK = "rejected_share"
REGISTRY_CHECK = "registry_is_whole"
# The file is read all the same, without that column.
HARMLESS = ("unknown_column",)
REJECTED_KEY = dg.AssetKey(raw.REJECTED_ROW.path)


@dg.multi_asset(
    name="raw_store",
    specs=[asset_spec(table, (), "python") for table in raw.TABLES],
    check_specs=[
        *(contract_check_spec(table) for table in raw.TABLES),
        *(dg.AssetCheckSpec(name, asset=REJECTED_KEY, blocking=True) for name in (REJECTED_CHECK, REGISTRY_CHECK)),
    ],
    pool=POOL,
)
def raw_store(warehouse: WarehouseResource, store: StoreResource, method: MethodResource) -> Results:
    """Reads every file of the store once."""
    delivered = read_store(store.directory, method.methodology, today=store.today, limits=store.limits)
    frames = {table.name: table.conform(delivered.tables[table.name]) for table in raw.TABLES}
    yield from contract_checks(raw.TABLES, frames)
    warehouse.warehouse.replace(frames)
    yield from (materialised(table, frames[table.name]) for table in raw.TABLES)
    rejected = frames["raw.rejected_row"]
    yield rejected_share(rejected.height, delivered.rows_read, store.max_rejected_share)
    yield registry_is_whole(rejected)


def rejected_share(rejected: int, rows_read: int, limit: float) -> dg.AssetCheckResult:
    """Fails, and stops the run, when more input was refused than the configuration allows."""
    share = rejected / rows_read if rows_read else 0.0
    return dg.AssetCheckResult(
        asset_key=REJECTED_KEY,
        check_name=REJECTED_CHECK,
        passed=share <= limit,
        description=f"{rejected} refused for {rows_read} rows read, more than the limit of {limit:.1%}; "
        "raw.rejected_row in warehouse.duckdb says why each was refused"
        if share > limit
        else None,
        metadata={"rejected_rows": rejected, "rows_read": rows_read, "share": share, "limit": limit},
    )


def registry_is_whole(rejected: pl.DataFrame) -> dg.AssetCheckResult:
    """Fails, and stops the run, when a file of the registry was refused: issuers would vanish without a word."""
    refused = rejected.filter(
        (pl.col("row_number") == 0)
        & ~pl.col("rule").is_in(HARMLESS)
        & pl.col("source").str.contains(r"(?:^|/)registry/")
    )
    files = [f"{source}: {reason}" for source, reason in refused.select("source", "reason").iter_rows()]
    return dg.AssetCheckResult(
        asset_key=REJECTED_KEY,
        check_name=REGISTRY_CHECK,
        passed=not files,
        description=f"the registry is not whole, {'; '.join(files)}" if files else None,
        metadata={"refused_files": files},
    )


ASSETS = (raw_store,)
