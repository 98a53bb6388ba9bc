"""The dictionary for a browser: everything is there, linked, escaped, and nothing is loaded from elsewhere."""

from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from data_contracts.catalogue import STORED_QUERIES, TABLES
from data_contracts.dictionary_page import in_words, main, page, section
from data_contracts.table import TEXT, Column, Table

DOCS = Path(__file__).resolve().parents[2] / "docs" / "data_dictionary.html"
TEXT_OF_PAGE = page()
TREE = LexborHTMLParser(TEXT_OF_PAGE)


def test_the_copy_in_docs_is_up_to_date() -> None:
    assert DOCS.read_text(encoding="utf-8") == TEXT_OF_PAGE, "run `make docs`"


def test_every_table_is_there_and_linked() -> None:
    names = {*TABLES, *STORED_QUERIES}
    assert {node.attributes["id"] for node in TREE.css("section h3")} == names
    assert {str(node.attributes["href"])[1:] for node in TREE.css("nav a")} == names
    assert len(TREE.css("tbody tr")) == sum(len(t.columns) for t in (*TABLES.values(), *STORED_QUERIES.values()))


def test_nothing_is_loaded_and_nothing_runs() -> None:
    assert TREE.css("script, link, img, iframe") == []
    assert "url(" not in TEXT_OF_PAGE
    assert "@import" not in TEXT_OF_PAGE


def test_text_is_escaped() -> None:
    column = Column("a", TEXT, "Less <b>than</b>.", "<script>")
    text = section(Table("mart.x", "What & why.", ("a",), (column,)))
    assert "Less &lt;b&gt;than&lt;/b&gt;." in text
    assert "&lt;script&gt;" in text
    assert "What &amp; why." in text
    assert in_words("`a<b`") == "<code>a&lt;b</code>"


def test_the_command_writes_the_file(tmp_path: Path) -> None:
    main([str(tmp_path / "new" / "page.html")])
    assert (tmp_path / "new" / "page.html").read_text(encoding="utf-8") == TEXT_OF_PAGE
