"""The errors that a careful reader finds in a real report are found with their lines; what fits raises nothing."""

from typing import Any

import polars as pl
import pytest

from esg_pipeline.disclosure.archive import bands_of
from esg_pipeline.disclosure.codes import FactStatus
from esg_pipeline.disclosure.examine import PAPER_SCHEMA, Examined, examine
from esg_pipeline.disclosure.extract import Extraction
from esg_pipeline.methodology.read import load_methodology

Answers = dict[str, Any]


@pytest.fixture(scope="module")
def examined(seed_report: Extraction) -> Examined:
    paper = pl.DataFrame([(seed_report.document_id, "x", 2021, None, "en")], PAPER_SCHEMA, orient="row")
    return examine([seed_report], paper, bands_of(load_methodology()))


def test_every_error_of_the_report_is_found_with_its_lines(examined: Examined, seed_answers: Answers) -> None:
    found = [set(lines) for lines in examined.findings["lines"].to_list()]
    missing = [e["why"] for e in seed_answers["errors"] if not any(set(e["lines"]) <= lines for lines in found)]
    assert missing == []


def test_both_numbers_of_an_error_are_named(examined: Examined, seed_answers: Answers) -> None:
    rows = examined.findings.select("lines", "message").rows()
    for error in (e for e in seed_answers["errors"] if e["kind"] in {"intensity", "physics"}):
        messages = [message for lines, message in rows if set(error["lines"]) <= set(lines)]
        assert any(all(number in message for number in error["numbers"]) for message in messages), error["why"]


def test_what_fits_together_raises_nothing(examined: Examined, seed_answers: Answers) -> None:
    doubted = [
        set(lines) for lines in examined.findings.filter(pl.col("severity") != "info")["lines"].to_list() if lines
    ]
    wrong = [c["why"] for c in seed_answers["consistent"] if any(lines <= set(c["lines"]) for lines in doubted)]
    assert wrong == []


def test_every_doubt_is_about_a_known_error(examined: Examined, seed_answers: Answers) -> None:
    partly = {row["line"] for row in seed_answers["index"] if row["verdict"] == "partial"}
    known = {line for error in seed_answers["errors"] for line in error["lines"]} | partly
    doubts = examined.findings.filter(pl.col("severity") != "info").select("message", "lines").rows()
    assert [message for message, lines in doubts if not known & set(lines)] == []


def test_what_contradicts_itself_does_not_count(examined: Examined) -> None:
    status = {(name, line): s for name, line, s in examined.facts.select("data_point_id", "line", "status").rows()}
    assert status["ws_haz_int_emp", 786] == FactStatus.HELD
    assert status["ghg_s1", 782] == status["ghg_s1", 644] == FactStatus.HELD
    assert status["lr_total", 800] == status["wa_total", 790] == FactStatus.ACCEPTED
