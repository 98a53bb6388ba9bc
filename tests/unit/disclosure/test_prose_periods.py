"""The year of a figure: behind it, before it, the last year, the fiscal year."""

import pytest

from esg_pipeline.disclosure.number_names import named_digits
from esg_pipeline.disclosure.prose_periods import Period, period_of, years_in


def period(text: str, figure: str, fiscal_year: int | None = 2022, *, is_zero: bool = False) -> Period:
    times = [name for name in named_digits(text) if name.is_time]
    start = text.index(figure)
    return period_of(text, start, start + len(figure), times, fiscal_year, is_zero=is_zero)


@pytest.mark.parametrize(
    ("text", "years", "is_assumed"),
    [
        ("in 2021, it was 98%", (2021,), False),
        ("it was 98% in 2020, not", (2020,), False),
        ("it was 98% (2021: 95%)", (2022,), True),
        ("it was 98%, compared with 89% in 2021", (2022,), True),
        ("during the reporting period it was 98%", (2022,), False),
        ("last year it was 98%", (2021,), False),
        ("去年为98%", (2021,), False),
        ("it was 98%", (2022,), True),
        ("for the year ended 31 march 2023, it was 98%", (2022,), False),
        ("for fy2021/22 it was 98%", (2022,), False),
    ],
)
def test_period_of(text: str, years: tuple[int, ...], *, is_assumed: bool) -> None:
    found = period(text, "98%")
    assert (found.years, found.is_assumed) == (years, is_assumed)


def test_a_denial_for_three_years_is_one_of_each() -> None:
    assert period("in the past three years there were no deaths", "no", is_zero=True).years == (2022, 2021, 2020)


def test_a_denial_for_a_list_of_years_is_one_of_each() -> None:
    text = "no deaths occurred in 2020, 2021 and 2022"
    assert period(text, "no deaths occurred", is_zero=True).years == (2020, 2021, 2022)


def test_days_and_spans_are_marked() -> None:
    assert period("in july 2022 it was 98%", "98%").is_partial
    assert not period("as at 31 december 2022 it was 98%", "98%").is_partial
    assert period("in 2019-2021 it was 98%", "98%").is_span


def test_without_a_fiscal_year_nothing_is_assumed() -> None:
    assert period("it was 98%", "98%", None).years == ()


@pytest.mark.parametrize(
    ("text", "years"), [("2021/22", [2021, 2022]), ("fy22", [2022]), ("二零二一年", [2021]), ("x", [])]
)
def test_years_in(text: str, years: list[int]) -> None:
    assert years_in(text) == years
