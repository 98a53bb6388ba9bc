"""Rows of facts, numbers, evidence and blocks: quotes are the text they point to, ids are those of every run."""

from fractions import Fraction

import pytest

from esg_pipeline.disclosure.blocks import read_blocks
from esg_pipeline.disclosure.document_text import read_document
from esg_pipeline.disclosure.fact_table import (
    block_rows,
    cell_row,
    evidence_rows,
    fact_key,
    figure_row,
    found_row,
    loose_row,
)
from esg_pipeline.disclosure.found import Evidence, Found, LooseNumber, Qualifier
from esg_pipeline.disclosure.numbers import ParsedValue
from esg_pipeline.disclosure.observations import RawObservation
from esg_pipeline.methodology.codes import State

TEXT = "People\n\nWe work with nearly 195 suppliers. All is well.\n\nItem\t2021\nWomen\t910\n"
SENTENCE = (8, 42)


def found(**changes: object) -> Found:
    given = {
        "data_point_id": "su_count",
        "dimension": "",
        "period": 2021,
        "value": Fraction(195),
        "unit": "count",
        "raw_value": "195",
        "raw_unit": "suppliers",
        "state": State.REPORTED,
        "method": "prose",
        "line": 3,
        "page": None,
        "span": SENTENCE,
        "value_span": (28, 31),
        "qualifier": Qualifier.ABOUT,
        **changes,
    }
    return Found(**given)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def test_a_fact_of_a_sentence_quotes_the_sentence() -> None:
    row = found_row("d", found(), 0.88, TEXT)
    assert row["quote"] == "We work with nearly 195 suppliers." == TEXT[row["char_start"] : row["char_end"]]
    assert (row["value"], row["qualifier"], row["confidence"], row["method"]) == (195.0, "about", 0.88, "prose")


def test_what_has_no_value_has_none() -> None:
    assert found_row("d", found(value=None, state=State.NOT_APPLICABLE), 0.9, TEXT)["value"] is None


@pytest.mark.parametrize(
    "other",
    [("e", 3, 8, "su_count", "", 2021), ("d", 3, 8, "su_count", "", 2020), ("d", 3, 8, "su_count", "a=b", 2021)],
)
def test_ids_tell_facts_apart_and_stay(other: tuple[str, int, int, str, str, int]) -> None:
    same = ("d", 3, 8, "su_count", "", 2021)
    assert fact_key(*same) == fact_key(*same) != fact_key(*other)


def test_the_number_of_a_fact_stands_in_its_own_place() -> None:
    row = figure_row("d", found(), "f", None)
    assert TEXT[row["char_start"] : row["char_end"]] == row["raw_value"] == "195"
    assert (row["place"], row["fact_id"], row["reason"]) == ("sentence", "f", None)


def test_a_loose_number_says_why() -> None:
    number = LooseNumber("195", "", 3, None, (28, 31), "People", "no pattern")
    row = loose_row("d", number)
    assert (row["place"], row["fact_id"], row["reason"], row["label_path"]) == (
        "sentence",
        None,
        "no pattern",
        "People",
    )


def test_a_number_of_a_table_keeps_label_and_unit() -> None:
    raw = RawObservation(
        1, 6, None, "Women", ParsedValue(State.REPORTED, Fraction(910)), "910", (65, 68), (59, 68), units=("persons",)
    )
    row = cell_row("d", raw, None, "the label is no known alias")
    assert (row["place"], row["label_path"], row["raw_unit"], row["period"]) == ("table", "Women", "persons", None)


def test_evidence_comes_best_first_with_its_quote() -> None:
    rows = evidence_rows("d", "f", (Evidence(3, None, SENTENCE, 0.71239), Evidence(3, None, (43, 55), 0.2)), TEXT)
    assert [(row["rank"], row["similarity"], row["quote"]) for row in rows] == [
        (1, 0.7124, "We work with nearly 195 suppliers."),
        (2, 0.2, "All is well."),
    ]


def test_cells_stand_behind_their_row() -> None:
    document = read_document(TEXT.encode(), "txt")
    rows = block_rows("d", read_blocks(document))
    cells = [(r["kind"], r["column_number"], document.text[r["char_start"] : r["char_end"]]) for r in rows[-3:]]
    assert cells == [("table_row", 0, "Women\t910"), ("table_cell", 1, "Women"), ("table_cell", 2, "910")]
    assert {row["heading_path"] for row in rows[1:]} == {"People"}
