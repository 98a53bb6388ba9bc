"""The record of builds as assets: kept beside every table as it is written, held against its contract here."""

import polars as pl

from assets.factories import Frames, Inputs, table_assets
from assets.staleness import LAYER, recorded
from data_contracts import builds
from data_contracts.catalogue import TABLES

RECORDED = tuple(name for name in TABLES if not name.startswith(f"{LAYER}."))


def known_tables(inputs: Inputs) -> Frames:
    """The record without tables that the warehouse no longer has."""
    found = recorded(inputs.warehouse)
    is_known = pl.col("table_name").is_in(RECORDED)
    return {
        builds.TABLE_BUILD.name: found.builds.filter(is_known),
        builds.TABLE_BUILD_INPUT.name: found.inputs.filter(is_known),
    }


ASSETS = (table_assets("table_builds", builds.TABLES, RECORDED, known_tables, "python"),)
