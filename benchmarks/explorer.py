"""Asks the explorer for its pages on a large published file and prints how long each takes and how large it is.

    python benchmarks/explorer.py PUBLISHED [--issuers 10000] [--rounds 5] [--large FILE]

PUBLISHED is a small published file; a large one is made of it (or taken from --large where that exists). Seconds are
medians by the clock, over HTTP and, where Chromium and playwright are there, until the page is loaded in a new tab
with an empty cache. The peers show one table of the newest date each, in the same run, where they are installed.
"""

import argparse
import contextlib
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from large_published import make_large

from esg_pipeline.reader import PublishedReader

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PEERS = Path(__file__).with_name("explorer_peers")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ISSUER, OTHER, OTHER_MOVED, KEY_ISSUE = "360DIGITECH", "ZZ001-360DIGITECH", "ZZ001-SIM-00003", "ghg_emission"
PATIENCE = 120


@dataclass(frozen=True)
class Got:
    """An answer: status, seconds, bytes as sent (packed, if the server packs) and as HTML."""

    status: int
    seconds: float
    sent: int


@dataclass(frozen=True)
class Line:
    """A page as measured: medians in seconds, null without a browser."""

    name: str
    status: int
    seconds: float
    sent: int
    seen: float | None


def pages(first: str, last: str) -> dict[str, str]:
    """Name -> address of what is asked for, with the first and the last rating date."""
    of, both, simulated = {"issuer": ISSUER}, [("issuer", ISSUER), ("issuer", OTHER)], {"kind": "simulated"}
    return {
        "first view": "/",
        "page 100": "/?page=100",
        "by name": "/?" + urlencode({"order": "name"}),
        "search": "/?" + urlencode({"q": "digitech"}),
        "search that finds all": "/?" + urlencode({"q": "s"}),
        "filter": "/?" + urlencode({"industry": "banking", "grade": "B", "date": first}),
        "issuer": "/issuer?" + urlencode(of),
        "issuer, a copy": "/issuer?" + urlencode({"issuer": OTHER}),
        "key issue": "/key-issue?" + urlencode({**of, "key_issue": KEY_ISSUE}),
        "scorecard": "/scorecard?" + urlencode(of),
        "what if": "/what-if?" + urlencode(of),
        "compare": "/compare?" + urlencode(both),
        "why": "/why?" + urlencode({"issuer": OTHER_MOVED}),
        "heat map": "/heat-map?" + urlencode({"date": last, **simulated}),
        "heat map of a key issue": "/heat-map?" + urlencode({"key_issue": KEY_ISSUE, "date": last, **simulated}),
        "migration": "/migration?" + urlencode({"before": first, "date": last, **simulated}),
        "nobody": "/issuer?issuer=NOBODY",
    }


def get(address: str) -> Got:
    """Asks for a page as a browser does."""
    request = Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310  # our own server
    begun = time.perf_counter()
    try:
        with urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            status, body = answer.status, answer.read()
    except HTTPError as error:
        status, body = error.code, error.read()
    return Got(status, time.perf_counter() - begun, len(body))


