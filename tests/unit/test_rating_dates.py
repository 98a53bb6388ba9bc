"""The half-yearly calendar and how dates are written."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from esg_pipeline.rating_dates import between, is_rating_date, iso_date, nearest, rating_date, rating_dates


@given(st.dates())
def test_the_nearest_rating_dates_lie_on_both_sides_and_nothing_lies_between(day: date) -> None:
    near = nearest(day)
    assert near
    assert all(is_rating_date(d) and d != day for d in near)
    if len(near) == 2:
        assert near[0] < day < near[1]
        assert [d for d in between(*near) if d != day] == near


def test_a_range_holds_both_ends_and_every_half_year_between() -> None:
    assert rating_dates("2020-10-31..2021-10-31") == [date(2020, 10, 31), date(2021, 4, 30), date(2021, 10, 31)]


def test_a_list_is_sorted_and_without_repeats() -> None:
    assert rating_dates("2022-04-30, 2020-10-31,2022-04-30") == [date(2020, 10, 31), date(2022, 4, 30)]


def test_one_date_is_a_list_of_one() -> None:
    assert rating_dates("2022-10-31") == [date(2022, 10, 31)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2022-10-30", "nearest are 2022-04-30 and 2022-10-31"),
        ("2022-10-31..2022-12-31", "nearest are 2022-10-31 and 2023-04-30"),
        ("2022-10-31..2020-10-31", "runs backwards"),
        ("2022-02-30", "not a day of the calendar"),
        ("31.10.2022", "YYYY-MM-DD"),
        ("2022-10-31..", "YYYY-MM-DD"),
        ("", "YYYY-MM-DD"),
        ("2022-W44-1", "YYYY-MM-DD"),
        ("20221031", "YYYY-MM-DD"),
        ("9999-12-31", "nearest are 9999-10-31"),
        ("0001-01-01", "nearest are 0001-04-30"),
        ("0001-04-30", "between 1990 and 2100"),
        ("2022-10-31..9999-10-31", "between 1990 and 2100"),
        ("٢٠٢٢-١٠-٣١", "YYYY-MM-DD"),
    ],
)
def test_what_is_no_rating_date_is_refused_with_a_way_out(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        rating_dates(text)


def test_any_day_is_a_date_but_not_a_rating_date() -> None:
    assert iso_date("2022-05-31") == date(2022, 5, 31)
    with pytest.raises(ValueError, match="is not a rating date"):
        rating_date("2022-05-31")
