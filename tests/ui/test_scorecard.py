"""Scorecards in a real browser: they ask nobody, can be read by everybody, fit a phone and print as they should."""

from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from click.testing import CliRunner

from esg_pipeline import cli
from tests.ui.conftest import DESK, Tab
from tests.ui.hard_file import LONG_NAME
from tests.ui.hard_file import hard_file as hard_file  # noqa: PLC0414  # the fixture
from tests.ui.looks import faint_texts, reachable, way_of_the_tab_key
from tests.unit.conftest import small_published_file as small_published_file  # noqa: PLC0414  # the fixture

pytestmark = pytest.mark.slow

CARDS = [(issuer, "en") for issuer in ("360DIGITECH", "BANKX", "CAPPED", "SIM-0001")] + [("360DIGITECH", "zh")]


def card_of(file: Path, issuer: str, language: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a card that `esg report` wrote."""
    monkeypatch.setenv("ESG_WAREHOUSE_DIR", str(file.parent))
    card = folder / "card.html"
    words = ["report", issuer, "--format", "html", "--language", language, "--out", str(card)]
    assert CliRunner().invoke(cli.esg, words).exit_code == 0
    return card.as_uri()


def test_what_cannot_be_read_or_reached_is_found(tab: Tab) -> None:
    bar = '<svg><rect width="90" height="20" fill="#fff"/><text y="15" fill="#{}">in a bar</text></svg>'
    tab.page.set_content(
        '<p style="color:#999">faint</p><p style="color:#999;background:#000">on dark</p><p style="color:#555">dark</p>'
        + bar.format("999")
        + bar.format("555")
        + '<a href="/a" style="outline:none">no ring</a><a href="/b">ring</a>'
    )
    assert [text["text"] for text in faint_texts(tab.page)] == ["faint", "in a bar"]
    assert [step["is_seen"] for step in way_of_the_tab_key(tab.page, 2)] == [False, True]


@pytest.mark.parametrize(("issuer", "language"), CARDS)
def test_a_card_asks_nobody_fits_and_can_be_read(
    hard_file: Path, tab: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issuer: str, language: str
) -> None:
    address = card_of(hard_file, issuer, language, tmp_path, monkeypatch)
    tab.page.goto(address)
    assert tab.asked == [address]
    assert tab.errors == []
    assert tab.width() <= tab.page.viewport_size["width"]  # type: ignore[index]
    assert faint_texts(tab.page) == []
    assert tab.page.title() != "owned"
    assert tab.page.locator("script, img").count() == 0


def test_the_tab_key_leads_through_a_card_and_past_its_head(
    hard_file: Path, tab: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.page.goto(card_of(hard_file, "360DIGITECH", "en", tmp_path, monkeypatch))
    wanted = reachable(tab.page)
    way = way_of_the_tab_key(tab.page, len(wanted))
    assert [step["name"] for step in way] == wanted
    assert all(step["is_seen"] for step in way)
    tab.page.reload()
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    assert tab.page.url.endswith("#card")


def test_a_card_is_printed_with_all_that_it_says(
    hard_file: Path, tab: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.page.goto(card_of(hard_file, "360DIGITECH", "en", tmp_path, monkeypatch))
    headings = [text.strip() for text in tab.page.locator("h2").all_inner_texts()]
    printed = printed_texts(tab.page.pdf(format="A4", print_background=True))
    assert 2 <= len(printed) <= 5
    assert "360 DigiTech, Inc." in printed[0]
    assert all(len(text.strip()) > 40 for text in printed), "no sheet is all but empty"
    whole = plain("".join(printed))
    assert headings
    assert [heading for heading in headings if plain(heading) not in whole] == []
    assert plain(tab.page.locator("q").first.inner_text()) in whole


def printed_texts(pdf: bytes) -> list[str]:
    """The text of every page of a PDF."""
    document = pypdfium2.PdfDocument(BytesIO(pdf))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def plain(text: str) -> str:
    """Text without what a line break or a font may change."""
    return "".join(text.split()).casefold()


def test_a_name_of_300_characters_is_there_and_breaks_nothing(
    hard_file: Path, tab: Tab, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab.page.goto(card_of(hard_file, "CAPPED", "en", tmp_path, monkeypatch))
    shown = tab.page.locator("h1").inner_text()
    assert LONG_NAME.startswith(shown.removesuffix("..."))
    assert tab.page.locator("h1 i").count() == 0
    box = tab.page.locator("h1").bounding_box()
    assert box
    assert box["x"] + box["width"] <= DESK
