"""The notebooks in a real browser, on the small published file: they answer, ask nobody else and show names as text."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.notebooks.scripts import NOTEBOOKS
from tests.services import free_port
from tests.ui.conftest import Tab, at_work
from tests.unit.conftest import small_published_file as small_published_file  # noqa: PLC0414  # the fixture

pytestmark = pytest.mark.slow

PATIENCE = 60_000  # milliseconds


@contextmanager
def notebook(name: str, file: Path, *words: str) -> Generator[str]:
    """A notebook as `marimo run` shows it."""
    pytest.importorskip("marimo", reason="the extra `apps` is needed")
    port = free_port()
    options = ["--headless", "--no-token", "--host", "127.0.0.1", "--port", str(port)]
    command = [sys.executable, "-m", "marimo", "run", str(NOTEBOOKS / f"{name}.py"), *options, "--", *words]
    with at_work(command, f"http://127.0.0.1:{port}", {**os.environ, "ESG_WAREHOUSE_DIR": str(file.parent)}) as address:
        yield address


def look(tab: Tab, address: str) -> None:
    tab.page.set_default_timeout(PATIENCE)
    tab.page.goto(address)


def assert_quiet(tab: Tab, address: str) -> None:
    """Nobody else was asked, nothing complained."""
    assert tab.hosts() == {address.removeprefix("http://")}
    assert not tab.errors


def test_a_question_of_ones_own_is_answered(small_published_file: Path, tab: Tab) -> None:
    with notebook("ask_the_ratings", small_published_file) as address:
        look(tab, address)
        tab.page.get_by_text("4 issuers on 2022-10-31, the best first").wait_for()
        assert tab.page.get_by_role("cell", name="<b>[red]=cmd|x").is_visible()
        tab.page.get_by_label("Real issuers only").click()
        tab.page.get_by_text("3 issuers on 2022-10-31, the best first").wait_for()
        tab.page.locator(".cm-content").click()
        tab.page.keyboard.press("Control+a")
        tab.page.keyboard.insert_text("select '<img src=http://127.0.0.2/a.png>' as name, 'asked' as done")
        tab.page.get_by_role("button", name="Ask").click()
        tab.page.get_by_role("cell", name="asked").wait_for()
        assert tab.page.get_by_role("cell", name="<img src=http://127.0.0.2/a.png>").is_visible()
        assert tab.width() <= tab.page.viewport_size["width"]  # type: ignore[index]
        assert_quiet(tab, address)


def test_an_issuer_leads_to_the_quote(small_published_file: Path, tab: Tab) -> None:
    with notebook("one_issuer", small_published_file, "--issuer", "sim-0001") as address:
        look(tab, address)
        tab.page.get_by_text("SIM-0001 on 2022-10-31").wait_for()
        tab.page.get_by_label("Issuer id").fill("360digitech")
        tab.page.get_by_label("Issuer id").press("Enter")
        tab.page.get_by_text("360DIGITECH on 2022-10-31").wait_for()
        tab.page.get_by_label("Key issue").select_option(label="Ghg Emission")
        tab.page.get_by_role("cell", name="Emissions [31m[bold]1,296.4 t").wait_for()
        assert tab.width() <= tab.page.viewport_size["width"]  # type: ignore[index]
        # The small file holds no whole method to say by why a rating moved; tests/pipeline shows that.
        assert tab.hosts() == {address.removeprefix("http://")}


def test_a_portfolio_is_brought_and_screened(small_published_file: Path, tab: Tab, tmp_path: Path) -> None:
    holdings = tmp_path / "holdings.csv"
    holdings.write_text("issuer,weight\n360DIGITECH,50\nCAPPED,25\nNOBODY,25\n")
    with notebook("screen_a_portfolio", small_published_file) as address:
        look(tab, address)
        tab.page.get_by_text("An example, not a portfolio").wait_for()
        tab.page.locator("input[type=file]").set_input_files(holdings)
        tab.page.get_by_text("75.0 % of the weight has a grade").wait_for()
        tab.page.get_by_text("leaves out 2").wait_for()
        tab.page.get_by_label("Keep what has no grade").click()
        tab.page.get_by_text("leaves out 1").wait_for()
        assert tab.width() <= tab.page.viewport_size["width"]  # type: ignore[index]
        assert_quiet(tab, address)
