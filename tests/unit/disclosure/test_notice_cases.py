"""How a text falls into cases, and which sentences tell of none."""

from pathlib import Path

import pytest
import yaml

from esg_pipeline.disclosure.notice_cases import find_cases, is_denial, is_letter, is_market_statistic, tells
from esg_pipeline.disclosure.notice_text import flatten

SILENT = yaml.safe_load(
    (Path(__file__).resolve().parents[2] / "data" / "notices" / "no_notices.yaml").read_text(encoding="utf-8")
)
FINED = "临渊恒拓化工有限公司因超标被罚款5万元。"


@pytest.mark.parametrize("text", SILENT)
def test_denials_rules_and_statistics_are_no_case(text: str) -> None:
    assert find_cases(flatten(text).text) == []


def test_each_company_is_a_case_of_its_own() -> None:
    text = FINED + "晋岭西峰焦化有限公司因扬尘被罚款18万元。对此,该公司已整改。"
    assert [text[c.start : c.end] for c in find_cases(text)] == [FINED, text[len(FINED) :]]


def test_the_report_around_a_case_stays_out() -> None:
    text = "公司重视环保。\n" + FINED + "\n公司全年种树一万棵。"
    assert [text[c.start : c.end] for c in find_cases(text)] == [FINED]


def test_letters_are_cut_at_the_next_decision() -> None:
    one = "行政处罚决定书\n甲环罚〔2023〕5号\n当事人:甲乙有限公司\n罚款1万元\n"
    two = "行政处罚决定书\n甲环罚〔2023〕6号\n当事人:丙丁有限公司\n罚款2万元"
    cases = find_cases(one + two)
    assert [(c.start, c.end, c.is_letter) for c in cases] == [(0, len(one), True), (len(one), len(one + two), True)]


def test_a_number_that_is_cited_does_not_cut() -> None:
    text = "行政处罚决定书\n甲环罚〔2023〕5号\n当事人:甲乙有限公司\n曾以《决定书》(甲环罚〔2022〕1号)处罚。"
    assert len(find_cases(text)) == 1


def test_rows_of_a_table_below_a_header_about_penalties() -> None:
    text = "公司名称\t处罚原因\t处罚结果\n临渊新材料公司\t超标\t罚款28万元\n临渊电子公司\t无\t无\n"
    cases = find_cases(text)
    assert [text[c.issuer_hint[0] : c.issuer_hint[1]] for c in cases if c.issuer_hint] == ["临渊新材料公司"]


@pytest.mark.parametrize(
    ("text", "expected"), [("行政处罚决定书\n甲公司:", True), ("报告期内收到《行政处罚决定书》。", False)]
)
def test_letters(text: str, expected: bool) -> None:
    assert is_letter(text) is expected


def test_tells_and_denies() -> None:
    assert tells(FINED)
    assert is_denial("公司未受到任何处罚")
    assert not is_denial("公司未按规定申报,被罚款3万元")
    assert is_market_statistic("债券市场共有31家发行人的87支债券违约")


def test_an_announcement_of_default_is_one_case() -> None:
    text = "关于“21望川01”未能按期兑付本息的公告\n望川置业有限公司发行的债券于2024年3月1日到期。\n兑付本息合计3亿元。\n"
    assert [(c.start, c.end, c.is_letter) for c in find_cases(text)] == [(0, len(text), True)]


def test_a_row_about_a_person_is_no_case_of_an_issuer() -> None:
    head = "序号\t当事人名称\t违法行为类型\t处罚内容\t作出处罚决定机关名称\n"
    bank = "1\t望川农村商业银行股份有限公司\t未按规定识别客户\t罚款20万元\t中国人民银行望川市分行\n"
    person = "2\t李某(时任望川农村商业银行股份有限公司行长)\t负有责任\t罚款1万元\t中国人民银行望川市分行\n"
    (case,) = find_cases(head + bank + person)
    assert case.start == len(head)
    assert case.end <= len(head + bank)
