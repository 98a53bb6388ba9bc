"""Words of column titles in two languages."""

import pytest

from esg_pipeline.disclosure.header_words import (
    folded,
    ignored_reason,
    is_base_year,
    is_column_title,
    is_label_title,
    is_plain,
    role_name,
)


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Unit", "unit"),
        ("Units of measurement", "unit"),
        ("單位 Unit", "unit"),
        ("计量单位", "unit"),
        ("Page No.", "page"),
        ("GRI Standards", "standard"),
        ("备注", "note"),
        ("Current year", "value"),
        ("上年度", "prior"),
        ("Total 總計", "value"),
        ("Percentage", "share"),
        ("No.", "code"),
        ("Unit 總計", None),
        ("Water consumption", None),
    ],
)
def test_roles(title: str, role: str | None) -> None:
    assert role_name(title) == role


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("YoY change", "a change column"),
        ("同比增减", "a change column"),
        ("較上年變動(%)", "a change column"),
        ("2030 Target", "a target column"),
        ("目標值", "a target column"),
        ("Total", ""),
        ("Average training hours", ""),
    ],
)
def test_changes_and_targets_hold_no_values(title: str, reason: str) -> None:
    assert ignored_reason(title) == reason


def test_label_titles() -> None:
    assert is_label_title("Key performance indicators")
    assert is_label_title("指標")
    assert not is_label_title("Scope 1")
    assert is_column_title("Indicators 指標")
    assert not is_column_title("Indicators of water")


def test_a_base_year_is_a_year() -> None:
    assert is_base_year("baseline")
    assert is_base_year("Base year")
    assert not is_base_year("baseline target")


def test_folding() -> None:
    assert folded("單位：") == "单位"


@pytest.mark.parametrize("title", ["Year", "Reporting period", "ESG data", "年份", "報告期", "绩效数据"])
def test_what_only_stands_over_years(title: str) -> None:
    assert is_plain(title)


@pytest.mark.parametrize("title", ["Group", "Mainland China", "集团", "Intensity", "男性", "2022"])
def test_what_names_a_group(title: str) -> None:
    assert not is_plain(title)
