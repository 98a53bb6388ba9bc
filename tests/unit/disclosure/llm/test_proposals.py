"""The door: off without an address, and with one the rows of a real reading go through."""

import subprocess
import sys
from typing import Any

import polars as pl
import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.document_text import DocumentText, read_document
from esg_pipeline.disclosure.fact_table import loose_row
from esg_pipeline.disclosure.llm.proposals import proposals_for
from esg_pipeline.disclosure.llm.settings import LlmSettingsError
from esg_pipeline.disclosure.llm.unmapped import LlmNotes
from esg_pipeline.disclosure.mapper import Rules
from esg_pipeline.disclosure.prose import read_prose
from esg_pipeline.disclosure.sentences import Sentence, read_sentences
from tests.unit.disclosure.llm.stub_server import Stub, fact

LOADED = """
import sys
from esg_pipeline.disclosure.llm.proposals import proposals_for
assert proposals_for(None, iter(()), None, {"ESG_LLM_MODEL": "m"})[0] == ()
print(sorted(name for name in sys.modules if "disclosure.llm." in name))
"""


def test_without_an_address_nothing_is_loaded_contacted_or_changed() -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60)
    names = ("proposals", "settings", "unmapped")
    assert done.stdout.strip() == str([f"esg_pipeline.disclosure.llm.{name}" for name in names])


def test_without_an_address_the_rows_are_not_even_read(report: DocumentText, rules: Rules) -> None:
    def rows() -> Any:
        raise AssertionError
        yield {}

    assert proposals_for(report, rows(), rules, {}) == ((), LlmNotes())


def test_a_wrong_setting_is_an_error_before_anything_is_sent(
    stub: Stub, report: DocumentText, rows: list[dict[str, Any]], shipped_rules: Rules, environ: dict[str, str]
) -> None:
    with pytest.raises(LlmSettingsError, match="ESG_LLM_TIMEOUT"):
        proposals_for(report, rows, shipped_rules, environ | {"ESG_LLM_TIMEOUT": "soon"})
    assert stub.seen == []


def test_rows_of_a_frame_become_facts(
    stub: Stub,
    report: DocumentText,
    rows: list[dict[str, Any]],
    report_sentences: tuple[Sentence, ...],
    shipped_rules: Rules,
    environ: dict[str, str],
) -> None:
    stub.says([fact()])
    frame = pl.DataFrame(rows)
    found, notes = proposals_for(
        report, frame.iter_rows(named=True), shipped_rules, environ, sentences=report_sentences, fiscal_year=2022
    )
    assert [(f.data_point_id, f.value, f.method) for f in found] == [("wa_total", 12_400, "llm")]
    assert notes == LlmNotes()
    offline = environ | {"ESG_LLM_URL": "http://127.0.0.1:9", "ESG_LLM_OFFLINE": "1"}
    again = proposals_for(report, rows, shipped_rules, offline, sentences=report_sentences, fiscal_year=2022)
    assert again == (found, notes)


def test_a_loose_number_of_a_real_sentence_becomes_a_fact(
    stub: Stub, shipped_rules: Rules, environ: dict[str, str]
) -> None:
    text = "The volunteers of the mill\ngave away 777 hours of their time in 2021."
    document = read_document(text.encode(), "txt")
    sentences = read_sentences(document, read_blocks(document))
    numbers = read_prose(document, sentences, shipped_rules, 2022, patterns=()).numbers
    quote = "volunteers of the mill\ngave away 777 hours"
    stub.says([fact(data_point_id="em_volunteer_hours", period=2021, quote=quote, value=777, unit="hours")])
    loose = [loose_row("doc", number) for number in numbers]
    (found,), _ = proposals_for(document, loose, shipped_rules, environ, sentences=sentences, fiscal_year=2022)
    assert (found.value, found.period, found.raw_unit) == (777, 2021, "hours")
    assert document.text[slice(*found.span)] == quote
