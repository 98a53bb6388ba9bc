"""Borders between columns, from free strips and from vertical rules."""

from esg_pipeline.disclosure.page_columns import assign, columns_of
from esg_pipeline.disclosure.page_shapes import Row, Rule, Rules, Word, rows_of


def rows(*lines: list[tuple[float, str]]) -> list[Row]:
    return rows_of(
        Word(text, x, 16 * index, x + 5 * len(text), 16 * index + 12, 10)
        for index, line in enumerate(lines)
        for x, text in line
    )


TABLE = rows([(0, "Indicator"), (200, "2022"), (260, "2023")], [(0, "Water"), (205, "10"), (265, "20")])


def test_free_strips_are_borders() -> None:
    first, second = columns_of(TABLE, Rules(), (0, 28))
    assert 45 < first < 200
    assert 220 < second < 260


def test_a_rule_takes_the_place_of_the_strip_it_stands_in() -> None:
    assert columns_of(TABLE, Rules(down=(Rule(190, 0, 30), Rule(255, 0, 30))), (0, 28)) == [190, 255]
    assert 190 not in columns_of(TABLE, Rules(down=(Rule(190, 0, 5),)), (0, 28))


def test_a_sparse_column_is_a_column() -> None:
    table = rows([(0, "Water"), (200, "10"), (300, "note")], [(0, "Gas"), (200, "20")], [(0, "Oil"), (200, "30")])
    assert len(columns_of(table, Rules(), (0, 44))) == 2


def test_a_piece_over_two_columns_stands_in_its_first() -> None:
    borders = columns_of(TABLE, Rules(), (0, 28))
    (spanning,) = rows([(190, "year ended 31 December")])
    assert assign(spanning, borders) == ["", "year ended 31 December", ""]
    assert [assign(row, borders) for row in TABLE] == [["Indicator", "2022", "2023"], ["Water", "10", "20"]]
