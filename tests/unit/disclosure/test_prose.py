"""Sentences of a document to facts and loose numbers: spans, conflicts, what is left out, speed, hostile text."""

from pathlib import Path

import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.document_text import DocumentText, read_document
from esg_pipeline.disclosure.extract import rules_of
from esg_pipeline.disclosure.found import Found, Qualifier
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.prose import Prose, default_patterns, read_prose
from esg_pipeline.disclosure.sentences import read_sentences
from esg_pipeline.methodology.read import load_methodology

REPORT = """As at 31 December 2022, the Group had 3,256 employees (2021: 3,100), of whom 40% were female.
The Board comprises seven directors, including three independent non-executive directors.
Customer satisfaction was 98.5%, above the industry average of 90%. We aim for a satisfaction of 99% by 2025.
The Group works with nearly 195 suppliers. It is certified to ISO 14001.
In July 2022 the Group donated RMB 2 million to a village.
In 2022, the Group donated a total of RMB 5.6 million to charity.
"""


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(load_methodology())


def read(text: str, rules: Rules, fiscal_year: int | None = 2022) -> tuple[DocumentText, Prose]:
    document = read_document(text.encode(), "txt")
    return document, read_prose(document, read_sentences(document, read_blocks(document)), rules, fiscal_year)


def values(facts: tuple[Found, ...]) -> dict[tuple[str, str, int | None], float]:
    return {(f.data_point_id, f.dimension, f.period): float(f.value or 0) for f in facts}


def test_a_page_gives_its_facts_and_no_others(rules: Rules) -> None:
    found = values(read(REPORT, rules)[1].facts)
    assert found.pop(("id_ratio", "", 2022)) == pytest.approx(300 / 7)
    assert found == {
        ("lr_total", "", 2022): 3256,
        ("lr_total", "", 2021): 3100,
        ("er_women", "", 2022): 40,
        ("rs_board", "", 2022): 7,
        ("rs_board", "independence=independent", 2022): 3,
        ("as_satisfaction", "", 2022): 98.5,
        ("em_donation", "", 2022): 5.6,
        ("su_count", "", 2022): 195,
    }


def test_spans_point_at_the_words(rules: Rules) -> None:
    document, prose = read(REPORT, rules)
    for fact in prose.facts:
        assert fact.value_span is not None
        assert document.text[slice(*fact.value_span)] == fact.raw_value
        assert fact.raw_value in document.text[slice(*fact.span)]
        line = document.lines[fact.line - 1]
        assert line.start <= fact.span[0] <= line.start + len(line.text)


def test_every_digit_is_a_fact_or_loose_with_a_reason(rules: Rules) -> None:
    _, prose = read(REPORT, rules)
    reasons = {number.raw_value: number.reason for number in prose.numbers}
    assert reasons["ISO 14001"] == "law or standard"
    assert reasons["90"] == "no pattern"
    assert reasons["July 2022"] == "date"
    assert all(number.reason for number in prose.numbers)
    said = [fact.value_span for fact in prose.facts if fact.method == "prose"]
    places = [number.span for number in prose.numbers] + said
    assert len(places) == len(set(places))


def test_other_currencies_are_loose(rules: Rules) -> None:
    _, prose = read("Charitable donations amounted to HK$3 million.", rules)
    assert prose.facts == ()
    assert [n.reason for n in prose.numbers] == ["a currency is not converted"]


@pytest.mark.parametrize(
    ("before", "found"),
    [("本報告金額均以人民幣列示。", [3.2]), ("", []), ("一港元約為人民幣0.86元。", [])],
)
def test_bare_money_in_traditional_script_is_what_the_document_says(
    before: str, found: list[float], rules: Rules
) -> None:
    facts = read(f"{before}\n\n本年度慈善捐款總額為320萬元。", rules)[1].facts
    assert [float(f.value or 0) for f in facts] == found


def test_approximations_are_kept(rules: Rules) -> None:
    facts = read("本集團共有約320家供應商。", rules)[1].facts
    assert [(f.data_point_id, f.qualifier) for f in facts] == [("su_count", Qualifier.ABOUT)]


def test_a_chinese_sentence_broken_over_lines_is_read(rules: Rules) -> None:
    document, prose = read("2022年，公司客户满\n意度达到98.6%，同比提升2%。", rules)
    (fact,) = prose.facts
    assert document.text[slice(*fact.span)].startswith("2022年")
    assert values(prose.facts) == {("as_satisfaction", "", 2022): 98.6}


def test_short_cells_are_left_to_the_tables(rules: Rules) -> None:
    assert read("Customer satisfaction rate is\t98%\n", rules)[1].facts == ()


