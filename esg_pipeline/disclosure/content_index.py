"""The content index of a report: every provision, where it is said to be, and whether it is really there.

Rows come from `index_rows`, places from `index_sections`, verdicts from `index_status`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from esg_pipeline.disclosure.blocks import Block
from esg_pipeline.disclosure.codes import IndexStatus
from esg_pipeline.disclosure.document_text import DocumentText
from esg_pipeline.disclosure.index_rows import ClaimRow, read_claims
from esg_pipeline.disclosure.index_sections import place_of, read_sections
from esg_pipeline.disclosure.index_status import judge, read_content
from esg_pipeline.disclosure.provisions import codes_by_data_point, demand_of, load_demands
from esg_pipeline.disclosure.sentences import Sentence

INDEX_SCHEMA: dict[str, pl.DataType] = {
    "document_id": pl.String(),
    "provision": pl.String(),
    "framework": pl.String(),
    "description": pl.String(),
    "claimed_location": pl.String(),
    "status": pl.String(),
    "evidence_line": pl.Int32(),
    "line": pl.Int32(),
    "page": pl.Int32(),
    "char_start": pl.Int64(),
    "char_end": pl.Int64(),
    "reason": pl.String(),
}
_MARGIN = 2


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One provision of an index: `text[start:end]` is its row, `evidence_line` the line that decided the status."""

    provision: str
    framework: str
    description: str
    claimed_location: str
    status: IndexStatus
    evidence_line: int | None
    line: int
    page: int | None
    start: int
    end: int
    reason: str


def read_index(
    document: DocumentText,
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    facts: pl.DataFrame,
    data_points: pl.DataFrame,
) -> tuple[IndexRow, ...]:
    """Every provision of the content indices of a document; empty when it has none.

    `facts` needs data_point_id, state, value and line; `data_points` data_point_id and framework_code.
    """
    claims = read_claims(document)
    if not claims:
        return ()
    skip = _index_lines(claims)
    sections = read_sections(document, blocks, skip, list(dict.fromkeys(claim.place for claim in claims)))
    content = read_content(document, blocks, sentences, facts, codes_by_data_point(data_points), skip)
    demands = load_demands()
    places = {place: place_of(place, sections, document) for place in {claim.place for claim in claims}}
    rows: list[IndexRow] = []
    for claim in claims:
        verdict = judge(claim, demand_of(claim.provision, claim.description, demands), places[claim.place], content)
        rows.append(_row(claim, verdict.status, verdict.evidence_line, verdict.reason))
    return tuple(rows)


def index_frame(document_id: str, rows: Sequence[IndexRow]) -> pl.DataFrame:
    """The rows as a frame of INDEX_SCHEMA."""
    records = [
        {
            "document_id": document_id,
            "provision": row.provision,
            "framework": row.framework,
            "description": row.description,
            "claimed_location": row.claimed_location,
            "status": row.status.value,
            "evidence_line": row.evidence_line,
            "line": row.line,
            "page": row.page,
            "char_start": row.start,
            "char_end": row.end,
            "reason": row.reason,
        }
        for row in rows
    ]
    return pl.DataFrame(records, INDEX_SCHEMA)


def _row(claim: ClaimRow, status: IndexStatus, evidence: int | None, reason: str) -> IndexRow:
    return IndexRow(
        provision=claim.provision.code,
        framework=claim.provision.framework,
        description=claim.description,
        claimed_location=claim.place,
        status=status,
        evidence_line=evidence,
        line=claim.line,
        page=claim.page,
        start=claim.start,
        end=claim.end,
        reason=reason,
    )


def _index_lines(claims: Sequence[ClaimRow]) -> list[tuple[int, int]]:
    """Line ranges of the indices: rows that stand near one another, with a margin for headings between them."""
    ranges: list[tuple[int, int]] = []
    for claim in claims:
        if ranges and claim.line - ranges[-1][1] <= 12:
            ranges[-1] = (ranges[-1][0], claim.last_line)
        else:
            ranges.append((max(1, claim.line - _MARGIN), claim.last_line))
    return ranges
