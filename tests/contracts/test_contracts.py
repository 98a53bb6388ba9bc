"""The contracts bite: every rule of every column has a value that breaks it and is named for it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from data_contracts.catalogue import PUBLISHED_TABLES, TABLES, contract
from data_contracts.table import DATE, FLAG, MOMENT, NUMBER, TEXT, WHOLE, Table

PYTHON_TYPES: dict[type[pl.DataType], type] = {
    pl.String: str,
    pl.Float64: float,
    pl.Int64: int,
    pl.Boolean: bool,
    pl.Date: date,
    pl.Datetime: datetime,
}
OTHER_TYPE: dict[type[pl.DataType], pl.DataType] = {
    pl.String: WHOLE,
    pl.Float64: TEXT,
    pl.Int64: NUMBER,
    pl.Boolean: WHOLE,
    pl.Date: TEXT,
    pl.Datetime: pl.String(),
}


COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]


def changed(table: Table, values: Mapping[str, Any]) -> pl.DataFrame:
    """The example row with other values, in the columns' own types."""
    types = {column.name: column.dtype for column in table.columns}
    return table.example_row().with_columns(
        pl.Series(name, [value], dtype=types[name], strict=False) for name, value in values.items()
    )


def broken(table: Table, frame: pl.DataFrame) -> set[tuple[str, str]]:
    return {(violation.column, violation.rule) for violation in table.violations(frame)}


def every_table() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())


# What keeps the contract


@every_table()
def test_the_example_keeps_the_contract(table: Table) -> None:
    assert table.violations(table.example_row()) == []
    assert table.violations(table.conform(table.example_row())) == []


@every_table()
def test_no_rows_keep_the_contract(table: Table) -> None:
    assert table.violations(table.empty()) == []
    assert table.empty().height == 0


def test_examples_are_of_their_column_s_type() -> None:
    wrong = [
        f"{table.name} {column.name}"
        for table, column in COLUMNS
        if type(column.example) is not PYTHON_TYPES[type(column.dtype)]
        and not (column.example is None and column.nullable)
    ]
    assert wrong == []


@every_table()
def test_nullable_columns_may_be_null(table: Table) -> None:
    gaps = {column.name: None for column in table.columns if column.nullable}
    assert table.violations(changed(table, gaps)) == []


# What breaks it


@every_table()
def test_every_rule_bites_and_is_named(table: Table) -> None:
    for number in range(max(len(column.rules) for column in table.columns)):
        rules = {column.name: column.rules[number] for column in table.columns if len(column.rules) > number}
        found = broken(table, changed(table, {name: rule.breaks_with for name, rule in rules.items()}))
        assert {(name, rule.name) for name, rule in rules.items()} <= found
        assert {name for name, _ in found} == set(rules)


@every_table()
def test_a_null_where_none_may_be_is_named(table: Table) -> None:
    required = [column.name for column in table.columns if not column.nullable]
    found = broken(table, changed(table, dict.fromkeys(column.name for column in table.columns)))
    assert found == {(name, "not_nullable") for name in required}


@every_table()
def test_a_wrong_type_is_named(table: Table) -> None:
    others = [pl.lit(None, dtype=OTHER_TYPE[type(column.dtype)]).alias(column.name) for column in table.columns]
    found = broken(table, table.example_row().with_columns(others))
    assert {(column.name, f"dtype('{column.dtype}')") for column in table.columns} <= found


@every_table()
def test_missing_columns_are_named(table: Table) -> None:
    names = [column.name for column in table.columns]
    for gone in (names[:1], names[1:]):
        violations = table.violations(table.example_row().drop(gone))
        missing = [v for v in violations if v.rule == "column_in_dataframe"]
        assert sum(v.rows for v in missing) == len(gone)
        assert missing[0].example in gone


@every_table()
def test_an_extra_column_is_named(table: Table) -> None:
    violations = table.violations(table.example_row().with_columns(surprise=pl.lit(1)))
    assert [(v.rule, v.example) for v in violations] == [("column_in_schema", "surprise")]


@every_table()
def test_two_rows_of_one_key_are_named(table: Table) -> None:
    twice = pl.concat([table.example_row(), table.example_row()])
    violations = table.violations(twice)
    assert [(v.rule, v.rows) for v in violations] == [("multiple_fields_uniqueness", 2)] or (
        len(table.key) == 1 and [v.rows for v in violations] == [2]
    )


@every_table()
def test_a_lazy_frame_is_refused(table: Table) -> None:
    with pytest.raises(TypeError, match=table.name):
        table.violations(table.example_row().lazy())  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("value", "breaks"), [(-1.0, True), (-1e-8, True), (0.0, False), (100.0, False), (100.0 + 1e-8, True)]
)
def test_a_score_runs_from_0_to_100(value: float, breaks: bool) -> None:
    table = contract("score.esg_score")
    violations = table.violations(table.example_row().with_columns(score=pl.lit(value)))
    assert [(v.column, v.rule, v.rows) for v in violations] == ([("score", "between 0 and 100", 1)] if breaks else [])


@pytest.mark.parametrize(
    ("dimension", "breaks"),
    [
        ("", False),
        ("gender=female", False),
        ("gender=female;level=senior", False),
        ("Gender=F", True),
        ("gender", True),
        (";gender=female", True),
        ("gender=female;", True),
        ("gender=female level=senior", True),
        ("gender=female\n", True),
    ],
)
def test_a_breakdown_is_keys_and_values(dimension: str, breaks: bool) -> None:
    table = contract("core.observation")
    violations = table.violations(table.example_row().with_columns(dimension=pl.lit(dimension)))
    assert bool(violations) == breaks


