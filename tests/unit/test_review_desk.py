"""Decisions as rows of a file: which item is meant, who decides, and that the file only ever grows by whole rows."""

import csv
import io
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from esg_pipeline import paths, review_desk
from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.review_desk import COLUMNS, FILE, Verdict, decision_row, decision_rows, find_item, keep
from esg_pipeline.review_value import ReviewError, Scales

NOW = datetime(2022, 6, 1, 16, 30, 0, 250_000, tzinfo=timezone(timedelta(hours=8)))
FACT = {
    "document_id": "ab" * 32,
    "char_start": 10,
    "char_end": 20,
    "data_point_id": "en_total",
    "dimension": "energy=diesel",
    "period": 2021,
    "kind": "quantitative",
    "canonical_unit": "MWh",
}
IDS = ("3fa1c09b" + "0" * 24, "3fa1c0ff" + "0" * 24, "77ab01cd" + "0" * 24)
ITEMS = pl.DataFrame([{**FACT, "review_id": name, "char_start": place} for place, name in enumerate(IDS)])
HEADER = ",".join(COLUMNS)
OLD = HEADER + "\r\n" + ",".join(["cd" * 32, "1", "2", "ws_total", "", "2020", "accept", "", "某人", "", '"a, b"', ""])
OLDER = OLD.replace(f",{COLUMNS[-1]}", "").removesuffix(",")
VALUE = {"document_id": None, "char_start": None, "char_end": None, "observation_id": "0a" * 16}


@pytest.fixture(scope="module")
def scales() -> Scales:
    return Scales.of(load_methodology(paths.methodology_dir()))


def accepted(by: str = "A. Reader", **more: Any) -> Verdict:
    return Verdict(Decision.ACCEPT, by, **more)


def kept(store: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((store / FILE).read_bytes().decode("utf-8-sig"), newline=""), strict=True))


def row(**changes: Any) -> Mapping[str, Any]:
    base = {**{name: FACT.get(name) for name in COLUMNS}, "decision": "accept", "decided_by": "A"}
    return {**base, "decided_at": "2022-06-01T08:30:00Z", **changes}


@pytest.mark.parametrize("text", [IDS[0], "3fa1c09", "3FA1C09B", " 3fa1c09b "])
def test_the_start_of_an_id_is_enough(text: str) -> None:
    assert find_item(ITEMS, text)["review_id"] == IDS[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("3fa1c0", "2 facts have an id that starts with '3fa1c0': give more"),
        ("3fa1c", "'3fa1c' is too short: give its first 6"),
        ("", "too short"),
        ("ffffff", "no fact has an id that starts with 'ffffff'"),
        ("3fa1c0.*", "no fact"),
        (IDS[0] + "0", "no fact"),
    ],
)
def test_an_id_that_names_none_or_several(text: str, words: str) -> None:
    with pytest.raises(ReviewError) as caught:
        find_item(ITEMS, text)
    assert words in str(caught.value)


def test_a_decision_names_the_fact_by_its_place_who_and_when_in_utc(scales: Scales) -> None:
    found = decision_row(ITEMS.row(0, named=True), accepted(comment=" seen\n twice "), scales, NOW)
    assert tuple(found) == COLUMNS
    assert found == {
        **{name: FACT[name] for name in COLUMNS[:6]},
        "char_start": 0,
        "decision": "accept",
        "value": None,
        "decided_by": "A. Reader",
        "decided_at": "2022-06-01T08:30:00.250000Z",
        "comment": "seen twice",
        "observation_id": None,
    }


def test_a_decision_about_a_delivered_value_names_it_and_no_place(scales: Scales) -> None:
    found = decision_row({**FACT, **VALUE}, accepted(), scales, NOW)
    assert {name: found[name] for name in VALUE} == VALUE
    assert (found["data_point_id"], found["dimension"], found["period"]) == ("en_total", "energy=diesel", 2021)


