"""What `esg extract` shows of one document: a stable record for machines, tables for people. Nothing is read here."""

from collections import Counter
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from esg_pipeline.disclosure.codes import COUNTING
from esg_pipeline.disclosure.one_document import OneDocument
from esg_pipeline.display import clean, counted, quantity, shortened, table, truncated

FACT_FIELDS = (
    "data_point_id dimension period value unit state confidence method line page char_start char_end"
    " quote raw_value raw_unit qualifier status fact_id"
)
FINDING_FIELDS = "rule_id severity message data_point_id period expected found is_blocking finding_id"
INDEX_FIELDS = (
    "framework provision description claimed_location status evidence_line reason line page char_start char_end"
)
EVENT_FIELDS = (
    "event_type severity severity_rule theme event_date decision_date doc_no issuer parent uscc authority law article"
    " penalty_basis medium violations fine_cny fine_low_cny fine_high_cny confiscated_cny amount_cny sanction pollutant"
    " measured_value limit_value measure_unit exceedance is_default line page char_start char_end quote"
)
UNMAPPED_FIELDS = "label_path raw_value raw_unit period line page char_start char_end place reason"
EVIDENCE_FIELDS = "line page char_start char_end similarity quote"
QUOTE_WIDTH = 48
SHOWN_REASONS = 8


def record(reading: OneDocument) -> dict[str, Any]:
    """The whole reading as plain values; the keys are a promise to programs."""
    facts = [
        {**fact, "evidence": rows(reading.extraction.evidence.filter(fact_id=fact["fact_id"]), EVIDENCE_FIELDS)}
        for fact in rows(reading.examined.facts, FACT_FIELDS)
    ]
    facts_of = dict(reading.examined.finding_facts.group_by("finding_id").agg(pl.col("fact_id").sort()).iter_rows())
    findings = [
        {**finding, "fact_ids": facts_of.get(finding["finding_id"], [])}
        for finding in rows(reading.examined.findings, FINDING_FIELDS)
    ]
    return {
        "document": reading.about,
        "facts": facts,
        "findings": findings,
        "index": rows(reading.extraction.index, INDEX_FIELDS),
        "events": rows(reading.extraction.events, EVENT_FIELDS),
        "unmapped": rows(unmapped(reading), UNMAPPED_FIELDS),
    }


def rows(frame: pl.DataFrame, fields: str) -> list[dict[str, Any]]:
    """Rows as dictionaries with these blank separated keys only, in this order."""
    return frame.select(fields.split()).to_dicts()


def unmapped(reading: OneDocument) -> pl.DataFrame:
    """The numbers of which no fact was made."""
    return reading.extraction.observations.filter(pl.col("fact_id").is_null())


def show(console: Console, reading: OneDocument, names: dict[str, str], *, everything: bool = False) -> None:
    """Facts, findings, index, events and what was left over. `names`: data point -> its name."""
    console.print(Text(headline(reading), "bold"))
    if reading.about["semantic"].startswith("off"):
        console.print(Text(f"Meaning was not compared ({clean(reading.about['semantic'])}): some labels stay unread."))
    console.print()
    console.print(fact_table(reading, names, everything=everything))
    if reading.examined.findings.height:
        console.print(Text("\nFindings", "bold"))
        console.print(finding_table(reading.examined.findings))
    if reading.extraction.events.height:
        console.print(Text("\nEvents", "bold"))
        console.print(event_table(reading.extraction.events))
    if reading.extraction.index.height:
        console.print(Text("\nContent index", "bold"))
        console.print(index_table(reading.extraction.index, everything=everything))
    console.print()
    for line in left_over(reading, everything=everything):
        console.print(Text(line), soft_wrap=True)


def headline(reading: OneDocument) -> str:
    """What kind of document it is and how much was found."""
    about = reading.about
    pages = f", {counted(about['pages'], 'page')}" if about["pages"] else ""
    year = f"fiscal year {about['fiscal_year']}" if about["fiscal_year"] else "fiscal year unknown"
    facts, findings = reading.examined.facts, reading.examined.findings.height
    counting = facts.filter(pl.col("status").is_in([status.value for status in COUNTING])).height
    standing = f"{counting} count, {facts.height - counting} wait for a person"
    found = f"{counted(facts.height, 'fact')} ({standing}), {counted(findings, 'finding')}"
    return f"{about['language']}, {year}{pages}, {counted(about['lines'], 'line')}: {found}"


