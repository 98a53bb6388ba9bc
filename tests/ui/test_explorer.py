"""The explorer in a real browser, on a file that is hard to show: find an issuer, reach a quote, move a weight."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from esg_pipeline.explorer.app import PAGES
from tests.services import free_port, furnish
from tests.ui.conftest import Tab, at_work
from tests.ui.hard_file import LONG_NAME, MANY
from tests.ui.hard_file import hard_file as hard_file  # noqa: PLC0414  # the fixture
from tests.ui.looks import faint_texts, reachable, way_of_the_tab_key
from tests.unit.conftest import small_published_file as small_published_file  # noqa: PLC0414  # the fixture

pytestmark = pytest.mark.slow

START = "from esg_pipeline.cli import main; main()"
WHO: dict[str, object] = {"issuer": "360DIGITECH"}
# What a page is asked about; without an entry a page must have something to show by itself.
ASKED: dict[str, dict[str, object]] = {
    "/issuer": WHO,
    "/key-issue": {**WHO, "key_issue": "ghg_emission"},
    "/scorecard": WHO,
    "/what-if": WHO,
    "/compare": {"issuer": ["360DIGITECH", "CAPPED"]},
}
# Other looks of the same pages.
MORE = (
    "/heat-map?key_issue=ghg_emission&kind=real",
    "/heat-map?key_issue=ghg_emission&industry=non_bank_financials&kind=real",
    "/heat-map?industry=non_bank_financials&kind=real",
    "/heat-map?level=theme&kind=simulated",
    "/migration?kind=simulated",
    "/compare?q=s",
    "/?q=nobody+at+all",
)
# These need the inputs of a whole run: they are walked on what the pipeline published.
OF_A_RUN = ("/document", "/what-if", "/why")


def explored(file: Path) -> Iterator[str]:
    """`esg explore` at work on a file."""
    port = free_port()
    settings = {**os.environ, "ESG_WAREHOUSE_DIR": str(file.parent)}
    with at_work(
        [sys.executable, "-c", START, "explore", "--port", str(port)], f"http://127.0.0.1:{port}", settings
    ) as at:
        yield at


@pytest.fixture(scope="module")
def address(hard_file: Path) -> Iterator[str]:
    yield from explored(hard_file)


@pytest.fixture(scope="module")
def address_of_a_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The explorer on what the pipeline published of the sample; run apart, for the browser has this thread's loop."""
    folder = tmp_path_factory.mktemp("run")
    command = [sys.executable, "-c", START, "run", "--rating-date", "2022-04-30..2022-10-31"]
    subprocess.run(command, cwd=folder, env=furnish(folder), check=True, capture_output=True, timeout=900)
    yield from explored(folder / "warehouse" / "published.duckdb")


def assert_well_behaved(tab: Tab, address: str) -> None:
    """Nobody else was asked, nothing complained, nothing is wider than the window or too faint to read."""
    assert tab.hosts() == {address.removeprefix("http://")}
    assert tab.errors == []
    assert tab.width() <= tab.page.viewport_size["width"]  # type: ignore[index]
    assert faint_texts(tab.page) == []
    assert tab.page.title() != "owned"
    assert tab.page.locator("script, img").count() == 0


def asked_of(path: str) -> str:
    """An address with what the page needs to know."""
    return f"{path}?{urlencode(ASKED[path], doseq=True)}" if path in ASKED else path


LOOKS = [*(asked_of(path) for path in sorted(set(PAGES) - set(OF_A_RUN))), *MORE]


def test_from_the_first_view_to_the_quote(tab: Tab, address: str) -> None:
    page = tab.page
    page.goto(address)
    page.get_by_label("Name or id").fill("360digitech")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("link", name="360 DigiTech, Inc.").click()
    page.get_by_role("link", name="Ghg Emission").click()
    quote = page.locator("blockquote").first
    quote.wait_for()
    assert quote.is_visible()
    assert "<script>document.title='owned'</script>" in quote.inner_text()
    assert_well_behaved(tab, address)


@pytest.mark.parametrize("path", LOOKS)
def test_a_page_fits_and_can_be_read(tab: Tab, address: str, path: str) -> None:
    answer = tab.page.goto(address + path)
    assert answer
    assert answer.status == 200
    assert_well_behaved(tab, address)


