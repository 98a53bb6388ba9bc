"""Lines of one row are put together when something proves it, and only then."""

from esg_pipeline.disclosure.page_cells import GridRow, joined_rows
from esg_pipeline.disclosure.page_shapes import Rule


def grid(*rows: tuple[float, list[str]]) -> list[GridRow]:
    return [GridRow(y, y + 12, 10, cells) for y, cells in rows]


def test_a_broken_phrase_is_one_cell() -> None:
    rows = grid(
        (0, ["Waste sent to", ""]), (14, ["recycling", "12"]), (28, ["Employees by gender", ""]), (42, ["Male", "5"])
    )
    assert joined_rows(rows, [50], ()) == [
        ["Waste sent to recycling", "12"],
        ["Employees by gender", ""],
        ["Male", "5"],
    ]


def test_an_open_bracket_goes_on() -> None:
    rows = grid((0, ["Emissions (Scope 1", "12"]), (14, ["Scope 2)", ""]), (28, ["Water", "5"]))
    assert joined_rows(rows, [50], ()) == [["Emissions (Scope 1 Scope 2)", "12"], ["Water", "5"]]


def test_figures_between_two_lines_of_a_label() -> None:
    rows = grid((0, ["Packaging material", ""]), (6, ["", "12"]), (12, ["Of the group", ""]), (40, ["Water", "5"]))
    assert joined_rows(rows, [50], ()) == [["Packaging material Of the group", "12"], ["Water", "5"]]


def test_two_rows_with_figures_are_never_one() -> None:
    rows = grid((0, ["Emissions and", "12"]), (11, ["water", "5"]))
    assert joined_rows(rows, [50], ()) == [["Emissions and", "12"], ["water", "5"]]


def test_rules_between_rows_prove_their_lines() -> None:
    rows = grid((0, ["Label", "2022"]), (20, ["Water", ""]), (34, ["Plants", "5"]), (54, ["Gas", "6"]))
    across = [Rule(y, 0, 100) for y in (-2, 16, 50, 70)]
    assert joined_rows(rows, [50], across) == [["Label", "2022"], ["Water Plants", "5"], ["Gas", "6"]]


def test_rules_at_head_and_foot_prove_nothing() -> None:
    rows = grid((0, ["Label", "2022"]), (20, ["Energy", ""]), (34, ["Gas", "5"]), (48, ["Oil", "6"]))
    across = [Rule(y, 0, 100) for y in (-2, 16, 62)]
    assert joined_rows(rows, [50], across) == [["Label", "2022"], ["Energy", ""], ["Gas", "5"], ["Oil", "6"]]


def test_chinese_lines_join_without_a_blank() -> None:
    rows = grid((0, ["有害废弃物与", ""]), (14, ["无害废弃物", "12"]))
    assert joined_rows(rows, [50], ()) == [["有害废弃物与无害废弃物", "12"]]
