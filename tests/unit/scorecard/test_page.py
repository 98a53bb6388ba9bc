"""The page: escaped, without script, for screen readers and keyboards, the same bytes each time."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from selectolax.lexbor import LexborHTMLParser

from esg_pipeline.scorecard.card import scorecard
from esg_pipeline.scorecard.page import page
from esg_pipeline.scorecard.source import Source
from esg_pipeline.scorecard.words import LANGUAGES

HOSTILE = '</title><script>alert(1)</script>"\x1b[31m\u202e\ud800 {{7*7}} אבג ' + "x" * 3000


@pytest.fixture(params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return request.param


def parsed(of: Source, language: str) -> LexborHTMLParser:
    return LexborHTMLParser(page(scorecard(of, language)))


def test_the_same_card_gives_the_same_bytes(digitech: Source, language: str) -> None:
    assert page(scorecard(digitech, language)) == page(scorecard(digitech, language))


def test_nothing_is_run_and_nothing_is_loaded(digitech: Source, language: str) -> None:
    text = page(scorecard(digitech, language)).decode()
    assert not re.search(r"<script|\son\w+=|<link|<img|<iframe|@import|url\(", text)
    assert set(re.findall(r"https?://[^\s\"'<]+", text)) == {"http://www.w3.org/2000/svg"}


@pytest.mark.parametrize("issuer", ["360DIGITECH", "CAPPED", "SIM-0001"])
def test_names_quotes_and_findings_are_shown_and_never_read_as_markup(
    source_of: Callable[[str], Source], issuer: str, language: str
) -> None:
    of = source_of(issuer)
    hostile = replace(
        of,
        explanation=replace(of.explanation, issuer_name=HOSTILE, issuer_id=HOSTILE, industry_name=HOSTILE),
        findings=[{**row, "message": HOSTILE, "rule_id": HOSTILE} for row in of.findings],
        names={},
    )
    text = page(scorecard(hostile, language)).decode()
    tree = LexborHTMLParser(text)
    assert not tree.css("script")
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "<b>[red]" not in text
    heading = tree.css_first("h1")
    assert heading
    assert heading.text().startswith('</title><script>alert(1)</script>"[31m {{7*7}} אבג')


def test_headings_are_in_order_and_there_is_one_of_the_first(digitech: Source, language: str) -> None:
    levels = [int(str(node.tag)[1]) for node in parsed(digitech, language).css("h1,h2,h3,h4")]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_tables_name_their_columns_and_rows(digitech: Source, language: str) -> None:
    tree = parsed(digitech, language)
    tables = tree.css("table")
    assert len(tables) >= 8
    for table in tables:
        assert table.css_first("caption")
        assert all(head.attributes.get("scope") in ("col", "row") for head in table.css("th"))


def test_charts_have_a_text_or_are_hidden(digitech: Source, language: str) -> None:
    charts = parsed(digitech, language).css("svg")
    told = [chart for chart in charts if chart.attributes.get("role") == "img"]
    assert len(told) >= 4
    assert all(len(chart.attributes.get("aria-label") or "") > 20 for chart in told)
    assert all(chart in told or chart.attributes.get("aria-hidden") == "true" for chart in charts)


def test_a_keyboard_reaches_the_card_and_wide_tables(digitech: Source, language: str) -> None:
    tree = parsed(digitech, language)
    links = [link.attributes["href"] or "" for link in tree.css("a")]
    assert links[0] == "#card"
    assert all(tree.css_first(f"[id='{link[1:]}']") for link in links)
    assert all(region.attributes.get("tabindex") == "0" for region in tree.css("[role=region]"))


def test_the_page_says_its_language_and_a_made_up_issuer(source_of: Callable[[str], Source], language: str) -> None:
    tree = parsed(source_of("SIM-0001"), language)
    html, label = tree.css_first("html"), tree.css_first(".sim")
    assert html
    assert html.attributes["lang"] == {"en": "en", "zh": "zh-Hans"}[language]
    assert label
    assert label.text()
    assert not parsed(source_of("360DIGITECH"), language).css(".sim")


def test_ids_are_used_once(digitech: Source, language: str) -> None:
    ids = [node.attributes["id"] for node in parsed(digitech, language).css("[id]")]
    assert len(ids) == len(set(ids))


def test_on_paper_a_short_table_stays_on_one_sheet(digitech: Source, language: str) -> None:
    tables = parsed(digitech, language).css("div.w")
    short = [len(one.css("tbody tr")) < 9 for one in tables]
    assert [("few" in (one.attributes["class"] or "").split()) for one in tables] == short
    assert any(short)
    assert ",.few{break-inside:avoid}" in page(scorecard(digitech, language)).decode()