def test_a_correction_holds_the_value_in_the_unit_of_the_data_point(scales: Scales) -> None:
    verdict = Verdict(Decision.CORRECT, "A", "1,838,000", "kWh")
    assert decision_row(FACT, verdict, scales, NOW)["value"] == 1838.0


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (Verdict(Decision.CORRECT, "A"), "a correction needs a value"),
        (Verdict(Decision.ACCEPT, "A", "5"), "only a correction has one"),
        (Verdict(Decision.REJECT, "A", unit="t"), "a unit without a value"),
        (Verdict(Decision.CORRECT, "A", "5", "m3"), "does not fit"),
        (accepted(""), "the name is empty"),
        (accepted(" \t"), "the name is empty"),
        (accepted("\x1b\u202e\x00"), "the name is empty"),
        (accepted("A" * 201), "the name has 201 characters, the limit is 200"),
        (accepted("A\ufffd"), "the name holds a character that was damaged"),
        (accepted(comment="x" * 2001), "the comment has 2001 characters"),
        (accepted(comment="\ufffd"), "the comment holds"),
    ],
)
def test_a_decision_that_cannot_be_taken(scales: Scales, verdict: Verdict, words: str) -> None:
    with pytest.raises(ReviewError) as caught:
        decision_row(FACT, verdict, scales, NOW)
    assert words in str(caught.value)


def test_what_the_store_would_refuse_is_left_out_of_names_and_comments(scales: Scales) -> None:
    verdict = accepted("读者\x1b[31m \u202eA\r\n", comment="line 1\r\nline\x00 2\u2028end\x7f")
    found = decision_row(FACT, verdict, scales, NOW)
    assert (found["decided_by"], found["comment"]) == ("读者[31m A", "line 1 line 2 end")


def test_a_message_says_which_fact_and_where_it_stood(scales: Scales) -> None:
    verdicts = {IDS[0]: accepted(), "77ab01": Verdict(Decision.CORRECT, "A", "x", place="row 7")}
    with pytest.raises(ReviewError, match=r"^row 7: 77ab01cd \(en_total 2021\): 'x' is not a number"):
        decision_rows(ITEMS, verdicts, scales, NOW)


def test_one_row_per_fact_however_its_id_was_written(scales: Scales) -> None:
    rows = decision_rows(ITEMS, {"77ab01": accepted(), IDS[2]: accepted(), IDS[0]: accepted()}, scales, NOW)
    assert [found["char_start"] for found in rows] == [2, 0]
    with pytest.raises(ReviewError, match="77ab01cd is decided twice, in two ways"):
        decision_rows(ITEMS, {"77ab01": accepted(), IDS[2]: Verdict(Decision.REJECT, "A")}, scales, NOW)


def test_the_first_decision_makes_the_file(tmp_path: Path) -> None:
    assert keep(tmp_path, [row()]) == tmp_path / "review" / "decisions.csv"
    assert (tmp_path / FILE).read_bytes() == (
        f"{HEADER}\r\n{'ab' * 32},10,20,en_total,energy=diesel,2021,accept,,A,2022-06-01T08:30:00Z,,\r\n".encode()
    )


@pytest.mark.parametrize(
    "before", [OLD, OLD + "\r\n", OLD.replace("\r\n", "\n") + "\n", "\ufeff" + OLD + "\r\n", OLDER, OLDER + "\r\n"]
)
def test_what_was_there_stays_byte_by_byte(tmp_path: Path, before: str) -> None:
    (tmp_path / "review").mkdir()
    (tmp_path / FILE).write_bytes(before.encode())
    keep(tmp_path, [row(), row(period=2020)])
    content = (tmp_path / FILE).read_bytes()
    assert content.startswith(before.encode())
    assert content.count(b"document_id,char_start") == 1
    assert [found["period"] for found in kept(tmp_path)] == ["2020", "2021", "2020"]
    assert kept(tmp_path)[0]["comment"] == "a, b"


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_file_of_the_older_form_gets_the_new_column_with_the_first_value(tmp_path: Path, mark: str) -> None:
    (tmp_path / "review").mkdir()
    (tmp_path / FILE).write_bytes(f"{mark}{OLDER}\r\n\r\n".encode())
    keep(tmp_path, [row(**VALUE), row()])
    rows = kept(tmp_path)
    assert (tmp_path / FILE).read_bytes().startswith(f"{mark}{HEADER}\r\n".encode())
    assert [found["observation_id"] for found in rows] == ["", "0a" * 16, ""]
    assert (rows[0]["decided_by"], rows[0]["comment"], rows[1]["document_id"]) == ("某人", "a, b", "")


