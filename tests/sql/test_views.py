"""What the published file adds to its tables: views and macros that keep their contracts and read nothing else."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
import sqlglot

from assets.published import published_query, published_table
from data_contracts.catalogue import PUBLISHED_TABLES, STORED_QUERIES, contract
from data_contracts.table import Table
from data_contracts.views import MACRO_PARAMETER, MACROS, VIEWS
from esg_pipeline import paths
from esg_pipeline.copies import copy_tables
from esg_pipeline.sql_models import description_of, sources_of, stored_query
from esg_pipeline.warehouse import Warehouse
from tests.sql.conftest import DAY, EARLIER, Row, frame_of

Universe = Callable[[int], dict[str, pl.DataFrame]]
LATER = date(2022, 11, 15)

each_query = pytest.mark.parametrize("table", STORED_QUERIES.values(), ids=STORED_QUERIES.keys())


def published_file(folder: Path, frames: dict[str, pl.DataFrame]) -> Warehouse:
    """These tables, the others empty, as they are published."""
    work = Warehouse(folder / "work.duckdb")
    work.replace({table.name: frames.get(table.name, table.empty()) for table in PUBLISHED_TABLES})
    tables = [published_table(table) for table in PUBLISHED_TABLES]
    copy_tables(
        work.path, folder / "file.duckdb", tables, [published_query(query) for query in STORED_QUERIES.values()]
    )
    return Warehouse(folder / "file.duckdb")


def versions(ratings: pl.DataFrame) -> pl.DataFrame:
    """Each rating in two versions, a fortnight apart."""
    rows: list[Row] = []
    for number, row in enumerate(ratings.drop("code_hash", "inputs_hash").to_dicts(), 1):
        first = {**row, "version": 1, "is_current": False, "recorded_date": row["rating_date"], "record_number": number}
        rows += [first, {**first, "version": 2, "is_current": True, "recorded_date": LATER, "score": 1.0}]
    return frame_of("rating.rating_version", rows)


@pytest.fixture(scope="module")
def published(universe: Universe, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    frames = dict(universe(1))
    document = frames["raw.document"]["document_id"][0]
    frames["core.finding"] = frame_of("core.finding", [{"issuer_id": "I0", "document_id": document}])
    frames["rating.rating_version"] = versions(frames["rating.rating"])
    return published_file(tmp_path_factory.mktemp("views"), frames)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return published_file(tmp_path_factory.mktemp("empty"), {})


def rows_of(published: Warehouse, table: Table, day: date = LATER) -> pl.DataFrame:
    asked = {MACRO_PARAMETER.name: day} if table in MACROS else None
    return published.select(f"from {table.name}{f'(${MACRO_PARAMETER.name})' if asked else ''}", asked)


@each_query
def test_what_it_says_of_itself_is_what_its_contract_says(table: Table) -> None:
    assert description_of(stored_query(table.name)) == table.description


@each_query
def test_it_is_one_select_on_published_tables_and_the_queries_before_it(table: Table) -> None:
    text = stored_query(table.name)
    assert len(sqlglot.parse(text, dialect="duckdb")) == 1
    names = [*(known.name for known in PUBLISHED_TABLES), *STORED_QUERIES]
    before = names[: names.index(table.name)]
    assert set(sources_of(text)) <= set(before)
    assert (f"${MACRO_PARAMETER.name}" in text) is (table in MACROS)


@each_query
def test_it_keeps_its_contract(published: Warehouse, table: Table) -> None:
    frame = rows_of(published, table)
    assert frame.columns == [column.name for column in table.columns]
    assert frame.schema == table.empty().schema
    assert frame.height > 0
    assert table.violations(frame) == []


@each_query
def test_no_rows_make_no_rows(empty: Warehouse, table: Table) -> None:
    assert rows_of(empty, table).height == 0


def test_every_file_has_a_contract() -> None:
    for folder, tables in (("view", VIEWS), ("macro", MACROS)):
        files = {f"mart.{file.stem}" for file in (paths.sql_dir() / folder).glob("*.sql")}
        assert files == {table.name for table in tables}


def test_views_and_macros_are_explained_where_they_are_used(published: Warehouse) -> None:
    with duckdb.connect(str(published.path), read_only=True) as connection:
        views = dict(connection.execute("select 'mart.' || view_name, comment from duckdb_views()").fetchall())
        columns = connection.execute(
            "select 'mart.' || table_name, column_name, comment from duckdb_columns() where schema_name = 'mart'"
        ).fetchall()
        macros = dict(connection.execute("select 'mart.' || function_name, comment from duckdb_functions()").fetchall())
    texts = {(name, column): text for name, column, text in columns}
    for view in VIEWS:
        assert views[view.name] == view.description
        assert all(texts[view.name, column.name] == column.description for column in view.columns)
    assert all(macros[macro.name] == macro.description for macro in MACROS)


def test_a_level_of_the_tree_sums_to_the_total(published: Warehouse) -> None:
    tree = published.read("mart.score_tree")
    key = ["issuer_id", "rating_date"]
    sums = tree.group_by(*key, "node_level").agg(pl.col("contribution").sum(), pl.col("weight").sum())
    total = tree.filter(node_level="total").select(*key, "score")
    both = sums.join(total, on=key, validate="m:1")
    assert set(both["node_level"]) == {"total", "pillar", "theme", "key_issue"}
    assert (both["contribution"] - both["score"]).abs().max() < 1e-8
    assert (both["weight"] - 1).abs().max() < 1e-9


def test_every_node_but_the_total_hangs_on_a_node_of_the_same_issuer(published: Warehouse) -> None:
    tree = published.read("mart.score_tree")
    key = ["issuer_id", "rating_date", "node_id"]
    orphans = tree.filter(pl.col("node_level") != "total").join(
        tree, left_on=[*key[:2], "parent_id"], right_on=key, how="anti"
    )
    assert orphans.height == 0


def test_peers_are_graded_and_of_one_kind(published: Warehouse) -> None:
    graded = published.read("mart.issuer_rating").filter(pl.col("grade") != "NR")
    totals = published.read("mart.peer").filter(node_level="total")
    assert sorted(totals["issuer_id"] + totals["rating_date"].cast(pl.String)) == sorted(
        graded["issuer_id"] + graded["rating_date"].cast(pl.String)
    )
    of = ["industry_code", "rating_date", "is_simulated"]
    counted = graded.group_by(of).agg(n=pl.len(), best=pl.col("score").max(), middle=pl.col("score").median())
    both = totals.join(counted, on=of, validate="m:1")
    assert (both["peers"] == both["n"]).all()
    assert (both.filter(rank=1)["score"] == both.filter(rank=1)["best"]).all()
    assert (both["median_score"] == both["middle"]).all()
    summary = published.read("mart.peer_summary").filter(node_level="total").join(counted, on=of, validate="1:1")
    assert (summary["highest_score"] == summary["best"]).all()
    assert (summary["median_score"] == summary["middle"]).all()


def test_the_grade_that_was_published_is_marked_once(published: Warehouse) -> None:
    marked = (
        published.read("mart.grade_probability")
        .group_by("issuer_id", "rating_date")
        .agg(pl.col("is_published_grade").sum(), pl.col("probability").sum())
    )
    assert set(marked["is_published_grade"]) <= {0, 1}  # 0 where the committee decided on a grade without a draw
    assert (marked["probability"] - 1).abs().max() < 1e-12


def test_the_shares_of_a_data_point_sum_to_one(published: Warehouse) -> None:
    coverage = published.read("mart.coverage")
    shares = coverage.select(pl.sum_horizontal("reported_share", "carried_share", "imputed_share")).to_series()
    assert (shares - 1).abs().max() < 1e-12
    assert coverage["issuers"].sum() == published.read("score.data_point_score").height


@pytest.mark.parametrize(
    ("day", "found"),
    [(date(2022, 4, 29), set[date]()), (EARLIER, {EARLIER}), (date(2022, 10, 30), {EARLIER}), (DAY, {DAY})],
)
def test_as_of_a_day_is_the_newest_rating_date_by_then(published: Warehouse, day: date, found: set[date]) -> None:
    for name in ("issuer_rating", "bond_rating", "score_tree", "evidence"):
        assert set(rows_of(published, STORED_QUERIES[f"mart.{name}_as_of"], day)["rating_date"]) == found
        assert set(published.read(f"mart.latest_{name}")["rating_date"]) == {DAY}


def test_a_rating_as_published_is_the_version_of_that_day(published: Warehouse) -> None:
    macro = STORED_QUERIES["mart.rating_as_published"]
    before, after = rows_of(published, macro, DAY), rows_of(published, macro, LATER)
    assert set(before["version"]) == {1}
    assert set(after["version"]) == {2}
    assert before.height == after.height == published.read("rating.rating").height
    assert rows_of(published, macro, EARLIER)["rating_date"].unique().to_list() == [EARLIER]


def test_a_finding_names_the_report_and_the_issuer(published: Warehouse) -> None:
    [row] = published.read("mart.finding").to_dicts()
    assert (row["issuer_id"], row["document_title"]) == ("I0", contract("raw.document").example_row()["title"][0])
    assert row["issuer_name"] == "Issuer I0"


def test_an_action_has_both_scores(published: Warehouse) -> None:
    actions = published.read("mart.rating_action")
    affirmed = actions.filter(pl.col("action").is_in(["affirm", "upgrade", "downgrade"]))
    assert affirmed.height > 0
    assert (affirmed["score"] - affirmed["previous_score"] - affirmed["score_change"]).abs().max() == 0
    new = actions.filter(action="new")
    assert new["previous_grade"].null_count() == new.height
