"""The `mart` layer: what analysts query, all SQL."""

from assets.factories import sql_asset
from data_contracts import mart

ASSETS = tuple(sql_asset(table) for table in mart.TABLES)
