"""The real report, from the file to the grade: every figure arrives, nothing is invented, the proof can be read."""

import hashlib
from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.document_text import read_document
from tests.pipeline.conftest import OCTOBER, Run

STATISTICS_FROM_LINE = 779


@pytest.fixture(scope="module")
def facts(report_run: Run, seed_report: Path) -> pl.DataFrame:
    document_id = hashlib.sha256(seed_report.read_bytes()).hexdigest()
    return report_run.published.read("core.extracted_fact").filter(pl.col("document_id") == document_id)


def printed_rows(seed_report: Path) -> set[int]:
    """Lines of the statistics pages that carry a figure; not the year headings, not the stray `Gender 2070`."""
    lines = seed_report.read_text(encoding="utf-8").split("\n")
    rows = {
        number
        for number, line in enumerate(lines, start=1)
        if number > STATISTICS_FROM_LINE and line.partition("\t")[2].strip()
    }
    return {number for number in rows if not lines[number - 1].startswith(("Index\t", "Gender\t"))}


def test_every_figure_of_the_statistics_pages_arrives_once(facts: pl.DataFrame, seed_report: Path) -> None:
    statistics = facts.filter(pl.col("line") > STATISTICS_FROM_LINE)
    assert set(statistics["line"]) == printed_rows(seed_report)
    assert statistics.height == statistics["line"].n_unique() == 56


def test_not_applicable_is_neither_zero_nor_missing(facts: pl.DataFrame) -> None:
    is_silent = (pl.col("state") == "not_applicable") & (pl.col("line") > STATISTICS_FROM_LINE)
    silent = facts.filter(is_silent).sort("line")
    assert silent["data_point_id"].to_list() == ["ws_packaging_total", "pf_recall_pct"]
    assert silent["value"].to_list() == [None, None]


def test_units_are_canonical(facts: pl.DataFrame) -> None:
    wanted = {798: None, 790: (93600.0, "m3"), 793: (1907.92, "MWh"), 784: (0.61, "tCO2e/employee"), 801: None}
    by_line = {row["line"]: (row["value"], row["unit"]) for row in facts.iter_rows(named=True)}
    for line, expected in wanted.items():
        if expected:
            assert by_line[line] == expected


def test_every_quote_is_the_text_it_points_to(facts: pl.DataFrame, seed_report: Path) -> None:
    text = read_document(seed_report.read_bytes(), "text/plain").text
    for row in facts.iter_rows(named=True):
        assert text[row["char_start"] : row["char_end"]] == row["quote"]
        assert row["raw_value"] in row["quote"]


def test_the_stray_number_is_kept_and_is_no_fact(report_run: Run) -> None:
    seen = report_run.published.read("core.raw_observation").filter(pl.col("raw_value") == "2070")
    assert seen["fact_id"].to_list() == [None]
    assert seen["reason"].null_count() == 0


def test_the_grade_leads_back_to_the_line(report_run: Run) -> None:
    evidence = report_run.published.read("mart.evidence", OCTOBER).filter(
        (pl.col("issuer_id") == "360DIGITECH") & (pl.col("data_point_id") == "ghg_int_emp")
    )
    assert evidence["line"].to_list() == [784]
    assert "0.61" in evidence["quote"][0]
    rating = report_run.published.read("mart.issuer_rating", OCTOBER).filter(pl.col("issuer_id") == "360DIGITECH")
    assert rating["grade"][0] != "NR"


def test_nothing_was_known_before_the_report_was_out(report_run: Run) -> None:
    known = report_run.published.read("core.known_value").filter(pl.col("issuer_id") == "360DIGITECH")
    assert set(known["rating_date"]) == {OCTOBER}
