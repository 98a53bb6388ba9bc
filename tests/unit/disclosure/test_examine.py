"""What documents of issuers say together: findings of each issuer, what they hold back, what waits for a person."""

from collections.abc import Callable
from datetime import date, datetime
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


DAYS = {"a": date(2022, 5, 1), "b": date(2023, 5, 1), "c": date(2024, 5, 1)}


def dated(issuers: dict[str, str]) -> pl.DataFrame:
    days = pl.col("document_id").replace_strict(DAYS, return_dtype=pl.Date)
    return papers(issuers).with_columns(published_date=days)


def test_a_report_throws_no_doubt_on_an_earlier_one_before_it_is_published(rules: Rules) -> None:
    first = "Index\t2021\nTotal Hazardous Waste Discharge (tons)\t4,187\n"
    slip = "Index\t2021\nTotal Hazardous Waste Discharge (tons)\t4,187,000\n"
    issuers = {"a": "A", "b": "A"}
    found = examine(read(rules, a=first, b=slip), dated(issuers), BANDS)
    [fact_id] = found.facts.filter(document_id="a")["fact_id"]
    assert found.facts.filter(fact_id=fact_id)["status"].to_list() == ["held"]
    stood = found.standings.filter(fact_id=fact_id).select("from_date", "until_date", "status").rows()
    assert stood == [(DAYS["a"], DAYS["b"], "accepted"), (DAYS["b"], None, "held")]
    alone = examine(read(rules, a=first), dated({"a": "A"}), BANDS)
    same = ("status", "confidence")
    assert alone.facts.select(same).rows() == found.standings.filter(from_date=DAYS["a"]).select(same).rows()


def test_a_fact_that_always_stood_the_same_has_one_standing_since_its_report(rules: Rules) -> None:
    found = examine(read(rules, a=RIGHT, b=RIGHT), dated({"a": "A", "b": "B"}), BANDS)
    assert found.standings.height == found.facts.height
    assert set(found.standings.select("document_id", "from_date").rows()) == {("a", DAYS["a"]), ("b", DAYS["b"])}
    assert found.standings["until_date"].null_count() == found.standings.height


def test_a_decision_counts_since_the_report_was_published(rules: Rules) -> None:
    slip = "Index\t2021\nTotal Hazardous Waste Discharge (tons)\t{}\n"
    read_anew = read(rules, a=slip.format("4,187"), b=slip.format("4,187,000"))
    [held] = examine(read_anew, dated({"a": "A", "b": "A"}), BANDS).facts.filter(document_id="a").to_dicts()
    row = {name: held.get(name) for name in DECISION_SCHEMA} | {
        "decision": "accept",
        "value": None,
        "decided_by": "A. Reader",
        "decided_at": datetime(2025, 6, 1),  # noqa: DTZ001 - the column is UTC
        "comment": None,
    }
    decisions = pl.DataFrame([row], schema=DECISION_SCHEMA)
    again = examine(read_anew, dated({"a": "A", "b": "A"}), BANDS, decisions).standings.filter(document_id="a")
    assert again.select("from_date", "until_date", "status", "confidence").rows() == [
        (DAYS["a"], None, "confirmed", 1.0)
    ]
