"""Dates, industries and issuers that a command is asked for: found, or refused with what there is."""

from datetime import date
from pathlib import Path

import click
import pytest

from esg_pipeline.cli_published import industry_code, published_date, rated_issuer, why_not_rated
from esg_pipeline.reader import PublishedReader

DAY, EARLIER, UNKNOWN = date(2022, 10, 31), date(2022, 4, 30), date(2021, 10, 31)


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def test_without_a_date_the_newest_one_counts(reader: PublishedReader) -> None:
    assert published_date(reader, None) == DAY
    assert published_date(reader, EARLIER) == EARLIER


def test_a_date_that_is_not_published_is_refused_with_those_that_are(reader: PublishedReader) -> None:
    with pytest.raises(click.UsageError, match="2021-10-31 is not published; there are: 2022-04-30, 2022-10-31"):
        published_date(reader, UNKNOWN)


@pytest.mark.parametrize(
    ("text", "code"),
    [(None, None), ("banking", "banking"), ("480000", "banking"), ("insurance", "non_bank_financials")],
)
def test_an_industry_is_found_by_code_or_word(reader: PublishedReader, text: str | None, code: str | None) -> None:
    assert industry_code(reader, text) == code


def test_an_unknown_industry_is_refused_with_those_there_are(reader: PublishedReader) -> None:
    with pytest.raises(click.UsageError, match=r"industry 'J66' is not known; there are: banking \(Banking\), non"):
        industry_code(reader, "J66")


def test_an_issuer_is_found_whatever_the_case_of_its_letters(reader: PublishedReader) -> None:
    assert rated_issuer(reader, "360digitech", DAY) == ("360DIGITECH", DAY)
    assert rated_issuer(reader, "360DIGITECH", None) == ("360DIGITECH", DAY)


def test_who_is_not_rated_is_told_why() -> None:
    assert why_not_rated(False, "U3", "Only rates bonds") == "rule U3: Only rates bonds"
    assert "stated not to apply" in why_not_rated(True, "U2", "Issuer with an outstanding public bond")


def test_a_file_without_ratings_says_where_to_look(reader: PublishedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PublishedReader, "rating_dates", lambda _: [])
    with pytest.raises(click.ClickException, match=r"no rating is published: run `esg run`; .*rating_universe"):
        published_date(reader, None)
