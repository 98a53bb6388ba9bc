"""Labels of the method right before a figure: which data point they name, and when they name none."""

import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.extract import rules_of
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.number_text import mask, read_figures
from esg_pipeline.disclosure.prose import read_prose
from esg_pipeline.disclosure.prose_labels import known_labels, named_figures
from esg_pipeline.disclosure.running_text import fold
from esg_pipeline.disclosure.sentences import read_sentences
from esg_pipeline.methodology.read import load_methodology


@pytest.fixture(scope="module")
def rules() -> Rules:
    return rules_of(load_methodology())


def named(text: str, rules: Rules) -> list[str]:
    folded = fold(text)
    masked = mask(folded, *read_figures(folded))
    return [pattern.data_point_id for pattern, _ in named_figures(masked, known_labels(rules.labels))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("氨氮排放量0.96吨。", ["ws_nh3n"]),
        ("全年取水量58.6万吨，较上年下降。", ["wa_withdraw"]),
        ("報告期內，本集團取水量為58.6萬噸。", ["wa_withdraw"]),
        ("COD排放量12.8吨，氨氮排放量0.96吨。", ["ws_cod", "ws_nh3n"]),
        ("2023年公司利润总额达到9.87亿元；资产负债率62%。", ["tx_pretax", "ds_lev"]),
        ("东海工厂氨氮排放量0.96吨。", []),
        ("氨氮排放量下降0.96吨。", []),
        ("氨氮排放量0.96吨的生产线停产。", []),
        ("审计委员会有3名董事，其中独立董事2名。", []),
        ("Ammonia nitrogen discharged was 0.96 tonnes.", []),
    ],
)
def test_a_label_at_the_head_of_a_clause_names_its_figure(text: str, expected: list[str], rules: Rules) -> None:
    assert named(text, rules) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2023年公司氨氮排放量0.96吨。", {("ws_nh3n", 2023): 960.0}),
        ("力争取水量控制在58万吨。", {}),
        ("行业平均资产负债率62%。", {}),
        ("取水量为58元。", {}),
    ],
)
def test_the_guards_and_units_of_prose_hold(text: str, expected: dict[tuple[str, int], float], rules: Rules) -> None:
    document = read_document(text.encode(), "txt")
    facts = read_prose(document, read_sentences(document, read_blocks(document)), rules, 2023).facts
    assert {(f.data_point_id, f.period): float(f.value or 0) for f in facts} == expected


def test_a_long_line_is_read_in_time(rules: Rules) -> None:
    assert named("绿色供应商" * 20_000, rules) == []
