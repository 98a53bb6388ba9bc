"""Ruling lines of a page."""

import pypdfium2
import pytest

from esg_pipeline.disclosure.page_shapes import Rules
from esg_pipeline.disclosure.pdf_rules import rules_of
from tests.unit.disclosure.pdf_files import HEIGHT, Page, pdf


def found(page: Page) -> Rules:
    document = pypdfium2.PdfDocument(pdf([page]))
    try:
        return rules_of(document[0], lambda x, y: (x, HEIGHT - y))
    finally:
        document.close()


def test_lines_that_continue_one_another_are_one() -> None:
    rules = found(Page().rule(60, 100, 200, 100).rule(200, 100.4, 400, 100.4).rule(60, 100, 60, 300))
    ((across,), (down,)) = rules.across, rules.down
    assert (across.at, across.start, across.end) == pytest.approx((100, 60, 400), abs=0.6)
    assert (down.at, down.start, down.end) == pytest.approx((60, 100, 300), abs=0.6)


def test_a_thin_bar_is_a_line_and_a_box_has_four() -> None:
    page = Page()
    page.orders.append("60 700 300 1 re f 100 300 200 50 re S")
    rules = found(page)
    assert len(rules.across) == 3
    assert len(rules.down) == 2


def test_slanted_and_short_strokes_are_none() -> None:
    assert found(Page().rule(60, 100, 200, 180).rule(60, 100, 64, 100)) == Rules()


def test_a_drawing_of_very_many_paths_is_no_table() -> None:
    page = Page()
    page.orders += ["0 0 m 50 0 l S"] * 6_100
    assert found(page) == Rules()
