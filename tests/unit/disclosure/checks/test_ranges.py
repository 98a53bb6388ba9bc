from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.checks.company import Company
from esg_pipeline.disclosure.checks.model import Findings
from esg_pipeline.disclosure.checks.ranges import OFFICE, bands, kind_of

Build = Callable[[str], Company]
Check = Callable[..., Findings]


def test_a_share_may_round_to_all(check: Check) -> None:
    assert len(check("er_train_cov 100.4%", "F65")) == 1
    assert len(check("er_train_cov 100%\nid_attend 100.0%", "F65")) == 0


def test_a_group_has_the_same_limits(check: Check) -> None:
    (found,) = check("er_train_cov gender=female 105%", "F65")
    assert found.message == (
        "Employees trained (gender female) 105 % (line 1) is out of range: a share of a whole is not above 100 %"
    )


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("en_total 1,907.92\nghg_s1 2.79\nlr_total 2,129", OFFICE),
        ("en_total 190,792\nghg_s1 2.79\nlr_total 2,129", "unknown"),
        ("en_total 1,907.92\nlr_total 2,129", "unknown"),
        ("document: a 2021 kind=industrial\nen_total 1,907.92\nghg_s1 2.79\nlr_total 2,129", "industrial"),
    ],
)
def test_the_kind_of_an_issuer(company: Build, text: str, kind: str) -> None:
    assert kind_of(company(text).books[0], 2021) == kind


def test_an_office_is_held_to_its_own_band(check: Check) -> None:
    office = "en_total 1,907.92\nghg_s1 2.79\nlr_total 2,129\nwa_total 93,600"
    (found,) = check(office, "F72")
    assert "43.96 m3/employee" in found.message
    assert "kind office" in found.message
    assert len(check("lr_total 2,129\nwa_total 93,600", "F72")) == 0


def test_a_zero_that_may_be_a_little_is_left(check: Check) -> None:
    assert len(check("wa_int_emp 0.00", "F72")) == 0


def test_every_band_has_an_unknown_kind_that_is_wider() -> None:
    for (measure, kind), band in bands().items():
        widest = bands()[measure, "unknown"]
        assert widest.low <= band.low < band.high <= widest.high, (measure, kind)
