"""The what-if in a real browser, by keyboard and forms alone: a weight, a level, a benchmark, and back again."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.ui.conftest import Tab
from tests.ui.test_explorer import assert_well_behaved, explored
from tests.unit.what_if.conftest import Asked
from tests.unit.what_if.conftest import asked_run as asked_run  # noqa: PLC0414  # the fixture

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def address(asked_run: Asked) -> Iterator[str]:
    yield from explored(asked_run.file)


@pytest.fixture
def page(tab: Tab, address: str, asked_run: Asked) -> "Iterator[Page]":
    """The what-if of an issuer on a desk and on a phone."""
    issuer_id = asked_run.shadow.ratings["issuer_id"].sort()[0]
    tab.page.goto(f"{address}/what-if?issuer={issuer_id}")
    yield tab.page
    assert_well_behaved(tab, address)


def score(page: "Page") -> list[str]:
    """The score now and what if."""
    return page.locator("#outcome + table tr", has_text="Score").locator("td").all_inner_texts()


def test_changes_add_up_and_can_be_taken_back(page: "Page") -> None:
    page.get_by_label("Key issue").first.select_option("waste_emission")
    page.get_by_label("Influence and impact time").select_option("none")
    page.get_by_role("button", name="Weigh it so").press("Enter")
    weighed = score(page)
    assert weighed[0] != weighed[1]
    page.get_by_label("Data point").last.select_option("es_mental")
    page.get_by_role("button", name="Choose").click()
    page.get_by_label("Score 2").fill("100")
    page.get_by_role("button", name="Score it so").click()
    assert page.get_by_role("link", name="Take back").count() == 2
    page.get_by_role("link", name="Link to this what-if").click()
    both = score(page)
    page.reload()
    assert score(page) == both
    page.get_by_role("link", name="Take back").last.click()
    assert score(page) == weighed


def test_what_makes_no_sense_is_said_beside_what_was_asked_before(page: "Page") -> None:
    page.get_by_label("Data point").last.select_option("ghg_int_rev")
    page.get_by_role("button", name="Choose").click()
    page.get_by_label("Value as if reported").fill("many")
    page.get_by_role("button", name="Report it").click()
    assert "is not a number" in page.get_by_role("alert").inner_text()
