"""What work is divided by: rating dates (30 April and 31 October of each year), and documents. Nothing else."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from itertools import pairwise

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

# One per document id; the sensor adds them and takes them away.
DOCUMENTS = dg.DynamicPartitionsDefinition(name="document")


def newest_rating_date(today: date) -> str:
    """The key of the last rating date on or before a day."""
    keys = RATING_DATES.get_partition_keys(current_time=datetime(today.year, today.month, today.day, tzinfo=UTC))
    # On 30 October the excluded tick makes Dagster offer the next day's key already.
    return max(key for key in keys if key <= today.isoformat())


def unbroken(keys: Sequence[str]) -> list[tuple[str, str]]:
    """(first, last) of each range of sorted rating dates without a gap. Raises ValueError for other days."""
    order = {key: place for place, key in enumerate(RATING_DATES.get_partition_keys())}
    unknown = [key for key in keys if key not in order]
    if unknown:
        raise ValueError(f"not yet a rating date, or before {next(iter(order))}: {', '.join(unknown)}")
    breaks = [after for before, after in pairwise(keys) if order[after] != order[before] + 1]
    starts = [keys[0], *breaks]
    ends = [*(keys[keys.index(start) - 1] for start in breaks), keys[-1]]
    return list(zip(starts, ends, strict=True))


def range_tags(first: str, last: str) -> dict[str, str]:
    """The tags of a run over a range of rating dates."""
    return {"dagster/asset_partition_range_start": first, "dagster/asset_partition_range_end": last}
