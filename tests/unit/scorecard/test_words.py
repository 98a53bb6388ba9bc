"""Every fixed word is there in both languages, and every code of the method has words."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from string import Formatter

import pytest

from esg_pipeline import paths
from esg_pipeline.disclosure.codes import Severity
from esg_pipeline.impute import METHODS
from esg_pipeline.methodology import codes
from esg_pipeline.methodology.read import load_methodology
from esg_pipeline.scorecard.words import FILE, LANGUAGES, Words, catalogue

CODES: dict[str, type[StrEnum]] = {
    "action": codes.RatingActionCode,
    "version_cause": codes.VersionCause,
    "change_cause": codes.ChangeCause,
    "origin": codes.Origin,
    "issuer_class": codes.IssuerClass,
    "severity": Severity,
    "decision": codes.DecisionKind,
    "decision_status": codes.DecisionStatus,
    "decision_reason": codes.ReasonCode,
}


def texts() -> Iterator[tuple[str, dict[str, str]]]:
    """Every text and every code with its words."""
    yield from catalogue()["text"].items()
    for group, said in catalogue()["codes"].items():
        yield from ((f"{group}.{code}", words) for code, words in said.items())


def holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_both_languages_have_every_text_with_the_same_holes() -> None:
    for key, said in texts():
        assert set(said) == set(LANGUAGES), key
        assert all(isinstance(text, str) and text.strip() for text in said.values()), key
        assert holes(said["en"]) == holes(said["zh"]), key


def test_chinese_is_chinese() -> None:
    english = {key for key, said in texts() if said["zh"] == said["en"]}
    assert english == {"profile_item_alone", "moved"}


@pytest.mark.parametrize("group", sorted(CODES))
def test_every_code_of_the_method_has_words(group: str) -> None:
    assert set(catalogue()["codes"][group]) == {code.value for code in CODES[group]}


def test_every_way_of_filling_a_gap_has_words() -> None:
    assert set(METHODS) - set(catalogue()["codes"]["filling"]) <= {"value_function"}


def test_every_node_of_the_method_has_a_chinese_name() -> None:
    method = load_methodology(paths.methodology_dir())
    named = method.key_issues.select("pillar_id", "theme_id", "key_issue_id")
    assert set(catalogue()["nodes"]) == {node for row in named.iter_rows() for node in row}


def test_the_code_asks_for_every_text_and_no_other() -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in Path(FILE.parent).glob("*.py"))
    asked = set(re.findall(r'"([a-z_0-9]+)"', code))
    assert set(catalogue()["text"]) <= asked
    assert set(re.findall(r'\bwords\("([a-z_0-9]+)"', code)) <= set(catalogue()["text"])


def test_names_come_from_the_method_and_fall_back_to_english() -> None:
    words = Words("zh", {("industry", "banking"): "银行"})
    assert words.name("industry", "banking", "Banking") == "银行"
    assert words.name("node", "ghg_emission", "GHG Emission") == "温室气体排放"
    assert words.name("data_point", "new", "A new\x1b one") == "A new one"
    assert Words("en").name("node", "ghg_emission", "GHG Emission") == "GHG Emission"


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert Words("zh").code("filling", "some_new_way") == "some new way"
    assert Words("en").code("filling", None) == ""


def test_a_text_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        Words("en")("nothing")
