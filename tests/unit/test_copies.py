"""Copies of tables with their comments, and views and macros beside them."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.copies import CopiedTable, StoredQuery, copy_tables
from esg_pipeline.warehouse import Warehouse, connect

DAY, LATER = date(2022, 10, 31), date(2023, 4, 30)
TABLE = CopiedTable("mart.rating", ("issuer_id",), "It's a rating.", {"issuer_id": "Who.", "rating_date": "When."})
VIEW = StoredQuery("mart.rated", "select issuer_id from mart.rating", "It's who.", {"issuer_id": "The issuer's id."})
BY_DAY = "select issuer_id from mart.rating where rating_date <= $as_of"
MACRO = StoredQuery("mart.rated_as_of", BY_DAY, "It's who was.", {"issuer_id": "Who."}, "as_of")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    work, target = Warehouse(tmp_path / "work.duckdb"), tmp_path / "it's a file.duckdb"
    frame = pl.DataFrame({"issuer_id": ["B", "A"], "rating_date": [LATER, DAY], "secret": [1, 2]})
    work.replace({TABLE.name: frame})
    assert copy_tables(work.path, target, [TABLE], [VIEW, MACRO]) == {TABLE.name: 2}
    return target


def test_tables_are_copied_in_their_order_with_the_columns_that_are_promised(file: Path) -> None:
    assert Warehouse(file).read(TABLE.name).rows() == [("A", DAY), ("B", LATER)]
    assert Warehouse(file).tables() == [TABLE.name]


def test_views_and_macros_answer(file: Path) -> None:
    assert Warehouse(file).read(VIEW.name).height == 2
    answer = Warehouse(file).select(f"from {MACRO.name}($day)", {"day": DAY})
    assert answer["issuer_id"].to_list() == ["A"]


def test_everything_is_explained(file: Path) -> None:
    with connect(file, read_only=True) as connection:
        columns = connection.execute("select table_name, column_name, comment from duckdb_columns()").fetchall()
        views = connection.execute("select view_name, comment from duckdb_views() where not internal").fetchall()
        macros = connection.execute("select comment from duckdb_functions() where schema_name = 'mart'").fetchall()
    assert ("rated", "issuer_id", "The issuer's id.") in columns
    assert ("rating", "rating_date", "When.") in columns
    assert views == [("rated", "It's who.")]
    assert macros == [("It's who was.",)]


def test_a_query_that_cannot_be_stored_leaves_no_tables(tmp_path: Path) -> None:
    work, target = Warehouse(tmp_path / "work.duckdb"), tmp_path / "file.duckdb"
    work.replace({TABLE.name: pl.DataFrame({"issuer_id": ["A"], "rating_date": [DAY]})})
    wrong = StoredQuery("mart.wrong", "select nothing from mart.rating", "Wrong.", {})
    with pytest.raises(Exception, match="nothing"):
        copy_tables(work.path, target, [TABLE], [wrong])
    assert Warehouse(target).tables() == []
