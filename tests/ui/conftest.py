"""A Chromium for the walks, with a record of whom it asks and what it complains about."""

import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING
from urllib.error import URLError

import pytest

from tests.services import stop

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
)
DESK, PHONE = 1200, 390


@dataclass
class Tab:
    """A page of the browser and what it did: requests by address, errors of the console and of the page."""

    page: "Page"
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def hosts(self) -> set[str]:
        """Host and port of everybody who was asked; `file` for files."""
        return {address.split("/")[2] or address.split(":")[0] for address in self.asked if "//" in address}

    def width(self) -> int:
        """How wide the page is; wider than the window, it has to be moved sideways."""
        return self.page.evaluate("document.documentElement.scrollWidth")


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    """One Chromium for a file's walks, for its loop must end before others start theirs; in CI it must be there."""
    if not os.environ.get("CI") and not (CHROMIUM and find_spec("playwright")):
        pytest.skip("chromium and the extra `ui` are needed")
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield chromium
        chromium.close()


@contextmanager
def tab_of(browser: "Browser", width: int = DESK) -> Generator[Tab]:
    """A new tab with an empty cache."""
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = Tab(context.new_page())
    context.on("request", lambda request: tab.asked.append(request.url))
    tab.page.on("pageerror", lambda error: tab.errors.append(str(error)))
    tab.page.on("console", lambda said: tab.errors.append(said.text) if said.type == "error" else None)
    try:
        yield tab
    finally:
        context.close()


@pytest.fixture(params=[DESK, PHONE])
def tab(browser: "Browser", request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A tab of a desk and of a phone."""
    with tab_of(browser, request.param) as opened:
        yield opened


@contextmanager
def at_work(command: Sequence[str], address: str, settings: dict[str, str]) -> Generator[str]:
    """A server of our own, which is ended with the block; gives its address as soon as somebody answers there."""
    server = subprocess.Popen(command, env=settings, start_new_session=True)
    try:
        wait_for(address)
        yield address
    finally:
        server.terminate()
        stop(server)


def wait_for(address: str) -> None:
    """Returns when the address answers. Raises TimeoutError when it does not for a minute."""
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=5):  # noqa: S310  # our own server
                return
        except (URLError, OSError):
            time.sleep(0.5)
    raise TimeoutError(f"{address} does not answer")
