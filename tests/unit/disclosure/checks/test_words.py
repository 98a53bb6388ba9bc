from collections.abc import Callable

import pytest

from esg_pipeline.disclosure.checks import words
from esg_pipeline.disclosure.checks.company import Company
from esg_pipeline.disclosure.checks.words import amount

Build = Callable[[str], Company]


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (2129.0, "persons", "2,129 persons"),
        (0.12 / 2129, "t/employee", "0.00005636 t/employee"),
        (1296.4, "tCO2e", "1,296.4 tCO2e"),
        (0.61, "", "0.61"),
        (26.0, "%", "26 %"),
        (1e-12, "t", "1e-12 t"),
        (1e300, "t", "1"),
    ],
)
def test_an_amount_is_said_shortly(value: float, unit: str, said: str) -> None:
    assert amount(value, unit).startswith(said)


def test_a_figure_is_said_with_its_line(company: Build) -> None:
    built = company("lr_total 2,129\nlr_total gender=female 910")
    whole, female = sorted(built.books[0].all("lr_total"), key=lambda f: f.line)
    assert words.figure(whole) == "2,129 persons (line 1)"
    assert words.named(built, female) == "Total workforce (gender female) 910 persons (line 2)"
    assert words.total([whole, female]) == "3,039 persons (lines 1, 2)"


def test_a_number_is_said_as_printed(company: Build) -> None:
    number = company("unread: Gasoline | 8,000 | Litre | x").books[0].unread[0]
    assert words.unread(number) == "8,000 Litre (line 1)"
