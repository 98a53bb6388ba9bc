"""The short list: by words and by unit, in both languages, the same in every run."""

from typing import Any

import pytest

from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.llm.candidates import MAX_CANDIDATES, CandidateIndex, is_bare, ratio, unit_of
from esg_pipeline.disclosure.llm.unmapped import unmapped_of
from esg_pipeline.disclosure.mapper import Rules
from tests.unit.disclosure.llm.stub_server import row


@pytest.fixture(scope="module")
def index(shipped_rules: Rules) -> CandidateIndex:
    return CandidateIndex(shipped_rules)


def ids(index: CandidateIndex, label: str, unit: str, raw: str = "1,234", **changes: Any) -> list[str]:
    document = read_document(f"{label}\t{unit}\t{raw}".encode(), "txt")
    (number,) = unmapped_of(document, [row(document, raw, label, raw_unit=unit, **changes)], ())
    return [c.data_point_id for c in index.of(number, document.text)]


@pytest.mark.parametrize(
    ("label", "unit", "expected"),
    [
        ("Water drawn for the looms", "m3", "wa_total"),
        ("Hazardous residues taken away", "kg", "ws_haz"),
        ("织机用水消耗", "立方米", "wa_total"),
        ("織機耗用之水資源", "立方米", "wa_total"),
        ("Hours that volunteers served", "hours", "em_volunteer_hours"),
    ],
)
def test_the_nearest_comes_among_the_first(index: CandidateIndex, label: str, unit: str, expected: str) -> None:
    assert expected in ids(index, label, unit)[:3]


def test_a_unit_that_does_not_fit_keeps_a_data_point_out(index: CandidateIndex, shipped_rules: Rules) -> None:
    found = ids(index, "Water drawn for the looms", "kWh")
    assert "wa_total" not in found
    unit = unit_of("kWh", shipped_rules)
    assert unit is not None
    assert all(ratio(unit, d, shipped_rules) is not None for d in found)


def test_without_a_unit_every_near_data_point_stays(index: CandidateIndex) -> None:
    assert "wa_total" in ids(index, "Water drawn for the looms", "")


def test_the_list_is_short_and_empty_when_no_word_is_shared(index: CandidateIndex) -> None:
    assert len(ids(index, "total emissions waste water energy employees training", "")) == MAX_CANDIDATES
    assert ids(index, "Zebra quagga", "") == []


def test_a_candidate_has_both_names_its_unit_and_its_parts(index: CandidateIndex) -> None:
    document = read_document(b"Employees\tpersons\t1,234", "txt")
    (number,) = unmapped_of(document, [row(document, "1,234", "Employees", raw_unit="persons")], ())
    found = {c.data_point_id: c for c in index.of(number, document.text)}["lr_total"]
    assert found.name.isascii() is False
    assert found.unit == "persons"
    assert "gender" in found.breakdowns


@pytest.mark.parametrize(
    ("text", "is_known"),
    [("kg", True), ("kg | 千克", True), ("kg | t", False), ("", False), ("quux", False), ("kg | quux", False)],
)
def test_units_that_differ_are_none(shipped_rules: Rules, text: str, *, is_known: bool) -> None:
    assert (unit_of(text, shipped_rules) is not None) is is_known


def test_heads_and_cases_stand_without_a_unit(shipped_rules: Rules) -> None:
    assert is_bare("lr_total", shipped_rules)
    assert not is_bare("wa_total", shipped_rules)
