"""What people decided about delivered values: the latest counts, and nothing else is touched."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from data_contracts.core import OBSERVATION
from data_contracts.raw import REVIEW_DECISION
from data_contracts.table import Table
from esg_pipeline.decided import apply_decisions

VALUE = "0a" * 16
OTHER = "0b" * 16


def rows(table: Table, *changes: dict[str, Any]) -> pl.DataFrame:
    example = table.example_row().row(0, named=True)
    return pl.DataFrame([{**example, **change} for change in changes], schema=table.empty().schema)


def delivered(**changes: Any) -> pl.DataFrame:
    plain = {"fact_id": None, "dimension": "", "value": 1830.0, "state": "reported"}
    return rows(OBSERVATION, {**plain, "observation_id": VALUE, **changes}, {**plain, "observation_id": OTHER})


def decisions(*changes: dict[str, Any]) -> pl.DataFrame:
    plain = {
        "document_id": None,
        "char_start": None,
        "char_end": None,
        "dimension": "",
        "observation_id": VALUE,
        "decision": "accept",
        "value": None,
    }
    return rows(REVIEW_DECISION, *({**plain, **change} for change in changes))


def moment(day: int) -> datetime:
    return datetime(2022, 6, day)  # noqa: DTZ001 - the column is UTC


@pytest.mark.parametrize(
    ("decision", "value", "expected"),
    [
        ("accept", None, (1830.0, "reported", True)),
        ("correct", 1.83, (1.83, "reported", True)),
        ("correct", 0.0, (0.0, "reported_zero", True)),
        ("reject", None, (None, "rejected", False)),
    ],
)
def test_a_value_is_accepted_corrected_or_rejected(
    decision: str, value: float | None, expected: tuple[Any, ...]
) -> None:
    found = apply_decisions(delivered(), decisions({"decision": decision, "value": value}))
    assert found.select("value", "state", "is_confirmed").row(0) == expected
    assert_frame_equal(found[1:], delivered()[1:])
    assert OBSERVATION.violations(OBSERVATION.conform(found)) == []


def test_the_latest_decision_stands() -> None:
    told = decisions(
        {"decision": "correct", "value": 5.0, "decided_at": moment(3)},
        {"decision": "reject", "decided_at": moment(4)},
        {"decision": "accept", "decided_at": moment(2)},
    )
    assert apply_decisions(delivered(), told)["state"].to_list() == ["rejected", "reported"]
    assert_frame_equal(apply_decisions(delivered(), told.reverse()), apply_decisions(delivered(), told))


@pytest.mark.parametrize(
    "change",
    [
        {"observation_id": "ff" * 16},
        {"period": 2019},
        {"data_point_id": "other"},
        {"dimension": "gender=female"},
        {"observation_id": None, "document_id": "cd" * 32, "char_start": 1, "char_end": 2},
    ],
)
def test_a_decision_about_something_else_changes_nothing(change: dict[str, Any]) -> None:
    assert_frame_equal(apply_decisions(delivered(), decisions({"decision": "reject", **change})), delivered())


def test_a_fact_of_a_document_is_decided_by_its_place_only() -> None:
    facts = delivered(fact_id=VALUE)
    assert_frame_equal(apply_decisions(facts, decisions({"decision": "reject"})), facts)


def test_no_decisions_and_no_values_are_defined() -> None:
    assert_frame_equal(apply_decisions(delivered(), decisions()), delivered())
    assert apply_decisions(OBSERVATION.empty(), decisions({})).is_empty()
