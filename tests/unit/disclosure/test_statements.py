"""Laws of the reader of statements, and what one entry's examples say to all the others."""

import random
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.cues import CueBook, load_cue_book, read_cue_file
from esg_pipeline.disclosure.document_text import DocumentText, read_document
from esg_pipeline.disclosure.found import Found
from esg_pipeline.disclosure.sentences import Sentence, read_sentences
from esg_pipeline.disclosure.similarity import EmbeddedSimilarity, LexicalSimilarity
from esg_pipeline.disclosure.statements import lexical_similarity, read_statements, read_text
from esg_pipeline.methodology.codes import State

REPORT = """# Kestrel Foods 2022 report

This report covers the period from 1 January 2022 to 31 December 2022.

## Governance

The Board has overall responsibility for the Group's ESG strategy. It set up a sustainability committee of the board.

## Environment

All our factories have obtained ISO 14001 certification. We give priority to environmentally friendly products.
The Group has not encountered any problem in sourcing water. The Group has not set any waste reduction target.
公司对供应商环境表现进行年度评估。

## ESG Guide Content Index

Aspect\tDescription\tLocation
A1.5\tThe Group has set a target of cutting greenhouse gas emissions by 20% by 2030 against 2019.\tpage 3
"""
INDEX_ONLY = """ESG Guide Content Index

Aspect\tDescription\tLocation
General disclosure\tPolicies on the efficient use of resources, including energy, water and other raw materials.\t12
KPI A1.5\tDescription of emission target(s) set and steps taken to achieve them.\t13
KPI A2.3\tThe Group has set energy efficiency targets for all factories.\t13
B4.1\tDescription of measures to review employment practices to avoid child and forced labour.\t20
层面B5\t公司推行绿色采购，优先选用节能环保产品。\t21
"""
# A sentence may state two things; these pairs of entries meet in one sentence rightly.
TWO_THINGS = {
    ("ep_compliance", "xp_disclosed"),
    ("gf_esg_integration", "ghg_climate_risk"),
    ("gf_framework", "gf_esg_integration"),
    ("gf_impact_rep", "iv_uop_report"),
    ("ghg_adapt", "es_drills"),
    ("ghg_climate_gov", "sc_board_esg"),
    ("ghg_climate_risk", "gf_esg_integration"),
    ("ghg_pay_link", "ms_pay_esg"),
    ("gs_list", "su_policy"),
    ("gs_policy", "su_policy"),
    ("gs_risk", "su_policy"),
    ("gs_risk", "su_risk_id"),
    ("la_bio_assess", "la_policy"),
    ("la_policy", "ep_responsibility"),
    ("pc_emergency", "es_drills"),
    ("sc_boundary", "sc_esg_report"),
    ("sc_esg_framework", "sc_esg_report"),
    ("sc_esg_report", "sc_esg_framework"),
    ("sc_iso14001", "es_iso45001"),
}
FILES = ("environment_climate.yaml", "environment_nature.yaml", "environment_industry.yaml", "governance_esg.yaml")


@cache
def book() -> CueBook:
    return load_cue_book()


@cache
def similarity() -> LexicalSimilarity:
    return lexical_similarity(book())


def parts(text: str) -> tuple[DocumentText, tuple[Sentence, ...]]:
    document = read_document(text.encode(), "txt")
    return document, read_sentences(document, read_blocks(document))


def stated(text: str, fiscal_year: int | None = 2022) -> Mapping[str, Found]:
    document, sentences = parts(text)
    return {f.data_point_id: f for f in read_statements(document, sentences, book(), similarity(), fiscal_year)}


def test_a_report_states_what_it_states() -> None:
    found = stated(REPORT)
    expected = {
        "sc_board_esg": 2,
        "sc_iso14001": 1,
        "gs_policy": 1,
        "wa_sourcing_issue": 0,
        "ws_target": 0,
        "gs_risk": 1,
    }
    assert {key: found[key].value for key in expected} == expected
    assert "ghg_target" not in found