@pytest.mark.parametrize("path", LOOKS)
def test_the_tab_key_leads_through_a_page(tab: Tab, address: str, path: str) -> None:
    tab.page.goto(address + path)
    wanted = reachable(tab.page)
    way = way_of_the_tab_key(tab.page, len(wanted))
    assert [step["name"] for step in way] == wanted
    assert [step["name"] for step in way if not step["is_seen"]] == []
    tab.page.goto(address + path)
    tab.page.keyboard.press("Tab")
    tab.page.keyboard.press("Enter")
    assert re.search(r"#\w+$", tab.page.url), "the first thing that the Tab key reaches leads past the head"


def test_ten_thousand_issuers_are_paged_and_searched(tab: Tab, address: str) -> None:
    page = tab.page
    page.goto(address)
    page.get_by_text(f"1 to 50 of {MANY + 4:,} issuers on 2022-10-31").wait_for()
    assert page.locator("tbody tr").count() == 50
    page.get_by_role("link", name="next").click()
    page.get_by_text(f"51 to 100 of {MANY + 4:,} issuers").wait_for()
    page.get_by_label("Name or id").fill("many-09999")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("1 to 1 of 1 issuer on").wait_for()
    assert page.get_by_role("link", name="<b>[red]=cmd|x9999").is_visible()
    assert_well_behaved(tab, address)


@pytest.mark.parametrize("issuer", ["CAPPED", "BANKX", "SIM-0001"])
def test_hard_issuers_break_nothing(tab: Tab, address: str, issuer: str) -> None:
    tab.page.goto(f"{address}/issuer?issuer={issuer}")
    heading = tab.page.locator("h1").inner_text()
    assert heading.startswith({"CAPPED": LONG_NAME[:40], "BANKX": "测试银行", "SIM-0001": "<b>[red]"}[issuer])
    assert_well_behaved(tab, address)


@pytest.mark.parametrize("wrong", ["/issuer?issuer=<b>nobody", "/nowhere", "/?date=1999-01-01", "/?page=x"])
def test_what_does_not_exist_is_said_and_leads_back(tab: Tab, address: str, wrong: str) -> None:
    answer = tab.page.goto(address + wrong)
    assert answer
    assert answer.status == 404
    tab.errors.clear()  # the browser notes the answer's status as an error
    assert_well_behaved(tab, address)
    tab.page.get_by_role("link", name="Issuers").first.click()
    tab.page.get_by_text("issuers on 2022-10-31").wait_for()


def test_a_quote_is_found_in_its_document(tab: Tab, address_of_a_run: str) -> None:
    page = tab.page
    page.goto(f"{address_of_a_run}/key-issue?issuer=HARBOUR_STEEL&key_issue=ghg_emission")
    quote = page.locator("blockquote").first.inner_text()
    page.get_by_role("link", name="Read it in the document").first.click()
    marked = page.locator("mark").first
    marked.wait_for()
    assert "".join(page.locator("mark").all_inner_texts()).split() == quote.split()
    assert_well_behaved(tab, address_of_a_run)


def test_a_moved_rating_is_explained_by_causes(tab: Tab, address_of_a_run: str) -> None:
    tab.page.goto(f"{address_of_a_run}/why?issuer=HARBOUR_STEEL")
    tab.page.get_by_text("Fading events").first.wait_for()
    assert_well_behaved(tab, address_of_a_run)


def test_a_weight_moves_the_score(tab: Tab, address_of_a_run: str) -> None:
    page = tab.page
    page.goto(f"{address_of_a_run}/issuer?issuer=HARBOUR_STEEL")
    page.get_by_role("link", name="What if").click()
    page.get_by_label("Key issue").select_option("ghg_emission")
    page.get_by_label("Influence and impact time").select_option(index=1)
    page.get_by_role("button", name="Weigh it so").click()
    page.locator("#outcome").wait_for()
    now, what_if = page.get_by_role("row", name="Score").first.locator("td").all_inner_texts()
    assert now != what_if
    assert_well_behaved(tab, address_of_a_run)
