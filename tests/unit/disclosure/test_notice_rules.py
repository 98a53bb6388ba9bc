"""The file of notice patterns: its examples, its codes, and how rules decide."""

from fractions import Fraction
from pathlib import Path

import polars as pl
import pytest
import yaml

from esg_pipeline.disclosure.notice_rules import FILE, NoticeFileError, Weight, load_notice_rules

METHOD = FILE.parents[2] / "methodology" / "v1_0"
ROWS = yaml.safe_load(FILE.read_text(encoding="utf-8"))
RULES = load_notice_rules()


@pytest.mark.parametrize("row", ROWS["themes"], ids=lambda row: row["theme"])
def test_the_examples_of_a_theme(row: dict[str, str]) -> None:
    assert RULES.theme_of(row["example"], "") == row["theme"]
    assert RULES.theme_of(row["counter"], "") != row["theme"]


def test_codes_are_those_of_the_method() -> None:
    types = set(pl.read_csv(METHOD / "event_types.csv")["event_type"])
    severities = set(pl.read_csv(METHOD / "event_severities.csv")["severity"])
    assert {row["event_type"] for row in ROWS["event_types"]} <= types
    assert {row["severity"] for row in ROWS["severities"]} == severities
    assert len({row["rule"] for row in ROWS["severities"]}) == len(ROWS["severities"])


def test_every_theme_ends_in_a_type_that_always_fits() -> None:
    last = {row["theme"]: row for row in ROWS["event_types"]}
    assert {theme for theme, row in last.items() if row.get("pattern") == "" and "sanction" not in row} == set(last)


def test_a_text_without_any_word_is_a_penalty_of_no_kind() -> None:
    assert RULES.theme_of("罚款一万元", "") == "administrative_penalty"
    assert RULES.event_type_of("administrative_penalty", "", "") == "administrative_penalty"


@pytest.mark.parametrize(
    ("weight", "expected"),
    [
        (Weight("", "", "environmental_penalty", fine=Fraction(99_999)), ("minor", "S30")),
        (Weight("", "", "environmental_penalty", fine=Fraction(100_000)), ("moderate", "S20")),
        (Weight("", "", "environmental_penalty", fine=Fraction(1_000_000)), ("serious", "S11")),
        (Weight("", "", "environmental_penalty", fine=Fraction(10_000_000)), ("severe", "S04")),
        (Weight("", "公开谴责", "disclosure_penalty"), ("serious", "S10")),
        (Weight("已于宽限期内足额兑付", "", "bond_default"), ("minor", "S05")),
        (Weight("", "", "bond_default"), ("severe", "S06")),
        (Weight("", "", "environmental_penalty", exceedance=Fraction(6)), ("serious", "S15")),
    ],
)
def test_severity_names_its_rule(weight: Weight, expected: tuple[str, str]) -> None:
    assert RULES.severity_of(weight) == expected


def test_a_text_that_says_too_little_has_no_severity() -> None:
    assert RULES.severity_of(Weight("", "", "environmental_penalty")) is None


def test_medium_and_regulator() -> None:
    found = RULES.medium_of("厂界噪声超标")
    assert found
    assert RULES.medium_name(found) == "noise"
    assert RULES.medium_of("未按时申报") is None
    assert RULES.regulator_of("临渊市税务局", "上交所") == "STA"
    assert RULES.regulator_of("", "") is None


def test_a_broken_file_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "notices.yaml"
    path.write_text("themes: [{theme: a}]", encoding="utf-8")
    with pytest.raises(NoticeFileError, match=r"notices\.yaml"):
        load_notice_rules(path)
