"""One file read on its own: known by its bytes, judged as in a run, kept nowhere."""

import hashlib
from pathlib import Path

import pytest

from esg_pipeline.disclosure.document_text import DocumentError
from esg_pipeline.disclosure.one_document import examine_file
from esg_pipeline.methodology.model import Methodology
from esg_pipeline.methodology.read import load_methodology

REPORT = "Example ESG report 2021\n\nIndex\t2021\nTotal Hazardous Waste Discharge (tons)\t0.12\nUnknown thing\t7\n"


@pytest.fixture(scope="module")
def method() -> Methodology:
    return load_methodology()


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_a_file_is_read_and_judged(report: Path, method: Methodology) -> None:
    found = examine_file(report, method, None, {})
    [fact] = found.examined.facts.to_dicts()
    assert (fact["data_point_id"], fact["value"], fact["period"], fact["status"]) == ("ws_haz", 0.12, 2021, "accepted")
    assert found.about == {
        "document_id": hashlib.sha256(report.read_bytes()).hexdigest(),
        "file": "report.txt",
        "language": "en",
        "fiscal_year": 2021,
        "pages": None,
        "lines": 6,
        "characters": len(REPORT),
        "semantic": found.extraction.semantic,
        "notes": [],
        "methodology_version": "1.0",
        "methodology_hash": method.hash,
        "numbers": found.extraction.observations.height,
        "numbers_mapped": 1,
    }


def test_a_stated_year_goes_before_the_one_that_is_read(report: Path, method: Methodology) -> None:
    assert examine_file(report, method, 2022, {}).about["fiscal_year"] == 2022


def test_the_same_file_gives_the_same_facts(report: Path, method: Methodology) -> None:
    first, second = (examine_file(report, method, None, {}) for _ in range(2))
    assert first.examined.facts.equals(second.examined.facts)


def test_a_file_over_the_limit_is_refused_unread(report: Path, method: Methodology) -> None:
    with pytest.raises(DocumentError, match="the limit is 10"):
        examine_file(report, method, None, {"ESG_LIMIT_BYTES": "10"})


def test_a_wrong_limit_is_named(report: Path, method: Methodology) -> None:
    with pytest.raises(ValueError, match="ESG_LIMIT_PAGES"):
        examine_file(report, method, None, {"ESG_LIMIT_PAGES": "many"})
