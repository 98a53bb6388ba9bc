from datetime import date

import pytest

from esg_pipeline.explorer.addresses import NoSuchPageError, Query, address

DATES = [date(2022, 4, 30), date(2022, 10, 31)]


def test_what_an_address_says_is_found_without_what_is_empty() -> None:
    query = Query((("issuer", " A "), ("issuer", "B"), ("q", " ")))
    assert query.first("issuer") == "A"
    assert query.every("issuer") == ["A", "B"]
    assert query.first("q") == ""


def test_the_newest_date_and_the_first_page_are_the_default() -> None:
    assert Query().day(DATES) == DATES[-1]
    assert Query((("date", "2022-04-30"),)).day(DATES) == DATES[0]
    assert Query().page() == 1
    assert Query().one_of("grade", ["A"]) is None


@pytest.mark.parametrize("page", ["0", "-1", "²", "x", "1e3", "9" * 5000])
def test_what_is_no_page_is_refused(page: str) -> None:
    with pytest.raises(NoSuchPageError):
        Query((("page", page),)).page()


def test_what_is_not_there_is_refused_in_few_words() -> None:
    with pytest.raises(NoSuchPageError, match="there is no grade D"):
        Query((("grade", "D"),)).one_of("grade", ["A"])
    with pytest.raises(NoSuchPageError, match="2022-10-31"):
        Query((("date", "2022-10-30"),)).day(DATES)
    with pytest.raises(NoSuchPageError, match="esg run"):
        Query().day([])
    with pytest.raises(NoSuchPageError) as refused:
        Query((("grade", "D" * 10_000),)).one_of("grade", ["A"])
    assert len(str(refused.value)) < 300


def test_ids_stand_behind_the_question_mark_and_are_quoted() -> None:
    assert address("/issuer", issuer="../a b&c", date=DATES[0]) == "/issuer?issuer=..%2Fa+b%26c&date=2022-04-30"
    assert address("/compare", issuer=["A", "B"], q="", page=None) == "/compare?issuer=A&issuer=B"
    assert address("/") == "/"
