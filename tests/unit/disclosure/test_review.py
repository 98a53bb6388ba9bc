"""Which facts count: bands, findings that hold back, decisions of people that outlive a new run."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest

from esg_pipeline.disclosure.review import DECISION_SCHEMA, Bands, review_ids, review_items, settle

BANDS = Bands(accept=0.9, sample_check=0.75)
FACT = {
    "fact_id": "f",
    "document_id": "d",
    "issuer_id": "I",
    "char_start": 10,
    "char_end": 20,
    "data_point_id": "lr_total",
    "dimension": "",
    "period": 2021,
    "value": 5.0,
    "confidence": 0.95,
    "held_by": None,
    "line": 3,
}
NO_FINDINGS = pl.DataFrame(schema={"finding_id": pl.String, "message": pl.String})


def facts(**changes: Any) -> pl.DataFrame:
    return pl.DataFrame([FACT | changes], schema_overrides={"held_by": pl.String})


def decisions(*rows: dict[str, Any]) -> pl.DataFrame:
    base = {name: FACT.get(name) for name in DECISION_SCHEMA}
    plain = {"value": None, "decided_by": "A", "decided_at": datetime(2022, 6, 1), "comment": None}  # noqa: DTZ001
    return pl.DataFrame([base | plain | row for row in rows], schema=DECISION_SCHEMA)


@pytest.mark.parametrize(
    ("confidence", "status"),
    [(1.0, "accepted"), (0.9, "accepted"), (0.89, "sample_check"), (0.75, "sample_check"), (0.749, "review")],
)
def test_the_band_decides_where_nobody_did(confidence: float, status: str) -> None:
    assert settle(facts(confidence=confidence), decisions(), BANDS)["status"].to_list() == [status]


def test_a_serious_finding_holds_back_whatever_the_confidence() -> None:
    assert settle(facts(held_by="x"), decisions(), BANDS)["status"].to_list() == ["held"]


@pytest.mark.parametrize(
    ("decision", "status"), [("accept", "confirmed"), ("reject", "rejected"), ("correct", "corrected")]
)
def test_a_decision_goes_before_band_and_finding(decision: str, status: str) -> None:
    value = 6.0 if decision == "correct" else None
    [row] = settle(
        facts(held_by="x", confidence=0.1), decisions({"decision": decision, "value": value}), BANDS
    ).to_dicts()
    assert (row["status"], row["corrected_value"], row["value"]) == (status, value, 5.0)
    assert row["decided_by"] == "A"


def test_the_latest_decision_stands() -> None:
    later = {"decision": "reject", "decided_at": datetime(2022, 7, 1)}  # noqa: DTZ001
    for given in ([{"decision": "accept"}, later], [later, {"decision": "accept"}]):
        assert settle(facts(), decisions(*given), BANDS)["status"].to_list() == ["rejected"]


@pytest.mark.parametrize(
    "other", [{"document_id": "e"}, {"char_start": 11}, {"period": 2020}, {"dimension": "gender=female"}]
)
def test_a_decision_about_another_fact_changes_nothing(other: dict[str, Any]) -> None:
    assert settle(facts(), decisions({"decision": "reject", **other}), BANDS)["status"].to_list() == ["accepted"]


def test_ids_are_the_same_in_every_run_and_differ_between_facts() -> None:
    both = pl.concat([facts(), facts(period=2020), facts(confidence=0.2, fact_id="g")])
    first, second, third = review_ids(both)
    assert (first == third, first == second) == (True, False)


def test_what_counts_without_a_word_is_no_item() -> None:
    settled = settle(pl.concat([facts(), facts(period=2020, confidence=0.8)]), decisions(), BANDS)
    items = review_items(settled, NO_FINDINGS, BANDS)
    assert items.select("period", "band", "reason").rows() == [(2020, "sample_check", "confidence 0.8 is below 0.9")]


def test_an_item_says_what_the_finding_says() -> None:
    findings = pl.DataFrame({"finding_id": ["x"], "message": ["parts and total differ"]})
    [item] = review_items(settle(facts(held_by="x"), decisions(), BANDS), findings, BANDS).to_dicts()
    assert (item["reason"], item["suggestion"]) == ("a finding holds it back", "parts and total differ")


def test_what_was_decided_stays_listed() -> None:
    settled = settle(facts(), decisions({"decision": "accept", "comment": "seen"}), BANDS)
    [item] = review_items(settled, NO_FINDINGS, BANDS).to_dicts()
    assert (item["decision"], item["comment"], item["reason"]) == ("accept", "seen", "a person decided")
