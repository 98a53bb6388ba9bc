"""Runs every rule over the facts of one issuer and lays the findings on the facts. The rules are in `rules`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import polars as pl

from esg_pipeline.disclosure.checks.company import Company, company_of
from esg_pipeline.disclosure.checks.model import Agreement, Finding, Findings, Rule, consequences
from esg_pipeline.disclosure.checks.rules import RULES


def check_facts(
    facts: pl.DataFrame,
    documents: pl.DataFrame | None = None,
    observations: pl.DataFrame | None = None,
    index: pl.DataFrame | None = None,
    *,
    names: Mapping[str, str] | None = None,
    rules: Sequence[Rule] = RULES,
) -> Findings:
    """Findings over the documents of ONE issuer; facts as extract.FACT_SCHEMA (`qualifier` optional), rest optional.

    `documents` may add `grid_area` (of grid.csv) and `issuer_kind` (of bands.csv); `names` are data points in words.
    """
    return findings_of(company_of(facts, documents, observations, index, names), rules)


def findings_of(company: Company, rules: Iterable[Rule] = RULES) -> Findings:
    """What the rules find; a figure that another check confirms is no suspect where another figure can be wrong."""
    found: dict[str, Finding] = {}
    confirmed: set[str] = set()
    for rule in rules:
        for outcome in rule.check(company):
            if isinstance(outcome, Agreement):
                confirmed.update(figure.fact_id for figure in outcome.figures)
            else:
                found[outcome.finding_id] = outcome
    order = {book.document.document_id: number for number, book in enumerate(company.books)}
    rows = sorted(
        found.values(), key=lambda f: (order.get(f.document_id, -1), f.period or 0, f.rule_id, f.lines, f.finding_id)
    )
    twins = company.twins()
    confirmed = {twin for fact_id in confirmed for twin in twins.get(fact_id, (fact_id,))}
    return Findings(tuple(_with_suspects(f, twins, confirmed) for f in rows))


def apply(facts: pl.DataFrame, findings: Findings) -> pl.DataFrame:
    """The same rows with the confidence of suspects lowered and `held_by`, the finding that holds them back, or null.

    Of several findings the one that lowers most counts; the first blocking one holds.
    """
    factors: dict[str, float] = {}
    held: dict[str, str] = {}
    for finding in findings:
        factor = consequences()[finding.severity].confidence_factor
        for fact_id in finding.suspect_ids:
            factors[fact_id] = min(factor, factors.get(fact_id, 1.0))
            if finding.is_blocking:
                held.setdefault(fact_id, finding.finding_id)
    lowered = pl.col("fact_id").replace_strict(factors, default=1.0, return_dtype=pl.Float64)
    return facts.with_columns(
        confidence=pl.col("confidence") * lowered,
        held_by=pl.col("fact_id").replace_strict(held, default=None, return_dtype=pl.String),
    )


def _with_suspects(finding: Finding, twins: Mapping[str, tuple[str, ...]], confirmed: set[str]) -> Finding:
    """What is wrong with a figure is wrong with every other print of it."""
    ids = tuple(sorted({twin for fact_id in finding.fact_ids for twin in twins.get(fact_id, (fact_id,))}))
    doubtful = tuple(fact_id for fact_id in ids if fact_id not in confirmed)
    return replace(finding, fact_ids=ids, suspect_ids=doubtful or ids)
