"""What every SQL file keeps: one described SELECT on tables with a contract, the same whatever the order of rows."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import cast

import polars as pl
import pytest
import sqlglot
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from sqlglot import expressions as exp

from data_contracts.catalogue import TABLES, contract
from esg_pipeline.sql_models import LAYERS, checks, description_of, load_model, model_names, output_columns, sources_of

Universe = Callable[[int], dict[str, pl.DataFrame]]
QUERIES = {**{name: load_model(name).query for name in model_names()}, **checks()}
PICKS_ANY_ROW = (exp.AnyValue, exp.First, exp.Last, exp.FirstValue, exp.LastValue, exp.ArrayAgg, exp.GroupConcat)
KNOWS_THE_CLOCK = (exp.CurrentDate, exp.CurrentTimestamp, exp.CurrentTime, exp.Rand)
NEEDS_AN_ORDER = (exp.RowNumber, exp.Lag, exp.Lead)
# Sums of floats depend on the order in their last bits; a score is rounded to ten digits, of which the last may flip.
LAST_DIGIT = 2e-10

each_query = pytest.mark.parametrize("name", QUERIES)
each_model = pytest.mark.parametrize("name", model_names())


@cache
def sources(name: str) -> set[str]:
    return set(sources_of(QUERIES[name]))


@cache
def tree(name: str) -> exp.Query:
    return cast("exp.Query", sqlglot.parse_one(QUERIES[name], dialect="duckdb"))


@each_query
def test_the_first_line_describes_the_query(name: str) -> None:
    description = description_of(QUERIES[name])
    assert description.endswith(".")
    assert len(description) > 20
    assert QUERIES[name].splitlines()[1].split()[0] in ("select", "with")


@each_query
def test_it_is_one_select(name: str) -> None:
    statements = sqlglot.parse(QUERIES[name], dialect="duckdb")
    assert [type(statement) for statement in statements] == [exp.Select]


@each_query
def test_it_reads_only_tables_with_a_contract(name: str) -> None:
    assert sources(name)
    assert sources(name) <= set(TABLES)


@each_query
def test_it_reads_no_table_without_its_schema(name: str) -> None:
    named_here = {common.alias for common in tree(name).find_all(exp.CTE)}
    assert {table.name for table in tree(name).find_all(exp.Table) if not table.db} <= named_here


@each_model
def test_a_model_makes_the_columns_of_its_contract(name: str) -> None:
    columns = output_columns(load_model(name).query)
    assert sorted(columns) == sorted(column.name for column in contract(name).columns)


@each_model
def test_a_model_is_asked_for_a_date_when_its_table_is_written_by_date(name: str) -> None:
    assert load_model(name).is_partitioned is contract(name).partitioned


@each_query
def test_only_the_rating_date_and_the_day_of_knowledge_are_parameters(name: str) -> None:
    asked = {parameter.name for parameter in tree(name).find_all(exp.Parameter, exp.Placeholder)}
    assert asked <= {"rating_date", "known_at"}


def test_every_file_is_a_model_or_a_check_and_has_a_test() -> None:
    here = Path(__file__).parent
    assert set(model_names()) <= set(TABLES)
    assert {layer.split(".")[0] for layer in model_names()} == set(LAYERS)
    missing = [name for name in model_names() if not (here / f"test_{name.split('.')[1]}.py").is_file()]
    assert missing == []


# Other engines


@each_query
def test_it_can_be_said_in_sparks_dialect(name: str) -> None:
    [text] = sqlglot.transpile(QUERIES[name], read="duckdb", write="spark", unsupported_level=sqlglot.ErrorLevel.RAISE)
    spark = cast("exp.Query", sqlglot.parse_one(text, dialect="spark"))
    assert spark.named_selects == tree(name).named_selects
    assert {f"{table.db}.{table.name}" for table in spark.find_all(exp.Table) if table.db} == sources(name)
    assert not list(spark.find_all(exp.Qualify))


def ordered_aggregates(query: exp.Expr) -> Iterator[str]:
    """Aggregates with an order between their brackets, which Spark does not know."""
    for aggregate in query.find_all(exp.AggFunc):
        if isinstance(aggregate.this, exp.Order):
            yield aggregate.sql()


# Nothing by chance


def by_chance(query: exp.Expr) -> list[str]:
    """Parts of a query whose result the order of rows, the clock or a die could change."""
    limits = [limit for limit in query.find_all(exp.Limit) if not limit.parent or not limit.parent.args.get("order")]
    windows = [
        window
        for window in query.find_all(exp.Window)
        if isinstance(window.this, NEEDS_AN_ORDER) and not window.args.get("order")
    ]
    picks = query.find_all(*PICKS_ANY_ROW, *KNOWS_THE_CLOCK)
    return [node.sql() for node in (*limits, *windows, *picks)]


@each_query
def test_nothing_is_left_to_chance(name: str) -> None:
    assert by_chance(tree(name)) == []
    assert list(ordered_aggregates(tree(name))) == []


@pytest.mark.parametrize(
    "query",
    [
        "select a from b.c limit 1",
        "select any_value(a) from b.c",
        "select first(a) from b.c",
        "select arg from (select row_number() over (partition by a) as arg from b.c)",
        "select lag(a) over () from b.c",
        "select a from b.c where d < current_date",
        "select random() from b.c",
        "select list(a) from b.c",
        "select string_agg(a, ',') from b.c",
    ],
)
def test_what_is_left_to_chance_is_found(query: str) -> None:
    assert by_chance(sqlglot.parse_one(query, dialect="duckdb")) != []


def test_an_order_between_brackets_is_found() -> None:
    assert list(ordered_aggregates(sqlglot.parse_one("select sum(a order by b) from c.d", dialect="duckdb")))


@settings(max_examples=3)
@given(seed=st.integers(0, 2**32))
@each_model
def test_the_order_of_rows_changes_nothing(
    universe: Universe, run_on_frames: Callable[..., pl.DataFrame], name: str, seed: int
) -> None:
    frames = universe(1)
    mixed = {source: frames[source].sample(fraction=1, shuffle=True, seed=seed) for source in sources(name)}
    straight = run_on_frames(name, {source: frames[source] for source in sources(name)})
    assert straight.height > 0
    assert_frame_equal(run_on_frames(name, mixed), straight, check_exact=False, rel_tol=0, abs_tol=LAST_DIGIT)


@each_model
def test_the_same_rows_give_the_same_bits(
    universe: Universe, run_on_frames: Callable[..., pl.DataFrame], name: str
) -> None:
    frames = {source: universe(1)[source] for source in load_model(name).sources}
    assert run_on_frames(name, frames).equals(run_on_frames(name, frames), null_equal=True)
