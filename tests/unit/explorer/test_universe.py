from pathlib import Path

import pytest

from esg_pipeline.explorer.universe import (
    NoSuchPageError,
    asked_for,
    choice,
    form,
    line,
    nothing,
    table,
    universe_page,
    universe_rows,
)
from esg_pipeline.reader import PublishedReader


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def test_the_first_view_is_the_newest_date_best_first(reader: PublishedReader) -> None:
    made = universe_page(reader, {})
    expected = reader.ratings(reader.rating_dates()[-1])["issuer_id"].to_list()
    asked = asked_for({}, reader.rating_dates(), reader.industries())
    assert universe_rows(reader, asked)["issuer_id"].to_list() == expected
    assert f"of {len(expected)} issuers" in made


def test_search_finds_by_part_of_the_id_in_any_case(reader: PublishedReader) -> None:
    asked = asked_for({"q": "360digi"}, reader.rating_dates(), reader.industries())
    assert universe_rows(reader, asked)["issuer_id"].to_list() == ["360DIGITECH"]


def test_a_grade_narrows(reader: PublishedReader) -> None:
    asked = asked_for({"grade": "NR"}, reader.rating_dates(), reader.industries())
    rows = universe_rows(reader, asked)
    assert rows.height
    assert set(rows["grade"]) == {"NR"}
    assert "SIMULATED" in universe_page(reader, {"q": "SIM-"})


def test_nothing_found_says_what_to_do(reader: PublishedReader) -> None:
    assert "No issuer fits" in universe_page(reader, {"q": "100%_nobody"})
    assert "No issuer fits" in universe_page(reader, {"page": "999999"})


def test_what_is_searched_for_comes_out_escaped(reader: PublishedReader) -> None:
    made = universe_page(reader, {"q": '"><script>x'})
    assert "<script" not in made
    assert "&quot;&gt;&lt;script&gt;x" in made


@pytest.mark.parametrize(
    "query",
    [{"date": "1999-01-01"}, {"industry": "x"}, {"grade": "D"}, {"page": "0"}, {"page": "-1"}, {"page": "²"}],
)
def test_an_address_that_makes_no_sense_is_refused(reader: PublishedReader, query: dict[str, str]) -> None:
    with pytest.raises(NoSuchPageError):
        universe_page(reader, query)


def test_pages_lead_on_and_back(reader: PublishedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esg_pipeline.explorer.universe.ROWS", 1)
    first, second = universe_page(reader, {}), universe_page(reader, {"page": "2"})
    assert "page=2" in first
    assert ">back<" not in first
    assert "page=1" in second


def test_the_parts_are_escaped(reader: PublishedReader) -> None:
    asked = asked_for({}, reader.rating_dates(), reader.industries())
    assert 'selected="selected">B' in choice("x", "y", {"a": "A", "b": "B"}, "b")
    assert 'method="get"' in form(asked, [asked.rating_date], {})
    assert "No issuer" in nothing(asked)
    row = {**universe_rows(reader, asked).row(0, named=True), "issuer_name": "<b>", "issuer_id": "a/b"}
    assert "&lt;b&gt;" in line(row, asked.rating_date)
    assert "/issuer/a%2Fb" in line(row, asked.rating_date)
    assert "<table>" in table(universe_rows(reader, asked), asked)
