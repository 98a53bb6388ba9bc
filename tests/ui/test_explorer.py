"""The explorer in a real browser, on the small published file: find an issuer, reach a quote, move a weight."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError

import pytest

from tests.services import free_port
from tests.unit.conftest import small_published_file as small_published_file  # noqa: PLC0414  # the fixture

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
START = "from esg_pipeline.cli import main; main()"


@pytest.fixture(scope="module")
def address(small_published_file: Path) -> Iterator[str]:
    if not os.environ.get("CI") and not (CHROMIUM and find_spec("playwright")):
        pytest.skip("chromium and the extra `ui` are needed")
    port = free_port()
    settings = {**os.environ, "ESG_WAREHOUSE_DIR": str(small_published_file.parent)}
    with subprocess.Popen([sys.executable, "-c", START, "explore", "--port", str(port)], env=settings) as server:
        try:
            yield answering(f"http://127.0.0.1:{port}")
        finally:
            server.terminate()


def answering(address: str) -> str:
    """The address, as soon as somebody answers there."""
    for _ in range(60):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  # our own server
                return address
        except (URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(f"{address} does not answer")


@pytest.fixture(params=[1200, 390])
def page(request: pytest.FixtureRequest, address: str) -> "Iterator[Page]":
    """A tab of a desk and of a phone, which asks nobody else."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    hosts: set[str] = set()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        tab = browser.new_page(viewport={"width": request.param, "height": 800})
        tab.on("request", lambda asked: hosts.add(asked.url.split("/")[2]))
        tab.goto(address)
        yield tab
        assert tab.evaluate("document.documentElement.scrollWidth") <= request.param
        browser.close()
    assert hosts == {address.removeprefix("http://")}


def test_from_the_first_view_to_the_quote(page: "Page") -> None:
    page.get_by_label("Name or id").fill("360digitech")
    page.get_by_role("button", name="Show").click()
    page.locator("tbody a").first.click()
    page.locator("#ghg_emission > summary").click()
    page.locator("#ghg_emission details > summary").first.click()
    quote = page.locator("#ghg_emission blockquote").first
    quote.wait_for()
    assert quote.is_visible()


def test_a_weight_moves_the_score(page: "Page", address: str) -> None:
    page.goto(f"{address}/issuer/360DIGITECH")
    page.get_by_label("What if this key issue").select_option("ghg_emission")
    page.get_by_label("weighed so many times as much").fill("50")
    page.get_by_role("button", name="Calculate").click()
    before, after = page.locator("#what-if").inner_text().split(" from ")[1].split(" to ")
    assert before.split()[0] != after.split()[0]
