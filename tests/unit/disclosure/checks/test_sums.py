from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

from esg_pipeline.disclosure.checks.company import Company
from esg_pipeline.disclosure.checks.model import Findings
from esg_pipeline.disclosure.checks.run import check_facts
from esg_pipeline.disclosure.checks.sums import Added
from esg_pipeline.disclosure.codes import Severity

Build = Callable[[str], Company]
Check = Callable[..., Findings]
Frames = Callable[[str], Any]


def test_a_sum_allows_for_the_digits_of_every_term(company: Build) -> None:
    book = company("ghg_s1 577\nghg_s2 50,074.1\nghg_s12 50,650").books[0]
    parts = Added(tuple(f for d in ("ghg_s1", "ghg_s2") for f in book.all(d)))
    whole = book.best("ghg_s12", 2021)
    assert whole is not None
    assert parts.slack(whole) == pytest.approx(0.5 + 0.05 + 0.5)
    assert (parts.is_over(whole), parts.is_under(whole)) == (True, False)


def test_heads_are_counted_without_slack(check: Check) -> None:
    (found,) = check("lr_total 2,129\nlr_total gender=female 910\nlr_total gender=male 1,218", "F01")
    assert (found.severity, found.tolerance) == (Severity.INFO, 0)


def test_heads_in_thousands_are_rounded(check: Check) -> None:
    text = "lr_total 2.1 = 2100\nlr_total gender=female 910\nlr_total gender=male 1,219"
    assert len(check(text, "F01")) == 0


@pytest.mark.parametrize(
    "text",
    [
        "lr_total gender=female 910\nlr_total gender=male 1,220",
        "lr_total 2020: 5\nlr_total gender=female 910\nlr_total gender=male 1,220",
        "lr_total 2,129\nlr_total gender=female 910",
        "lr_total 2,129\nlr_total gender=female 910\nlr_total gender=male 1,220 @not_disclosed",
        "lr_total 2,129\nlr_total gender=female;level=senior 910\nlr_total gender=male;level=senior 1,220",
    ],
)
def test_what_is_not_a_whole_and_its_parts_is_left(check: Check, text: str) -> None:
    assert len(check(text, "F01")) == 0


def test_a_matrix_adds_up_in_each_row(check: Check) -> None:
    text = "lr_total level=senior 20\nlr_total gender=female;level=senior 9\nlr_total gender=male;level=senior 13"
    (found,) = check(text, "F01")
    assert found.expected == 20


def test_a_part_that_may_have_been_missed_excuses_a_small_sum(check: Check) -> None:
    parts = "lr_total 100\nlr_total gender=female 40\nlr_total gender=male 50"
    assert len(check(parts, "F01")) == 1
    assert len(check(parts + "\nunread: Diverse | 10 | | no alias", "F01")) == 0


def test_a_factor_of_ten_is_called_a_slip(check: Check) -> None:
    (found,) = check("ghg_s1 10\nghg_s2 90\nghg_s12 1,000", "F08")
    assert "a factor of 10, as by a slip" in found.message
    assert found.severity is Severity.SERIOUS


def test_the_basis_of_a_total_chooses_its_parts(check: Check) -> None:
    parts = "ghg_s1 100\nghg_s2_loc 2,000\nghg_s2_mkt 1,500\n"
    assert len(check(parts + "ghg_s12 method=location 2,100", "F08")) == 0
    assert len(check(parts + "ghg_s12 method=location 1,600", "F08")) == 1
    assert len(check(parts + "ghg_s12 method=market 1,600", "F08")) == 0


def test_carriers_are_only_added_where_direct_energy_is_not_given(check: Check) -> None:
    text = "en_total 1,000\nen_direct energy=diesel 300\nen_elec 800"
    assert len(check(text, "F07")) == 1
    assert len(check(text + "\nen_direct 200", "F07")) == 0


def test_a_part_names_its_whole(check: Check) -> None:
    (found,) = check("ws_landfill 30\nws_total 20", "F14")
    assert found.message == (
        "Waste sent to landfill 30 t (line 1) is a part of Total waste generated 20 t (line 2) and may not be more"
    )


def test_one_print_of_the_whole_that_fits_is_enough(check: Check) -> None:
    text = "lr_total gender=female 910\nlr_total gender=male 1,219\nlr_total {}\nlr_total 10,500"
    assert [f.rule_id for f in check(text.format("2,129"), "F01", "F83")] == ["F83"]
    assert [f.rule_id for f in check(text.format("9,900"), "F01", "F83")] == ["F01", "F83"]
    (conflict,) = check(text.format("2,129"), "F01", "F83")
    assert conflict.suspect_ids == ("d2021-004",)


def test_a_total_in_coal_equivalent_may_count_the_coal_behind_electricity(frames: Frames) -> None:
    facts = frames("en_total 900\nen_direct 100\nen_indirect 300").facts
    assert [f.rule_id for f in check_facts(facts)] == ["F10"]
    is_total = pl.col("data_point_id") == "en_total"
    in_coal = facts.with_columns(raw_unit=pl.when(is_total).then(pl.lit("吨标准煤")).otherwise(pl.col("raw_unit")))
    assert len(check_facts(in_coal)) == 0
    smaller = in_coal.with_columns(value=pl.when(is_total).then(300.0).otherwise(pl.col("value")))
    assert [f.rule_id for f in check_facts(smaller)] == ["F10"]
