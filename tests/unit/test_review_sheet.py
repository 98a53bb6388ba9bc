"""A sheet goes out, is opened in a spreadsheet program, and comes back: nothing is lost, nothing is guessed."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.codes import Decision
from esg_pipeline.reader import PublishedReader
from esg_pipeline.review_desk import Verdict
from esg_pipeline.review_sheet import FILLED_IN, SHEET, sheet, verdicts_of_sheet, write_sheet
from esg_pipeline.review_value import ReviewError

HEADER = "review_id,decision,corrected_value,corrected_unit,comment"
Put = Callable[[str | bytes], Path]


@pytest.fixture
def items(small_published_file: Path) -> pl.DataFrame:
    return PublishedReader(small_published_file).review_items(None)


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(content: str | bytes) -> Path:
        path = tmp_path / "filled.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write


def refusal(path: Path) -> str:
    with pytest.raises(ReviewError) as caught:
        verdicts_of_sheet(path, "A")
    return str(caught.value)


def test_a_sheet_shows_everything_and_leaves_room(items: pl.DataFrame) -> None:
    content = sheet(items)
    assert content.startswith(b"\xef\xbb\xbfdecision,")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == SHEET
    assert [row["review_id"] for row in rows] == items["review_id"].to_list()
    assert {row[name] for row in rows for name in FILLED_IN} == {""}
    by_point = {row["data_point_id"]: row for row in rows}
    assert (by_point["en_total"]["value"], by_point["en_total"]["unit"]) == ("1830.0", "MWh")
    assert by_point["er_train_cov"]["quote"] == "员工培训覆盖率\t97.5%"


def test_quotes_never_start_a_formula(items: pl.DataFrame) -> None:
    hostile = items.with_columns(quote=pl.lit("=cmd|'/c calc'!A0"), raw_value=pl.lit("-5"))
    rows = list(csv.DictReader(io.StringIO(sheet(hostile).decode("utf-8-sig"), newline="")))
    assert {(row["quote"], row["raw_value"]) for row in rows} == {("'=cmd|'/c calc'!A0", "'-5")}


def test_a_sheet_without_items_has_a_header(items: pl.DataFrame, tmp_path: Path) -> None:
    write_sheet(tmp_path / "none.csv", items.clear())
    assert (tmp_path / "none.csv").read_text(encoding="utf-8-sig") == ",".join(SHEET) + "\n"
    assert verdicts_of_sheet(tmp_path / "none.csv", "A") == {}


def test_a_sheet_that_is_there_is_not_written_over(items: pl.DataFrame, put: Put) -> None:
    path = put("filled in")
    with pytest.raises(ReviewError, match="is there already, perhaps filled in"):
        write_sheet(path, items)
    assert path.read_text() == "filled in"
    with pytest.raises(ReviewError, match="there is no folder"):
        write_sheet(path.parent / "nowhere" / "a.csv", items)


def test_a_sheet_that_nobody_filled_in_decides_nothing(items: pl.DataFrame, put: Put) -> None:
    assert verdicts_of_sheet(put(sheet(items)), "A") == {}


def test_what_is_filled_in_comes_back(items: pl.DataFrame, put: Put) -> None:
    rows = list(csv.DictReader(io.StringIO(sheet(items).decode("utf-8-sig"), newline="")))
    rows[0] |= {"decision": " Accept "}
    rows[1] |= {"decision": "correct", "corrected_value": "1,838", "corrected_unit": "MWh", "comment": "line\n2"}
    rows[2] |= {"decision": "REJECT", "comment": "'=a target"}
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerows([SHEET, *([row[name] for name in SHEET] for row in rows)])
    found = verdicts_of_sheet(put(stream.getvalue()), "A. Reader")
    assert found == {
        rows[0]["review_id"]: Verdict(Decision.ACCEPT, "A. Reader", place="row 2"),
        rows[1]["review_id"]: Verdict(Decision.CORRECT, "A. Reader", "1,838", "MWh", "line\n2", "row 3"),
        rows[2]["review_id"]: Verdict(Decision.REJECT, "A. Reader", comment="=a target", place="row 4"),
    }


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_spreadsheet_programs_write_the_same_in_many_ways(put: Put, encoding: str, separator: str, ending: str) -> None:
    lines = [
        ["comment", "Extra", "DECISION", " review_id ", "corrected_unit", "corrected_value", "quote"],
        ["", "", "", "", "", "", ""],
        ["错误：这是目标值，不是实际结果", "x", "reject", "'3fa1c09b", "", "", "目标"],
        [],
        ["", "", "correct", " 77AB01CD ", "%", "'-4.5", ""],
        ["", "", "", "", "", "", ""],
    ]
    text = ending.join(separator.join(cells) for cells in lines) + ending
    assert verdicts_of_sheet(put(text.encode(encoding)), "A") == {
        "3fa1c09b": Verdict(Decision.REJECT, "A", comment="错误：这是目标值，不是实际结果", place="row 3"),
        "77ab01cd": Verdict(Decision.CORRECT, "A", "-4.5", "%", place="row 5"),
    }


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["a,perhaps,,,"], "row 2: decision 'perhaps' is none of accept, reject, correct"),
        (["a,accept,,,", "", "A,reject,,,"], "row 4: a stands in row 2 too"),
        (["a,,5,,"], "row 2: a value is filled in, but no decision"),
        (["a,,,t,"], "row 2: a value is filled in, but no decision"),
        ([",accept,,,"], "row 2: review_id is empty"),
        (["a,accept,,,", "b,accept"], "row 3: the row has 2 fields, the header has 5"),
        (["a,accept,,,,more"], "row 2: the row has 6 fields, the header has 5"),
        (['a,accept,,,"never closed'], "row 2: the row cannot be read as CSV"),
    ],
)
def test_a_row_that_cannot_be_right_is_named_as_the_spreadsheet_numbers_it(
    put: Put, rows: list[str], words: str
) -> None:
    assert refusal(put("\r\n".join([HEADER, *rows]))).startswith(words)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,2\n", "no column review_id, decision, corrected_value, corrected_unit, comment"),
        ("review_id,decision,comment\n", "no column corrected_value, corrected_unit: fill in a sheet of"),
        (f"{HEADER},Decision\n", "names a column twice: decision"),
        ("", "filled.csv: the file is empty"),
        (b"\x00\x01" * 50, "NUL"),
        (HEADER.encode() + b"\n\xff\xff\xff", "neither UTF-8"),
    ],
)
def test_a_file_that_is_no_sheet(put: Put, content: str | bytes, words: str) -> None:
    assert words in refusal(put(content))


def test_a_workbook_is_to_be_saved_as_csv(tmp_path: Path) -> None:
    path = tmp_path / "filled.xlsx"
    path.write_bytes(b"PK\x03\x04")
    assert refusal(path).endswith("save the sheet as CSV")
