import xml.etree.ElementTree as ET
from datetime import date

import polars as pl
import pytest

from esg_pipeline.notebook import ROWS, Shown, grade_bars, note, shown

HOSTILE = "<img src=https://evil.example/a.png>\u202e\x1b[31m"


def tree(seen: Shown) -> ET.Element:
    """The HTML, which must be well-formed."""
    return ET.fromstring(seen._repr_html_())  # noqa: S314  # our own markup


def said(element: ET.Element) -> list[str]:
    return ["".join(cell.itertext()) for cell in element.iter("td")]


def test_names_and_headings_stay_text() -> None:
    seen = shown(pl.DataFrame({HOSTILE: [HOSTILE]}), HOSTILE)
    text = "<img src=https://evil.example/a.png>[31m"
    assert said(tree(seen)) == [text]
    assert {element.tag for element in tree(seen).iter()} <= {
        "div",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
    }
    assert "".join(tree(seen).find("table/caption").itertext()) == text  # type: ignore[union-attr]
    assert "\x1b" not in str(seen)
    assert "\u202e" not in str(seen)
    assert text in str(seen)


def test_numbers_are_cut_and_never_rounded_up_across_a_border() -> None:
    seen = shown(pl.DataFrame({"score": [94.9999, None], "issuers": [1, 2]}))
    assert said(tree(seen)) == ["94.999", "1", "-", "2"]
    assert "95" not in str(seen)


def test_numbers_stand_to_the_right_and_only_long_words_break() -> None:
    frame = pl.DataFrame({"score": [1.5], "grade": ["AAA"], "name": ["x" * 300]})
    styles = [cell.get("style", "") for cell in tree(shown(frame)).iter("td")]
    assert ["text-align:right" in style for style in styles] == [True, False, False]
    assert ["overflow-wrap:anywhere" in style for style in styles] == [False, False, True]


def test_simulated_issuers_are_called_so() -> None:
    seen = shown(pl.DataFrame({"is_simulated": [True, False, None]}))
    assert said(tree(seen)) == ["SIMULATED", "real", "-"]
    assert "SIMULATED" in str(seen)


def test_a_long_frame_says_how_much_of_it_is_shown() -> None:
    seen = shown(pl.DataFrame({"n": range(10_000)}))
    assert len(said(tree(seen))) == ROWS
    for words in ("".join(tree(seen).itertext()), str(seen)):
        assert "The first 100 of 10,000 rows." in words


@pytest.mark.parametrize("empty", [pl.DataFrame(), pl.DataFrame(schema={"day": pl.Date, "is_simulated": pl.Boolean})])
def test_an_empty_frame_says_so(empty: pl.DataFrame) -> None:
    assert "No row." in "".join(tree(shown(empty)).itertext())
    assert "No row." in str(shown(empty))


def test_values_of_every_kind_are_shown() -> None:
    frame = pl.DataFrame({"day": [date(2022, 10, 31)], "flag": [True], "list": [["<b>"]]})
    assert said(tree(shown(frame))) == ["2022-10-31", "True", "['<b>']"]


def test_words_are_paragraphs_of_text() -> None:
    seen = note("one <b>", "two\x1b")
    assert [p.text for p in tree(seen).iter("p")] == ["one <b>", "two"]
    assert str(seen) == "one <b>\ntwo"


def test_bars_say_all_that_they_show() -> None:
    seen = grade_bars({"AAA": 0.0, "B": 0.75499, "NR": 0.24501}, "Grades", {"AAA": 0.1, "B": 0.9})
    name = "Grades. AAA: 0.0 %, universe 10.0 %; B: 75.4 %, universe 90.0 %; NR: 24.5 %, universe -"
    drawing = next(element for element in tree(seen).iter() if element.tag.endswith("svg"))
    assert drawing.get("aria-label") == name
    assert str(seen).splitlines() == ["Grades", *name.removeprefix("Grades. ").split("; ")]


def test_a_bar_is_as_long_as_its_share_and_a_mark_stands_where_the_universe_is() -> None:
    drawn = list(tree(grade_bars({"B": 0.5, "C": 0.25}, "", {"B": 0.5})).iter())
    widths = [float(element.get("width", 0)) for element in drawn if element.tag.endswith("rect")]
    marks = [element.get("d", "") for element in drawn if element.tag.endswith("path")]
    assert widths[0] == 2 * widths[1] > 0
    assert len(marks) == 1
    assert marks[0].startswith("M324 ")


def test_no_share_at_all_draws_no_bar() -> None:
    drawn = tree(grade_bars({"B": 0.0}, "Grades"))
    assert [element.get("width") for element in drawn.iter() if element.tag.endswith("rect")] == ["0"]
