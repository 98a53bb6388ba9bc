"""The record in words: every section in its order, text from outside escaped, and a sentence where there is nothing."""

import copy
from pathlib import Path
from typing import Any

import pytest

from esg_pipeline.reader import PublishedReader
from esg_pipeline.record_pack import rating_record
from esg_pipeline.record_view import record_text, safe, table
from tests.unit.published_rows import DAY

SECTIONS = [
    *("Who decided", "Method", "Versions of this rating", "Papers", "Data points", "Observations used"),
    *("Events", "Red lines", "Findings of the consistency checks", "Not in this record"),
]
DECIDED: dict[str, Any] = {
    "decision_id": "D-1",
    "kind": "override",
    "status": "in_force",
    "detail": None,
    "rule_grade": "B",
    "decided_grade": "CCC",
    "reason_code": "data_error",
    "reason": "a | b <script>",
    "proposer": "A. Wang",
    "proposed_date": DAY,
    "approver": "B. Li",
    "decided_date": DAY,
    "second_approver": None,
    "expires_date": DAY,
    "methodology_hash": None,
    "source": "committee/d.yaml",
    "source_sha256": "ab" * 32,
    "evidence": [{"text": "cd" * 32, "kind": "document", "is_found": False}],
}


@pytest.fixture
def record(small_published_file: Path) -> dict[str, Any]:
    return copy.deepcopy(rating_record(PublishedReader(small_published_file), "360DIGITECH", DAY))


def test_every_section_stands_in_its_place(record: dict[str, Any]) -> None:
    text = record_text(record)
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == SECTIONS
    assert "| Published grade | B |" in text
    assert "| Share of weight that is imputed | 38.0 % |" in text
    assert "No committee decision bears on this rating: its grade follows from the method alone." in text
    assert "784, 820" in text
    assert text.endswith("\n")


def test_a_decision_is_told_with_its_people_and_its_proof(record: dict[str, Any]) -> None:
    text = record_text({**record, "decisions": [DECIDED]})
    assert "### D-1: override, in\\_force" in text
    assert "| Approved | B. Li, 2022-10-31 |" in text
    assert "| Reason | data\\_error: a \\| b \\<script\\> |" in text
    assert f"| Evidence | document {'cd' * 32} (not in the published file) |" in text


def test_versions_and_findings_are_told_where_there_are_any(record: dict[str, Any]) -> None:
    version = {"version": 2, "recorded_date": DAY, "grade": "B", "cause": "late_document", "detail": "a report"}
    text = record_text({**record, "versions": [version], "findings": []})
    assert "| 2 | 2022-10-31 | B | late\\_document | a report |" in text
    assert "No check failed." in text


def test_nothing_from_outside_can_steer_the_page() -> None:
    assert safe("a\x1b[31m | <b>`x`</b>\n## y") == "a\\[31m \\| \\<b\\>\\`x\\`\\</b\\> \\#\\# y"
    assert safe(None) == "-"


def test_a_table_without_rows_is_a_sentence() -> None:
    assert table(("a",), [], "Nothing.") == ["Nothing.", ""]
    assert table(("a", "b"), [(1, None)], "") == ["| a | b |", "|---|---|", "| 1 | - |", ""]