def test_a_violation_counts_its_rows() -> None:
    table = contract("score.esg_score")
    rows = pl.concat(
        [table.example_row().with_columns(issuer_id=pl.lit(f"I{n}"), score=pl.lit(n * 60.0)) for n in range(5)]
    )
    assert [(v.column, v.rows) for v in table.violations(rows)] == [("score", 3)]


# Conforming


@every_table()
def test_conforming_orders_columns_and_drops_what_is_not_promised(table: Table) -> None:
    names = [column.name for column in table.columns]
    mixed = table.example_row().select(names[::-1]).with_columns(surprise=pl.lit(1))
    assert table.conform(mixed).columns == names


def test_conforming_turns_not_a_number_into_null_for_the_contract_to_judge() -> None:
    table = contract("score.esg_score")
    both = table.example_row().with_columns(score=pl.lit(float("nan")), score_reported_only=pl.lit(float("nan")))
    conformed = table.conform(both)
    assert conformed.select("score", "score_reported_only").row(0) == (None, None)
    assert [(v.column, v.rule) for v in table.violations(conformed)] == [("score", "not_nullable")]


def test_conforming_makes_the_order_of_rows_the_key_s() -> None:
    table = contract("score.esg_score")
    rows = pl.concat([table.example_row().with_columns(issuer_id=pl.lit(name)) for name in "CAB"])
    assert table.conform(rows)["issuer_id"].to_list() == ["A", "B", "C"]


def test_conforming_refuses_what_it_cannot_cast_or_find() -> None:
    table = contract("score.esg_score")
    with pytest.raises(pl.exceptions.InvalidOperationError):
        table.conform(table.example_row().with_columns(score=pl.lit("much")))
    with pytest.raises(pl.exceptions.ColumnNotFoundError, match="score"):
        table.conform(table.example_row().drop("score"))


# The catalogue


def test_an_unknown_table_is_answered_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"score\.esg_score"):
        contract("score.nothing")


def test_names_keys_and_columns_fit_together() -> None:
    for name, table in TABLES.items():
        names = [column.name for column in table.columns]
        assert (name, len(set(names))) == (table.name, len(names))
        assert set(table.key) <= set(names), name
        # A number in a document may be of no clear year; it is told from its neighbours by where it stands.
        may_be_null = {"period"} if name == "core.raw_observation" else set()
        assert {c.name for c in table.columns if c.name in table.key and c.nullable} <= may_be_null, name
        assert not table.partitioned or "rating_date" in table.key, name
        assert table.path == [table.layer, name.removeprefix(f"{table.layer}.")]


def test_columns_carry_their_type_in_their_name() -> None:
    suffixes = {"_date": DATE, "_id": TEXT, "_code": TEXT, "_at": MOMENT, "_pct": NUMBER}
    for table, column in COLUMNS:
        where = f"{table.name} {column.name}"
        assert (column.dtype == FLAG) == column.name.startswith(("is_", "in_scope")), where
        assert (column.dtype == DATE) == column.name.endswith("_date"), where
        wanted = [dtype for suffix, dtype in suffixes.items() if column.name.endswith(suffix)]
        assert wanted in ([], [column.dtype]), where
        assert column.dtype == NUMBER or column.name != "score", where


def test_what_was_delivered_stays_in_the_work_file_but_for_documents_events_decisions_and_refusals() -> None:
    names = {table.name for table in PUBLISHED_TABLES}
    decisions = {"raw.review_decision", "raw.committee_decision"}
    raw = {"raw.document", "raw.event", "raw.rejected_row"} | decisions
    assert names == raw | {name for name in TABLES if not name.startswith("raw.")}


PROMISED = {
    "raw.document": "document_id issuer_id fiscal_year published_date language media_type source_path",
    "raw.rejected_row": "source row_number rule reason payload",
    "reference.data_point": "data_point_id key_issue_id name kind unit direction source_type framework_code applies_to",
    "reference.key_issue_weight": "industry_code key_issue_id influence impact_time weight",
    "core.rating_universe": "issuer_id rating_date in_scope rule_id issuer_class industry_code",
    "core.extracted_fact": "fact_id document_id data_point_id dimension period value unit state method confidence line "
    "char_start char_end quote",
    "core.observation": "observation_id issuer_id data_point_id fiscal_year published_date value unit state "
    "source_type fact_id",
    "score.data_point_score": "score origin method observation_id",
    "score.key_issue_score": "issuer_id rating_date key_issue_id score score_reported_only weight coverage",
    "score.theme_score": "issuer_id rating_date theme_id score score_reported_only weight coverage",
    "score.pillar_score": "issuer_id rating_date pillar_id score score_reported_only weight coverage",
    "score.esg_score": "issuer_id rating_date score score_reported_only coverage imputed_share",
    "rating.rating": "score model_grade rule_grade grade cap_rule_id decision_id methodology_version methodology_hash",
    "rating.contribution": "data_point_id weight_in_total score contribution",
    "rating.rating_action": "action previous_grade grade",
    "mart.issuer_rating": "issuer_id rating_date grade score",
    "mart.bond_rating": "bond_id rating_date grade",
    "mart.evidence": "score fact_id quote line document_id",
    "mart.industry_summary": "industry_code rating_date",
    "mart.grade_migration": "rating_date previous_grade grade",
}


@pytest.mark.parametrize("name", PROMISED)
def test_columns_that_people_outside_rely_on_are_there(name: str) -> None:
    assert set(PROMISED[name].split()) <= {column.name for column in contract(name).columns}
