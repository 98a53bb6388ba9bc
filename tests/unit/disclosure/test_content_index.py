"""Whole indices with their verdicts."""

from pathlib import Path

import polars as pl
import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.content_index import INDEX_SCHEMA, IndexRow, index_frame, read_index
from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.sentences import read_sentences

ROOT = Path(__file__).resolve().parents[3]
INDICES = ROOT / "tests" / "data" / "indices"
DATA_POINTS = pl.read_csv(ROOT / "esg_pipeline" / "methodology" / "v1_0" / "data_points.csv", infer_schema=False)
FACTS = {"data_point_id": pl.String, "state": pl.String, "value": pl.Float64, "line": pl.Int32}


def index_of(
    raw: bytes, kind: str, facts: list[tuple[str, str, float | None, int]] | None = None
) -> tuple[IndexRow, ...]:
    document = read_document(raw, kind)
    blocks = read_blocks(document)
    frame = pl.DataFrame(facts or [], schema=FACTS, orient="row").with_columns(unit=pl.lit("t"))
    rows = read_index(document, blocks, read_sentences(document, blocks), frame, DATA_POINTS)
    assert all(0 <= row.start < row.end <= len(document.text) for row in rows)
    return rows


def statuses(rows: tuple[IndexRow, ...]) -> dict[str, str]:
    return {row.provision: row.status.value for row in rows}


def test_traditional_chinese() -> None:
    rows = index_of((INDICES / "zh_hant_hkex.txt").read_bytes(), "txt")
    assert statuses(rows) == {
        "A1 General disclosure": "substantiated",
        "A1.2": "substantiated",
        "A1.3": "explained",
        "A1.6": "substantiated",
        "B1 General disclosure": "substantiated",
        "B1.1": "not_substantiated",
        "B4.1": "substantiated",
        "B5.3": "substantiated",
        "B5.4": "not_claimed",
    }


def test_gri_in_markdown() -> None:
    rows = index_of((INDICES / "gri_pipes.md").read_bytes(), "md")
    assert statuses(rows) == {
        "GRI 2-26": "substantiated",
        "GRI 2-27": "substantiated",
        "GRI 305-1": "substantiated",
        "GRI 305-3": "explained",
        "GRI 305-7": "not_substantiated",
        "GRI 401-2": "substantiated",
        "GRI 404-1": "not_substantiated",
    }


@pytest.fixture(scope="module")
def shared_rows(shared_dir: Path) -> tuple[IndexRow, ...]:
    """The index of the shared report, with the figures that stand in its statistics by hand."""
    raw = next((shared_dir / "seeds").glob("000_*.txt")).read_bytes()
    reported = {"ghg_s1": 782, "ws_haz": 785, "ws_nonhaz": 787, "wa_total": 790, "en_total": 793, "lr_total": 800}
    reported |= {"lr_turnover": 818, "es_lost_days": 831, "er_train_cov": 835, "er_train_hours": 843, "be_cases": 857}
    absent = {"ws_packaging_total": 798, "pf_recall_pct": 856}
    facts: list[tuple[str, str, float | None, int]] = [(d, "reported", 1.0, line) for d, line in reported.items()]
    return index_of(raw, "txt", facts + [(d, "not_applicable", None, line) for d, line in absent.items()])


def test_the_shared_report_keeps_most_of_its_word(shared_rows: tuple[IndexRow, ...]) -> None:
    assert len(shared_rows) == 48
    found = statuses(shared_rows)
    unkept = {code: status for code, status in found.items() if status != "substantiated"}
    assert unkept == {
        "A1.1": "explained",
        "A2.5": "explained",
        "B6.1": "explained",
        "A4 General disclosure": "elsewhere",
        "B8 General disclosure": "elsewhere",
        "B8.1": "elsewhere",
        "B8.2": "elsewhere",
        "A4.1": "not_substantiated",
        "B2.1": "not_substantiated",
        "B4.2": "not_substantiated",
        "B6.2": "not_substantiated",
        "B6.4": "not_substantiated",
    }


@pytest.mark.parametrize(
    ("code", "line"),
    [("A1.2", 782), ("A1.6", 665), ("A2.4", 627), ("B4.1", 562), ("B5.1", 419), ("B6.3", 342), ("B7.1", 192)],
)
def test_the_line_that_proves(shared_rows: tuple[IndexRow, ...], code: str, line: int) -> None:
    assert {row.provision: row.evidence_line for row in shared_rows}[code] == line


def test_a_frame_of_the_schema(shared_rows: tuple[IndexRow, ...]) -> None:
    frame = index_frame("doc", shared_rows)
    assert dict(frame.schema) == INDEX_SCHEMA
    assert frame.height == 48
    assert frame["reason"].null_count() == 0
    assert index_frame("doc", ()).schema == frame.schema


def test_a_document_without_index() -> None:
    assert index_of(b"Nothing here.\n", "txt") == ()
