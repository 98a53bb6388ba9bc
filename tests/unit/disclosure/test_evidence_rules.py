"""What may be evidence: a sentence of the issuer, no heading, row of an index, restated requirement or definition."""

import pytest

from esg_pipeline.disclosure.blocks import BlockKind
from esg_pipeline.disclosure.cues import fold
from esg_pipeline.disclosure.evidence_rules import (
    behind_numbers,
    index_blocks,
    is_whole,
    language_of,
    lists_topics,
    may_be_evidence,
)
from esg_pipeline.disclosure.sentences import Sentence


def sentence(
    text: str, kind: BlockKind = BlockKind.PARAGRAPH, headings: tuple[str, ...] = (), block: int = 0
) -> Sentence:
    return Sentence(text, 1, None, 0, len(text), headings, block, kind)


def allowed(text: str, kind: BlockKind = BlockKind.PARAGRAPH, headings: tuple[str, ...] = ()) -> bool:
    return may_be_evidence(sentence(text, kind, headings), fold(text))


@pytest.mark.parametrize(
    "text",
    [
        "The Group has adopted an environmental policy for every plant.",
        "公司制定了环境管理制度。",
        "本集團已制訂環境政策。",
        "Our policies on waste were revised during the year and bind all staff.",
    ],
)
def test_a_statement_of_the_issuer_may_be_evidence(text: str) -> None:
    assert allowed(text)


@pytest.mark.parametrize(
    "text",
    [
        "Short.",
        "Description of measures to review employment practices to avoid child and forced labour.",
        "Policies on minimising the issuer's significant impact on the environment and natural resources.",
        "(a) the policies; and (b) compliance with relevant laws that have a significant impact on the issuer.",
        "Green finance refers to economic activities that support the improvement of the environment.",
        "The Listing Rules require all listed issuers to establish a diversity policy.",
        "How has the company established an environmental policy for its plants?",
        "Environmental policy and management system ........ 12",
        "描述减低能源使用效益目标及为达到这些目标所采取的步骤。",
        "有关雇佣及劳工常规的政策及遵守对发行人有重大影响的相关法律及规例的资料。",
        "绿色金融是指支持环境改善的经济活动。",
        "指引要求发行人披露气候政策。",
        "Under UNGC Principle 10 businesses should work against corruption in all its forms.",
        "发行人应披露产品召回程序。",
        "请参阅B7.3 描述向董事及员工提供的反贪污培训。",
        "Anti-Corruption Policy Whistleblowing Procedure Customer Privacy Protection Supply Chain Management",
        "公司治理 反腐败制度 举报机制 风险管理 客户隐私保护",
    ],
)
def test_what_states_nothing_is_no_evidence(text: str) -> None:
    assert not allowed(text)


def test_a_heading_and_a_short_cell_are_no_evidence() -> None:
    text = "The Group has adopted an environmental policy"
    assert allowed(text)
    assert not allowed(text, BlockKind.HEADING)
    assert not allowed("Adopted an environmental policy", BlockKind.TABLE_ROW)
    assert allowed(text + " for every plant.", BlockKind.TABLE_ROW)
    assert not allowed(text + " for every plant.", BlockKind.TABLE_ROW, ("Stakeholder Communication",))
    assert not allowed(text, headings=("Contents",))


@pytest.mark.parametrize(
    "first_cell",
    [
        "A1.5",
        "KPI B6.2",
        "Aspect A3:",
        "General disclosure",
        "GRI 305-1",
        "302-1",
        "层面A1",
        "一般披露",
        "关键绩效指标 B2.1",
    ],
)
def test_rows_of_a_content_index_are_found_as_a_whole(first_cell: str) -> None:
    row = [
        sentence(first_cell, BlockKind.TABLE_ROW, block=4),
        sentence("We have a policy.", BlockKind.TABLE_ROW, block=4),
    ]
    other = sentence("We have a policy.", block=5)
    found = index_blocks([*row, other], [fold(s.flat) for s in [*row, other]])
    assert found == {4}


def test_all_that_stands_below_the_heading_of_an_index_is_index() -> None:
    row = sentence("The Group has a policy.", headings=("Appendix", "HKEX ESG Guide Content Index"), block=2)
    assert index_blocks([row], [row.flat]) == {2}


@pytest.mark.parametrize(
    "text", ["A 3.2% cut was made.", "In 2022 we planted trees.", "A total of 12 plants.", "B2B sales rose."]
)
def test_figures_are_no_codes_of_an_index(text: str) -> None:
    assert index_blocks([sentence(text)], [text]) == frozenset()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Food waste recycled tonnes 50.06 73.98 29.68", ""),
        ("Waste collected by contractors 12 13", ""),
        ("Waste in tonnes 12.4 11.9 13.0 The permit of each plant was valid.", "The permit of each plant was valid."),
        ("Waste in tonnes 12.4 11.9 13.0 General waste in tonnes", ""),
        ("废弃物回收量 吨 12.4 11.9 13.0", ""),
        (
            "This report covers January 1, 2021 to December 31, 2021.",
            "This report covers January 1, 2021 to December 31, 2021.",
        ),
        ("In 2022 35 employees were trained.", "In 2022 35 employees were trained."),
    ],
)
def test_rows_of_numbers_are_blotted_out_and_keep_their_places(text: str, left: str) -> None:
    rest = behind_numbers(text)
    assert rest.strip() == left
    assert len(rest) == len(text)


@pytest.mark.parametrize(
    "text",
    [
        "Customer privacy and anti-corruption were identified as material topics.",
        "Material topics for the year are climate change and cyber security.",
        "知识产权保护、反腐败被识别为高重要性议题。",
        "重大议题包括绿色建筑及反贪。",
    ],
)
def test_what_is_a_topic_is_known(text: str) -> None:
    assert lists_topics(text)


def test_a_measure_is_no_topic_and_a_title_is_no_sentence() -> None:
    assert not lists_topics("The Group has adopted an anti-corruption policy.")
    assert is_whole("The Group has a policy.")
    assert is_whole("公司制定了制度。 ")
    assert not is_whole("Whistleblowing policy and procedure")


def test_language_by_share_of_characters() -> None:
    assert language_of("公司通过ISO14001认证") == "zh"
    assert language_of("The Group (本集團) has adopted a policy") == "en"
    assert language_of("") == "en"
