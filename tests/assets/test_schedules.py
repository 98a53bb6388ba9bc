"""The schedule asks for the rating date that has just passed."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from assets.schedules import after_rating_date


@pytest.mark.parametrize(
    ("when", "expected"),
    [(datetime(2022, 11, 1, 6, tzinfo=UTC), "2022-10-31"), (datetime(2023, 5, 1, 6, tzinfo=UTC), "2023-04-30")],
)
def test_schedule_fires_for_the_date_before(when: datetime, expected: str) -> None:
    request = after_rating_date(dg.build_schedule_context(scheduled_execution_time=when))
    assert isinstance(request, dg.RunRequest)
    assert request.partition_key == expected
