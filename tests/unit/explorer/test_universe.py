from pathlib import Path

import pytest

from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.universe import asked_for, universe_page
from esg_pipeline.reader import PublishedReader


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def page(reader: PublishedReader, **query: str) -> str:
    return universe_page(reader, Query(tuple(query.items())))


def listed(reader: PublishedReader, **query: str) -> list[str]:
    asked = asked_for(Query(tuple(query.items())), reader.rating_dates(), list(reader.industries()))
    return reader.ask("explorer_universe", asked.parameters())["issuer_id"].to_list()


def test_the_first_view_is_the_newest_date_real_issuers_first(reader: PublishedReader) -> None:
    ratings = reader.ratings(reader.rating_dates()[-1]).sort("is_simulated", maintain_order=True)
    assert listed(reader) == ratings["issuer_id"].to_list()
    assert f"1 to {ratings.height} of {ratings.height} issuers on {reader.rating_dates()[-1]}" in page(reader)


def test_search_finds_by_part_of_the_id_in_any_case(reader: PublishedReader) -> None:
    assert listed(reader, q="360digi") == ["360DIGITECH"]


def test_filters_narrow(reader: PublishedReader) -> None:
    everybody = reader.ratings(reader.rating_dates()[-1])
    not_rated = everybody.filter(grade="NR")["issuer_id"].to_list()
    assert not_rated
    assert listed(reader, grade="NR") == not_rated
    simulated = everybody.filter("is_simulated")["issuer_id"].to_list()
    assert simulated
    assert listed(reader, kind="simulated") == simulated
    assert set(listed(reader, kind="real")) == set(everybody["issuer_id"]) - set(simulated)
    assert "SIMULATED" in page(reader, kind="simulated")


@pytest.mark.parametrize(("order", "column"), [("coverage", "coverage"), ("probability", "grade_probability")])
def test_an_order_puts_the_most_first(reader: PublishedReader, order: str, column: str) -> None:
    values = dict(reader.ratings(reader.rating_dates()[-1], is_simulated=False).select("issuer_id", column).iter_rows())
    found = [values[issuer] for issuer in listed(reader, kind="real", order=order)]
    known = [value for value in found if value is not None]
    assert known == sorted(known, reverse=True)
    assert found[: len(known)] == known


def test_names_are_in_order_when_that_is_asked(reader: PublishedReader) -> None:
    everybody = reader.ratings(reader.rating_dates()[-1], is_simulated=False)
    names = dict(everybody.select("issuer_id", "issuer_name").iter_rows())
    found = [names[issuer].lower() for issuer in listed(reader, kind="real", order="name")]
    assert found == sorted(found)


def test_nothing_found_says_what_to_do(reader: PublishedReader) -> None:
    assert "No issuer fits" in page(reader, q="100%_nobody")
    assert "No issuer fits" in page(reader, page="999999")


def test_what_is_searched_for_comes_out_escaped(reader: PublishedReader) -> None:
    made = page(reader, q='"><script>x')
    assert "<script" not in made
    assert "&#34;&gt;&lt;script&gt;x" in made


@pytest.mark.parametrize(
    "query",
    [{"date": "1999-01-01"}, {"industry": "x"}, {"grade": "D"}, {"kind": "x"}, {"order": "x"}, {"page": "0"}],
)
def test_an_address_that_makes_no_sense_is_refused(reader: PublishedReader, query: dict[str, str]) -> None:
    with pytest.raises(NoSuchPageError):
        page(reader, **query)


def test_pages_lead_on_and_back_with_the_same_filters(reader: PublishedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esg_pipeline.explorer.paging.ROWS", 1)
    first, second = page(reader, kind="real"), page(reader, kind="real", page="2")
    assert "kind=real&amp;page=2" in first
    assert ">back<" not in first
    assert "kind=real&amp;page=1" in second
