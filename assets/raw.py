"""The `raw` layer: the store's files as typed tables, refused rows beside them. Thin: the reading is in the library."""

import time
from collections.abc import Collection, Sequence
from functools import partial

import dagster as dg
import polars as pl

from assets.factories import (
    POOL,
    Results,
    asset_spec,
    contract_check_spec,
    contract_checks,
    materialised,
    one_method,
    steps_of,
)
from assets.lineage import lineage_events
from assets.resources import MethodResource, StoreResource, WarehouseResource
from assets.retries import retried
from assets.staleness import code_of, new_builds
from data_contracts import committee, raw
from data_contracts.table import Table
from esg_pipeline.ingest.store import RawStore, read_decisions_again, read_store

REJECTED_CHECK = "rejected_share"
REGISTRY_CHECK = "registry_is_whole"
# The file is read all the same, without that column.
HARMLESS = ("unknown_column",)
REJECTED_KEY = dg.AssetKey(raw.REJECTED_ROW.path)
# What people decided, and which rows were refused: read again in a rerate, when the other feeds stay as they are.
DECIDED = (raw.REVIEW_DECISION, committee.FILED, raw.REJECTED_ROW)
FEEDS = tuple(table for table in raw.TABLES if table not in DECIDED)
STEPS = steps_of(raw.TABLES, (), code_of(read_store))


@dg.multi_asset(
    name="raw_store",
    specs=[asset_spec(table, (), "python", STEPS[table.name].code) for table in raw.TABLES],
    check_specs=[
        *(contract_check_spec(table) for table in raw.TABLES),
        *(dg.AssetCheckSpec(name, asset=REJECTED_KEY, blocking=True) for name in (REJECTED_CHECK, REGISTRY_CHECK)),
    ],
    can_subset=True,
    pool=POOL,
)
def raw_store(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource, store: StoreResource, method: MethodResource
) -> Results:
    """Reads every file of the store once; in a rerate the files of decisions only."""
    with retried(context), lineage_events(context, "raw_store", list(STEPS), ()) as rows:
        begun = time.perf_counter()
        tables = chosen(context.selected_asset_keys)
        delivered = delivered_by(store, method, warehouse, is_all=len(tables) == len(raw.TABLES))
        frames = {table.name: table.conform(delivered.tables[table.name]) for table in tables}
        yield from contract_checks(tables, frames)
        seconds, steps = time.perf_counter() - begun, {name: STEPS[name] for name in frames}
        beside = partial(new_builds, steps, frames, None, method.methodology.hash)
        warehouse.warehouse.replace(frames, beside=beside)
        rows.update({name: frame.height for name, frame in frames.items()})
        yield from (materialised(table, frames[table.name], seconds) for table in tables)
        yield rejected_share(delivered.rows_refused, delivered.rows_read, store.max_rejected_share)
        yield registry_is_whole(frames[raw.REJECTED_ROW.name])


def chosen(keys: Collection[dg.AssetKey]) -> Sequence[Table]:
    """The tables to write: all, or those that decisions become. Raises Failure for another choice."""
    if {key.to_user_string() for key in keys} not in ({table_key(t) for t in raw.TABLES}, {*map(table_key, DECIDED)}):
        wanted = ", ".join(table.name for table in DECIDED)
        raise dg.Failure(f"the raw tables are read together, or {wanted} alone", allow_retries=False)
    return [table for table in raw.TABLES if dg.AssetKey(table.path) in keys]


def table_key(table: Table) -> str:
    """The key of a table's asset as a text."""
    return "/".join(table.path)


def delivered_by(
    store: StoreResource, method: MethodResource, warehouse: WarehouseResource, *, is_all: bool
) -> RawStore:
    """What the store holds now; of a part of it, beside the other feeds as they were read last."""
    folder = store.directory
    if is_all:
        return read_store(folder, method.methodology, today=store.today, limits=store.limits)
    methodology = one_method(warehouse.warehouse, method)
    kept = {table.name: warehouse.warehouse.read(table.name) for table in (raw.ISSUER, raw.REJECTED_ROW)}
    return read_decisions_again(folder, methodology, kept, today=store.today, limits=store.limits)


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
