"""What programs and people see of one document: stable keys, every finding and number, nothing read as markup."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from esg_pipeline.disclosure.extract_view import EVIDENCE_FIELDS, FACT_FIELDS, record, show
from esg_pipeline.disclosure.one_document import OneDocument, examine_file
from esg_pipeline.machine_output import to_json
from esg_pipeline.methodology.read import load_methodology

REPORT = """Example ESG report 2021

Index\t2021
Total workforce (persons)\t100
Gender
Female\t400
Male\t60
[bold]Strange[/bold] thing\t7

Labour standards

The Group prohibits the use of child labour and forced labour in all of its operations.

"ESG Guide" Content Index

Aspect\tDescription\tLocation
Aspect B1:\tEmployment\t
B1.1\tTotal workforce by gender, employment type, age group and geographical region.\tPeople
Aspect B4:\tLabour standards\t
B4.1\tDescription of measures to avoid child and forced labour.\tLabour standards
B4.2\tDescription of steps taken to eliminate such practices when discovered.\tLabour standards
"""


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> OneDocument:
    path: Path = tmp_path_factory.mktemp("view") / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return examine_file(path, load_methodology(), None, {})


def shown(reading: OneDocument, width: int = 160, *, everything: bool = False) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, markup=False, emoji=False, highlight=False)
    show(console, reading, {"lr_total": "Total workforce"}, everything=everything)
    return out.getvalue()


def test_the_record_has_the_promised_keys(reading: OneDocument) -> None:
    found = json.loads(to_json(record(reading)))
    assert list(found) == ["document", "facts", "findings", "index", "events", "unmapped"]
    for fact in found["facts"]:
        assert list(fact) == [*FACT_FIELDS.split(), "evidence"]
        assert REPORT[fact["char_start"] : fact["char_end"]] == fact["quote"]
        assert all(list(sentence) == EVIDENCE_FIELDS.split() for sentence in fact["evidence"])
    assert {"rule_id", "severity", "message", "fact_ids"} <= set(found["findings"][0])


def test_a_statement_carries_its_sentences(reading: OneDocument) -> None:
    [fact] = [fact for fact in record(reading)["facts"] if fact["data_point_id"] == "er_child_meas"]
    assert (fact["value"], fact["unit"]) == (1.0, "yes/no")
    assert 1 <= len(fact["evidence"]) <= 3
    assert fact["evidence"][0]["line"] == fact["line"] == 12


def test_every_finding_names_facts_that_are_there(reading: OneDocument) -> None:
    found = record(reading)
    ids = {fact["fact_id"] for fact in found["facts"]}
    [finding] = [finding for finding in found["findings"] if finding["rule_id"] == "F01"]
    assert set(finding["fact_ids"]) <= ids
    assert len(finding["fact_ids"]) == 3


def test_numbers_left_over_stand_with_their_reason(reading: OneDocument) -> None:
    left = {row["raw_value"]: row["reason"] for row in record(reading)["unmapped"]}
    assert left["7"]


def test_people_see_the_same(reading: OneDocument) -> None:
    text = shown(reading)
    assert "Total workforce" in text
    assert "gender=female" in text
    assert "held" in text
    assert "F01" in text
    assert "not substantiated" in text
    assert "map to no data point" in text


def test_everything_shows_each_provision_and_number(reading: OneDocument) -> None:
    text = shown(reading, everything=True)
    assert "B4.2" in text
    assert "[bold]Strange" in text


def test_a_narrow_terminal_loses_nothing(reading: OneDocument) -> None:
    assert "held" in shown(reading, 80)
