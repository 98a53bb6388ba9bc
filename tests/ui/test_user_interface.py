"""The real user interface in a real browser: what a data engineer looks at, and the pictures of docs/operations.md.

ESG_WRITE_PICTURES=1 writes the pictures into docs/images; without it they go to a passing folder.
"""

import io
import os
import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.services import BIN, Services, furnish, serving
from tests.ui.conftest import CHROMIUM, QUIET

if TYPE_CHECKING:
    from playwright.sync_api import FloatRect, Page

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
DATES = ("2022-04-30", "2022-10-31")
LARGEST = 120_000  # bytes of a picture
WIDTH = 1280
Picture = Callable[[str, int], None]
PATIENCE = 90_000  # milliseconds; a busy machine takes its time


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The sample rated on two dates and published twice, so that there is something to plot."""
    if not os.environ.get("CI") and not (CHROMIUM and find_spec("playwright")):
        pytest.skip("chromium and the extra `ui` are needed")
    folder = tmp_path_factory.mktemp("ui")
    made = furnish(folder)
    for command in (
        [BIN / "esg", "run", "--rating-date", "..".join(DATES)],
        [BIN / "dagster", "job", "execute", "-m", "assets.definitions", "-j", "publish"],
    ):
        subprocess.run(command, cwd=folder, env=made, check=True, capture_output=True, timeout=900)
    return made


@pytest.fixture(scope="module")
def place(settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """The webserver and the daemon at work."""
    with serving(settings, tmp_path_factory.mktemp("log") / "services.log") as services:
        yield services


@pytest.fixture(scope="module")
def hosts() -> set[str]:
    """Every host that the browser asked."""
    return set()


@pytest.fixture(scope="module")
def page(place: Services, hosts: set[str]) -> "Iterator[Page]":
    """One tab; what pops up on the first visit is sent away."""
    from playwright.sync_api import TimeoutError as NothingPopsUp  # noqa: PLC0415
    from playwright.sync_api import sync_playwright  # noqa: PLC0415

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        tab = browser.new_page(viewport={"width": WIDTH, "height": 800})
        tab.set_default_timeout(PATIENCE)
        tab.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        tab.goto(place.address + "/runs")
        with suppress(NothingPopsUp):
            tab.get_by_text("Skip", exact=True).click(timeout=8000)
        yield tab
        browser.close()


@pytest.fixture
def picture(page: "Page", tmp_path: Path) -> Picture:
    """Takes a picture of the upper part of the tab, of so many pixels."""
    folder = IMAGES if os.environ.get("ESG_WRITE_PICTURES") else tmp_path

    def take(name: str, height: int) -> None:
        clip: FloatRect = {"x": 0, "y": 0, "width": WIDTH, "height": height}
        save(page.screenshot(animations="disabled", clip=clip), folder / f"{name}.png")

    return take


def save(shot: bytes, file: Path) -> None:
    """A picture in 64 colours; it must stay small."""
    from PIL import Image  # noqa: PLC0415

    with Image.open(io.BytesIO(shot)) as image:
        small: Any = image.convert("RGB").quantize(64)
        small.save(file, optimize=True)
    assert file.stat().st_size < LARGEST


def sees(page: "Page", *texts: str) -> None:
    """Waits until each text is to be seen on the page."""
    for text in texts:
        page.get_by_text(text).filter(visible=True).first.wait_for()


def test_the_graph_shows_the_layers(page: "Page", place: Services, picture: Picture) -> None:
    page.goto(place.address + "/asset-groups")
    sees(page, "Global asset lineage")
    for layer in ("raw", "reference", "core", "score", "rating", "mart", "published"):
        page.get_by_text(layer, exact=True).filter(visible=True).first.wait_for()
    page.wait_for_timeout(4000)  # the graph is laid out by a worker
    picture("graph", 680)


def test_the_published_file_shows_freshness_and_plots(page: "Page", place: Services, picture: Picture) -> None:
    page.goto(place.address + "/assets/published/warehouse_file")
    sees(page, "Freshness policy", "Deadline: At 06:00 AM GMT+8, on day 2 of the month, only in May and November")
    page.get_by_text("Plots", exact=True).first.click()
    sees(page, "dagster/row_count", "seconds", "tables")
    page.wait_for_timeout(3000)  # the plots are drawn step by step
    assert page.locator("canvas").count() >= 3
    latest = page.get_by_text("Latest materialization", exact=True).locator("..")
    latest.filter(has_text=re.compile(r"\d:\d\d [AP]M|ago")).wait_for()  # a grey box until then
    picture("plots", 800)


def test_the_check_on_stale_tables_is_there_and_passes(page: "Page", place: Services) -> None:
    page.goto(place.address + "/assets/published/warehouse_file?view=checks")
    sees(page, "nothing_is_stale")
    page.get_by_text("nothing_is_stale").first.click()
    sees(page, "Passed", "rated_by_another_method")


def test_a_rating_date_shows_its_own_figures(page: "Page", place: Services, picture: Picture) -> None:
    page.goto(place.address + f"/assets/rating/rating?view=partitions&partition={DATES[1]}")
    sees(page, "Materialized (2)", "mean_score", "seconds", "dagster/row_count", "simulated_share")
    picture("asset", 740)


def test_the_job_shows_which_rating_dates_are_made(page: "Page", place: Services, picture: Picture) -> None:
    page.goto(place.address + "/locations/esg_pipeline/jobs/refresh/partitions")
    sees(page, "Total partitions", "Missing partitions", "2018-04-30")
    picture("partitions", 520)


def test_a_backfill_of_a_range_is_one_run(page: "Page", place: Services, picture: Picture) -> None:
    from playwright.sync_api import TimeoutError as StillThere  # noqa: PLC0415

    page.set_viewport_size({"width": WIDTH, "height": 1000})
    page.goto(place.address + "/locations/esg_pipeline/jobs/refresh/partitions")
    page.get_by_text("Materialize").first.click()
    page.get_by_text("Show all partitions").click()
    field = page.locator(".dialog input[type=text], [role=dialog] input[type=text]").first
    field.fill(f"[{DATES[0]}...{DATES[1]}]")
    field.press("Enter")
    sees(page, "2 partitions")
    with suppress(StillThere):  # the list of tags is of no use here
        page.get_by_text("Loading pipeline").first.wait_for(state="hidden", timeout=20_000)
    picture("backfill", 860)
    page.get_by_role("button", name=re.compile("^(Launch|Create)")).last.click()
    assert status_of_the_backfill(place) == ("COMPLETED_SUCCESS", list(DATES))


def status_of_the_backfill(place: Services) -> tuple[str, list[str]]:
    """How the only backfill ended, and its rating dates; waits for the end."""
    query = "{partitionBackfillsOrError{...on PartitionBackfills{results{status partitionNames}}}}"
    for _ in range(PATIENCE // 250):
        found = place.ask(query)["partitionBackfillsOrError"]["results"]
        if found and found[0]["status"] not in ("REQUESTED", "COMPLETED"):
            return found[0]["status"], found[0]["partitionNames"]
        time.sleep(1)
    raise TimeoutError("the backfill does not end")


def test_the_alert_of_failed_runs_is_on(page: "Page", place: Services) -> None:
    page.goto(place.address + "/locations/esg_pipeline/sensors/failed_runs")
    sees(page, "failed_runs", "Running")


def test_the_browser_asked_nobody_else(hosts: set[str], place: Services) -> None:
    assert hosts == {place.address.removeprefix("http://")}


def test_every_picture_is_shown_and_small() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {name for page in pages for name in re.findall(r"images/(\w+)\.png", page.read_text(encoding="utf-8"))}
    pictures = sorted(IMAGES.glob("*.png"))
    assert {file.stem for file in pictures} == shown
    assert shown >= {"graph", "plots", "asset", "partitions", "backfill"}
    assert all(file.stat().st_size < LARGEST for file in pictures)
