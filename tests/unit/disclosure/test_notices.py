"""Whole notices: our own with their answers, the shared ones, and what holds for every text."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.disclosure.notices import Notice, is_notice, notice_score, read_notice

DATA = Path(__file__).resolve().parents[2] / "data" / "notices"
OWN = yaml.safe_load((DATA / "own_notices.yaml").read_text(encoding="utf-8"))
SILENT = yaml.safe_load((DATA / "no_notices.yaml").read_text(encoding="utf-8"))
NAMES = {"issuer", "authority", "parent", "trustee"}
IN_REPORTS = {"sentence of a report about a subsidiary", "table of an annual report"}
# What the answers call a field, and what it is here. Some answers come from the address of the page.
FIELDS: dict[str, str] = {"doc_no": "document_number", "fine_range_cny": "fine_range"}
NOT_IN_TEXT = {("env7", "parent"), ("env9", "parent"), ("env10", "parent"), ("nafmii1", "date")}


def comparable(value: Any) -> Any:
    if isinstance(value, tuple | list):
        return [comparable(v) for v in value]
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return float(value)
    return value


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["name"])
def test_our_own_notices(case: dict[str, Any]) -> None:
    found = read_notice(case["text"])
    assert len(found) == len(case["expect"])
    for notice, expected in zip(found, case["expect"], strict=True):
        assert {k: comparable(getattr(notice, k)) for k in expected} == {k: comparable(v) for k, v in expected.items()}


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["name"])
def test_a_notice_is_told_from_a_report(case: dict[str, Any]) -> None:
    assert is_notice(case["text"]) is (case["name"] not in IN_REPORTS)


@pytest.mark.parametrize("text", SILENT)
def test_a_report_that_denies_is_no_notice(text: str) -> None:
    assert read_notice(text) == ()
    assert notice_score(text) == 0.0


@pytest.mark.parametrize("case", OWN, ids=lambda case: case["name"])
def test_every_field_has_its_words(case: dict[str, Any]) -> None:
    for notice in read_notice(case["text"]):
        for field, start, end in notice.spans:
            assert notice.start <= start < end <= notice.end
            if field in NAMES:
                assert "".join(case["text"][start:end].split()) == "".join(str(getattr(notice, field)).split())


@pytest.mark.parametrize("name", ["env1", "env3", "env5", "env7", "env8", "env9", "env10", "env11"])
def test_shared_penalties(shared_dir: Path, name: str) -> None:
    case = shared(shared_dir, name)
    (notice,) = read_notice(case["text"])
    gold: dict[str, Any] = {str(FIELDS.get(k, k)): v for k, v in case["gold"].items() if (name, k) not in NOT_IN_TEXT}
    for key in set(gold) - {"note", "violations"}:
        value = getattr(notice, key)
        assert comparable(str(value) if isinstance(value, date) else value) == comparable(gold[key])
    assert len(notice.violations) >= len(gold.get("violations", []))


def test_shared_disciplinary_decision(shared_dir: Path) -> None:
    (notice,) = read_notice(shared(shared_dir, "nafmii1")["text"])
    assert (notice.regulator, notice.theme, notice.is_default) == ("NAFMII", "disclosure_penalty", True)
    assert len(notice.violations) == 3
    assert notice.sanctions[0] == "严重警告"
    assert notice.sanctions[1].replace("其", "") == "暂停债务融资工具相关业务1年"
    assert notice.person_sanctions == ("警告",)
    assert notice.severity == "serious"


def test_shared_statistics_and_report_are_no_notice(shared_dir: Path) -> None:
    assert read_notice(shared(shared_dir, "default1")["text"]) == ()
    report = next((shared_dir / "seeds").glob("000_*.txt")).read_text(encoding="utf-8")
    assert read_notice(report) == ()
    assert not is_notice(report)


def test_a_superscript_that_was_lost(shared_dir: Path) -> None:
    (notice,) = read_notice(shared(shared_dir, "env10")["text"])
    assert (notice.limit_value, notice.pollutant, notice.measured_value) == (1_000, "粪大肠菌群", None)


def shared(folder: Path, name: str) -> dict[str, Any]:
    notices = json.loads((folder / "notices" / "notices.json").read_text(encoding="utf-8"))
    return next(n for n in notices if n["id"] == name)


def test_the_reporter_stands_in_for_the_company() -> None:
    text = "2023年5月，公司因超标排放被临渊市生态环境局处以罚款10万元。"
    (notice,) = read_notice(text, reporter="Fictional Steel")
    assert (notice.issuer, notice.is_reporter, notice.fine_cny) == ("Fictional Steel", True, 100_000)


def test_a_text_of_long_repeats_is_read_in_time() -> None:
    for piece in ("因", "公司", "被处", "罚款1", "(", "第一条", "未按", "A ", "fine of "):
        read_notice(piece * 5_000)


@given(st.text(alphabet="公司因被罚款万元有限10〔〕号年月日。，：\n《》法第条违反生态环境局 ABC", max_size=200))
def test_any_text_gives_rows_within_it(text: str) -> None:
    for notice in read_notice(text):
        assert isinstance(notice, Notice)
        assert all(0 <= start < end <= len(text) for _, start, end in notice.spans)
