"""Numbers in words, both languages, and words that are none."""

from fractions import Fraction

import pytest

from esg_pipeline.disclosure.number_words import chinese_number, english_number, scale_of


@pytest.mark.parametrize(("words", "value"), [("three", 3), ("twenty-one", 21), ("nineteen", 19), ("ninety", 90)])
def test_english_number(words: str, value: int) -> None:
    assert english_number(words) == value


def test_english_number_refuses_other_words() -> None:
    with pytest.raises(KeyError):
        english_number("dozen")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三", 3),
        ("两", 2),
        ("十", 10),
        ("二十一", 21),
        ("一百零五", 105),
        ("三千零五十万", 30_500_000),
        ("二亿三千万", 230_000_000),
        ("二零二一", 2021),
        ("二三十", None),
    ],
)
def test_chinese_number(text: str, value: int | None) -> None:
    assert chinese_number(text) == value


@pytest.mark.parametrize(
    ("word", "size"), [("", 1), ("million", 10**6), ("百万", 10**6), ("千亿", 10**11), ("bn", 10**9)]
)
def test_scale_of(word: str, size: int) -> None:
    assert scale_of(word) == Fraction(size)


def test_scale_of_refuses_other_words() -> None:
    with pytest.raises(KeyError):
        scale_of("lakh")
