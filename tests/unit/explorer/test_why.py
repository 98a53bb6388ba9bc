"""A change as a page; whole answers are held against the published tables in tests/pipeline/test_why.py."""

from dataclasses import replace
from pathlib import Path

import pytest
from rich.text import Text
from rich.tree import Tree

from esg_pipeline.explain import explain
from esg_pipeline.explorer import why as page
from esg_pipeline.explorer.addresses import NoSuchPageError, Query
from esg_pipeline.explorer.why import Branch, branch, why_page
from esg_pipeline.reader import PublishedReader
from tests.unit.test_why import BEFORE, DAY, MOVES, change


@pytest.fixture
def reader(small_published_file: Path) -> PublishedReader:
    return PublishedReader(small_published_file)


def test_a_change_is_told_by_cause_and_adds_up(reader: PublishedReader, monkeypatch: pytest.MonkeyPatch) -> None:
    issuer = explain(reader.explanation("360DIGITECH", DAY))
    monkeypatch.setattr(page, "two_dates", lambda *_: (BEFORE, DAY))
    monkeypatch.setattr(page, "explained_change", lambda *_: change(replace(issuer, issuer_name="<i>x"), MOVES))
    made = why_page(reader, Query((("issuer", "360DIGITECH"),)))
    assert "+10.000 points</h2>" in made
    assert "<strong>New facts: values of a newer year, or told for the first time +11.000</strong>" in made
    assert "The causes add up to the change" in made
    assert "&lt;i&gt;x" in made


def test_a_tree_keeps_its_lines_and_their_order() -> None:
    tree = Tree(Text("a"))
    tree.add(Text("b", "bold")).add("c")
    tree.add("d")
    assert branch(tree) == Branch("a", (Branch("b", (Branch("c", ()),)), Branch("d", ())))


@pytest.mark.parametrize("query", [{"issuer": "NOBODY"}, {}, {"issuer": "360DIGITECH", "before": "1999-01-01"}])
def test_what_is_not_there_is_refused(reader: PublishedReader, query: dict[str, str]) -> None:
    with pytest.raises(NoSuchPageError):
        why_page(reader, Query(tuple(query.items())))
