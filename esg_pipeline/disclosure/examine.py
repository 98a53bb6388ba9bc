"""What the documents of issuers say together: checks over all facts of an issuer, findings, and which facts count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from esg_pipeline.disclosure.checks.model import FINDING_SCHEMA
from esg_pipeline.disclosure.checks.run import apply, check_facts
from esg_pipeline.disclosure.extract import Extraction
from esg_pipeline.disclosure.fact_table import FACT_SCHEMA
from esg_pipeline.disclosure.review import DECISION_SCHEMA, Bands, review_items, settle

LINK_SCHEMA = pl.Schema({"finding_id": pl.String(), "fact_id": pl.String()})
PAPER_SCHEMA: dict[str, pl.DataType] = {
    "document_id": pl.String(),
    "issuer_id": pl.String(),
    "fiscal_year": pl.Int64(),
    "published_date": pl.Date(),
    "language": pl.String(),
}
STANDING_SCHEMA: dict[str, pl.DataType] = {
    "fact_id": pl.String(),
    "document_id": pl.String(),
    "from_date": pl.Date(),
    "until_date": pl.Date(),
    "status": pl.String(),
    "confidence": pl.Float64(),
}
NO_DECISIONS = pl.DataFrame(schema=DECISION_SCHEMA)


@dataclass(frozen=True, slots=True)
class Examined:
    """Facts with status, findings, the facts that each finding is about, and what waits for a person.

    `standings`: how each fact stood from which day on (STANDING_SCHEMA): a later report can throw doubt on an earlier
    one, or clear it, but not before it was published.
    """

    facts: pl.DataFrame
    standings: pl.DataFrame
    findings: pl.DataFrame
    finding_facts: pl.DataFrame
    review_items: pl.DataFrame


def examine(
    extractions: Sequence[Extraction],
    papers: pl.DataFrame,
    bands: Bands,
    decisions: pl.DataFrame = NO_DECISIONS,
    names: Mapping[str, str] | None = None,
) -> Examined:
    """Check the facts of each issuer, lower what is doubtful, hold back what contradicts itself, take decisions in.

    `papers`: document_id, issuer_id, fiscal_year, published_date, language; one row per extraction.
    """
    issuers = list(_issuers(extractions, papers))
    parts = [_of_issuer(group, frame, names) for group, frame in issuers]
    facts = pl.concat([part[0] for part in parts]) if parts else _no_facts()
    findings = pl.concat([pl.DataFrame(schema=FINDING_SCHEMA), *(part[1] for part in parts)])
    settled = settle(facts, decisions, bands)
    links = findings.select("finding_id", fact_id="fact_ids").explode("fact_id").drop_nulls()
    earlier = [pair for group, frame in issuers for pair in _earlier(group, frame, names)]
    looks = [(day, settle(facts, decisions, bands)) for day, facts in earlier]
    last_days = {frame["issuer_id"][0]: frame["published_date"].max() for _, frame in issuers}
    standings = standings_of([*looks, *_last_looks(settled, last_days)])
    return Examined(settled, standings, findings, links.cast(LINK_SCHEMA), review_items(settled, findings, bands))


def _issuers(
    extractions: Sequence[Extraction], papers: pl.DataFrame
) -> Iterator[tuple[list[Extraction], pl.DataFrame]]:
    by_id = {extraction.document_id: extraction for extraction in extractions}
    known = papers.filter(pl.col("document_id").is_in(list(by_id))).sort("issuer_id", "published_date", "document_id")
    for frame in known.partition_by("issuer_id", maintain_order=True):
        yield [by_id[document_id] for document_id in frame["document_id"]], frame


def _of_issuer(
    group: Sequence[Extraction], papers: pl.DataFrame, names: Mapping[str, str] | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    facts = pl.concat([each.facts for each in group])
    findings = check_facts(
        facts,
        papers.select(*PAPER_SCHEMA),
        pl.concat([each.observations for each in group]),
        pl.concat([each.index for each in group]),
        names=names,
    )
    issuer_id = papers["issuer_id"][0]
    frame = findings.frame().with_columns(issuer_id=pl.lit(issuer_id, dtype=pl.String))
    return apply(facts, findings).with_columns(issuer_id=pl.lit(issuer_id, dtype=pl.String)), frame


def _earlier(
    group: Sequence[Extraction], papers: pl.DataFrame, names: Mapping[str, str] | None
) -> Iterator[tuple[date, pl.DataFrame]]:
    """The facts as they were looked at on each day on which a document appeared, but the last one."""
    for day in papers["published_date"].unique().sort()[:-1]:
        there = papers.filter(pl.col("published_date") <= day)
        yield day, _of_issuer(group[: there.height], there, names)[0]


def _last_looks(settled: pl.DataFrame, last_days: Mapping[str, Any]) -> Iterator[tuple[date, pl.DataFrame]]:
    """The facts as they stand with all documents of their issuer, with the day on which the last of these appeared."""
    for facts in settled.partition_by("issuer_id"):
        yield last_days[facts["issuer_id"][0]], facts


def standings_of(looks: Sequence[tuple[date, pl.DataFrame]]) -> pl.DataFrame:
    """Status and confidence of each fact from the day of a look until the next one that differs; STANDING_SCHEMA.

    `looks`: day and settled facts. A person's decision is no look: it counts whenever the fact is known.
    """
    is_decided = pl.col("decision").is_not_null()
    columns = ("fact_id", "document_id", "status")
    sure = pl.when(is_decided).then(1.0).otherwise("confidence")
    seen = [facts.select(*columns, confidence=sure, from_date=pl.lit(day, dtype=pl.Date)) for day, facts in looks]
    if not seen:
        return pl.DataFrame(schema=STANDING_SCHEMA)
    ordered = pl.concat(seen).sort("fact_id", "from_date")
    same = [pl.col(name).eq_missing(pl.col(name).shift().over("fact_id")) for name in ("status", "confidence")]
    changes = ordered.filter(~pl.all_horizontal(same))
    until = pl.col("from_date").shift(-1).over("fact_id")
    return changes.with_columns(until_date=until).select(list(STANDING_SCHEMA))


def _no_facts() -> pl.DataFrame:
    return pl.DataFrame(schema={**FACT_SCHEMA, "held_by": pl.String(), "issuer_id": pl.String()})
