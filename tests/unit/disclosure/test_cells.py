"""Cutting one line: cells and tokens point at their own text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.cells import is_rule, split_cells, tokens, trailing_values
from esg_pipeline.disclosure.document_text import Line


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Water\t 5 \t", ["Water", "5", ""]),
        ("| Water | 5 |", ["Water", "5"]),
        ("Water | m3 | 5", ["Water", "m3", "5"]),
        ("| a \\| b | 5 |", ["a \\| b", "5"]),
        ("Water 5", []),
        ("", []),
    ],
)
def test_cells_of_tabs_and_pipes(text: str, cells: list[str]) -> None:
    assert [cell.text for cell in split_cells(Line(1, text, 0, None))] == cells


def test_tokens_keep_what_belongs_together() -> None:
    found = tokens(Line(1, "Recall rate 26 % not applicable", 0, None))
    assert [token.text for token in found] == ["Recall", "rate", "26 %", "not applicable"]
    assert trailing_values(found) == 2


def test_the_rule_below_a_header() -> None:
    assert is_rule(Line(1, "|:---|---:|", 0, None))
    assert not is_rule(Line(1, "| a | - |", 0, None))


@given(st.text(alphabet="a1 \t|\\%.,", max_size=60), st.integers(min_value=0, max_value=9))
def test_offsets_are_those_of_the_document(text: str, start: int) -> None:
    document = "x" * start + text
    line = Line(1, text, start, None)
    for cell in [*split_cells(line), *tokens(line)]:
        assert document[cell.start : cell.end] == cell.text
