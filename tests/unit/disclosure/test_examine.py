"""What documents of issuers say together: findings of each issuer, what they hold back, what waits for a person."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import polars as pl

from esg_pipeline.disclosure.examine import Examined, examine
from esg_pipeline.disclosure.extract import DocumentInput, Extraction, extract_document
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.review import DECISION_SCHEMA, Bands
from tests.unit.disclosure.conftest import figures_only

BANDS = Bands(0.9, 0.75)
HEAD = "Index\t2021\n"
RIGHT = HEAD + "Total workforce (persons)\t100\nGender\nFemale\t40\nMale\t60\n"
WRONG = HEAD + "Total workforce (persons)\t100\nGender\nFemale\t400\nMale\t60\n"

Extract = Callable[..., Extraction]


def read(rules: Rules, **texts: str) -> list[Extraction]:
    reader = figures_only(rules)
    return [extract_document(DocumentInput(name, text.encode(), "txt", 2021), reader) for name, text in texts.items()]


def papers(issuers: dict[str, str]) -> pl.DataFrame:
    return pl.DataFrame(
        [(document, issuer, 2021, None, "en") for document, issuer in issuers.items()],
        schema={
            "document_id": pl.String,
            "issuer_id": pl.String,
            "fiscal_year": pl.Int64,
            "published_date": pl.Date,
            "language": pl.String,
        },
        orient="row",
    )


def examined(rules: Rules, issuers: dict[str, str], texts: dict[str, str], **more: Any) -> Examined:
    return examine(read(rules, **texts), papers(issuers), BANDS, **more)


def test_what_fits_raises_no_finding_and_counts(rules: Rules) -> None:
    found = examined(rules, {"a": "A"}, {"a": RIGHT})
    assert (found.findings.height, found.review_items.height) == (0, 0)
    assert set(found.facts["status"]) == {"accepted"}


def test_a_contradiction_holds_back_and_changes_no_value(rules: Rules) -> None:
    found = examined(rules, {"a": "A"}, {"a": WRONG})
    assert "F01" in found.findings["rule_id"].to_list()
    assert set(found.findings["issuer_id"]) == {"A"}
    women = found.facts.filter(dimension="gender=female")
    assert (women["value"].to_list(), women["status"].to_list()) == ([400.0], ["held"])
    linked = found.finding_facts.join(found.facts, on="fact_id")
    assert women["fact_id"][0] in linked["fact_id"].to_list()
    assert women["fact_id"][0] in found.review_items["fact_id"].to_list()


def test_issuers_are_checked_apart(rules: Rules) -> None:
    found = examined(rules, {"a": "A", "b": "B"}, {"a": RIGHT, "b": WRONG})
    assert set(found.findings["issuer_id"]) == {"B"}
    assert dict(found.facts.group_by("issuer_id").len().iter_rows()) == {"A": 3, "B": 3}


def test_a_person_goes_before_a_finding(rules: Rules) -> None:
    [held] = examined(rules, {"a": "A"}, {"a": WRONG}).facts.filter(dimension="gender=female").to_dicts()
    row = {name: held.get(name) for name in DECISION_SCHEMA} | {
        "decision": "correct",
        "value": 40.0,
        "decided_by": "A. Reader",
        "decided_at": datetime(2022, 6, 1),  # noqa: DTZ001 - the column is UTC
        "comment": None,
    }
    again = examined(rules, {"a": "A"}, {"a": WRONG}, decisions=pl.DataFrame([row], schema=DECISION_SCHEMA))
    [women] = again.facts.filter(dimension="gender=female").to_dicts()
    assert (women["status"], women["value"], women["corrected_value"]) == ("corrected", 400.0, 40.0)


def test_no_documents_give_empty_frames(rules: Rules) -> None:
    found = examined(rules, {}, {})
    assert [frame.height for frame in (found.facts, found.findings, found.finding_facts, found.review_items)] == [0] * 4
    assert {"status", "held_by", "issuer_id"} <= set(found.facts.columns)
