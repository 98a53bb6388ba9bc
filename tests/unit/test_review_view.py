"""How facts that wait look on a terminal: as they are, never as markup, and never steering the terminal."""

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console

from esg_pipeline.reader import PublishedReader
from esg_pipeline.review_view import items_table, orphan_lines, printed, said, show_item, subject, why


@pytest.fixture
def items(small_published_file: Path) -> pl.DataFrame:
    return PublishedReader(small_published_file).review_items(None)


def shown(*things: object, width: int = 400) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, markup=False, emoji=False, force_terminal=True, color_system=None)
    for thing in things:
        console.print(thing)
    return stream.getvalue()


def item_text(row: dict[str, Any]) -> str:
    stream = io.StringIO()
    show_item(Console(file=stream, width=200, markup=False, color_system=None), row)
    return stream.getvalue()


def of(items: pl.DataFrame, point: str) -> dict[str, Any]:
    return items.row(by_predicate=pl.col("data_point_id") == point, named=True)


def test_one_line_per_fact_in_the_order_given(items: pl.DataFrame) -> None:
    lines = shown(items_table(items)).splitlines()[2:]
    assert [line.split()[:2] for line in lines] == [
        ["77ab01cd", "360DIGITECH"],
        ["a1b2c3d4", "BANKX"],
        ["3fa1c09b", "360DIGITECH"],
        ["3fa1c0ff", "360DIGITECH"],
        ["beef0001", "360DIGITECH"],
    ]
    assert "Energy 2021" in lines[2]
    assert "1,830 MWh" in lines[2]
    assert "0.62 " in lines[2]
    assert "confidence 0.63 is below 0.75" in lines[2]


def test_markup_of_a_quote_is_text_and_what_would_steer_the_terminal_is_left_out(items: pl.DataFrame) -> None:
    text = shown(items_table(items)) + "".join(map(item_text, items.iter_rows(named=True)))
    assert "[31m[bold]1,296.4 t" in text
    assert "<b>[red]=cmd|x" in text
    assert not {"\x1b", "\u202e", "\t"} & set(text)


def test_a_long_quote_is_shortened_in_the_list_and_whole_beside_it(items: pl.DataFrame) -> None:
    quote = "words " * 40 + "end"
    long = items.head(1).with_columns(quote=pl.lit(quote))
    assert "end" not in shown(items_table(long))
    assert "..." in shown(items_table(long))
    assert quote in item_text(long.row(0, named=True))


def test_everything_about_one_fact(items: pl.DataFrame) -> None:
    lines = item_text(of(items, "en_total")).splitlines()
    assert lines[0] == "Energy 2021"
    assert dict(line.split(maxsplit=1) for line in lines[1:3]) == {"Id": "3fa1c09b" + "0" * 24, "Issuer": "360DIGITECH"}
    assert "Value     1,830 MWh (printed: 1,830 MWh)" in lines
    assert "Read by   table:exact, confidence 0.62" in lines
    assert "Status    review: confidence 0.63 is below 0.75" in lines
    assert "Document  documents/abc_report.txt, line 784, page 54" in lines
    assert not any(line.startswith(("Decided", "Comment")) for line in lines)


def test_what_was_decided_is_told_with_name_day_and_comment(items: pl.DataFrame) -> None:
    lines = item_text(of(items, "ws_total")).splitlines()
    assert "Value     120 t (about) (printed: 1,296.40 tons)" in lines
    assert "Decided   correct to 12 t by A. Reader on 2022-06-01 08:30 UTC" in lines
    assert "Status    corrected" in lines
    assert "Comment   =2+3, a slip of the printer" in lines


def test_what_the_document_does_not_print_is_not_shown_as_none(items: pl.DataFrame) -> None:
    text = item_text(of(items, "es_policy"))
    assert "None" not in text
    assert "line 784\n" in text
    assert printed({"raw_value": None, "raw_unit": "t"}) == ""
    assert printed({"raw_value": "5", "raw_unit": None}) == " (printed: 5)"


def test_a_breakdown_and_a_state_are_said() -> None:
    row = {"data_point_name": "Staff", "dimension": "gender=female", "period": 2021}
    assert subject(row) == "Staff (gender=female) 2021"
    assert said({"value": None, "unit": "t", "state": "not_applicable"}) == "not applicable"
    assert said({"value": 0.0, "unit": "t", "state": "reported_zero"}) == "0 t"


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [(1.0, "yes/no", "yes"), (0.0, "yes/no", "no"), (2.0, "level", "level 2"), (1830.5, "MWh", "1,830.5 MWh")],
)
def test_yes_no_and_levels_are_words(value: float, unit: str, words: str) -> None:
    assert said({"value": value, "unit": unit, "state": "reported"}) == words
    decided = {"decision": "correct", "decided_value": value, "canonical_unit": unit, "decided_by": "A"}
    assert why(decided) == f"correct to {words} by A"


def test_why_it_waits_or_what_became_of_it() -> None:
    row = {"decision": None, "reason": "low", "decided_value": None, "canonical_unit": "t", "decided_by": None}
    assert why(row) == "low"
    assert why({**row, "decision": "reject", "decided_by": "B\x1b"}) == "reject by B"


def test_decisions_that_meet_no_fact(small_published_file: Path) -> None:
    orphans = PublishedReader(small_published_file).orphan_decisions()
    assert [line.plain for line in orphan_lines(orphans)] == [
        "Decisions about facts that the last run did not find: 1",
        "  ws_total 2021 in document cdcdcdcdcdcd (reject by A. Reader; review/decisions.csv row 2)",
    ]
    assert orphan_lines(orphans.clear()) == []


def test_names_in_orphans_are_clean(small_published_file: Path) -> None:
    orphans = PublishedReader(small_published_file).orphan_decisions().with_columns(decided_by=pl.lit("\x1b]0;x[red]"))
    assert "reject by ]0;x[red];" in shown(*orphan_lines(orphans))
    assert orphans["decided_at"].to_list() == [datetime(2022, 6, 1, 8, 30)]  # noqa: DTZ001 - the column is UTC


def test_a_delivered_value_is_shown_with_its_file_and_citation(file_with_slips: Path) -> None:
    items = PublishedReader(file_with_slips).review_items("BANKX")
    lines = item_text(items.row(by_predicate=pl.col("review_id") == "51" * 16, named=True)).splitlines()
    assert "Value     2,500,000 MWh (printed: 2,500,000 MWh)" in lines
    assert "Status    held: 1,000 times the other years" in lines
    assert "Look at   2500 MWh would fit: is it in another unit than MWh?" in lines
    assert "Source    sample/registry/issuers.csv" in lines
    assert "Cited     <b>[red]=cmd|x" in lines
    assert not any(line.startswith(("Document", "Quote")) for line in lines)


def test_a_decision_about_a_value_that_is_gone_names_it(file_with_slips: Path) -> None:
    lines = orphan_lines(PublishedReader(file_with_slips).orphan_decisions())
    assert lines[-1].plain.startswith("  en_total 2020 of value eeeeeeeeeeee (")
