"""The small parts of a notice, and the way back from the flat text to the text as given."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.notice_text import (
    find_citations,
    find_credit_codes,
    find_dates,
    find_document_numbers,
    find_money,
    find_ranges,
    flatten,
    han_number,
    is_credit_code,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("二十", 20), ("十", 10), ("伍拾伍", 55), ("一百零八", 108), ("二十万", 200_000)),
        *(("壹拾贰万伍仟", 125_000), ("三亿五千万", 350_000_000), ("两千", 2_000), ("零", 0)),
    ],
)
def test_chinese_numerals(text: str, value: int) -> None:
    assert han_number(text) == value


@pytest.mark.parametrize("text", ["", "甲", "三甲"])
def test_what_is_no_numeral_is_none(text: str) -> None:
    assert han_number(text) is None


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("罚款55万元", 550_000, "CNY"),
        ("罚款人民币伍万元整", 50_000, "CNY"),
        ("罚款1,234.56元", Fraction("1234.56"), "CNY"),
        ("涉案金额1.35亿元", 135_000_000, "CNY"),
        ("1亿2000万元", 120_000_000, "CNY"),
        ("罰款300萬港元", 3_000_000, "HKD"),
        ("fined HK$6.2 million", 6_200_000, "HKD"),
        ("a penalty of $1,500", 1_500, "USD"),
        ("RMB 50,000 was paid", 50_000, "CNY"),
        ("20 thousand yuan", 20_000, "CNY"),
    ],
)
def test_sums_of_money(text: str, amount: Fraction, currency: str) -> None:
    assert [(m.amount, m.currency) for m in find_money(flatten(text).text)] == [(amount, currency)]


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("处二万元以上二十万元以下的罚款", (20_000, 200_000)),
        ("处10万元以上100万元以下的罚款", (100_000, 1_000_000)),
        ("可处十万元以下的罚款", (None, 100_000)),
        ("处1至10万元罚款", (10_000, 100_000)),
    ],
)
def test_legal_ranges(text: str, bounds: tuple[int | None, int]) -> None:
    assert [(r.low, r.high) for r in find_ranges(text)] == [bounds]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2023年10月13日", date(2023, 10, 13)),
        ("2023 年 1 月 3 日", date(2023, 1, 3)),
        ("二〇二三年十一月二十日", date(2023, 11, 20)),
        ("2024-05-20", date(2024, 5, 20)),
        ("14 March 2023", date(2023, 3, 14)),
        ("March 3rd, 2023", date(2023, 3, 3)),
    ],
)
def test_dates(text: str, day: date) -> None:
    assert [d.day for d in find_dates(flatten(text).text)] == [day]


@pytest.mark.parametrize("text", ["2012年底", "2023年2月30日", "12月23日", "2023.1.2.3", "2023"])
def test_what_is_no_full_date(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("临环罚字〔2024〕31号", "临环罚字〔2024〕31号"),
        ("豫 0329 环罚决字〔2024〕17 号", "豫0329环罚决字〔2024〕17号"),
        ("行政处罚决定书(浦)应急罚[2023]12-1号", "(浦)应急罚〔2023〕12-1号"),
        ("案号：（2024）京01执123号", "(2024)京01执123号"),
        ("Docket No. CWA-07-2023-0012 was filed", "CWA-07-2023-0012"),
    ],
)
def test_document_numbers(text: str, number: str) -> None:
    assert [n.number for n in find_document_numbers(flatten(text).text)] == [number]


def test_a_notice_before_the_decision_is_no_decision() -> None:
    assert [n.is_decision for n in find_document_numbers("（临环罚告字〔2024〕18号）临环罚字〔2024〕31号")] == [
        False,
        True,
    ]


def test_credit_codes_are_checked() -> None:
    assert find_credit_codes("代码:11532331797206718E。")[0][:2] == ("11532331797206718E", True)
    assert find_credit_codes("代码:11532331797206718A。")[0][1] is False
    assert not is_credit_code("1153233179720671")


def test_citations_have_law_and_article() -> None:
    text = (
        "违反了《中华人民共和国水污染防治法》第三十九条第二款第（一）项。"
        "Breach of section 19(2) of the Fictional Ordinance."
    )
    found = [(c.law, c.article) for c in find_citations(flatten(text).text)]
    assert found == [("水污染防治法", "第三十九条第二款第(一)项"), ("Fictional Ordinance", "section 19(2)")]


def test_long_chinese_lines_are_joined_and_headings_stay() -> None:
    wrapped = "行政处罚决定书\n" + "甲" * 30 + "\n乙丙"
    assert flatten(wrapped).text == "行政处罚决定书\n" + "甲" * 30 + "乙丙"


@given(st.text(max_size=300))
def test_every_flat_character_has_its_place(raw: str) -> None:
    flat = flatten(raw)
    assert len(flat.text) == len(flat.offsets)
    assert list(flat.offsets) == sorted(set(flat.offsets))
    assert all(0 <= place < len(raw) for place in flat.offsets)


@given(st.text(alphabet="0123456789万亿元.,以上下罚款年月日第条〔〕号（）二十 ", max_size=200))
def test_the_readers_take_any_text(raw: str) -> None:
    text = flatten(raw).text
    for found in (*find_money(text), *find_ranges(text), *find_dates(text), *find_document_numbers(text)):
        assert 0 <= found.start < found.end <= len(text)
