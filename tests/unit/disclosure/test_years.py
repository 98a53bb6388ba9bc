"""Titles that name a year, whatever else they say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.years import YearTitle, arabic_years, is_date, normal, year_of


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("2022", 2022),
        ("FY2022", 2022),
        ("FY 2022", 2022),
        ("FY22", 2022),
        ("2022年度", 2022),
        ("2022财年", 2022),
        ("二零二二年", 2022),
        ("二〇二二年", 2022),
        ("2022 二零二二年", 2022),
        ("As at 31 December 2022", 2022),
        ("For the year ended 31 March 2022", 2022),
        ("31/12/2022", 2022),
        ("31.12.2022", 2022),
        ("As at 31.03.2022", 2022),
        ("2022-12-31", 2022),
        ("截至二零二二年十二月三十一日止年度", 2022),
        ("於2022年12月31日", 2022),
        ("2022 (restated)", 2022),
        ("2022 Total", 2022),
        ("2022 Data 数据", 2022),
    ],
)
def test_titles_that_name_one_year(title: str, year: int) -> None:
    assert year_of(title) == YearTitle(year)


@pytest.mark.parametrize(
    ("title", "year"), [("2022/23", 2023), ("2021-22", 2022), ("2021/2022", 2022), ("FY21/22", 2022)]
)
def test_a_year_that_spans_two_is_known_by_its_last(title: str, year: int) -> None:
    assert year_of(title) == YearTitle(year, is_split=True)


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("2030 target", "target"),
        ("H1 2022", "h1"),
        ("2022年上半年", "上半"),
        ("2022 (tonnes)", "tonnes"),
        ("2022年（吨）", "吨"),
        ("2022 Male", "male"),
        ("Progress in 2022", "progress in"),
    ],
)
def test_other_words_beside_the_year_are_kept(title: str, rest: str) -> None:
    found = year_of(title)
    assert found is not None
    assert found.rest == rest


@pytest.mark.parametrize(
    "title", ["", "1850", "12022", "2,022", "2022 vs 2021", "2022/2021 (%)", "2019-2022", "x" * 500]
)
def test_titles_that_name_no_single_year(title: str) -> None:
    assert year_of(title) is None


def test_dates_without_a_year() -> None:
    assert is_date("Year ended 31 December")
    assert is_date("截至12月31日止年度")
    assert not is_date("Water consumption")


def test_chinese_digits_and_forms() -> None:
    assert arabic_years("截至二零二一年止") == "截至2021年止"
    assert normal(" **ＦＹ２０２２**: ") == "fy2022"


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    found = year_of(text)
    assert found is None or 1990 <= found.year <= 2100
