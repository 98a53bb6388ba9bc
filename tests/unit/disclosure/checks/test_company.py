from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from esg_pipeline.disclosure.checks.company import Company, company_of, dims_of

Frames = Callable[[str], Any]
Build = Callable[[str], Company]


def test_dimensions_are_sorted_pairs() -> None:
    assert dims_of("level=senior;gender=female") == (("gender", "female"), ("level", "senior"))
    assert dims_of("") == ()


def test_only_measured_figures_are_read(company: Build) -> None:
    built = company("wa_total 5 @not_applicable\nws_haz 0\nws_total 5 @not_disclosed")
    assert [key[0] for key in built.books[0].figures] == ["ws_haz"]


@pytest.mark.parametrize("column", ["value", "period"])
def test_a_fact_without_value_or_year_is_left_out(frames: Frames, column: str) -> None:
    facts = frames("wa_total 5").facts.with_columns(pl.lit(None).cast(pl.Int32).alias(column))
    assert company_of(facts).books == ()


def test_the_surest_figure_comes_first(company: Build) -> None:
    built = company("lr_total 2,000 @prose\nlr_total 2,100\nlr_total 2,050 @about")
    assert [f.value for f in built.books[0].all("lr_total")] == [2100]


def test_documents_are_ordered_by_time(company: Build) -> None:
    built = company("document: b 2021\nwa_total 5\ndocument: a 2020\nwa_total 2020: 5")
    assert [book.document.document_id for book in built.books] == ["a", "b"]


def test_a_printed_zero_takes_its_step_from_the_row(frames: Frames) -> None:
    facts = frames("wa_total 2020: 7,000 = 7\nwa_total 0").facts
    steps = {f.period: f.step for f in company_of(facts).books[0].all("wa_total")}
    assert steps[2021] == pytest.approx(0.001)


def test_prints_of_one_value_are_twins(company: Build) -> None:
    built = company("en_elec 1,838.00\nen_elec 1,838\nen_elec 1,900")
    assert built.twins()["d2021-001"] == ("d2021-001", "d2021-002")
    assert built.twins()["d2021-003"] == ("d2021-003",)


def test_an_unread_number_near_parts_is_seen(company: Build) -> None:
    built = company("lr_total 5\nlr_total gender=male 3\nunread: Others | 4 | | no alias\nwa_total 3")
    book = built.books[0]
    assert book.has_unread_near(book.all("wa_total"))
    assert not book.has_unread_near([f for f in book.all("lr_total") if not f.dims])


def test_breakdowns_keep_their_other_dimensions(company: Build) -> None:
    groups = (
        company("lr_total gender=female;level=senior 5\nlr_total gender=female 9").books[0].groups("lr_total", "gender")
    )
    assert set(groups) == {(2021, (("level", "senior"),)), (2021, ())}


def test_an_issuer_without_facts_has_no_books(frames: Frames) -> None:
    assert company_of(frames("wa_total 5").facts.clear()).books == ()


def test_a_number_without_a_name_keeps_its_id(frames: Frames) -> None:
    assert company_of(frames("wa_total 5").facts).name("wa_total", (("region", "north_china"),)) == (
        "wa_total (region north china)"
    )
