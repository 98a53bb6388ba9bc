"""What differs between two inputs is named for what it is, for whom it concerns, and only if it was known."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from esg_pipeline.archive import ArchiveError
from esg_pipeline.history_causes import CHANGES, KINDS, NO_MATTER
from esg_pipeline.observe import IDENTITY, short_hash
from tests.unit.past_worlds import DAY, EARLIER, LATER, ROWS, VALUE, A, B, Rows, inputs, keep, more, past

Changed = dict[str, Rows]
PAPER = {"issuer_id": B, "document_id": "ef" * 32, "published_date": date(2022, 6, 30)}
EVENT = ROWS["raw.event"][0]
OF_B = ROWS["raw.reported_value"][1]


def found(folder: Path, after: Changed, before: Changed | None = None, day: date = DAY) -> list[tuple[Any, ...]]:
    """Issuer and cause of every difference."""
    inputs_of = past(folder)
    hashes = [keep(inputs_of.archive, inputs(**side)) for side in (before or {}, after)]
    changes = inputs_of.changes(hashes[0], hashes[1], day)
    assert dict(changes.schema) == CHANGES
    return changes.select("issuer_id", "cause").rows()


CASES: list[tuple[str, Changed, list[tuple[str, str]]]] = [
    ("value", more("raw.reported_value", {**VALUE, "fiscal_year": 2020, "row_number": 9}), [(A, "late_value")]),
    (
        "other breakdown",
        more("raw.reported_value", {**VALUE, "dimension": "gender=male", "row_number": 9}),
        [(A, "late_value")],
    ),
    (
        "restated",
        more("raw.reported_value", {**VALUE, "value": 6.5, "published_date": date(2022, 8, 1), "row_number": 9}),
        [(A, "restatement")],
    ),
    (
        "same value again",
        more("raw.reported_value", {**VALUE, "published_date": date(2022, 8, 1), "row_number": 9}),
        [(A, "late_value")],
    ),
    ("overwritten", {"raw__reported_value": [{**VALUE, "value": 6.5}, OF_B]}, [(A, "changed_input")] * 2),
    ("state", {"raw__reported_value": [{**VALUE, "state": "not_applicable"}, OF_B]}, [(A, "changed_input")] * 2),
    (
        "backdated",
        {"raw__reported_value": [{**VALUE, "published_date": EARLIER}, OF_B]},
        [(A, "late_value"), (A, "removed_input")],
    ),
    ("taken out", {"raw__reported_value": [OF_B]}, [(A, "removed_input")]),
    ("document", more("raw.document", PAPER), [(B, "late_document")]),
    ("document gone", {"raw__document": [], "core__extracted_fact": []}, [(A, "removed_input")]),
    ("other year", {"raw__document": [{**ROWS["raw.document"][0], "fiscal_year": 2020}]}, [(A, "changed_input")] * 2),
    ("event", more("raw.event", {**EVENT, "event_id": "E2", "issuer_id": B}), [(B, "event")]),
    ("severity", {"raw__event": [{**EVENT, "severity": "minor"}]}, [(A, "changed_input")] * 2),
    ("moved", {"raw__event": [{**EVENT, "issuer_id": B}]}, [(A, "changed_input"), (B, "changed_input")]),
    ("event gone", {"raw__event": []}, [(A, "removed_input")]),
    ("issuer", {"raw__issuer": [{"issuer_id": A, "is_listed": False}, {"issuer_id": B}]}, [(A, "registry")] * 2),
    ("issuer gone", {"raw__issuer": [{"issuer_id": B}]}, [(A, "registry")]),
    ("bond", more("raw.bond", {"issuer_id": B, "bond_id": "B2"}), [(B, "registry")]),
    (
        "industry",
        {"raw__industry_membership": [{"issuer_id": A}, {"issuer_id": B, "industry_code": "steel"}]},
        [(B, "registry")] * 2,
    ),
    (
        "read otherwise",
        {"core__extracted_fact": [{"fact_id": "f1", "document_id": "cd" * 32, "value": 1.0}]},
        [(A, "changed_input")],
    ),
    ("committee", {"raw__committee_decision": [{"issuer_id": A}]}, []),
]


@pytest.mark.parametrize(("after", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_difference_has_its_cause(tmp_path: Path, after: Changed, expected: list[tuple[str, str]]) -> None:
    assert found(tmp_path, after) == expected


@pytest.mark.parametrize(
    "after",
    [
        more("raw.reported_value", {**VALUE, "fiscal_year": 2020, "published_date": LATER, "row_number": 9}),
        more("raw.document", {**PAPER, "published_date": LATER}),
        more("raw.event", {**EVENT, "event_id": "E2", "published_date": LATER}),
        more("raw.bond", {"issuer_id": B, "bond_id": "B2", "issue_date": LATER}),
        more("raw.industry_membership", {"issuer_id": B, "industry_code": "steel", "valid_from_date": LATER}),
    ],
)
def test_what_was_not_known_on_the_date_explains_nothing(tmp_path: Path, after: Changed) -> None:
    assert found(tmp_path, after) == []
    assert len(found(tmp_path, after, day=LATER)) == 1


def test_what_is_about_the_place_of_a_row_explains_nothing(tmp_path: Path) -> None:
    changes = {
        name: [{**row, **elsewhere(name)} for row in ROWS[name]]
        for name in ("raw.issuer", "raw.bond", "raw.event", "raw.document", "core.extracted_fact")
    }
    after = {name.replace(".", "__"): rows for name, rows in changes.items()}
    values = [
        {**row, "source": "other.csv", "row_number": 7 - place, "value_text": "7,0"}
        for place, row in enumerate(ROWS["raw.reported_value"])
    ]
    assert found(tmp_path, {**after, "raw__reported_value": values}) == []


def elsewhere(name: str) -> dict[str, Any]:
    if name == "core.extracted_fact":
        return {"line": 5, "quote": "other words", "char_start": 1, "char_end": 9}
    return {"raw.document": {"source_path": "documents/moved.txt", "title": "Moved"}}.get(name, {"source": "moved.csv"})


def test_a_restatement_needs_a_value_that_was_known(tmp_path: Path) -> None:
    later = more("raw.reported_value", {**VALUE, "value": 6.5, "published_date": LATER, "row_number": 9})
    assert found(tmp_path, {}, before=later, day=DAY) == []
    assert found(tmp_path, {}, before=later, day=LATER) == [(A, "removed_input")]


def test_a_reviewer_s_decision_finds_its_issuer_by_document_and_by_value(tmp_path: Path) -> None:
    of_fact = {"document_id": "cd" * 32, "row_number": 1}
    values = inputs()["raw.reported_value"].filter(issuer_id=B)
    text = "\x1f".join(str(values[name][0]) for name in IDENTITY)
    of_value = {
        **dict.fromkeys(("document_id", "char_start", "char_end")),
        "row_number": 2,
        "dimension": values["dimension"][0],
        "data_point_id": "rev",
        "period": 2021,
        "observation_id": short_hash(text),
    }
    about = {"raw__review_decision": [of_fact, of_value]}
    assert found(tmp_path, about) == [(A, "review_decision"), (B, "review_decision")]
    assert found(tmp_path, {}, before=about) == [(A, "review_decision"), (B, "review_decision")]
    moved = {"raw__review_decision": [of_fact, {**of_value, "decided_at": datetime(2023, 1, 1)}]}  # noqa: DTZ001
    assert found(tmp_path, moved, before=about) == [(B, "review_decision")] * 2


def test_equal_inputs_differ_in_nothing_and_damage_is_an_error(tmp_path: Path) -> None:
    inputs_of = past(tmp_path)
    one = keep(inputs_of.archive, inputs())
    two = keep(inputs_of.archive, inputs(raw__event=[]))
    assert inputs_of.changes(one, one, DAY).is_empty()
    inputs_of.archive.manifest_file(one).unlink()
    with pytest.raises(ArchiveError, match=one):
        inputs_of.changes(one, two, DAY)


def test_a_table_of_which_an_earlier_version_knew_nothing_explains_nothing(tmp_path: Path) -> None:
    inputs_of = past(tmp_path)
    tables = inputs()
    old = keep(inputs_of.archive, {name: frame for name, frame in tables.items() if name != "core.fact_standing"})
    assert inputs_of.changes(old, keep(inputs_of.archive, tables), DAY).is_empty()


@pytest.mark.parametrize("name", KINDS)
def test_what_tells_rows_apart_is_never_left_out(name: str) -> None:
    kind = KINDS[name]
    columns = inputs()[name].columns
    assert {*kind.identity, *kind.words, *([kind.known] if kind.known else [])} <= set(columns)
    assert not NO_MATTER & {*kind.identity, kind.known}
