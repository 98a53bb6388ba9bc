"""Column lineage: every column of a SQL model that is made of columns names them; constants and counts have none."""

import dagster as dg
import pytest

from assets.metadata import lineage_of, result_metadata
from data_contracts.catalogue import TABLES, contract
from esg_pipeline.sql_models import load_model, model_names, output_columns

# The rating date that the query was asked for, and counts of rows, are made of no column.
NO_SOURCE = {
    "core.event_in_window": {"rating_date"},
    "core.event_effect": {"rating_date"},
    "score.node_share": {"rating_date"},
    "rating.red_line_hit": {"rating_date"},
    "mart.grade_migration": {"issuers"},
    "mart.industry_summary": {"issuers"},
    "mart.silence_by_data_point": {"issuers_knowing", "issuers_gaining"},
    "mart.silence_summary": {"issuers"},
    "mart.override_statistics": {"decisions", "rated_issuers", "share_of_rated"},
}


@pytest.mark.parametrize("name", model_names())
def test_every_column_but_constants_and_counts_has_its_sources(name: str) -> None:
    found = lineage_of(contract(name))["dagster/column_lineage"]
    assert set(output_columns(load_model(name).query)) - set(found.deps_by_column) == NO_SOURCE.get(name, set())


@pytest.mark.parametrize("name", model_names())
def test_sources_are_columns_that_the_contracts_promise(name: str) -> None:
    found = lineage_of(contract(name))["dagster/column_lineage"]
    for dep in (dep for deps in found.deps_by_column.values() for dep in deps):
        source = ".".join(dep.asset_key.path)
        assert source in load_model(name).sources
        assert dep.column_name in {column.name for column in TABLES[source].columns}


def test_the_exceptions_name_models_that_there_are() -> None:
    assert set(NO_SOURCE) <= set(model_names())


def test_the_sources_of_a_column_are_known_by_hand() -> None:
    found = lineage_of(contract("rating.contribution"))["dagster/column_lineage"].deps_by_column["contribution"]
    sources = {(".".join(dep.asset_key.path), dep.column_name) for dep in found}
    assert ("score.data_point_score", "score") in sources
    assert ("reference.data_point", "weight") in sources


def test_a_table_that_python_makes_has_no_lineage_by_column() -> None:
    assert lineage_of(contract("score.data_point_score")) == {}


def test_figures_are_counted_per_table() -> None:
    row = contract("score.esg_score").example_row()
    figures = result_metadata(contract("score.esg_score"), row, 0.5)
    assert (figures["dagster/row_count"], figures["seconds"], figures["mean_score"]) == (1, 0.5, row["score"][0])
    assert isinstance(dg.MetadataValue.float(figures["seconds"]), dg.FloatMetadataValue)