def test_a_fact_quotes_its_sentence_and_holds_its_evidence() -> None:
    found = stated(REPORT)["sc_iso14001"]
    assert REPORT[found.span[0] : found.span[1]] == "All our factories have obtained ISO 14001 certification."
    assert found.raw_value in REPORT[found.span[0] : found.span[1]]
    assert found.value_span is not None
    assert REPORT[found.value_span[0] : found.value_span[1]] == found.raw_value
    assert REPORT.splitlines()[found.line - 1].startswith("All our factories")
    assert (found.unit, found.method, found.state) == ("yes/no", "statement", State.REPORTED)
    assert found.evidence[0].span == found.span
    assert stated(REPORT)["ws_target"].state is State.REPORTED_ZERO


def test_the_period_is_the_documents_own_when_it_says_so() -> None:
    assert (stated(REPORT)["sc_iso14001"].period, stated(REPORT)["sc_iso14001"].is_period_assumed) == (2022, False)
    assert stated(REPORT, None)["sc_iso14001"].period == 2022
    silent = stated("Our plants have obtained ISO 14001 certification.", 2021)["sc_iso14001"]
    assert (silent.period, silent.is_period_assumed) == (2021, True)
    assert (
        stated("In 2021 our plants obtained ISO 14001 certification.", 2021)["sc_iso14001"].is_period_assumed is False
    )
    assert stated("Our plants have obtained ISO 14001 certification.", None)["sc_iso14001"].period is None


def test_an_index_states_nothing() -> None:
    assert stated(INDEX_ONLY) == {}


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_the_sentences_does_not_matter(seed: int) -> None:
    document, sentences = parts(REPORT)
    mixed = list(sentences)
    random.Random(seed).shuffle(mixed)  # noqa: S311
    expected = read_statements(document, sentences, book(), similarity(), 2022)
    assert read_statements(document, mixed, book(), similarity(), 2022) == expected


def test_text_about_something_else_changes_nothing() -> None:
    unrelated = "\nThe orchard lies by the river. Apples were picked in autumn. 苹果在秋天成熟。\n"
    assert stated(REPORT + "\n## Orchard\n" + unrelated * 50) == stated(REPORT)


def test_a_yes_and_a_no_leave_doubt() -> None:
    yes = "All our factories have obtained ISO 14001 certification."
    no = "The Company has not obtained ISO 14001 certification."
    both = stated(f"{yes} {no}")["sc_iso14001"]
    assert both.score <= 0.5 < min(stated(yes)["sc_iso14001"].score, stated(no)["sc_iso14001"].score)


def test_more_sentences_support_a_fact_and_three_are_kept() -> None:
    one = "Plant {} has obtained ISO 14001 certification."
    single = stated(one.format("A"))["sc_iso14001"]
    many = stated(" ".join(one.format(name) for name in "ABCDE"))["sc_iso14001"]
    assert many.score > single.score
    assert len(many.evidence) == 3
    assert [e.similarity for e in many.evidence] == sorted((e.similarity for e in many.evidence), reverse=True)


def test_the_highest_level_counts() -> None:
    low = "The company has set up an ESG working group."
    high = "The Board established a Sustainability Committee chaired by a director."
    assert stated(low)["sc_board_esg"].value == 1
    assert stated(f"{low} {high}")["sc_board_esg"].value == 2
    assert stated(high)["sc_board_esg"].unit == "level"


def test_a_model_finds_no_less(tmp_path: Path) -> None:
    cue = """
- data_point_id: sc_iso14001
  about: {en: "Certified environmental management.", zh: "环境管理认证"}
  cues: {en: [{re: 'green badge', weight: 0.5}]}
"""
    (tmp_path / "x.yaml").write_text(cue, encoding="utf-8")
    entries = CueBook(read_cue_file(tmp_path / "x.yaml"))
    words = lexical_similarity(entries)

    class Same:
        name = "same"

        def encode(self, texts: list[str]) -> np.ndarray:
            return np.ones((len(texts), 1), dtype=np.float32)

    text = "Every plant of ours wears the green badge."
    assert read_text(text, entries, words) == {}
    assert set(read_text(text, entries, EmbeddedSimilarity(Same(), words))) == {"sc_iso14001"}


def test_examples_of_one_entry_say_nothing_to_others_but_for_known_pairs() -> None:
    folder = Path(__file__).parents[3] / "esg_pipeline" / "disclosure" / "patterns" / "statements"
    met = {
        (entry.data_point_id, other)
        for name in FILES
        for entry in read_cue_file(folder / name)
        for text, _ in entry.yes
        for other in read_text(text, book(), similarity())
        if other != entry.data_point_id
    }
    assert met - TWO_THINGS == set()


