"""Finding the issuer that a person means."""

import polars as pl
import pytest

from esg_pipeline.explain import IssuerNotFoundError
from esg_pipeline.issuer_search import SUGGESTIONS, find_issuer, similar

ISSUERS = pl.DataFrame(
    {
        "issuer_id": ["360DIGITECH", "BANKX", "bankx", "RATES"],
        "issuer_name": ["360 DigiTech, Inc.", "测试银行", "Other bank", "RATES"],
    }
)


@pytest.mark.parametrize("text", ["360DIGITECH", "360digitech", " 360DigiTech "])
def test_case_and_blanks_do_not_matter(text: str) -> None:
    assert find_issuer(ISSUERS, text) == "360DIGITECH"


def test_two_ids_that_differ_by_case_need_the_case() -> None:
    assert find_issuer(ISSUERS, "bankx") == "bankx"
    with pytest.raises(IssuerNotFoundError, match="BANKX or bankx"):
        find_issuer(ISSUERS, "BankX")


@pytest.mark.parametrize("text", ["360DIGITEHC", "digitech", "360 digitech inc"])
def test_a_slip_gets_a_suggestion(text: str) -> None:
    with pytest.raises(IssuerNotFoundError, match=r"did you mean 360DIGITECH \(360 DigiTech, Inc\.\)"):
        find_issuer(ISSUERS, text)


def test_a_chinese_name_gets_its_id() -> None:
    assert similar(ISSUERS, "银行") == ["BANKX (测试银行)"]


def test_an_issuer_without_a_name_stands_by_its_id() -> None:
    assert similar(ISSUERS, "RATE") == ["RATES"]


@pytest.mark.parametrize("text", ["", "zzzzzzzzzz"])
def test_nothing_near_points_at_the_list(text: str) -> None:
    with pytest.raises(IssuerNotFoundError, match="esg ratings"):
        find_issuer(ISSUERS, text)


def test_suggestions_are_few() -> None:
    many = pl.DataFrame({"issuer_id": [f"BANK{n}" for n in range(50)], "issuer_name": ["A bank"] * 50})
    assert len(similar(many, "bank")) == SUGGESTIONS
