"""Rating dates are the last days of April and October; ranges of them have no gap."""

from datetime import UTC, date, datetime

import pytest

from assets.partitions import RATING_DATES, newest_rating_date, range_tags, unbroken


def test_rating_dates_are_the_last_days_of_april_and_october() -> None:
    keys = RATING_DATES.get_partition_keys(current_time=datetime(2020, 5, 1, tzinfo=UTC))
    assert keys == ["2018-04-30", "2018-10-31", "2019-04-30", "2019-10-31", "2020-04-30"]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2022, 10, 30), "2022-04-30"),
        (date(2022, 10, 31), "2022-10-31"),
        (date(2022, 11, 1), "2022-10-31"),
        (date(2023, 4, 30), "2023-04-30"),
    ],
)
def test_newest_rating_date(today: date, expected: str) -> None:
    assert newest_rating_date(today) == expected


def test_dates_are_run_in_unbroken_ranges() -> None:
    keys = ["2020-04-30", "2020-10-31", "2021-10-31", "2022-04-30", "2023-04-30"]
    assert unbroken(keys) == [("2020-04-30", "2020-10-31"), ("2021-10-31", "2022-04-30"), ("2023-04-30", "2023-04-30")]


def test_a_date_that_has_not_come_is_refused() -> None:
    with pytest.raises(ValueError, match="2190-04-30"):
        unbroken(["2190-04-30"])


def test_a_range_is_named_by_its_ends() -> None:
    assert set(range_tags("2020-04-30", "2020-10-31").values()) == {"2020-04-30", "2020-10-31"}
