"""The extractor's reader as the shipped method gives it, and one real report with what a careful reader found in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from esg_pipeline.disclosure.extract import DocumentInput, Extraction, Reader, extract_document, reader_of
from esg_pipeline.methodology.read import load_methodology

ANSWERS = Path(__file__).parents[2] / "benchmarks" / "extraction" / "answers"


@pytest.fixture(scope="session")
def reader() -> Reader:
    return reader_of(load_methodology())


@pytest.fixture(scope="session")
def seed_answers() -> dict[str, Any]:
    """The report's answers, read line by line before any extraction."""
    return json.loads((ANSWERS / "seed_360digitech_2021.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def seed_report(shared_dir: Path, reader: Reader, seed_answers: dict[str, Any]) -> Extraction:
    content = (shared_dir / seed_answers["document"]).read_bytes()
    return extract_document(DocumentInput("seed", content, ".txt", seed_answers["fiscal_year"]), reader)