def test_a_second_figure_for_the_same_thing_is_loose(rules: Rules) -> None:
    _, prose = read("客户满意度98%，其中线上客户满意度99%。", rules)
    assert len(prose.facts) == 1
    assert "a second figure for the same thing" in {number.reason for number in prose.numbers}


def test_a_version_without_the_data_point_skips_its_patterns(rules: Rules) -> None:
    fewer = Rules(rules.units, rules.labels, {"lr_total": "persons"})
    assert {f.data_point_id for f in read(REPORT, fewer)[1].facts} == {"lr_total"}


def test_figures_of_a_real_report(rules: Rules, shared_dir: Path) -> None:
    content = next((shared_dir / "seeds").glob("000_*.txt")).read_text(encoding="utf-8")
    _, prose = read(content, rules, 2021)
    gifts = [f for f in prose.facts if f.dimension == "purpose=disaster_relief"]
    found = values(tuple(f for f in prose.facts if f not in gifts))
    assert found.pop(("id_ratio", "", 2021)) == pytest.approx(100 / 3)
    assert found == {
        ("rs_board", "", 2021): 9,
        ("id_committees", "", 2021): 3,
        ("ghg_netzero_year", "", 2021): 2060,
        ("be_cases", "", 2021): 0,
        ("as_satisfaction", "", 2021): 98.5,
        ("su_count", "", 2021): 195,
        ("em_donation", "", 2021): 21,
        ("lr_total", "", 2021): 2129,
        ("lr_total", "employment=full_time", 2021): 2124,
        ("lr_fulltime", "", 2021): 99.8,
        ("er_women", "", 2021): 42.7,
        ("gb_sponge", "", 2021): 70,
        ("ws_packaging_total", "", 2021): 0,
        ("rs_board", "independence=independent", 2021): 3,
        ("as_connect", "channel=telephone", 2021): 92,
        ("as_connect", "channel=text", 2021): 97.6,
        ("su_share", "region=china", 2021): 100,
        ("su_share", "region=north_china", 2021): 42,
        ("lr_share", "gender=male", 2021): 57.3,
        ("lr_share", "age=under_30", 2021): 56.9,
        ("er_child", "", 2021): 0,
        ("ep_penalty", "", 2021): 0,
    }
    # Two gifts after one flood, each a part of the 21 million.
    assert [float(gift.value or 0) for gift in gifts] == [20, 1]


def test_a_list_gives_each_thing_its_figure(rules: Rules) -> None:
    document, prose = read("In 2022, Scope 1 and Scope 2 emissions were 120 t and 3,400 t respectively.", rules)
    assert values(prose.facts) == {("ghg_s1", "", 2022): 120, ("ghg_s2", "", 2022): 3400}
    assert [document.text[slice(*f.value_span)] for f in prose.facts if f.value_span] == ["120", "3,400"]
    assert all(document.text[slice(*f.span)].startswith("In 2022") for f in prose.facts)
    assert "no pattern" not in {number.reason for number in prose.numbers}


def test_a_denied_event_is_zero_points(rules: Rules) -> None:
    (fact,) = read("During the year, the Group did not violate any environmental laws.", rules)[1].facts
    assert (fact.data_point_id, fact.value, fact.unit, fact.state) == ("ep_penalty", 0, "points", "reported_zero")
    assert fact.method == "prose:negative"


def test_events_unknown_to_the_rules_are_skipped(rules: Rules) -> None:
    fewer = Rules(rules.units, rules.labels, rules.data_points)
    assert read("The Group did not violate any environmental laws in 2022.", fewer)[1].facts == ()


def test_a_member_that_nobody_knows_is_no_fact(rules: Rules) -> None:
    text = "Employees in Atlantis accounted for 40% of the workforce."
    assert read(text, rules)[1].facts == ()


def test_default_patterns_are_read_once() -> None:
    assert default_patterns() is default_patterns()


@pytest.mark.parametrize(
    "text",
    [
        "no " * 1_300 + "corruption",
        "employees " * 400 + "5",
        "1 director " * 350,
        "董事会" * 1_300,
        "未发生" * 1_300 + "案件",
        "committee, " * 360,
        "net zero " * 400,
        "customer satisfaction " * 180 + "98%",
    ],
)
def test_hostile_text_is_bounded(text: str, rules: Rules) -> None:
    default_patterns()
    read(text, rules)


def test_what_both_things_are_is_said_of_each(rules: Rules) -> None:
    found = values(read("2022年公司劳动合同签订率和社保缴纳率均为100%。\n", rules)[1].facts)
    assert found == {("lr_contract", "", 2022): 100, ("er_social_ins", "", 2022): 100}