def fact_table(reading: OneDocument, names: dict[str, str], *, everything: bool) -> Table:
    """One line per fact, in the order of the document."""
    drawn = table(
        "Line",
        "Data point",
        "Of",
        "Year",
        "Value",
        "Conf.",
        "Status",
        "Quote",
        right=("Line", "Year", "Value", "Conf."),
    )
    for row in reading.examined.facts.sort("line", "char_start", "data_point_id", "dimension", "period").iter_rows(
        named=True
    ):
        said = quantity(row["value"], row["unit"]) if row["value"] is not None else row["state"].replace("_", " ")
        mark = {"about": "~", "at_least": ">= ", "at_most": "<= "}.get(row["qualifier"], "")
        quote = clean(row["quote"]) if everything else shortened(row["quote"], QUOTE_WIDTH)
        drawn.add_row(
            str(row["line"]),
            Text(clean(names.get(row["data_point_id"], row["data_point_id"]))),
            Text(clean(row["dimension"])),
            str(row["period"]),
            Text(f"{mark}{said}"),
            truncated(row["confidence"]),
            Text(row["status"].replace("_", " ")),
            Text(quote),
        )
    return drawn


def finding_table(findings: pl.DataFrame) -> Table:
    """One line per finding, the worst first."""
    drawn = table("Rule", "Severity", "What does not fit", fixed=("Rule", "Severity"))
    order = {"serious": 0, "warning": 1, "info": 2}
    ranked = findings.sort(pl.col("severity").replace_strict(order, return_dtype=pl.Int64), "rule_id", "finding_id")
    for row in ranked.iter_rows(named=True):
        drawn.add_row(row["rule_id"], row["severity"], Text(clean(row["message"])))
    return drawn


def event_table(events: pl.DataFrame) -> Table:
    """One line per event."""
    drawn = table("Line", "Date", "Type", "Severity", "Amount (CNY)", "Issuer", right=("Line", "Amount (CNY)"))
    for row in events.iter_rows(named=True):
        drawn.add_row(
            str(row["line"]),
            str(row["event_date"] or row["decision_date"] or "-"),
            Text(clean(row["event_type"] or row["theme"] or "-")),
            Text(clean(row["severity"] or "-")),
            quantity(row["fine_cny"] if row["fine_cny"] is not None else row["amount_cny"]),
            Text(clean(row["issuer"] or "-")),
        )
    return drawn


def index_table(index: pl.DataFrame, *, everything: bool) -> Table:
    """Provisions per status; with `everything` each one on its line."""
    if not everything:
        drawn = table("Status", "Provisions", right=("Provisions",))
        for status, count in index.group_by("status").len().sort("status").iter_rows():
            drawn.add_row(status.replace("_", " "), str(count))
        return drawn
    drawn = table("Line", "Provision", "Claimed location", "Status", "Answered in line", right=("Line",))
    for row in index.iter_rows(named=True):
        drawn.add_row(
            str(row["line"]),
            Text(clean(row["provision"])),
            Text(clean(row["claimed_location"] or "-")),
            row["status"].replace("_", " "),
            str(row["evidence_line"] or "-"),
        )
    return drawn


def left_over(reading: OneDocument, *, everything: bool) -> list[str]:
    """How many numbers map to nothing, and why; the whole list with `everything`."""
    rest = unmapped(reading)
    lines = [f"{rest.height} of {reading.extraction.observations.height} numbers map to no data point:"]
    if everything:
        return lines + [
            f"  line {row['line']}: {shortened(row['label_path'] or '-', QUOTE_WIDTH)} {clean(row['raw_value'])}"
            f" {clean(row['raw_unit'] or '')}: {clean(row['reason'])}"
            for row in rest.iter_rows(named=True)
        ]
    reasons = Counter(str(reason) for reason in rest["reason"])
    shown = reasons.most_common(SHOWN_REASONS)
    others = sum(reasons.values()) - sum(count for _, count in shown)
    lines += [f"  {count:>5}  {clean(reason)}" for reason, count in shown]
    return [*lines, *([f"  {others:>5}  other reasons (all of them with --all)"] if others else [])]
