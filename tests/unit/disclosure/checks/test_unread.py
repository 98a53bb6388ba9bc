from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.checks.model import Findings

Check = Callable[..., Findings]
FACT = "ws_nonhaz_int 0.41\n"


@pytest.mark.parametrize(
    ("row", "count"),
    [
        ("Waste density | 0.41 | t/RMB million", 1),
        ("废弃物排放密度 | 0.41 | 吨/万元营业收入", 1),
        ("Waste density | 0.41 | t/m2", 1),
        ("Waste density | 0.41 | t/employee", 0),
        ("Waste density | 0.410 | t/m2", 0),
        ("Waste | 0.41 | t", 0),
        ("Energy density | 0.41 | t/m2", 0),
    ],
)
def test_the_same_digits_per_another_thing(check: Check, row: str, count: int) -> None:
    assert len(check(f"{FACT}unread: {row} | no alias", "F86")) == count


def test_one_digit_is_a_coincidence(check: Check) -> None:
    assert len(check("ws_nonhaz_int 4\n" + "unread: Waste density | 4 | t/m2 | x", "F86")) == 0


def test_both_numbers_are_named(check: Check) -> None:
    (found,) = check(FACT + "unread: Waste density | 0.41 | t/m2 | x", "F86")
    assert found.message == (
        "Waste density 0.41 t/m2 (line 2) has the digits of Non-hazardous waste intensity per employee 0.41 t/employee "
        "(line 1): the same number cannot hold per two different things"
    )


@pytest.mark.parametrize(
    ("path", "male", "count"),
    [
        ("Work force", "53.3%", 1),
        ("Work force", "57.4%", 0),
        ("Turnover", "53.3%", 0),
        ("Average training hours", "53.3%", 0),
        ("Work force", "12.0%", 0),
    ],
)
def test_shares_of_women_and_men(check: Check, path: str, male: str, count: int) -> None:
    text = f"unread: {path} > Female | 42.7% | % | x\nunread: {path} > Male | {male} | % | x"
    assert len(check(text, "F88")) == count
