"""The record of a rating: what it holds, that its bytes are the same each time, and that its hashes are right."""

import hashlib
import json
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from esg_pipeline.reader import PublishedReader
from esg_pipeline.record_pack import NOT_RECORDED, canonical, evidence, rating_record, write_record
from esg_pipeline.warehouse import Warehouse
from tests.unit.published_rows import DAY, decided_rows, decision_rows, table


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


@pytest.fixture
def decided(small_published_file: Path, tmp_path: Path) -> PublishedReader:
    """The same file with a decision in force about 360DIGITECH, and an adoption."""
    file = tmp_path / "decided.duckdb"
    copy(small_published_file, file)
    who = {"issuer_id": "360DIGITECH", "is_simulated": False}
    none = dict.fromkeys(("issuer_id", "is_simulated", "model_grade", "expires_date"))
    adopted = {"decision_id": "M-1", "kind": "adoption", **none}
    proof = {"evidence": f"{'cd' * 32}\n{'ee' * 32}\n{'0a' * 16}\nCourt ruling"}
    Warehouse(file).replace(
        {
            "raw.committee_decision": table(
                "raw.committee_decision", [*decision_rows(), {**who, "decision_id": "D-1", **proof}, adopted]
            ),
            "rating.committee_decision": table(
                "rating.committee_decision",
                [
                    *decided_rows(),
                    {**who, "decision_id": "D-1"},
                    {**adopted, "rule_grade": None, "decided_grade": None, "notches": None},
                ],
            ),
        }
    )
    return PublishedReader(file)


def test_a_record_holds_what_was_decided_by_whom_on_which_papers(decided: PublishedReader) -> None:
    record = rating_record(decided, "360DIGITECH", DAY)
    by_id = {one["decision_id"]: one for one in record["decisions"]}
    assert set(by_id) == {"D-1", "M-1"}
    mine = by_id["D-1"]
    assert (mine["proposer"], mine["approver"], mine["second_approver"]) == ("A. Wang", "B. Li", "C. Zhao")
    assert [(item["kind"], item["is_found"]) for item in mine["evidence"]] == [
        ("document", True),
        ("document", False),
        ("observation", True),
        ("citation", False),
    ]
    assert record["rating"]["rule_grade"] == "B"
    [paper] = record["papers"]
    assert (paper["document_id"], str(paper["published_date"])) == ("cd" * 32, "2022-05-31")
    assert paper["lines_used"] == [784, 820]
    assert len(record["data_points"]) == 4
    assert {"line", "quote", "published_date", "observation_id"} <= set(record["observations"][0])
    assert record["not_recorded"] == list(NOT_RECORDED)


def test_an_issuer_about_whom_nothing_was_decided_has_no_decision(reader: PublishedReader) -> None:
    assert rating_record(reader, "360DIGITECH", DAY)["decisions"] == []


def test_events_and_red_lines_of_a_capped_issuer_are_in_its_record(reader: PublishedReader) -> None:
    record = rating_record(reader, "CAPPED", DAY)
    assert [event["event_id"] for event in record["events"]] == ["EV-1", "EV-2"]
    assert [line["rule_id"] for line in record["red_lines"]] == ["RL1"]
    assert [one["status"] for one in record["decisions"]] == ["draft"]


def test_the_same_file_gives_the_same_bytes_and_the_sums_are_right(reader: PublishedReader, tmp_path: Path) -> None:
    first = write_record(reader, "360DIGITECH", DAY, tmp_path / "a" / "b")
    again = write_record(reader, "360DIGITECH", DAY, tmp_path / "c")
    assert [path.name for path in first] == ["record.json", "record.md", "SHA256SUMS"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in again]
    for line in first[2].read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((first[2].parent / name).read_bytes()).hexdigest() == digest
    assert json.loads(first[0].read_bytes())["rating"]["issuer_id"] == "360DIGITECH"


@pytest.mark.parametrize("issuer", ["BANKX", "SIM-0001"])
def test_any_published_issuer_has_a_record(reader: PublishedReader, tmp_path: Path, issuer: str) -> None:
    write_record(reader, issuer, DAY, tmp_path)
    text = (tmp_path / "record.md").read_text(encoding="utf-8")
    assert text.startswith("# Rating record: ")
    assert ("**Simulated issuer" in text) == (issuer == "SIM-0001")
    assert "<b>" not in text


def test_canonical_json_is_sorted_tight_and_knows_no_nan() -> None:
    assert canonical({"b": 1.5, "a": "é", "c": DAY}) == '{"a":"é","b":1.5,"c":"2022-10-31"}\n'.encode()
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ab" * 32, {"kind": "document", "is_found": True}),
        ("AB" * 32, {"kind": "citation", "is_found": False}),
        ("obs", {"kind": "observation", "is_found": True}),
        ("a letter", {"kind": "citation", "is_found": False}),
    ],
)
def test_evidence_is_what_its_text_is(text: str, expected: dict[str, Any]) -> None:
    assert evidence(text, {"ab" * 32, "obs", None}) == {"text": text, **expected}
