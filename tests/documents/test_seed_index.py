"""The content index of a real report: every row with its provision, and whether the report bears it out."""

import re
from typing import Any

import pytest

from esg_pipeline.disclosure.extract import Extraction

Answers = dict[str, Any]
# What may be said of a claim by what a reader of the whole report found.
DEFENSIBLE = {
    "shown": {"substantiated", "elsewhere"},
    "partial": {"substantiated", "elsewhere", "explained", "not_substantiated"},
    "absent": {"not_substantiated"},
    "not_applicable": {"explained"},
}


def code_of(provision: str) -> str:
    """`A1 General disclosure` is A1."""
    found = re.match(r"[AB]\d+(?:\.\d+)?", provision)
    return found[0] if found else ""


def test_every_row_of_the_index_is_read(seed_report: Extraction, seed_answers: Answers) -> None:
    found = {line: code_of(provision) for line, provision in seed_report.index.select("line", "provision").rows()}
    assert found == {row["line"]: row["provision"] for row in seed_answers["index"]}
    assert seed_report.index.height == len(found) == 48


@pytest.mark.parametrize("verdict", sorted(DEFENSIBLE))
def test_claims_are_judged_as_a_reader_would(seed_report: Extraction, seed_answers: Answers, verdict: str) -> None:
    statuses = dict(seed_report.index.select("line", "status").rows())
    wrong = [
        (row["line"], row["provision"], statuses[row["line"]])
        for row in seed_answers["index"]
        if row["verdict"] == verdict and statuses[row["line"]] not in DEFENSIBLE[verdict]
    ]
    assert wrong == []


def test_what_is_borne_out_names_the_line(seed_report: Extraction) -> None:
    rows = seed_report.index.select("status", "evidence_line").rows()
    assert all(line is not None for status, line in rows if status in {"substantiated", "elsewhere"})
    assert all(line is None for status, line in rows if status == "not_substantiated")