@contextlib.contextmanager
def serving(command: Callable[[int], list[str]], file: Path) -> Generator[tuple[str, float]]:
    """A server on a file: its address, and the seconds until it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    begun, address = time.perf_counter(), f"http://127.0.0.1:{port}"
    settings = {**os.environ, "ESG_WAREHOUSE_DIR": str(file.parent), "MARIMO_SKIP_UPDATE_CHECK": "1"}
    server = subprocess.Popen(command(port), env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - begun < PATIENCE:
            with contextlib.suppress(URLError, OSError):
                get(address)
                break
            time.sleep(0.05)
        yield address, time.perf_counter() - begun
    finally:
        server.terminate()
        server.wait()


def explorer(port: int) -> list[str]:
    start = "from esg_pipeline.cli import main; main()"
    return [sys.executable, "-c", start, "explore", "--port", str(port)]


def marimo(port: int) -> list[str]:
    place = ["--headless", "--no-token", "--host", "127.0.0.1", "--port", str(port)]
    return [sys.executable, "-m", "marimo", "run", str(PEERS / "page_marimo.py"), *place]


def streamlit(port: int) -> list[str]:
    place = ["--server.headless", "true", "--server.address", "127.0.0.1", "--server.port", str(port)]
    quiet = ["--browser.gatherUsageStats", "false"]
    return [sys.executable, "-m", "streamlit", "run", str(PEERS / "page_streamlit.py"), *place, *quiet]


@contextlib.contextmanager
def chromium() -> "Generator[Browser | None]":
    """A browser, or None."""
    if not (CHROMIUM and find_spec("playwright")):
        yield None
        return
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()


def seen(browser: "Browser", address: str, sign: str) -> float:
    """Seconds until a sign of the page is there, in a tab with an empty cache."""
    context = browser.new_context()
    page = context.new_page()
    begun = time.perf_counter()
    page.goto(address)
    page.wait_for_selector(sign, timeout=PATIENCE * 1000)
    seconds = time.perf_counter() - begun
    context.close()
    return seconds


def measured(name: str, address: str, rounds: int, browser: "Browser | None", sign: str = "h1") -> Line:
    """A page asked for some times, after one that does not count."""
    get(address)
    answers = [get(address) for _ in range(rounds)]
    looks = [seen(browser, address, sign) for _ in range(rounds)] if browser and answers[0].status == 200 else []
    return Line(
        name,
        answers[0].status,
        median(answer.seconds for answer in answers),
        answers[0].sent,
        median(looks) if looks else None,
    )


def explorer_lines(file: Path, rounds: int, browser: "Browser | None") -> list[Line]:
    """Every page of the explorer."""
    dates = PublishedReader(file).rating_dates()
    asked = pages(str(dates[0]), str(dates[-1]))
    with serving(explorer, file) as (address, start):
        print(f"started in {start:.1f} s")
        return [measured(name, address + path, rounds, browser) for name, path in asked.items()]


def peer_lines(file: Path, rounds: int, browser: "Browser | None") -> list[Line]:
    """The first view of the peers that are installed; they draw in the browser, so without one there is nothing."""
    peers: Mapping[str, tuple[Callable[[int], list[str]], str]] = {
        "marimo": (marimo, "marimo-table table"),
        "streamlit": (streamlit, "[data-testid=stDataFrame] canvas"),
    }
    lines: list[Line] = []
    for name, (command, sign) in peers.items():
        if browser and find_spec(name):
            with serving(command, file) as (address, _):
                lines.append(measured(f"first view, {name}", address, rounds, browser, sign))
    return lines


def report(lines: list[Line]) -> str:
    """A line per page."""
    rows = [f"{'page':<26}{'status':>7}{'HTTP, s':>10}{'sent, kB':>10}{'in a browser, s':>18}"]
    for line in lines:
        looked = "-" if line.seen is None else f"{line.seen:.2f}"
        rows.append(f"{line.name:<26}{line.status:>7}{line.seconds:>10.3f}{line.sent / 1000:>10.1f}{looked:>18}")
    return "\n".join(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("published", type=Path)
    parser.add_argument("--issuers", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--large", type=Path, help="where the large file is, or is to be kept")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        file = options.large or Path(folder) / "published.duckdb"
        if not file.exists():
            make_large(options.published, file, options.issuers)
        reader = PublishedReader(file)
        dates = reader.rating_dates()
        issuers = reader.ratings(dates[-1]).height
        print(f"{issuers} issuers on {dates[-1]}, {len(dates)} rating dates, {file.stat().st_size / 1e9:.1f} GB")
        print(report(explorer_lines(file, options.rounds, browser)), flush=True)
        print(report(peer_lines(file, options.rounds, browser)))


if __name__ == "__main__":
    main()
