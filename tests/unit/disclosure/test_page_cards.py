"""Large figures with captions below them."""

from esg_pipeline.disclosure.page_cards import card_lines, card_rows
from esg_pipeline.disclosure.page_shapes import Row, Rules, Word, rows_of
from esg_pipeline.disclosure.page_tables import flow_lines


def row(y: float, size: float, *cells: tuple[float, str]) -> list[Word]:
    return [Word(text, x, y, x + size * len(text) / 2, y + 1.2 * size, size) for x, text in cells]


FIGURES = row(0, 20, (0, "866"), (200, "1,234"), (400, "98%"))
CAPTIONS = row(26, 10, (0, "tonnes"), (200, "employees"), (400, "trained"))


def cards(words: list[Word]) -> list[Row]:
    return rows_of(words)


def test_each_figure_gets_its_caption() -> None:
    rows = cards(FIGURES + CAPTIONS + row(38, 10, (0, "CO2e")))
    assert card_rows(rows, 0) == 3
    assert card_lines(rows) == ["866 tonnes CO2e", "1,234 employees", "98% trained"]
    assert flow_lines(FIGURES + CAPTIONS, Rules()) == ["866 tonnes", "1,234 employees", "98% trained"]


def test_what_is_no_row_of_cards() -> None:
    assert card_rows(cards(FIGURES), 0) == 0
    assert card_rows(cards(FIGURES + row(26, 20, (0, "tonnes"), (200, "employees"), (400, "trained"))), 0) == 0
    assert card_rows(cards(FIGURES + row(26, 10, (0, "tonnes"), (200, "employees"))), 0) == 0
    assert card_rows(cards(FIGURES + row(26, 10, (0, "one caption for all of the figures above, " * 3))), 0) == 0
    assert card_rows(cards(row(0, 20, (0, "Scope"), (200, "Water")) + CAPTIONS), 0) == 0
