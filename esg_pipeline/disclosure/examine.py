"""What the documents of issuers say together: checks over all facts of an issuer, findings, and which facts count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

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
NO_DECISIONS = pl.DataFrame(schema=DECISION_SCHEMA)


@dataclass(frozen=True, slots=True)
class Examined:
    """Facts with status, findings, the facts that each finding is about, and what waits for a person."""

    facts: pl.DataFrame
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
    parts = [_of_issuer(group, frame, names) for group, frame in _issuers(extractions, papers)]
    facts = pl.concat([part[0] for part in parts]) if parts else _no_facts()
    findings = pl.concat([pl.DataFrame(schema=FINDING_SCHEMA), *(part[1] for part in parts)])
    settled = settle(facts, decisions, bands)
    links = findings.select("finding_id", fact_id="fact_ids").explode("fact_id").drop_nulls()
    return Examined(settled, findings, links.cast(LINK_SCHEMA), review_items(settled, findings, bands))


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


def _no_facts() -> pl.DataFrame:
    return pl.DataFrame(schema={**FACT_SCHEMA, "held_by": pl.String(), "issuer_id": pl.String()})
