"""CSV texts: separators, quotes, rows that do not fit."""

import csv
import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.ingest import delimited
from esg_pipeline.ingest.delimited import read_delimited
from esg_pipeline.ingest.limits import FileRefused
from esg_pipeline.ingest.records import ROW, Records

PLAIN_CELL = st.text(
    alphabet=st.characters(codec="utf-8", exclude_characters='",\n\r\x00', exclude_categories=["Zs", "Cc"])
)
ANY_CELL = st.text(alphabet=st.sampled_from('ab,;\n" 研\t'), max_size=5)


def rows(records: Records) -> list[tuple[object, ...]]:
    return records.frame.rows()


def broken(records: Records) -> list[tuple[int, str]]:
    return records.broken.select(ROW, "rule").rows()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_the_header_tells_the_separator(separator: str, quote: str) -> None:
    text = f"a{separator}b\n{quote}1{quote}{separator}2\n"
    assert rows(read_delimited(text)) == [(1, "1", "2")]


def test_quotes_hold_separators_quotes_and_line_ends() -> None:
    assert rows(read_delimited('a,b\n"1,2","say ""x""\nand y"\n3,5" pipe\n')) == [
        (1, "1,2", 'say "x"\nand y'),
        (2, "3", '5" pipe'),
    ]


@pytest.mark.parametrize("quoted", [False, True])
def test_rows_that_do_not_fit_are_set_apart(quoted: bool) -> None:
    text = 'a,b\n1,2\n3\n4,5,6\n7,"8"\n' if quoted else "a,b\n1,2\n3\n4,5,6\n7,8\n"
    records = read_delimited(text)
    assert rows(records) == [(1, "1", "2"), (4, "7", "8")]
    assert broken(records) == [(2, "wrong_field_count"), (3, "wrong_field_count")]
    assert "3 fields, the header has 2" in records.broken["reason"][1]
    assert '"6"' in records.broken["payload"][1]


@pytest.mark.parametrize("quoted", [False, True])
def test_blank_rows_are_counted_but_not_kept(quoted: bool) -> None:
    text = '\na,b\n\n,\n1,"2"\n' if quoted else "\na,b\n\n,\n1,2\n"
    records = read_delimited(text)
    assert rows(records) == [(3, "1", "2")]
    assert records.broken.is_empty()


def test_a_quote_that_never_closes_costs_its_own_row() -> None:
    records = read_delimited('a,b\n1,"2"\n3,"4\n5,6\n7,"8"\n')
    assert rows(records) == [(1, "1", "2"), (3, "5", "6"), (4, "7", "8")]
    assert broken(records) == [(2, "bad_csv")]
    assert '3,\\"4' in records.broken["payload"][0]


def test_a_header_that_cannot_be_read() -> None:
    with pytest.raises(FileRefused) as caught:
        read_delimited('a,"b\n1,2\n')
    assert caught.value.rule == "bad_csv"


def test_only_a_header() -> None:
    assert read_delimited("a,b").frame.schema == {ROW: pl.Int64, "a": pl.String, "b": pl.String}
    assert read_delimited('a,"b"\n').frame.shape == (0, 3)


@pytest.mark.parametrize("text", ['a,b\n"",1\n2,""\n', 'a,b\n"",""\n3,x""y\n', 'a,b\n"x,"",y",1\n', 'a,b\n"""",1\n'])
def test_quotes_around_nothing_are_an_empty_cell_and_nothing_else(text: str) -> None:
    expected = [[*row] for row in csv.reader(io.StringIO(text))][1:]
    assert [list(row[1:]) for row in rows(read_delimited(text))] == [row for row in expected if any(row)]


@given(st.lists(st.lists(PLAIN_CELL, min_size=3, max_size=3)))
def test_both_ways_of_reading_agree(cells: list[list[str]]) -> None:
    text = "\n".join(["a,b,c", *(",".join(row) for row in cells)])
    assert delimited._plain(text, ",").frame.equals(delimited._quoted(text, ",").frame)


@given(st.lists(st.lists(ANY_CELL, min_size=2, max_size=2)))
def test_what_a_program_writes_is_read_back(cells: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([["a", "b"], *cells])
    filled = [tuple(row) for row in cells if any(cell.strip() for cell in row)]
    assert [row[1:] for row in rows(read_delimited(file.getvalue()))] == filled


def test_long_files_keep_their_row_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "_CHUNK_ROWS", 2)
    records = read_delimited('a\n"1"\n2\n3,x\n4\n5\n')
    assert rows(records) == [(1, "1"), (2, "2"), (4, "4"), (5, "5")]
    assert broken(records) == [(3, "wrong_field_count")]
