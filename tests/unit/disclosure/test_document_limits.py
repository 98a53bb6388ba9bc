"""Limits from the environment, a deadline on a clock of its own, refusals that name limit and value."""

import pytest

from esg_pipeline.disclosure.document_limits import (
    Deadline,
    DocumentError,
    DocumentLimits,
    check_limit,
    document_limits_from,
)


def test_limits_are_read_by_name_and_the_others_stay() -> None:
    limits = document_limits_from({"ESG_LIMIT_PAGES": "12", "ESG_LIMIT_SECONDS": "0.5", "HOME": "/root"})
    assert limits == DocumentLimits(max_pages=12, max_seconds=0.5)


def test_every_limit_has_a_name_in_the_environment() -> None:
    names = [name.removeprefix("max_") for name in DocumentLimits.__slots__]
    limits = document_limits_from({f"ESG_LIMIT_{name.upper()}": "7" for name in names})
    assert {getattr(limits, f"max_{name}") for name in names} == {7}


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "many", "nan", "inf", "9" * 40])
def test_a_limit_must_be_a_positive_whole_number(value: str) -> None:
    with pytest.raises(ValueError, match="ESG_LIMIT_PAGES is"):
        document_limits_from({"ESG_LIMIT_PAGES": value})


@pytest.mark.parametrize("value", ["0", "nan", "inf", "soon"])
def test_seconds_must_be_positive(value: str) -> None:
    with pytest.raises(ValueError, match="ESG_LIMIT_SECONDS is"):
        document_limits_from({"ESG_LIMIT_SECONDS": value})


def test_an_unknown_limit_is_an_error_that_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"ESG_LIMIT_PAGE is no limit; known are .*ESG_LIMIT_PAGES"):
        document_limits_from({"ESG_LIMIT_PAGE": "1"})


def test_the_deadline_follows_its_clock() -> None:
    now = [100.0]
    deadline = Deadline(5, lambda: now[0])
    now[0] = 105.0
    deadline.check()
    now[0] = 105.1
    with pytest.raises(DocumentError, match="more than 5 seconds"):
        deadline.check()


def test_a_limit_may_be_reached_but_not_passed() -> None:
    check_limit("pages", 3, 3)
    with pytest.raises(DocumentError, match="document has 4 pages, the limit is 3"):
        check_limit("pages", 4, 3)
