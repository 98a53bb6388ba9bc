"""Fines, sanctions, violations and measured values of a case."""

from fractions import Fraction

import pytest

from esg_pipeline.disclosure.notice_penalty import (
    confiscated,
    factor_of,
    fine_of,
    is_of_person,
    legal_zones,
    limit_of,
    measured_of,
    sanctions_of,
    violations_of,
    without,
)
from esg_pipeline.disclosure.notice_rules import load_notice_rules

PATTERN = load_notice_rules().sanctions


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("被处以55万元的罚款", 550_000),
        ("并处30万元罚款", 300_000),
        ("处罚391万元", 3_910_000),
        ("罚款金额:5,000元", 5_000),
        ("没收违法所得1.2万元,罚款5万元", 50_000),
        ("罚款3万元,其中对行为一罚款1万元", 30_000),
        ("对公司罚款2万元。对该公司另罚款3万元", 50_000),
        ("罚款2万元和3万元,合计罚款5万元", 50_000),
        ("罚款捌万元(¥80,000.00)", 80_000),
        ("处罚内容:责令改正,罚款1万元", 10_000),
        ("处少缴税款百分之五十的罚款281,500元", 281_500),
    ],
)
def test_the_fine(text: str, amount: int) -> None:
    fine = fine_of(text, legal_zones(text))
    assert fine.money
    assert (fine.money.amount, fine.legal) == (amount, None)


@pytest.mark.parametrize(
    "text", ["货值5万元", "欠缴税款10万元", "注册资本500万元", "对董事长张明罚款10万元", "逾期每日加处3%"]
)
def test_what_is_no_fine_of_the_company(text: str) -> None:
    assert fine_of(text, []).money is None


def test_only_the_range_is_said() -> None:
    text = "依据该法第十条,处二万元以上二十万元以下的罚款"
    fine = fine_of(text, legal_zones(text))
    assert fine.money is None
    assert fine.legal
    assert (fine.legal.low, fine.legal.high) == (20_000, 200_000)


def test_what_a_law_allows_was_not_imposed() -> None:
    text = "依据第九条:责令停产整治,处二万元以上二十万元以下的罚款,决定给予警告"
    own, people = sanctions_of(text, PATTERN, legal_zones(text))
    assert [w.text for w in own] == ["警告"]
    assert people == []
    assert without("abc", [(1, 2)]) == "a c"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("对公司信息披露负责人陆明予以警告", True),
        ("对王某给予警告", True),
        ("对云帆股份有限公司予以警告", False),
        ("对云帆股份有限公司及董事长王某予以警告", False),
        ("对其给予警告", False),
    ],
)
def test_whom_an_act_is_aimed_at(text: str, expected: bool) -> None:
    assert is_of_person(text, text.index("警告")) is expected


def test_threats_are_no_sanctions() -> None:
    assert sanctions_of("如再犯,将责令停产", PATTERN, []) == ([], [])


def test_confiscation() -> None:
    found = confiscated("没收违法所得1.2万元,罚款5万元", [])
    assert found
    assert found.amount == 12_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("存在以下行为:一是未披露年报。二是未披露担保。", ["未披露年报", "未披露担保"]),
        ("(一)未安装在线监测;(二)通过暗管排放废水。", ["未安装在线监测", "通过暗管排放废水"]),
        ("因超标排放废水,被罚款", ["超标排放废水"]),
        ("was fined for failing to report emissions.", ["failing to report emissions"]),
        ("罚款一万元。", []),
    ],
)
def test_violations(text: str, expected: list[str]) -> None:
    assert [w.text for w in violations_of(text, [])] == expected


def test_measured_value_limit_and_factor() -> None:
    text = "化学需氧量浓度为186mg/L,超过80mg/L限值,超标1.325倍"
    limit = limit_of(text)
    measured, factor = measured_of(text, limit), factor_of(text)
    assert limit
    assert measured
    assert factor
    assert (limit.value, measured.value, factor.value) == (80, 186, Fraction("1.325"))


@pytest.mark.parametrize("text", ["标准为1.0×103个/L", "标准为1.0×10³个/L", "标准为1.0×10^3个/L", "标准为1000个/L"])
def test_a_lost_superscript_is_a_power(text: str) -> None:
    limit = limit_of(text)
    assert limit
    assert (limit.value, limit.unit) == (1_000, "个/L")


def test_no_limit_no_measure() -> None:
    assert limit_of("符合国家标准") is None
    assert measured_of("浓度正常", None) is None
    assert factor_of("超标") is None
