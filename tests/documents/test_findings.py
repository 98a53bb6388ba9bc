"""The checks on real documents: their known errors are found, what is consistent in them raises nothing."""

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.checks.model import Finding, Findings
from esg_pipeline.disclosure.checks.run import apply, check_facts
from esg_pipeline.disclosure.codes import Severity
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, Reader, extract_document
from tests.documents.conftest import ANSWERS

SEED = "seeds/000_66534d47639af9d5.txt"
EXCHANGE: dict[str, int] = json.loads((ANSWERS / "reference_names.json").read_text(encoding="utf-8"))["series_reports"]
CONSISTENT = {
    "addiko_bank_sr2023_p54.txt": 2023,
    "2023033001192_bochk_2388_2022.txt": 2022,
    "tencent_0700_esg2023_p30_p106.md": 2023,
}
Check = Callable[[dict[str, int]], Findings]


def read(path: Path, year: int, reader: Reader) -> Extraction:
    content = path.read_bytes()
    document = DocumentInput(hashlib.sha256(content).hexdigest(), content, path.suffix.removeprefix("."), year)
    return extract_document(document, reader)


@pytest.fixture(scope="module")
def check(shared_dir: Path, reader: Reader) -> Check:
    """Findings over documents of one issuer: name -> fiscal year."""

    def run(names: dict[str, int]) -> Findings:
        read_ones = [(read(shared_dir / name, year, reader), year) for name, year in names.items()]
        facts = pl.concat([extraction.facts for extraction, _ in read_ones])
        documents = pl.DataFrame(
            [
                {"document_id": e.facts["document_id"][0], "fiscal_year": year, "published_date": date(year + 1, 3, 31)}
                for e, year in read_ones
            ]
        )
        return check_facts(facts, documents, pl.concat([e.observations for e, _ in read_ones]))

    return run


def reports(names: dict[str, int]) -> dict[str, int]:
    return {f"reports/{name}": year for name, year in names.items()}


def one(findings: Findings, rule_id: str) -> Finding:
    (found,) = [f for f in findings if f.rule_id == rule_id]
    return found


@pytest.fixture(scope="module")
def seed(check: Check) -> Findings:
    return check({SEED: 2021})


@pytest.mark.parametrize(
    ("rule_id", "severity", "said"),
    [
        ("F26", Severity.SERIOUS, "0.00005636 t/employee"),
        ("F63", Severity.WARNING, "the group has nobody in it"),
        ("F86", Severity.WARNING, "0.41 Ton/10K"),
        ("F90", Severity.SERIOUS, "8,000 Litre (line 609)"),
        ("F95", Severity.SERIOUS, "69.92 MWh (line 794)"),
        ("F62", Severity.INFO, "lines 843, 844"),
        ("F72", Severity.INFO, "43.96 m3/employee"),
        ("F73", Severity.INFO, "0.4122 t/employee"),
    ],
)
def test_the_errors_of_the_seed_report_are_found(seed: Findings, rule_id: str, severity: Severity, said: str) -> None:
    found = one(seed, rule_id)
    assert found.severity is severity
    assert said in found.message


def test_nothing_else_in_the_seed_report_is_doubted(seed: Findings) -> None:
    known = {"F26", "F63", "F86", "F89", "F90", "F95"}
    assert [f.message for f in seed if f.severity is not Severity.INFO and f.rule_id not in known] == []


def test_only_what_may_be_wrong_in_the_seed_report_is_held(shared_dir: Path, reader: Reader, seed: Findings) -> None:
    facts = apply(read(shared_dir / SEED, 2021, reader).facts, seed)
    held = set(facts.filter(pl.col("held_by").is_not_null())["data_point_id"])
    assert {"ghg_s1", "ws_haz_int_emp"} <= held <= {"ghg_s1", "ws_haz_int_emp", "en_direct", "ws_haz"}


def test_a_sum_that_is_off_is_found(check: Check) -> None:
    found = one(check(reports({"2022051200314_oct_asia_3366_2021.txt": 2021})), "F08")
    assert (found.period, found.expected, found.found, found.tolerance) == (2020, 7798, 7873, 1.5)


@pytest.mark.parametrize("name", CONSISTENT)
def test_consistent_reports_raise_nothing(check: Check, name: str) -> None:
    assert [f.message for f in check(reports({name: CONSISTENT[name]})) if f.rule_id != "F77"] == []


def test_restatements_between_reports_are_found(check: Check) -> None:
    findings = [f for f in check(reports(EXCHANGE)) if f.rule_id != "F77"]
    assert {f.rule_id for f in findings} == {"F80"}
    restated = {(f.data_point_id, f.period, f.expected, f.found) for f in findings}
    assert {("ghg_s3", 2018, 1862, 1890), ("ghg_s3", 2019, 2488, 2523)} <= restated
    assert {f.data_point_id for f in findings} == {"ghg_s3", "ghg_s123"}