@pytest.mark.parametrize(
    "text",
    [
        "Food waste recycled (non-hazardous waste) tonnes 50.06 73.98 29.68 99 General waste to landfill 12 13 14",
        "Customer privacy and anti-corruption were identified as material topics.",
        "Whistleblowing, reprisals and retaliation",
        "A green building policy for leased branches is being drafted.",
        "The ISO 14001 certificate of the plant lapsed in May and was not renewed.",
        "公司未发生客户隐私泄露事件。",
        "监管部门要求上市公司披露数据安全制度。",
    ],
)
def test_rows_topics_titles_and_what_was_given_up_state_nothing(text: str) -> None:
    assert stated(text) == {}


def test_a_row_of_numbers_does_not_hide_the_sentence_behind_it() -> None:
    text = "Hazardous waste in tonnes 12.4 11.9 13.0 All our factories have obtained ISO 14001 certification."
    found = stated(text)["sc_iso14001"]
    assert found.raw_value in text
    assert set(stated(text)) == {"sc_iso14001"}


def test_a_weak_cue_needs_a_near_sentence_and_never_says_no() -> None:
    near = stated("Our emergency plan is tested, and drills of the emergency plan keep staff ready.")
    assert near["es_drills"].value == 1
    assert "be_whistle" not in stated("The film tells of informants in the city of Verona.")
    assert "er_child_meas" not in stated("The Group does not engage in child labour.")


def test_headings_help_but_state_nothing() -> None:
    assert stated("# We have obtained ISO 14001 certification\n\nApples grow here in the summer.\n") == {}
    document, sentences = parts("Our plants have obtained ISO 50001 certification for energy.")
    plain = read_statements(document, sentences, book(), similarity(), 2022)[0]
    assert plain.score < 1
    moved = [replace(s, headings=("Water",)) for s in sentences]
    assert read_statements(document, moved, book(), similarity(), 2022)[0].score == plain.score


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "。" * 500, "not " * 5_000, "建立" * 5_000, "policy " * 5_000, "\u202eISO 14001\x00"]
)
def test_hostile_text_is_read_in_time(text: str) -> None:
    document = DocumentText(text, read_document(b"x", "txt").lines) if "\x00" in text else parts(text)[0]
    sentences = read_sentences(document, read_blocks(document))
    read_statements(document, sentences, book(), similarity(), 2022)


REPORTS = sorted((Path(__file__).parent / "patterns" / "statement_reports").glob("*.txt"))
HALF_SURE = "?"


def report(path: Path) -> tuple[str, dict[str, int], set[str]]:
    """Text of a fictional report, what it states, and what a reader may take it to state besides (`?`)."""
    title, *lines = path.read_text(encoding="utf-8").splitlines()
    text, expected, accepted = f"# {title.rpartition('#')[0].strip()}\n\n", dict[str, int](), set[str]()
    for number, line in enumerate(lines, start=1):
        sentence, _, stated_by_it = line.rpartition("#")
        is_row = sentence.startswith(("GRI 205", "KPI B7", "Total hazardous"))
        text += "\n\n" * is_row + sentence.strip() + ("\n\n" if is_row or number % 4 == 0 else " ")
        for item in filter(None, map(str.strip, stated_by_it.split(","))):
            data_point_id, _, value = item.removeprefix(HALF_SURE).partition("=")
            if item.startswith(HALF_SURE):
                accepted.add(data_point_id)
            else:
                expected[data_point_id] = int(value or 1)
    return text, expected, accepted


def test_fictional_reports_are_read_as_a_person_reads_them() -> None:
    """Half of their sentences are plans, duties of others, requirements, topics, denials: precision, then recall."""
    right = wrong = missed = 0
    for path in REPORTS:
        text, expected, accepted = report(path)
        found = {key: int(fact.value or 0) for key, fact in stated(text, 2023).items()}
        hits = {key for key, value in found.items() if expected.get(key) == value}
        right += len(hits)
        missed += len(expected) - len(hits)
        wrong += len(set(found) - hits - (accepted - set(expected)))
    assert len(REPORTS) == 20
    assert right > 550
    assert right / (right + wrong) >= 0.97
    assert right / (right + missed) >= 0.95
