"""Bytes to text to rows of cells: what is left out, and what is said of a file that is none."""

from pathlib import Path

import pytest

from esg_pipeline.methodology.file_text import likely_encoding, other_separator, read_lines, read_text, trimmed
from esg_pipeline.methodology.model import Problem


def lines(text: str) -> tuple[list[tuple[int, list[str]]], list[Problem]]:
    problems: list[Problem] = []
    return read_lines("a.csv", text, ["x", "y"], problems), problems


def test_blank_rows_and_blank_columns_at_the_right_are_left_out_and_lines_counted() -> None:
    text = 'x,y,,\n\n1,2,,\n,,,\n"two\nlines",3\n , \n4,5,6\n'
    assert lines(text) == ([(1, ["x", "y"]), (3, ["1", "2"]), (5, ["two\nlines", "3"]), (8, ["4", "5", "6"])], [])


def test_a_blank_column_in_the_middle_stays() -> None:
    assert lines("x,,y\n1,,2\n")[0] == [(1, ["x", "", "y"]), (2, ["1", "", "2"])]


@pytest.mark.parametrize(
    ("cells", "expected"), [(["1", "", ""], ["1"]), (["1", "", "2"], ["1", "", "2"]), ([""], [""])]
)
def test_only_blank_cells_beyond_the_header_are_trimmed(cells: list[str], expected: list[str]) -> None:
    assert trimmed(cells, 1) == expected


def test_a_separator_is_told_by_the_columns_it_parts() -> None:
    assert other_separator(["x;y"], ["x", "y"]) == "';'"
    assert other_separator(['"x"\ty'], ["x"]) == "a tab"
    assert [other_separator(header, ["x"]) for header in ([], ["x"], ["a;b"], ["x;y", "z"])] == [""] * 4


def test_another_separator_leaves_no_rows_to_misread() -> None:
    assert lines("x;y\n1;2\n") == ([], [Problem("a.csv", 1, "other_separator", "separated by ';', not by ','")])


def test_a_torn_quote_names_the_line_where_its_row_begins() -> None:
    found, problems = lines('x,y\n1,2\n"3,4\n')
    assert found == [(1, ["x", "y"]), (2, ["1", "2"])]
    assert [(problem.line, problem.rule) for problem in problems] == [(3, "malformed_row")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("行业".encode("gb18030"), "GB18030"),
        ("行业".encode("utf-16"), "UTF-16"),
        (b"\xff\x00\xff", ""),
    ],
)
def test_what_a_file_that_is_not_utf_8_may_be(content: bytes, words: str) -> None:
    said = likely_encoding(content)
    assert words in said
    assert bool(said) == bool(words)


READ = [
    (b"\xef\xbb\xbfx,y\r\n1,2\r3,4\n", "x,y\n1,2\n3,4\n", ""),
    (b" \r\n", None, "empty_file"),
    (b"x\n\0", None, "bad_character"),
    (b"x\n\xff", None, "bad_encoding"),
]


@pytest.mark.parametrize(("content", "text", "rule"), READ)
def test_a_text_or_one_problem(tmp_path: Path, content: bytes, text: str | None, rule: str) -> None:
    problems: list[Problem] = []
    (tmp_path / "a.csv").write_bytes(content)
    assert read_text(tmp_path / "a.csv", problems) == text
    assert [problem.rule for problem in problems] == ([rule] if rule else [])


def test_a_file_that_is_not_there_is_one_problem(tmp_path: Path) -> None:
    problems: list[Problem] = []
    assert read_text(tmp_path / "a.csv", problems) is None
    assert [problem.rule for problem in problems] == ["missing_file"]
