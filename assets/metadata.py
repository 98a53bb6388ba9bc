"""Metadata that the UI understands: column schema, row counts, column lineage. Values only, no decisions."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import dagster as dg
import polars as pl

from data_contracts.catalogue import TABLES
from data_contracts.table import Table
from esg_pipeline.sql_models import column_lineage, load_model, model_names, output_columns


def column_schema(table: Table) -> dg.TableSchema:
    """The contract's columns for the UI."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=column.sql_type,
                description=column.description,
                constraints=dg.TableColumnConstraints(
                    nullable=column.nullable, other=[rule.name for rule in column.rules]
                ),
            )
            for column in table.columns
        ]
    )


def result_metadata(table: Table, frame: pl.DataFrame, seconds: float) -> dict[str, Any]:
    """Row count and seconds of making, and the share of simulated rows and mean score where a table has them."""
    figures: dict[str, Any] = {"dagster/row_count": frame.height, "seconds": seconds}
    if "is_simulated" in frame.columns and frame.height:
        figures["simulated_share"] = frame.select(pl.col("is_simulated").cast(pl.Float64).mean()).item()
    if "score" in frame.columns and table.layer in ("score", "rating") and frame.height:
        figures["mean_score"] = frame.select(pl.col("score").mean()).item()
    return figures


@cache
def known_schema() -> dict[str, dict[str, dict[str, str]]]:
    """Layer -> table -> column -> type of every contract, for following columns through a query."""
    schema: dict[str, dict[str, dict[str, str]]] = {}
    for table in TABLES.values():
        columns = {column.name: column.sql_type for column in table.columns}
        schema.setdefault(table.layer, {})[table.name.split(".")[1]] = columns
    return schema


@cache
def lineage_of(table: Table) -> Mapping[str, dg.TableColumnLineage]:
    """Column lineage of a SQL model; empty for tables made by Python."""
    if table.name not in model_names():
        return {}
    query = load_model(table.name).query
    deps = {
        column: [
            dg.TableColumnDep(asset_key=dg.AssetKey(source.split(".")), column_name=name)
            for source, name in column_lineage(query, known_schema(), column)
        ]
        for column in output_columns(query)
    }
    return {"dagster/column_lineage": dg.TableColumnLineage({name: found for name, found in deps.items() if found})}
