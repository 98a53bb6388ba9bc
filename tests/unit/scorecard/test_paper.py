"""The PDF: text that can be read, the same bytes, text that is never markup, fonts that are missing."""

import builtins
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pypdfium2 as pdfium
import pytest

from esg_pipeline.scorecard import paper as module
from esg_pipeline.scorecard.card import scorecard
from esg_pipeline.scorecard.paper import BUILT_IN, PaperError, families, paper
from esg_pipeline.scorecard.source import Source

HOSTILE = '#panic() = x *b* $y$ `z` <l> @r \\ "q" \x1b[31m אבג ' + "x" * 3000


def text_of(printed: bytes) -> str:
    document = pdfium.PdfDocument(printed)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="module", autouse=True)
def typst() -> Any:
    return pytest.importorskip("typst")


def test_it_is_tagged_and_the_same_each_time(digitech: Source) -> None:
    card = scorecard(digitech, "en")
    printed = paper(card)
    assert printed == paper(card)
    assert b"/StructTreeRoot" in printed
    text = text_of(printed)
    for words in ("360 DigiTech, Inc.", "In brief", "74.99", "Page 1 of", digitech.explanation.methodology_hash):
        assert words in text


@pytest.mark.parametrize("issuer", ["BANKX", "CAPPED", "SIM-0001"])
def test_text_is_never_read_as_markup(source_of: Callable[[str], Source], issuer: str) -> None:
    of = source_of(issuer)
    hostile = replace(of, explanation=replace(of.explanation, issuer_name=HOSTILE, issuer_id=HOSTILE[:60]))
    text = text_of(paper(scorecard(hostile, "en")))
    assert "#panic() = x *b* $y$ `z` <l> @r" in text
    assert ("SIMULATED" in text) == (issuer == "SIM-0001")


def test_chinese_prints_where_there_is_a_font(digitech: Source, typst: Any) -> None:
    try:
        families(typst.Fonts().families(), "zh-Hans")
    except PaperError:
        pytest.skip("no Chinese font is installed")
    text = text_of(paper(scorecard(digitech, "zh")))
    for words in ("拉高得分的议题", "关键议题", "评级日"):
        assert words in text


def test_chinese_without_a_font_says_what_to_install() -> None:
    with pytest.raises(PaperError, match="fonts-noto-cjk"):
        families(["DejaVu Sans"], "zh-Hans")
    assert families([], "en") == [BUILT_IN]
    assert families(["WenQuanYi Zen Hei", "DejaVu Sans"], "zh-Hans")[0] == "WenQuanYi Zen Hei"
    assert families(["WenQuanYi Zen Hei", "DejaVu Sans"], "en")[0] == "DejaVu Sans"


def test_without_typst_it_says_what_to_install(digitech: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name == "typst":
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(PaperError, match=r"esg-pipeline\[report\]"):
        paper(scorecard(digitech, "en"))


def test_the_template_is_beside_the_module() -> None:
    assert module.TEMPLATE.is_file()
