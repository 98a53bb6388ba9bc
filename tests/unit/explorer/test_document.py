from pathlib import Path
from typing import Any

import polars as pl
import pytest

from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.document import document_page, lines_of, quoted
from esg_pipeline.explorer.render import spaced
from esg_pipeline.reader import PublishedReader
from esg_pipeline.warehouse import Warehouse
from tests.unit.published_rows import table

TEXT = "one\ntwo <b>\nthree four\nfive"


def place(start: int, end: int, text_start: int = 0) -> dict[str, Any]:
    line = TEXT[:start].count("\n") + 1
    return {"around": TEXT[text_start:], "text_start": text_start, "char_start": start, "char_end": end, "line": line}


@pytest.mark.parametrize("start", range(len(TEXT)))
def test_lines_hold_the_whole_text_and_mark_the_quote(start: int) -> None:
    for end in range(start + 1, len(TEXT) + 1):
        lines = lines_of(place(start, end))
        assert "\n".join(line.before + line.quoted + line.after for line in lines) == TEXT
        assert "\n".join(line.quoted for line in lines).strip("\n") == TEXT[start:end].strip("\n")
        assert [line.number for line in lines] == [1, 2, 3, 4]


def test_numbers_stay_when_the_text_starts_later() -> None:
    lines = lines_of(place(12, 17, 4))
    assert (lines[0].number, lines[0].before) == (2, "two <b>")
    assert next(line.number for line in lines if line.quoted) == 3
    assert quoted(place(12, 17, 4)) == "three"


def test_a_fact_without_a_text_is_refused(small_published_file: Path) -> None:
    with pytest.raises(NoSuchPageError, match="there is no fact nobody"):
        document_page(PublishedReader(small_published_file), Query((("fact", "nobody"),)))


def test_the_page_shows_the_quote_among_its_lines_and_says_when_it_is_not_there(
    small_published_file: Path, tmp_path: Path
) -> None:
    file = tmp_path / small_published_file.name
    file.write_bytes(small_published_file.read_bytes())
    reader = PublishedReader(file)
    work = Warehouse(file)
    facts = work.read("core.extracted_fact").sort("char_start")
    fact = facts.row(0, named=True)
    document = work.read("raw.document").head(1).with_columns(document_id=pl.lit(fact["document_id"]))
    text = f"before <i>\n{fact['quote']} after".rjust(fact["char_start"] + 200)
    starts = text.index(fact["quote"])
    there = {"document_id": fact["document_id"], "language": "en", "lines": 2, "text": text, "is_simulated": False}
    moved = facts.head(1).with_columns(
        fact_id=pl.lit("there"), char_start=pl.lit(starts), char_end=pl.lit(starts + len(fact["quote"])), line=pl.lit(2)
    )
    lost = moved.with_columns(fact_id=pl.lit("lost"), char_start=pl.lit(0), char_end=pl.lit(5), line=pl.lit(1))
    work.replace(
        {
            "raw.document": document,
            "core.document_text": table("core.document_text", [there]),
            "core.extracted_fact": pl.concat([moved, lost]),
        }
    )
    made = document_page(reader, Query((("fact", "there"),)))
    assert f'<mark id="quote">{spaced(fact["quote"])}</mark> after' in made
    assert "before &lt;i&gt;" in made
    assert "is not the quote" not in made
    assert "is not the quote" in document_page(reader, Query((("fact", "lost"),)))
