"""The file that analysts open, made from every published table."""

import time
from typing import Any

import dagster as dg

from assets.factories import POOL
from assets.freshness import freshness_of
from assets.lineage import lineage_events
from assets.resources import MethodResource, WarehouseResource
from assets.retries import retried
from assets.staleness import recorded, stale_check, stale_result
from data_contracts.catalogue import PUBLISHED_TABLES, STORED_QUERIES
from data_contracts.table import Table
from data_contracts.views import MACRO_PARAMETER, MACROS
from esg_pipeline.copies import CopiedTable, StoredQuery
from esg_pipeline.publish import Published, publish
from esg_pipeline.sql_models import checks, stored_query

FILE = "published.duckdb"
KEY = dg.AssetKey(["published", "warehouse_file"])


def published_table(table: Table) -> CopiedTable:
    """The contract's texts as comments."""
    comments = {column.name: column.description for column in table.columns}
    return CopiedTable(table.name, table.order or table.key, table.description, comments)


def published_query(table: Table) -> StoredQuery:
    """The view or macro of a contract, with its texts as comments."""
    comments = {column.name: column.description for column in table.columns}
    parameter = MACRO_PARAMETER.name if table in MACROS else ""
    return StoredQuery(table.name, stored_query(table.name), table.description, comments, parameter)


@dg.asset(
    key=KEY,
    deps=[dg.AssetKey(table.path) for table in PUBLISHED_TABLES],
    group_name="published",
    kinds={"duckdb"},
    check_specs=[stale_check(KEY)],
    freshness_policy=freshness_of(KEY.path[0]),
    pool=POOL,
    description="published.duckdb: built aside, held against the rules of sql/checks, swapped in by an atomic rename.",
)
def warehouse_file(
    context: dg.AssetExecutionContext, warehouse: WarehouseResource, method: MethodResource
) -> dg.MaterializeResult:
    """Builds, checks and swaps in the published file."""
    begun = time.perf_counter()
    tables = [published_table(table) for table in PUBLISHED_TABLES]
    names = [table.name for table in PUBLISHED_TABLES]
    queries = [published_query(table) for table in STORED_QUERIES.values()]
    with retried(context), lineage_events(context, "warehouse_file", [FILE], names) as counted:
        done = publish(warehouse.warehouse, warehouse.published_file, tables, checks(), queries)
        counted[FILE] = sum(done.rows.values())
    stale = stale_result(KEY, recorded(warehouse.warehouse), method.methodology.hash)
    return dg.MaterializeResult(metadata=figures(done, time.perf_counter() - begun), check_results=[stale])


def figures(done: Published, seconds: float) -> dict[str, Any]:
    """What the user interface shows and plots of the file."""
    return {
        "path": dg.MetadataValue.path(done.file),
        "tables": len(done.rows),
        "dagster/row_count": sum(done.rows.values()),
        "seconds": seconds,
    }


ASSETS = (warehouse_file,)
