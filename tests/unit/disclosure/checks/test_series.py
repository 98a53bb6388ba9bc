from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.checks.model import Findings
from esg_pipeline.disclosure.codes import Severity

Check = Callable[..., Findings]
YEARS = ("F77", "F78", "F79")


@pytest.mark.parametrize(
    ("now", "rules"),
    [
        ("1,900", []),
        ("9,157", ["F77"]),
        ("10,100", ["F78"]),
        ("850,000", ["F78"]),
        ("30,000", ["F77"]),
        ("1.10", ["F78"]),
        ("0", []),
    ],
)
def test_a_jump_or_a_slip(check: Check, now: str, rules: list[str]) -> None:
    assert [f.rule_id for f in check(f"wa_total 2020: 1,000.0\nwa_total {now}", *YEARS)] == rules


def test_rounding_alone_is_no_jump(check: Check) -> None:
    assert len(check("ws_haz 2020: 0.1\nws_haz 0.4", *YEARS)) == 0


def test_years_of_several_documents_make_one_series(check: Check) -> None:
    text = "document: a 2020\nwa_total 2020: 1,000\ndocument: b 2021\nwa_total 5,000"
    assert [f.rule_id for f in check(text, *YEARS)] == ["F77"]


def test_years_that_are_not_neighbours_are_not_compared(check: Check) -> None:
    assert len(check("wa_total 2018: 1,000\nwa_total 5,000", *YEARS)) == 0


def test_a_restatement_names_both_reports(check: Check) -> None:
    text = "document: a 2019\nghg_s3 2018: 1,862\ndocument: b 2020\nghg_s3 2018: 1,890"
    (found,) = check(text, "F80", "F81")
    assert found.message == (
        "Scope 3 GHG emissions of 2018 is 1,890 tCO2e (line 4) in the report for 2020, "
        "1,862 tCO2e (line 2) in the report for 2019"
    )
    assert (found.severity, found.document_id) == (Severity.INFO, "b")


def test_each_report_is_compared_with_the_one_before(check: Check) -> None:
    text = "\n".join(f"document: r{y} {y}\nwa_total 2018: {v}" for y, v in ((2018, 100), (2019, 150), (2020, 150)))
    (found,) = check(text, "F80", "F81")
    assert found.document_id == "r2019"


def test_a_figure_that_is_split_by_basis_is_not_restated(check: Check) -> None:
    text = "document: a 2019\nghg_s2 2018: 500\ndocument: b 2020\nghg_s2_loc 2018: 600\nghg_s2_mkt 2018: 500"
    assert len(check(text, "F80", "F81")) == 0
