"""A document to facts and raw observations: reads, maps, settles and frames. The steps are the other modules.

New readers (prose, one number per line) add their observations in `read_observations`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

import polars as pl

from esg_pipeline.disclosure.document_text import DEFAULT_LIMITS, DocumentLimits, DocumentText, read_document
from esg_pipeline.disclosure.labels import LabelIndex
from esg_pipeline.disclosure.mapper import Mapped, Measured, NotMapped, Rules, map_observation, measure
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.disclosure.scopes import TableTotals, row_key
from esg_pipeline.disclosure.tables import TableReader
from esg_pipeline.disclosure.units import UnitTable
from esg_pipeline.methodology.codes import Kind

FACT_SCHEMA: dict[str, pl.DataType] = {
    "fact_id": pl.String(),
    "document_id": pl.String(),
    "data_point_id": pl.String(),
    "dimension": pl.String(),
    "period": pl.Int32(),
    "value": pl.Float64(),
    "unit": pl.String(),
    "raw_value": pl.String(),
    "raw_unit": pl.String(),
    "state": pl.String(),
    "method": pl.String(),
    "confidence": pl.Float64(),
    "line": pl.Int32(),
    "page": pl.Int32(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
    "quote": pl.String(),
}
OBSERVATION_SCHEMA: dict[str, pl.DataType] = {
    "document_id": pl.String(),
    "line": pl.Int32(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
    "label_path": pl.String(),
    "raw_value": pl.String(),
    "raw_unit": pl.String(),
    "period": pl.Int32(),
    "fact_id": pl.String(),
    "reason": pl.String(),
}


@dataclass(frozen=True, slots=True)
class DocumentInput:
    """One document of the store: its id (sha256 of the bytes), bytes, MIME type or suffix, and the year it is about."""

    document_id: str
    content: bytes
    media_type: str
    fiscal_year: int | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """`facts` (core.extracted_fact), `observations` (every number of a table), and the text both point into."""

    facts: pl.DataFrame
    observations: pl.DataFrame
    text: str


class HasTables(Protocol):
    """The part of a methodology that the extractor needs."""

    @property
    def units(self) -> pl.DataFrame:
        """units.csv."""
        ...

    @property
    def labels(self) -> pl.DataFrame:
        """labels.csv."""
        ...

    @property
    def data_points(self) -> pl.DataFrame:
        """data_points.csv, at least data_point_id, kind and unit."""
        ...


def rules_from(units: pl.DataFrame, labels: pl.DataFrame, data_points: Mapping[str, str]) -> Rules:
    """Rules from the unit and label frames and data_point_id -> unit. Raises UnitFileError or LabelFileError."""
    return Rules(UnitTable.from_frame(units), LabelIndex.from_frame(labels, known=data_points.keys()), data_points)


def rules_of(methodology: HasTables) -> Rules:
    """Rules of one methodology version: a number of a table can only be that of a measured data point."""
    measured = methodology.data_points.filter(pl.col("kind") == Kind.QUANTITATIVE)
    data_points = {str(key): str(unit or "") for key, unit in measured.select("data_point_id", "unit").iter_rows()}
    return rules_from(methodology.units, methodology.labels, data_points)


def extractor_from(methodology: HasTables) -> Callable[[DocumentInput], Extraction]:
    """The extractor of one methodology version; build it once, it keeps the parsed vocabularies."""
    rules = rules_of(methodology)
    return lambda document: extract_document(document, rules)


def extract_document(document: DocumentInput, rules: Rules, limits: DocumentLimits = DEFAULT_LIMITS) -> Extraction:
    """Figures of the tables of a document. Raises DocumentError when it cannot be read.

    Every fact's `text[char_start:char_end]` is its quote, and the raw value stands in the quote.
    """
    text = read_document(document.content, document.media_type, limits)
    raws = read_observations(text, rules, document.fiscal_year)
    outcomes = [_mapped(raw, rules) for raw in raws]
    settled = _settle([m for m in outcomes if isinstance(m, Mapped)], rules)
    facts: list[dict[str, object]] = []
    seen: list[dict[str, object]] = []
    taken: set[str] = set()
    for raw, outcome in zip(raws, outcomes, strict=True):
        result = outcome if isinstance(outcome, str) else settled[raw.span]
        fact = _fact(document.document_id, result, text.text) if isinstance(result, Measured) else None
        if fact is not None and fact["fact_id"] in taken:
            fact, result = None, "the same figure stands twice in the row"
        if fact is not None:
            taken.add(str(fact["fact_id"]))
            facts.append(fact)
        seen.append(_observation(document.document_id, raw, fact, result))
    return Extraction(pl.DataFrame(facts, FACT_SCHEMA), pl.DataFrame(seen, OBSERVATION_SCHEMA), text.text)


def read_observations(text: DocumentText, rules: Rules, fiscal_year: int | None) -> list[RawObservation]:
    """All raw observations of a document, by every reader there is."""
    return TableReader(rules.units, fiscal_year, rules.labels.aliases.keys()).read(text)


def _mapped(raw: RawObservation, rules: Rules) -> Mapped | str:
    try:
        return map_observation(raw, rules)
    except NotMapped as reason:
        return str(reason)


def _measured(mapped: Mapped, base_id: str, rules: Rules) -> Measured | str:
    data_point_id = dict(mapped.options).get(base_id, "")
    if data_point_id not in rules.data_points:
        return "the methodology has no data point for these scopes"
    try:
        return measure(mapped, base_id, data_point_id, rules)
    except NotMapped as reason:
        return str(reason)


def _settle(mapped: list[Mapped], rules: Rules) -> dict[tuple[int, int], Measured | str]:
    """Convert every mapped number; unscoped totals first find their scopes in the table, then unscoped intensities."""
    results = {m.observation.span: _measured(m, m.options[0][0], rules) for m in mapped if len(m.options) == 1}
    totals = TableTotals(r for r in results.values() if isinstance(r, Measured))
    rows: dict[tuple[int, int], list[Mapped]] = defaultdict(list)
    for m in mapped:
        if len(m.options) > 1:
            rows[row_key(m)].append(m)
    is_total = {key: all(base == dp for base, dp in row[0].options) for key, row in rows.items()}
    for key in sorted(rows, key=lambda k: (not is_total[k], k)):
        base = _base_of_row(rows[key], totals, rules) if is_total[key] else totals.base_of_intensity(key[0])
        for m in rows[key]:
            results[m.observation.span] = (
                _measured(m, base, rules) if base else "the table does not say which scopes are added"
            )
    return results


def _base_of_row(row: list[Mapped], totals: TableTotals, rules: Rules) -> str | None:
    trial = [_measured(m, m.options[0][0], rules) for m in row]
    figures = [
        (t.observation.period, t.value)
        for t in trial
        if isinstance(t, Measured) and t.value is not None and t.observation.period is not None
    ]
    return totals.base_of_total(row[0].observation.table, figures)


def _fact(document_id: str, fact: Measured, text: str) -> dict[str, object]:
    raw = fact.observation
    start, end = raw.row_span
    key = f"{document_id}|{raw.line}|{start}|{fact.data_point_id}|{fact.dimension}|{raw.period}"
    return {
        "fact_id": hashlib.sha256(key.encode()).hexdigest()[:32],
        "document_id": document_id,
        "data_point_id": fact.data_point_id,
        "dimension": fact.dimension,
        "period": raw.period,
        "value": _float(fact.value),
        "unit": fact.unit,
        "raw_value": raw.raw_value,
        "raw_unit": fact.raw_unit,
        "state": raw.value.state.value,
        "method": raw.method,
        "confidence": fact.confidence,
        "line": raw.line,
        "page": raw.page,
        "char_start": start,
        "char_end": end,
        "quote": text[start:end],
    }


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _observation(
    document_id: str, raw: RawObservation, fact: dict[str, object] | None, result: Measured | str
) -> dict[str, object]:
    return {
        "document_id": document_id,
        "line": raw.line,
        "char_start": raw.span[0],
        "char_end": raw.span[1],
        "label_path": raw.label_path,
        "raw_value": raw.raw_value,
        "raw_unit": " | ".join(raw.units),
        "period": raw.period,
        "fact_id": fact["fact_id"] if fact else None,
        "reason": result if isinstance(result, str) else None,
    }
