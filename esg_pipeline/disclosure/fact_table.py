"""Facts, numbers, blocks and evidence of one document as rows of tables. What they mean was decided before."""

import hashlib
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import polars as pl

from esg_pipeline.disclosure.blocks import Block
from esg_pipeline.disclosure.codes import Place
from esg_pipeline.disclosure.found import Evidence, Found, LooseNumber
from esg_pipeline.disclosure.mapper import Measured
from esg_pipeline.disclosure.observations import RawObservation

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
    "qualifier": pl.String(),
    "method": pl.String(),
    "confidence": pl.Float64(),
    "line": pl.Int32(),
    "page": pl.Int32(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
    "quote": pl.String(),
}
EVIDENCE_SCHEMA: dict[str, pl.DataType] = {
    "fact_id": pl.String(),
    "rank": pl.Int64(),
    "document_id": pl.String(),
    "line": pl.Int32(),
    "page": pl.Int32(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
    "similarity": pl.Float64(),
    "quote": pl.String(),
}
OBSERVATION_SCHEMA: dict[str, pl.DataType] = {
    "document_id": pl.String(),
    "line": pl.Int32(),
    "page": pl.Int32(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
    "place": pl.String(),
    "label_path": pl.String(),
    "raw_value": pl.String(),
    "raw_unit": pl.String(),
    "period": pl.Int32(),
    "fact_id": pl.String(),
    "reason": pl.String(),
}
BLOCK_SCHEMA: dict[str, pl.DataType] = {
    "document_id": pl.String(),
    "block_number": pl.Int64(),
    "column_number": pl.Int64(),
    "kind": pl.String(),
    "page": pl.Int32(),
    "line": pl.Int32(),
    "heading_path": pl.String(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
}
Row = dict[str, Any]
_SIMILARITY_DIGITS = 4  # what a model's last bits say differs between processors


def fact_key(document_id: str, line: int, start: int, data_point_id: str, dimension: str, period: int | None) -> str:
    """32 hexadecimal digits over what identifies a fact, the same in every run."""
    key = f"{document_id}|{line}|{start}|{data_point_id}|{dimension}|{period}"
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def measured_row(document_id: str, fact: Measured, confidence: float, text: str) -> Row:
    """A figure of a table; its quote is the row."""
    raw = fact.observation
    start, end = raw.row_span
    return {
        "fact_id": fact_key(document_id, raw.line, start, fact.data_point_id, fact.dimension, raw.period),
        "document_id": document_id,
        "data_point_id": fact.data_point_id,
        "dimension": fact.dimension,
        "period": raw.period,
        "value": _float(fact.value),
        "unit": fact.unit,
        "raw_value": raw.raw_value,
        "raw_unit": fact.raw_unit,
        "state": raw.value.state.value,
        "qualifier": raw.value.qualifier.value,
        "method": fact.method,
        "confidence": confidence,
        "line": raw.line,
        "page": raw.page,
        "char_start": start,
        "char_end": end,
        "quote": text[start:end],
    }


def found_row(document_id: str, fact: Found, confidence: float, text: str) -> Row:
    """A figure or a statement of a sentence; its quote is the sentence."""
    start, end = fact.span
    return {
        "fact_id": fact_key(document_id, fact.line, start, fact.data_point_id, fact.dimension, fact.period),
        "document_id": document_id,
        "data_point_id": fact.data_point_id,
        "dimension": fact.dimension,
        "period": fact.period,
        "value": _float(fact.value),
        "unit": fact.unit,
        "raw_value": fact.raw_value,
        "raw_unit": fact.raw_unit,
        "state": fact.state.value,
        "qualifier": fact.qualifier.value,
        "method": fact.method,
        "confidence": confidence,
        "line": fact.line,
        "page": fact.page,
        "char_start": start,
        "char_end": end,
        "quote": text[start:end],
    }


def evidence_rows(document_id: str, fact_id: str, evidence: Sequence[Evidence], text: str) -> list[Row]:
    """The sentences behind a statement, best first."""
    return [
        {
            "fact_id": fact_id,
            "rank": rank,
            "document_id": document_id,
            "line": each.line,
            "page": each.page,
            "char_start": each.span[0],
            "char_end": each.span[1],
            "similarity": round(each.similarity, _SIMILARITY_DIGITS),
            "quote": text[slice(*each.span)],
        }
        for rank, each in enumerate(evidence, start=1)
    ]


def cell_row(document_id: str, raw: RawObservation, fact_id: str | None, reason: str | None) -> Row:
    """A number of a table, whether a fact was made of it or not."""
    return {
        "document_id": document_id,
        "line": raw.line,
        "page": raw.page,
        "char_start": raw.span[0],
        "char_end": raw.span[1],
        "place": Place.TABLE.value,
        "label_path": raw.label_path,
        "raw_value": raw.raw_value,
        "raw_unit": " | ".join(raw.units),
        "period": raw.period,
        "fact_id": fact_id,
        "reason": reason,
    }


def loose_row(document_id: str, number: LooseNumber) -> Row:
    """A number of a sentence of which no fact was made."""
    return {
        "document_id": document_id,
        "line": number.line,
        "page": number.page,
        "char_start": number.span[0],
        "char_end": number.span[1],
        "place": Place.SENTENCE.value,
        "label_path": number.label_path,
        "raw_value": number.raw_value,
        "raw_unit": number.raw_unit,
        "period": number.period,
        "fact_id": None,
        "reason": number.reason,
    }


def figure_row(document_id: str, fact: Found, fact_id: str | None, reason: str | None) -> Row:
    """The number of a sentence of which a fact was made, or almost. Its place is the number's own."""
    start, end = fact.value_span or fact.span
    return {
        "document_id": document_id,
        "line": fact.line,
        "page": fact.page,
        "char_start": start,
        "char_end": end,
        "place": Place.SENTENCE.value,
        "label_path": None,
        "raw_value": fact.raw_value,
        "raw_unit": fact.raw_unit,
        "period": fact.period,
        "fact_id": fact_id,
        "reason": reason,
    }


def block_rows(document_id: str, blocks: Iterable[Block]) -> list[Row]:
    """Each block, and behind a table row each of its cells that has a text."""
    rows: list[Row] = []
    for block in blocks:
        common = {
            "document_id": document_id,
            "block_number": block.number,
            "page": block.page,
            "line": block.line,
            "heading_path": " > ".join(block.headings) or None,
        }
        spans = [(0, block.kind.value, block.start, block.end)]
        spans += [(n, "table_cell", c.start, c.end) for n, c in enumerate(block.cells, start=1) if c.text]
        rows += [
            {**common, "column_number": n, "kind": kind, "char_start": start, "char_end": end}
            for n, kind, start, end in spans
        ]
    return rows


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)
