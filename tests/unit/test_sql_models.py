"""SQL models: their text, their description, and what they read, from the query itself."""

from datetime import date
from pathlib import Path

import pytest

from data_contracts.catalogue import TABLES
from esg_pipeline import paths
from esg_pipeline.sql_models import (
    LAYERS,
    SqlModel,
    checks,
    column_lineage,
    description_of,
    load_model,
    model_names,
    output_columns,
    read_query,
    sources_of,
)

MODELS = model_names()


@pytest.mark.parametrize(
    ("query", "sources"),
    [
        ("select 1 as one", ()),
        ("from score.b", ("score.b",)),
        ("select * from score.b as x inner join raw.a on x.i = raw.a.i", ("raw.a", "score.b")),
        ("with c as (select * from raw.a) select * from c", ("raw.a",)),
        (
            "select (select max(x) from raw.a) as m from score.b where x in (select x from mart.c)",
            ("mart.c", "raw.a", "score.b"),
        ),
        ("select * from raw.a union all select * from raw.a", ("raw.a",)),
        ("select * from raw.a where rating_date = $rating_date", ("raw.a",)),
        ("select 'from raw.not_me' as t -- from raw.nor_me\nfrom raw.a", ("raw.a",)),
    ],
)
def test_sources_are_the_tables_that_a_query_reads(query: str, sources: tuple[str, ...]) -> None:
    assert sources_of(query) == sources


@pytest.mark.parametrize(
    "query",
    [
        "drop table raw.a",
        "insert into raw.a select 1",
        "selekt 1",
        "",
        "select 1; select * from raw.a",
        "select 1; drop table raw.a",
    ],
)
def test_what_is_not_one_select_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        sources_of(query)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("-- What it is.\nselect 1", "What it is."),
        ("select 1\n-- Not this.", ""),
        ("", ""),
        ("--Tight\nselect 1", "Tight"),
    ],
)
def test_the_first_comment_describes_the_table(query: str, text: str) -> None:
    assert description_of(query) == text


def test_there_is_a_model_for_every_table_of_the_score_layer_above_the_data_points() -> None:
    levels = {"score.key_issue_score", "score.theme_score", "score.pillar_score", "score.esg_score"}
    names = {"score.node_share", *levels}
    assert {name for name in MODELS if name.startswith("score.")} == names
    assert {name.split(".")[0] for name in MODELS} == set(LAYERS)


@pytest.mark.parametrize("name", MODELS)
def test_every_model_makes_a_table_with_a_contract_from_tables_with_contracts(name: str) -> None:
    model = load_model(name)
    assert name in TABLES
    assert model.sources
    assert set(model.sources) <= set(TABLES)
    assert name not in model.sources
    assert model.description.endswith(".")
    assert model.is_partitioned == TABLES[name].partitioned


@pytest.mark.parametrize("name", MODELS)
def test_every_model_returns_the_columns_of_its_contract(name: str) -> None:
    assert sorted(output_columns(load_model(name).query)) == sorted(column.name for column in TABLES[name].columns)


def test_the_sources_of_a_model_are_known_by_hand() -> None:
    assert load_model("score.key_issue_score").sources == (
        "core.rating_universe",
        "reference.data_point",
        "reference.key_issue_weight",
        "score.data_point_score",
        "score.node_share",
    )
    assert load_model("score.esg_score").sources == ("score.node_share", "score.pillar_score")


def test_a_missing_model_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        load_model("score.nothing")
    with pytest.raises(FileNotFoundError):
        read_query("nothing")


def test_a_broken_model_names_its_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "score").mkdir()
    (tmp_path / "score" / "broken_model.sql").write_text("-- X.\nselekt 1", encoding="utf-8")
    monkeypatch.setattr(paths, "sql_dir", lambda: tmp_path)
    with pytest.raises(ValueError, match=r"broken_model\.sql"):
        load_model("score.broken_model")


def test_checks_are_selects_on_published_tables() -> None:
    rules = checks()
    assert {"weights_sum_to_one", "contributions_sum_to_score", "no_knowledge_of_the_future"} <= set(rules)
    for name, query in rules.items():
        assert set(sources_of(query)) <= set(TABLES), name
        assert description_of(query), name


# Lineage of columns

SCHEMA = {"raw": {"a": {"i": "int", "x": "double"}, "b": {"i": "int", "y": "double"}}}


@pytest.mark.parametrize(
    ("query", "column", "pairs"),
    [
        ("select a.x as s from raw.a as a", "s", [("raw.a", "x")]),
        (
            "select a.x + b.y as s from raw.a as a inner join raw.b as b on a.i = b.i",
            "s",
            [("raw.a", "x"), ("raw.b", "y")],
        ),
        ("with c as (select x as z from raw.a) select z * 2 as s from c", "s", [("raw.a", "x")]),
        ("select 1 as s from raw.a", "s", []),
    ],
)
def test_a_column_is_followed_to_the_tables_it_is_made_of(
    query: str, column: str, pairs: list[tuple[str, str]]
) -> None:
    assert column_lineage(query, SCHEMA, column) == pairs


def test_what_cannot_be_followed_has_no_lineage() -> None:
    assert column_lineage("select x from raw.a", SCHEMA, "nothing") == []
    assert column_lineage("selekt", SCHEMA, "x") == []


def test_a_model_is_given_the_days_that_it_asks_for_and_knows_as_much_as_the_rating_date_by_default() -> None:
    day, known_at = date(2022, 10, 31), date(2022, 6, 30)
    both = SqlModel("a.b", "select $rating_date, $known_at", "", ())
    assert both.parameters(day) == {"rating_date": day, "known_at": day}
    assert both.parameters(day, known_at) == {"rating_date": day, "known_at": known_at}
    assert SqlModel("a.b", "select $rating_date", "", ()).parameters(day, known_at) == {"rating_date": day}
    assert SqlModel("a.b", "select 1", "", ()).parameters(None) == {}
