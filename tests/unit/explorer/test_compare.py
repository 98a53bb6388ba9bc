from pathlib import Path

import pytest

from esg_pipeline.compare import compare
from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.compare import LEVELS, MOST, compare_page, lines, matches, remarks, suggested
from esg_pipeline.reader import PublishedReader


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def page(reader: PublishedReader, *issuers: str, **query: str) -> str:
    return compare_page(reader, Query((*(("issuer", issuer) for issuer in issuers), *query.items())))


def everybody(reader: PublishedReader) -> list[str]:
    return reader.ratings(reader.rating_dates()[-1])["issuer_id"].to_list()


def test_without_an_issuer_it_says_how_to_begin(reader: PublishedReader) -> None:
    assert "Find an issuer" in page(reader)


def test_a_search_finds_whom_to_add_but_not_who_is_there(reader: PublishedReader) -> None:
    assert "issuer=360DIGITECH&amp;date=" in page(reader, q="360digi")
    assert "No further issuer has 360digi" in page(reader, "360DIGITECH", q="360digi")
    assert matches(reader, "", reader.rating_dates()[-1]) == []


def test_what_sets_two_apart_is_what_the_command_says(reader: PublishedReader) -> None:
    day = reader.rating_dates()[-1]
    ratings = {row["issuer_id"]: row for row in reader.ratings(day).iter_rows(named=True)}
    first, *others = [row for row in ratings.values() if row["score"] is not None][:MOST]
    found = lines(reader, [first, *others], day)
    assert others
    for place, other in enumerate(others, 1):
        said = compare(first, other, reader.compare_nodes([first["issuer_id"], other["issuer_id"]], day)).nodes
        expected = {(node.node_level, node.node_name): node.points for node in said if node.node_level in LEVELS}
        points = {(line.level, line.name): line.sides[place].points for line in found}
        assert {key: value for key, value in points.items() if value is not None} == expected
    assert all(line.sides[0].points is None for line in found)


def test_all_stand_beside_each_other_and_each_can_be_removed(reader: PublishedReader) -> None:
    some = everybody(reader)[:MOST]
    made = page(reader, *some)
    assert made.count(">remove<") == len(some)
    assert "<script" not in made.lower()
    assert ">remove<" in page(reader, some[0], some[0])


def test_one_issuer_gets_suggestions_of_its_industry(reader: PublishedReader) -> None:
    ratings = {row["issuer_id"]: row for row in reader.ratings(reader.rating_dates()[-1]).iter_rows(named=True)}
    for own in ratings.values():
        for row in suggested([own], ratings):
            assert row["industry_code"] == own["industry_code"]
            assert row["is_simulated"] == own["is_simulated"]
            assert row["issuer_id"] != own["issuer_id"]
            assert row["grade"] != "NR"
    assert suggested([], ratings) == []


def test_what_stands_between_two_issuers_is_said() -> None:
    row = {"is_simulated": False, "industry_code": "a", "issuer_name": "A", "not_rated_reason": None}
    assert list(remarks([row, row])) == []
    other = {**row, "is_simulated": True, "industry_code": "b", "issuer_name": "B", "not_rated_reason": "too little"}
    said = list(remarks([row, other]))
    assert len(said) == 3
    assert said[-1] == "B has no grade: too little"


def test_unknown_or_too_many_issuers_are_refused(reader: PublishedReader) -> None:
    with pytest.raises(NoSuchPageError, match="NOBODY has no rating"):
        page(reader, "NOBODY")


def test_more_than_fit_are_refused(reader: PublishedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("esg_pipeline.explorer.compare.MOST", 1)
    with pytest.raises(NoSuchPageError, match="at most 1"):
        page(reader, *everybody(reader)[:2])
