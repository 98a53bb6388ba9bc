from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.checks.company import Company
from esg_pipeline.disclosure.checks.model import Findings
from esg_pipeline.disclosure.checks.ratios import is_fine
from esg_pipeline.disclosure.codes import Severity

Build = Callable[[str], Company]
Check = Callable[..., Findings]


def test_a_ratio_names_its_terms(check: Check) -> None:
    (found,) = check("ws_haz_int_emp 0.01\nws_haz 0.12\nlr_total 2,129", "F26")
    assert found.message == (
        "Hazardous waste generated 0.12 t (line 2) over Total workforce 2,129 persons (line 3) is "
        "0.00005636 t/employee, "
        "Hazardous waste intensity per employee says 0.01 t/employee (line 1)"
    )
    assert found.severity is Severity.SERIOUS


@pytest.mark.parametrize(
    ("intensity", "severity"),
    [("0.61", None), ("0.60", None), ("0.66", Severity.INFO), ("0.95", Severity.WARNING), ("6.1", Severity.SERIOUS)],
)
def test_an_average_head_count_is_no_error(check: Check, intensity: str, severity: Severity | None) -> None:
    found = list(check(f"ghg_int_emp {intensity}\nghg_s12 1,296.40\nlr_total 2,129", "F22"))
    assert [f.severity for f in found] == ([severity] if severity else [])


def test_scopes_add_up_where_their_total_is_missing(check: Check) -> None:
    (found,) = check("ghg_int_emp 6.10\nghg_s1 2.79\nghg_s2 1,293.61\nlr_total 2,129", "F22")
    assert found.fact_ids == ("d2021-001", "d2021-002", "d2021-003", "d2021-004")


def test_nobody_divides_by_zero(check: Check) -> None:
    text = "ghg_int_emp 0.61\nghg_s12 1,296.40\nlr_total 0\nghg_yoy 5%\nghg_s12 2020: 0\nrs_board 0\nid_ratio 30%"
    assert len(check(text, "F22", "F45", "F48", "F51", "F55")) == 0


def test_terms_said_about_leave_room(check: Check) -> None:
    text = "er_women 45.0%\nlr_total 2,000{}\nlr_total gender=female 940"
    assert len(check(text.format(""), "F35")) == 1
    assert len(check(text.format(" @at_least"), "F35")) == 0


def test_implied_head_counts_are_only_compared_where_none_is_printed(check: Check) -> None:
    text = "ghg_s12 19,118\nghg_int_emp 7.99\nwa_total 40,000\nwa_int_emp 10.00"
    (found,) = check(text, "F45")
    assert "implies 4,000 employees" in found.message
    assert "only 2,392.7" in found.message
    assert len(check(text + "\nlr_total 4,000", "F45")) == 0


def test_a_change_with_the_wrong_sign_is_a_hint(check: Check) -> None:
    (found,) = check("ghg_yoy 12%\nghg_s12 2020: 1,000\nghg_s12 880", "F51")
    assert found.severity is Severity.INFO


def test_a_large_board_can_have_any_share(check: Check) -> None:
    assert len(check("id_ratio 41.3%\nrs_board 75", "F55")) == 0


def test_a_coarse_figure_confirms_nothing(company: Build) -> None:
    book = company("ws_haz_int_emp 0.01\nghg_int_emp 0.61").books[0]
    assert [is_fine(f) for f in book.all("ws_haz_int_emp")] == [False]
    assert [is_fine(f) for f in book.all("ghg_int_emp")] == [True]


def test_one_pair_of_terms_that_fits_is_enough(check: Check) -> None:
    text = "en_renew_share {}%\nen_renewable 10\nen_elec 100\nen_total 200"
    assert len(check(text.format("10.0"), "F42")) == len(check(text.format("5.0"), "F42")) == 0
    (found,) = check(text.format("7.0"), "F42")
    assert found.expected == 10
    assert len(check("ghg_int_emp 1.60\nghg_s1 100\nghg_s2_loc 2,000\nghg_s2_mkt 1,500\nlr_total 1,000", "F22")) == 0


def test_an_intensity_may_rest_on_the_average_head_count(check: Check) -> None:
    text = "ghg_int_emp 1.11\nghg_s12 1,000\nlr_total 1,000"
    assert len(check(text, "F22")) == 1
    assert len(check(text + "\nlr_total 2020: 800", "F22")) == 0
    assert len(check("document: a 2020\nlr_total 2020: 800\ndocument: b 2021\n" + text, "F22")) == 0
    shares = "er_women 50.0%\nlr_total gender=female 450\nlr_total 1,000\nlr_total 2020: 800"
    assert len(check(shares, "F35")) == 1
