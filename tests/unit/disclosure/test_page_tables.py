"""Rows that stand below one another become tables; other lines stay text."""

from esg_pipeline.disclosure.page_shapes import Rules, Word, rows_of
from esg_pipeline.disclosure.page_tables import flow_lines, table_lines


def row(y: float, *cells: tuple[float, str], size: float = 10) -> list[Word]:
    found: list[Word] = []
    for left, text in cells:
        x = left
        for part in text.split():
            found.append(Word(part, x, y, x + size * len(part) / 2, y + 1.2 * size, size))
            x += size * (len(part) + 0.6) / 2
    return found


HEAD = row(0, (0, "Indicator"), (200, "2022"), (260, "2023"))
WATER = row(16, (0, "Water"), (200, "10"), (260, "20"))


def test_a_table_between_prose() -> None:
    above = row(-40, (0, "The table shows what the plants of the group used in two years, measured by meters."))
    below = row(60, (0, "All of it was drawn from the public network of the region, none from wells of ours."))
    assert flow_lines(above + HEAD + WATER + below, Rules()) == [
        "The table shows what the plants of the group used in two years, measured by meters.",
        "",
        "Indicator\t2022\t2023",
        "Water\t10\t20",
        "",
        "All of it was drawn from the public network of the region, none from wells of ours.",
    ]


def test_headings_and_lost_cells_keep_the_width() -> None:
    lines = flow_lines(
        HEAD + row(16, (0, "Energy")) + row(32, (0, "Gas"), (260, "5")) + row(48, (0, "Oil"), (200, "4")), Rules()
    )
    assert lines == ["Indicator\t2022\t2023", "Energy\t\t", "Gas\t\t5", "Oil\t4\t"]


def test_one_row_alone_needs_words_and_figures_far_apart() -> None:
    assert flow_lines(row(0, (0, "Total employees"), (200, "1,234")), Rules()) == ["Total employees\t1,234"]
    assert flow_lines(row(0, (0, "Annual report"), (300, "Holdings Limited")), Rules()) == [
        "Annual report",
        "Holdings Limited",
    ]


def test_larger_type_starts_a_heading_not_a_row() -> None:
    title = row(40, (0, "Social"), size=16)
    assert "Social" in flow_lines(HEAD + WATER + title + row(70, (0, "Staff"), (200, "1"), (260, "2")), Rules())


def test_a_list_with_hanging_marks_is_text() -> None:
    marks = row(0, (0, "1."), (30, "Climate risk and the plans for each plant, with their costs and"))
    rest = row(14, (30, "their effects on people.")) + row(28, (0, "2."), (30, "Water use."))
    assert flow_lines(marks + rest, Rules()) == [
        "1. Climate risk and the plans for each plant, with their costs and their effects on people.",
        "2. Water use.",
    ]


def test_every_line_of_a_table_has_its_tabs() -> None:
    lines = table_lines(rows_of(HEAD + WATER), Rules())
    assert {line.count("\t") for line in lines} == {2}
