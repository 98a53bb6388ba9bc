"""The file that analysts open, made from every published table."""

import dagster as dg

from assets.factories import POOL
from assets.resources import WarehouseResource
from data_contracts.catalogue import PUBLISHED_TABLES
from data_contracts.table import Table
from esg_pipeline.publish import publish
from esg_pipeline.sql_models import checks
from esg_pipeline.warehouse import CopiedTable


def published_table(table: Table) -> CopiedTable:
    """The contract's texts as comments."""
    comments = {column.name: column.description for column in table.columns}
    return CopiedTable(table.name, table.order or table.key, table.description, comments)


@dg.asset(
    key=["published", "warehouse_file"],
    deps=[dg.AssetKey(table.path) for table in PUBLISHED_TABLES],
    group_name="published",
    kinds={"duckdb"},
    pool=POOL,
    description="published.duckdb: built aside, held against the rules of sql/checks, swapped in by an atomic rename.",
)
def warehouse_file(warehouse: WarehouseResource) -> dg.MaterializeResult:
    """Builds, checks and swaps in the published file."""
    tables = [published_table(table) for table in PUBLISHED_TABLES]
    done = publish(warehouse.warehouse, warehouse.published_file, tables, checks())
    rows = sum(done.rows.values())
    return dg.MaterializeResult(
        metadata={"path": dg.MetadataValue.path(done.file), "tables": len(done.rows), "dagster/row_count": rows}
    )


ASSETS = (warehouse_file,)
