"""The rating dates as partitions: 30 April and 31 October of each year. Nothing else."""

from datetime import UTC, date, datetime

import dagster as dg

# 31 does not exist in April and 30 October is no rating date.
RATING_DATES = dg.TimeWindowPartitionsDefinition(
    start=datetime(2018, 4, 30, tzinfo=UTC),
    fmt="%Y-%m-%d",
    cron_schedule="0 0 30,31 4,10 *",
    exclusions=["0 0 30 10 *"],
    timezone="UTC",
    end_offset=1,  # a rating date can be rated from that day on, not only when the next one has come
)


def newest_rating_date(today: date) -> str:
    """The key of the last rating date on or before a day."""
    keys = RATING_DATES.get_partition_keys(current_time=datetime(today.year, today.month, today.day, tzinfo=UTC))
    # On 30 October the excluded tick makes Dagster offer the next day's key already.
    return max(key for key in keys if key <= today.isoformat())
