"""The record of one rating for a supervisor: who, when, which papers, which method; for machines and for people.

Everything comes from the published file; how the record is worded is `record_view.py`.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, cast

import polars as pl

from esg_pipeline.committee_desk import SHA256
from esg_pipeline.ingest.documents import write_whole
from esg_pipeline.machine_output import plain
from esg_pipeline.reader import PublishedReader
from esg_pipeline.record_view import record_text
from esg_pipeline.warehouse import Warehouse

FORMAT = "esg-rating-record/1"
VERSIONS = "rating.rating_version"
JSON_FILE, TEXT_FILE, SUMS_FILE = "record.json", "record.md", "SHA256SUMS"
# What Annex II, point 1 of Regulation (EU) 2024/3005 asks for and no table of the pipeline holds.
NOT_RECORDED = (
    "whether the rating was solicited",
    "fees and the accounts of users and rated items",
    "the identity of analysts beyond those who proposed, approved or reviewed",
    "communications and work papers outside the store",
)
Record = dict[str, Any]


def write_record(reader: PublishedReader, issuer_id: str, rating_date: date, folder: Path) -> list[Path]:
    """Writes record.json, record.md and SHA256SUMS into a folder; the same published file gives the same bytes."""
    record = rating_record(reader, issuer_id, rating_date)
    files = {JSON_FILE: canonical(record), TEXT_FILE: record_text(record).encode()}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items())
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in {**files, SUMS_FILE: sums.encode()}.items():
        write_whole(folder / name, content)
    return [folder / name for name in (*files, SUMS_FILE)]


def canonical(record: Record) -> bytes:
    """JSON with sorted keys and no spaces, UTF-8, one line."""
    text = json.dumps(record, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=plain)
    return f"{text}\n".encode("utf-8", errors="replace")


def rating_record(reader: PublishedReader, issuer_id: str, rating_date: date) -> Record:
    """Everything that a record holds, as JSON knows it but for dates."""
    asked = {"issuer_id": issuer_id, "rating_date": rating_date}
    frames = reader.explanation(issuer_id, rating_date)
    rating = frames.issuer.to_dicts()[0]
    papers = reader.ask("record_documents", asked)
    decisions = frames.decisions.to_dicts()
    known = {*papers["document_id"], *frames.inputs["observation_id"]}
    parameters = reader.ask("record_parameters", {"methodology_hash": rating["methodology_hash"]})
    return {
        "format": FORMAT,
        "rating": rating,
        "probabilities": frames.probabilities.to_dicts(),
        "levels": frames.nodes.to_dicts(),
        "decisions": [with_evidence(one, known) for one in decisions],
        "reviews": reader.ask("record_reviews", {"issuer_id": issuer_id}).to_dicts(),
        "papers": [{**one, "lines_used": lines_used(frames.inputs, one["document_id"])} for one in papers.to_dicts()],
        "data_points": frames.data_points.to_dicts(),
        "observations": frames.inputs.to_dicts(),
        "events": frames.events.to_dicts(),
        "red_lines": frames.red_lines.to_dicts(),
        "findings": reader.ask("record_findings", asked).to_dicts(),
        "parameters": dict(parameters.iter_rows()),
        "versions": versions(reader.file, issuer_id, rating_date),
        "not_recorded": list(NOT_RECORDED),
    }


def lines_used(inputs: pl.DataFrame, document_id: str) -> list[int]:
    """The lines of a document on which values of the rating stand."""
    lines = inputs.filter(document_id=document_id)["line"].drop_nulls().unique().sort()
    return cast("list[int]", lines.to_list())


def with_evidence(decision: Mapping[str, Any], known: set[str | None]) -> Record:
    """A decision with what each text of its evidence is, and whether the published file knows it."""
    texts = str(decision["evidence"] or "").splitlines()
    return {**decision, "evidence": [evidence(text, known) for text in texts]}


def evidence(text: str, known: set[str | None]) -> Record:
    """One text of evidence: a document, an observation, or words."""
    if SHA256.fullmatch(text):
        return {"text": text, "kind": "document", "is_found": text in known}
    return {"text": text, "kind": "observation" if text in known else "citation", "is_found": text in known}


def versions(published: Path, issuer_id: str, rating_date: date) -> list[Record]:
    """The versions of this rating, oldest first; none where the file keeps no history."""
    warehouse = Warehouse(published)
    if VERSIONS not in warehouse.tables():
        return []
    return warehouse.read(VERSIONS, rating_date).filter(issuer_id=issuer_id).sort("version").to_dicts()