def test_a_file_of_the_older_form_with_a_broken_row_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "review").mkdir()
    before = f"{OLDER},more\r\n".encode()
    (tmp_path / FILE).write_bytes(before)
    with pytest.raises(ReviewError, match="shorter or longer than its header; nothing was written"):
        keep(tmp_path, [row(**VALUE)])
    assert (tmp_path / FILE).read_bytes() == before


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (b"document_id,decision\r\n", "has other columns than document_id, char_start"),
        (HEADER.replace(",", ";").encode() + b"\r\n", "has other columns"),
        (f"{HEADER},more\r\n".encode(), "has other columns"),
        (b"\r\n", "has other columns"),
        (OLD.encode() + b'\r\n"never closed', "is no whole CSV file in UTF-8"),
        (OLD.encode("gb18030"), "is no whole CSV file in UTF-8"),
        (OLD.encode("utf-16"), "is no whole CSV file in UTF-8"),
    ],
)
def test_a_file_that_rows_do_not_fit_behind_is_left_alone(tmp_path: Path, before: bytes, words: str) -> None:
    (tmp_path / "review").mkdir()
    (tmp_path / FILE).write_bytes(before)
    with pytest.raises(ReviewError) as caught:
        keep(tmp_path, [row()])
    assert words in str(caught.value)
    assert "nothing was written" in str(caught.value)
    assert (tmp_path / FILE).read_bytes() == before


def test_a_write_that_fails_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(tmp_path, [row()])
    before = (tmp_path / FILE).read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("esg_pipeline.ingest.documents.os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        keep(tmp_path, [row(period=2020)])
    assert (tmp_path / FILE).read_bytes() == before
    assert [path.name for path in (tmp_path / "review").iterdir()] == ["decisions.csv"]


def test_no_store_is_made_where_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(ReviewError, match=r"there is no folder .*nowhere: point ESG_DATA_DIR"):
        keep(tmp_path / "nowhere", [row()])
    assert not (tmp_path / "nowhere").exists()


def test_people_who_decide_at_once_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def seen(_: Path, content: bytes) -> tuple[str, ...]:
        calls.append(len(content))
        return COLUMNS

    monkeypatch.setattr(review_desk, "_columns_of", seen)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda year: keep(tmp_path, [row(period=year)]), range(2000, 2024)))
    assert sorted(found["period"] for found in kept(tmp_path)) == [str(year) for year in range(2000, 2024)]
    assert calls == sorted(calls)
    assert len(calls) == 23


def test_text_that_a_spreadsheet_would_calculate_is_kept_from_it(tmp_path: Path, scales: Scales) -> None:
    verdict = accepted('=HYPERLINK("http://x","y")', comment="@SUM(1)")
    keep(tmp_path, [decision_row(FACT, verdict, scales, NOW)])
    [found] = kept(tmp_path)
    assert (found["decided_by"], found["comment"]) == ('\'=HYPERLINK("http://x","y")', "'@SUM(1)")


def test_a_negative_correction_stays_a_number(tmp_path: Path, scales: Scales) -> None:
    percent = {**FACT, "canonical_unit": "%"}
    keep(tmp_path, [decision_row(percent, Verdict(Decision.CORRECT, "A", "-4.5"), scales, NOW.astimezone(UTC))])
    assert kept(tmp_path)[0]["value"] == "-4.5"
