"""New versions: one for each rating that changed and for no other, with every cause, and none without a cause."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.history import RATING_VERSION
from esg_pipeline.history import (
    Recorded,
    continued,
    lost_dates,
    rated_otherwise,
    record_versions,
    recording_day,
    stamped,
    stamps,
)
from esg_pipeline.history_causes import Inputs
from esg_pipeline.ledger import TABLE, broken_records
from esg_pipeline.methodology.codes import VersionCause
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.warehouse import Warehouse
from tests.unit.past_worlds import (
    DAY,
    EARLIER,
    LATER,
    ROWS,
    STAMPS,
    VALUE,
    A,
    B,
    inputs,
    keep,
    more,
    no_ledger,
    past,
    ratings,
)

TODAY, NEXT = date(2022, 11, 2), date(2023, 2, 1)
PRESENT = {**STAMPS, "methodology_version": "1.0", "inputs_hash": "ef" * 32}
DOWN = {"issuer_id": A, "score": 60.0, "grade": "CC"}


@pytest.fixture
def world(tmp_path: Path) -> Inputs:
    return past(tmp_path)


def recorded(rated: pl.DataFrame, ledger: pl.DataFrame, world: Inputs, day: date = TODAY) -> Recorded:
    found = record_versions(rated, [DAY], ledger, world, PRESENT, day)
    assert broken_records(found.ledger) == []
    assert RATING_VERSION.violations(RATING_VERSION.conform(found.ledger)) == []
    return found


def first(world: Inputs, **changed: Any) -> pl.DataFrame:
    """The ledger after the first rating."""
    found = recorded(ratings(keep(world.archive, inputs(**changed))), no_ledger(), world)
    assert found.problems == []
    return found.ledger


def versions(ledger: pl.DataFrame, issuer: str = A) -> list[tuple[Any, ...]]:
    columns = ("version", "is_current", "cause", "grade", "recorded_date")
    return ledger.filter(issuer_id=issuer).select(columns).rows()


def test_the_first_version_says_what_was_rated_and_a_second_run_adds_nothing(world: Inputs) -> None:
    ledger = first(world)
    assert versions(ledger) == [(1, True, "initial", "B", TODAY)]
    rated = ratings(keep(world.archive, inputs()))
    again = recorded(rated, ledger, world, NEXT)
    assert again.ledger.equals(ledger)
    assert again.problems == []


def test_a_changed_rating_gets_a_version_and_the_old_one_stays(world: Inputs) -> None:
    ledger = first(world)
    late = keep(world.archive, inputs(**more("raw.reported_value", {**VALUE, "fiscal_year": 2020, "row_number": 9})))
    found = recorded(ratings(late, DOWN), ledger, world, NEXT)
    assert found.problems == []
    assert versions(found.ledger) == [(1, False, "initial", "B", TODAY), (2, True, "late_value", "CC", NEXT)]
    assert versions(found.ledger, B) == versions(ledger, B)
    newest = found.ledger.filter(issuer_id=A, version=2).row(0, named=True)
    assert newest["detail"].startswith("late value: rev ")
    assert newest["inputs_hash"] == late
    assert found.ledger.filter(pl.col("version") == 1).drop("is_current").equals(ledger.drop("is_current"))


def test_new_inputs_that_change_no_rating_add_no_version(world: Inputs) -> None:
    ledger = first(world)
    late = keep(world.archive, inputs(**more("raw.event", {"event_id": "E2", "issuer_id": A})))
    assert recorded(ratings(late), ledger, world, NEXT).ledger.equals(ledger)


CASES: list[tuple[VersionCause, dict[str, Any], dict[str, Any]]] = [
    (VersionCause.CHANGED_INPUT, {"raw__event": [{**ROWS["raw.event"][0], "severity": "minor"}]}, {}),
    (VersionCause.REMOVED_INPUT, {"raw__event": []}, {}),
    (
        VersionCause.RESTATEMENT,
        more("raw.reported_value", {**VALUE, "value": 6.0, "published_date": DAY, "row_number": 9}),
        {},
    ),
    (VersionCause.LATE_DOCUMENT, more("raw.document", {"issuer_id": A, "document_id": "ef" * 32}), {}),
    (VersionCause.EVENT, more("raw.event", {"issuer_id": A, "event_id": "E2"}), {}),
    (VersionCause.REGISTRY, more("raw.bond", {"issuer_id": A, "bond_id": "A2"}), {}),
    (VersionCause.REVIEW_DECISION, {"raw__review_decision": [{"document_id": "cd" * 32}]}, {}),
    (VersionCause.COMMITTEE, {}, {"decision_id": "D1"}),
    (VersionCause.METHODOLOGY, {}, {"methodology_hash": "00" * 32}),
    (VersionCause.CODE, {}, {"code_hash": "00" * 32}),
    (VersionCause.PEERS, {"raw__reported_value": [VALUE]}, {}),
]


@pytest.mark.parametrize(("cause", "after", "cells"), CASES, ids=[str(case[0]) for case in CASES])
def test_each_cause_is_named(world: Inputs, cause: VersionCause, after: dict[str, Any], cells: dict[str, Any]) -> None:
    ledger = first(world)
    found = recorded(ratings(keep(world.archive, inputs(**after)), {**DOWN, **cells}), ledger, world)
    assert found.problems == []
    assert versions(found.ledger)[-1][:3] == (2, True, cause.value)


def test_every_cause_but_these_two_has_a_case() -> None:
    assert {case[0] for case in CASES} | {VersionCause.INITIAL, VersionCause.LATE_VALUE} == set(VersionCause)


def test_several_causes_are_all_told_and_the_weightiest_stands_first(world: Inputs) -> None:
    ledger = first(world)
    after = {**more("raw.document", {"issuer_id": A, "document_id": "ef" * 32}), "raw__event": []}
    cells = {**DOWN, "methodology_hash": "00" * 32, "decision_id": "D1"}
    found = recorded(ratings(keep(world.archive, inputs(**after)), cells), ledger, world)
    newest = found.ledger.filter(issuer_id=A, version=2).row(0, named=True)
    assert newest["cause"] == "removed_input"
    words = ["an input is no longer there", "late document", "decision D1, before none", "another method"]
    assert [text in newest["detail"] for text in words] == [True] * 4
    assert [newest["detail"].index(text) for text in words] == sorted(newest["detail"].index(text) for text in words)


def test_examples_are_counted(world: Inputs) -> None:
    ledger = first(world)
    more_events = more("raw.event", *({"issuer_id": A, "event_id": f"E{number}"} for number in range(2, 6)))
    found = recorded(ratings(keep(world.archive, inputs(**more_events)), DOWN), ledger, world)
    assert found.ledger.filter(issuer_id=A, version=2)["detail"].item().endswith(" and 3 more")


# What has no cause


@pytest.mark.parametrize(
    "after",
    [
        {},
        more("raw.event", {"issuer_id": A, "event_id": "E2", "published_date": LATER}),
        {"raw__bond": [{**row, "name": "renamed"} for row in ROWS["raw.bond"]]},
        {"raw__committee_decision": [{"issuer_id": A}]},
    ],
    ids=["nothing changed", "unknown on the date", "no matter", "a decision of no effect"],
)
def test_a_change_without_a_cause_is_a_problem_and_no_version(world: Inputs, after: dict[str, Any]) -> None:
    ledger = first(world)
    found = recorded(ratings(keep(world.archive, inputs(**after)), DOWN), ledger, world)
    assert found.ledger.equals(ledger)
    assert [text.split(":")[0] for text in found.problems] == [f"{A} on {DAY}"]
    assert "grade B, score 71.25 became grade CC, score 60.0" in found.problems[0]


@pytest.mark.parametrize("cells", [{"grade": "CCC"}, {"score": 71.2500001}, {"coverage": 0.5}, {"model_grade": "C"}])
def test_every_figure_of_a_rating_counts(world: Inputs, cells: dict[str, Any]) -> None:
    ledger = first(world)
    found = recorded(ratings(keep(world.archive, inputs()), {"issuer_id": A, **cells}), ledger, world)
    assert len(found.problems) == 1


def test_the_last_digit_of_a_sum_is_no_change(world: Inputs) -> None:
    ledger = first(world)
    rated = ratings(keep(world.archive, inputs()), {"issuer_id": A, "score": 71.25 + 5e-10})
    assert recorded(rated, ledger, world).ledger.equals(ledger)


def test_documents_that_are_read_otherwise_are_a_changed_input_unless_the_code_is_another(world: Inputs) -> None:
    ledger = first(world)
    read = keep(world.archive, inputs(core__extracted_fact=[{"fact_id": "f1", "document_id": "cd" * 32, "value": 1.0}]))
    details = [
        recorded(ratings(read, {**DOWN, **cells}), ledger, world)
        .ledger.filter(issuer_id=A, version=2)
        .row(0, named=True)
        for cells in ({}, {"code_hash": "00" * 32})
    ]
    assert [row["cause"] for row in details] == ["changed_input", "code"]
    assert "a document is read otherwise: cdcdcdcdcdcd" in details[0]["detail"]


def test_a_grade_that_a_hold_carries_on_is_the_committee_s(world: Inputs) -> None:
    held = {"issuer_id": A, "decision_id": "D1", "grade": "A"}
    before = recorded(ratings(keep(world.archive, inputs()), held), no_ledger(), world).ledger
    found = recorded(ratings(keep(world.archive, inputs()), {**held, "grade": "AA"}), before, world)
    assert versions(found.ledger)[-1][2:4] == ("committee", "AA")


# Inputs that are gone


def test_without_the_earlier_inputs_the_version_says_that_nothing_can_be_told(world: Inputs) -> None:
    ledger = first(world)
    [old] = set(ledger["inputs_hash"])
    late = keep(world.archive, inputs(raw__event=[]))
    world.archive.manifest_file(old).unlink()
    found = recorded(ratings(late, DOWN), ledger, world)
    newest = found.ledger.filter(issuer_id=A, version=2).row(0, named=True)
    assert (newest["cause"], found.problems) == ("changed_input", [])
    assert "what changed in the inputs cannot be told" in newest["detail"]


def test_ratings_from_before_inputs_were_archived_have_a_version(world: Inputs) -> None:
    rated = ratings(keep(world.archive, inputs()))
    old = recorded(rated.drop("inputs_hash", "code_hash", "rule_grade"), no_ledger(), world)
    assert versions(old.ledger)[0][:3] == (1, True, "initial")
    found = recorded(ratings(keep(world.archive, inputs()), DOWN), old.ledger, world)
    assert "was rated before inputs were archived" in found.ledger.filter(issuer_id=A, version=2)["detail"].item()


# Who is no longer rated


def test_who_is_no_longer_rated_gets_a_version_without_a_grade_once(world: Inputs) -> None:
    ledger = first(world)
    gone = keep(world.archive, inputs(raw__issuer=[{"issuer_id": B}]))
    rated = ratings(gone).filter(issuer_id=B)
    found = recorded(rated, ledger, world, NEXT)
    newest = found.ledger.filter(issuer_id=A, version=2).row(0, named=True)
    assert (newest["cause"], newest["grade"], newest["score"], newest["inputs_hash"]) == ("registry", None, None, gone)
    assert newest["detail"] == f"no longer rated; another entry in the registry: {A}"
    assert recorded(rated, found.ledger, world, NEXT).ledger.equals(found.ledger)
    back = recorded(ratings(keep(world.archive, inputs())), found.ledger, world, NEXT)
    assert versions(back.ledger)[-1][:4] == (3, True, "registry", "B")


def test_a_date_on_which_nobody_is_rated_any_more(world: Inputs) -> None:
    ledger = first(world)
    gone = keep(world.archive, inputs(raw__issuer=[]))
    nobody = ratings(gone).clear()
    found = record_versions(nobody, [DAY], ledger, world, {**PRESENT, "inputs_hash": gone}, NEXT)
    assert [versions(found.ledger, issuer)[-1][2:4] for issuer in (A, B)] == [("registry", None)] * 2
    assert found.problems == []
    untouched = record_versions(nobody, [], ledger, world, PRESENT, NEXT)
    assert untouched.ledger.equals(ledger)


def test_other_rating_dates_are_left_alone(world: Inputs) -> None:
    ledger = first(world)
    earlier = ratings(keep(world.archive, inputs())).with_columns(rating_date=pl.lit(EARLIER))
    found = record_versions(earlier, [EARLIER], ledger, world, PRESENT, NEXT)
    assert found.ledger.filter(rating_date=DAY).equals(ledger)
    assert found.ledger.filter(rating_date=EARLIER).height == 2


@pytest.mark.parametrize("name", ["raw.event", "raw.document", "raw.bond"])
def test_the_order_of_rows_changes_nothing(world: Inputs, name: str) -> None:
    ledger = first(world)
    late = keep(world.archive, inputs(**more(name, {"issuer_id": A, **NEW[name]}, {"issuer_id": B, **LIKEWISE[name]})))
    rated = ratings(late, DOWN, {"issuer_id": B, "score": 80.0})
    one, other = (recorded(frame, ledger, world).ledger for frame in (rated, rated.reverse()))
    assert one.equals(other)
    assert one.height == 4


NEW = {"raw.event": {"event_id": "E2"}, "raw.document": {"document_id": "ef" * 32}, "raw.bond": {"bond_id": "A2"}}
LIKEWISE = {"raw.event": {"event_id": "E0"}, "raw.document": {"document_id": "01" * 32}, "raw.bond": {"bond_id": "A0"}}


# The ledger in its files


def test_a_ledger_that_was_tampered_with_is_not_continued(world: Inputs, tmp_path: Path) -> None:
    work, published = Warehouse(tmp_path / "warehouse.duckdb"), tmp_path / "published.duckdb"
    ledger = first(world)
    rated = ratings(keep(world.archive, inputs()))
    work.replace({TABLE: ledger.with_columns(grade=pl.lit("AAA"))})
    found = continued(rated, [DAY], PRESENT, NEXT, work, published, world.archive)
    assert len(found.problems) == 1
    assert "is not what was recorded" in found.problems[0]
    work.replace({TABLE: ledger})
    sound = continued(rated, [DAY], PRESENT, NEXT, work, published, world.archive)
    assert sound.problems == []
    assert sound.ledger.equals(ledger)


# What a rating is made by


def test_ratings_carry_code_and_inputs() -> None:
    method, archived = load_methodology(), pl.DataFrame({"inputs_hash": ["ef" * 32] * 2})
    rated = stamped(pl.DataFrame({"issuer_id": [A]}), archived)
    made_by = stamps(method, archived)
    assert rated.row(0) == (A, made_by["code_hash"], "ef" * 32)
    assert (made_by["methodology_version"], made_by["methodology_hash"]) == (method.version, method.hash)


def test_dates_of_another_method_or_code_are_listed_with_their_ratings() -> None:
    base = ratings("ef" * 32)
    dates = [date(2020 + number // 2, *((4, 30), (10, 31))[number % 2]) for number in range(3)]
    old = base.with_columns(rating_date=pl.lit(dates[0]), methodology_hash=pl.lit("00" * 32))
    code = base.with_columns(rating_date=pl.lit(dates[1]), code_hash=pl.lit("11" * 32)).head(1)
    new = base.with_columns(rating_date=pl.lit(dates[2]))
    assert rated_otherwise(pl.concat([new, code, old])) == [
        "2020-04-30: 2 ratings by method 1.0 (000000000000), code cdcdcdcdcdcd",
        "2020-10-31: 1 rating by method 1.0 (abababababab), code 111111111111",
    ]
    assert rated_otherwise(new) == rated_otherwise(new.clear()) == []


def test_dates_that_only_the_ledger_knows_are_told() -> None:
    standing = {"is_current": [True, True, False, True], "grade": ["BB", None, "BB", "CC"]}
    ledger = pl.DataFrame({"rating_date": [EARLIER, LATER, LATER, DAY], **standing})
    rated = ledger.select("rating_date")
    assert lost_dates(rated.filter(rating_date=DAY), ledger) == [
        f"{EARLIER}: 1 rating is in the ledger alone, rate it again"
    ]
    assert lost_dates(rated, ledger) == lost_dates(rated, ledger.clear()) == []


def test_the_day_of_recording_can_be_set() -> None:
    assert recording_day({"SOURCE_DATE_EPOCH": "86400"}) == date(1970, 1, 2)
    assert recording_day({}) >= date(2024, 1, 1)
    for wrong in ("tomorrow", "9" * 30):
        with pytest.raises(ValueError, match="SOURCE_DATE_EPOCH is"):
            recording_day({"SOURCE_DATE_EPOCH": wrong})
